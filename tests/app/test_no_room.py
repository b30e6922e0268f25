"""A full vault refuses to store, never to answer, and the page says so."""

import asyncio

from clearsight.app.words import words
from clearsight.vault import Room
from clearsight.vault.room import MIB
from clearsight.vault.vault import Vault
from clearsight.vault.within import held
from tests.app.conftest import Browser, Open
from tests.app.doubles import TestHouse
from tests.vault.test_room import agreed, large


def full(vault: Vault) -> None:
    """Take all the room that there is."""

    async def fill() -> None:
        token = await agreed(vault)
        for number in range(2):
            assert await vault.save_photo(token, large(number), 0.0)
        assert await vault.save_photo(await agreed(vault), large(2), 0.0)
        vault.sessions.room = Room(await vault.sessions.database.work(held), MIB)

    asyncio.run(fill())


def visitor(house: TestHouse, visit: Open, vault: Vault) -> Browser:
    house.safe = vault
    full(vault)
    return visit(house)


def test_one_waits_without_the_photo(house: TestHouse, visit: Open, vault: Vault) -> None:
    browser = visitor(house, visit, vault)
    browser.ask("What is this?", noisy())
    answer = browser.send("/person/line", None, do="join", share="photo_and_chat")
    assert answer.status_code == 200
    assert words("en")["error_no_room"] in answer.text
    assert "clearsight_kept" in browser.client.cookies
    assert "A menu." in browser.ask("And this?", noisy()).text
    assert words("en")["title_line"] in browser.page  # and the place in the line is kept


def test_an_address_for_research_is_not_kept(house: TestHouse, visit: Open, vault: Vault) -> None:
    browser = visitor(house, visit, vault)
    browser.open("/kept")
    answer = browser.send("/kept", consent_research="1", contact="ana@example.org")
    assert answer.status_code == 503
    assert words("en")["error_no_room"] in answer.text
    assert 'value="ana@example.org"' not in browser.open("/kept")


def noisy() -> bytes:
    return large(5).data
