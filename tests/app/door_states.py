"""Ways to reach every state of the pages of accounts, cohorts and trust, for the browser tests."""

import asyncio
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from clearsight.deployment import DoorSettings, ServeSettings
from clearsight.deployment.https import home_tls
from clearsight.ingest import Ingest
from clearsight.models.scripted import Scripted
from clearsight.people import Cohorts, Members, People
from clearsight.store import Store
from tests.app.chrome import Chrome, serving
from tests.app.conftest import photo, vault_in
from tests.app.test_doors import House
from tests.doubles import FixedReader, line
from tests.store.conftest import PEPPER


def make_house(ingest: Ingest, empty_store: Path, folder: Path) -> House:
    """A server with accounts, mail to a folder and a certificate of its own."""
    vault = vault_in(folder, empty_store)
    authority = home_tls(folder / "https", ("localhost",)).authority
    doors = DoorSettings(mail=f"file:{folder / 'mail'}", authority=authority)
    store = Store.open(f"sqlite:///{folder / 'clearsight.db'}", pepper=PEPPER)
    return House(
        ingest, FixedReader((line("Tomato soup 4.50"),)), [Scripted("A menu. " * 20)],
        settings=replace(ServeSettings(), doors=doors), kept=store, safe=vault,
    )  # fmt: skip


@contextmanager
def opened(house: House) -> Iterator[str]:
    """The address of the server, with one cohort in it."""
    with serving(house) as address:
        base = address.replace("127.0.0.1", "localhost")
        doors = replace(house.settings.doors, url=base)
        house.settings = replace(house.settings, doors=doors)
        make_cohort(house)
        yield base


def make_cohort(house: House) -> None:
    """A cohort of one, with a week of figures."""
    database, digest = house.store.database, house.guard("default").policy.digest

    async def make() -> None:
        cohorts, members = Cohorts(database), Members(database)
        name, policy = house.model_name, "default"
        made = await cohorts.create("pilot", cap=1, model=name, policy=policy, digest=digest)
        await members.answered(made.version.id)

    asyncio.run(make())


def _invitation(house: House, role: str, name: str = "") -> str:
    email = f"{name or role}@example.org"
    made = People(house.store.database).invite(email, role, by="operator")
    return f"/invitation?k={asyncio.run(made).token}"


def _way_in(house: House) -> str:
    return f"/join?k={asyncio.run(Members(house.store.database).invite('pilot', uses=9, days=1))}"


def _press(chrome: Chrome, path: str) -> None:
    """Open a page and press its button."""
    chrome.open(path)
    chrome.find("main form button").click()


def sign_in(chrome: Chrome, house: House, lang: str) -> None:
    chrome.open(f"/sign-in?lang={lang}")
    assert chrome.find("#passkey").is_displayed()


def no_link(chrome: Chrome, house: House, lang: str) -> None:
    chrome.open(f"/sign-in/link?k=x&lang={lang}")
    assert chrome.find("#problem").is_displayed()


def sent(chrome: Chrome, house: House, lang: str) -> None:
    chrome.open(f"/sign-in?lang={lang}")
    chrome.find("#email").send_keys("nobody@example.org")
    chrome.find("main form button").click()
    chrome.wait(lambda: not chrome.all("#email"))


def invited(chrome: Chrome, house: House, lang: str) -> None:
    chrome.open(f"{_invitation(house, 'reviewer')}&lang={lang}")


def account(chrome: Chrome, house: House, lang: str) -> None:
    _press(chrome, f"{_invitation(house, 'operator')}&lang={lang}")
    chrome.wait(lambda: chrome.all("#sessions"))


def cohorts(chrome: Chrome, house: House, lang: str) -> None:
    account(chrome, house, lang)
    chrome.open(f"/cohorts?lang={lang}")
    chrome.find("button[value=invite]").click()
    chrome.wait(lambda: chrome.all("code"))


def join(chrome: Chrome, house: House, lang: str) -> None:
    chrome.open(f"{_way_in(house)}&lang={lang}")


def member(chrome: Chrome, house: House, lang: str) -> None:
    _press(chrome, f"{_way_in(house)}&lang={lang}")
    chrome.wait(lambda: chrome.all("[action^='/leave']"))


def judging(chrome: Chrome, house: House, lang: str) -> None:
    asyncio.run(Cohorts(house.store.database).resize("pilot", 99))
    member(chrome, house, lang)
    chrome.open(f"/?lang={lang}")
    given = Path(house.settings.doors.mail or "").parent
    picture = Path(str(given).removeprefix("file:")) / "photo.jpg"
    picture.write_bytes(photo())
    chrome.find("#file").send_keys(str(picture))
    chrome.find("#start .main").click()
    chrome.wait(lambda: not chrome.find("#busy").is_displayed())
    assert chrome.all("[formaction^='/right']")
    chrome.find("[formaction^='/wrong']").click()
    chrome.wait(lambda: chrome.all("[value=misread]"))


def not_invited(chrome: Chrome, house: House, lang: str) -> None:
    doors = house.settings.doors
    house.settings = replace(house.settings, doors=replace(doors, invited=True))
    chrome.open(f"/?lang={lang}")
    house.settings = replace(house.settings, doors=doors)
    assert chrome.all("#problem")


def trust(chrome: Chrome, house: House, lang: str) -> None:
    chrome.open(f"/trust?lang={lang}")


def shared(chrome: Chrome, house: House, lang: str) -> None:
    """A form of the share sheet's shape, sent by our own page."""
    chrome.open(f"/sign-in?lang={lang}")
    chrome.run(
        "const canvas = document.createElement('canvas');"
        "canvas.width = canvas.height = 200;"
        "canvas.getContext('2d').fillRect(0, 0, 90, 200);"
        "const data = new FormData();"
        "data.set('photo', await new Promise((done) => canvas.toBlob(done)), 'a.png');"
        "const answer = await fetch('/share' + location.search, {method: 'POST', body: data});"
        "document.documentElement.innerHTML = await answer.text()"
    )
    assert chrome.all("[name=picture]")


def linked(chrome: Chrome, house: House, lang: str) -> None:
    """A good link of a mail, before its last press."""
    name = f"linked-{secrets.token_hex(4)}"
    _press(chrome, f"{_invitation(house, 'reviewer', name)}&lang={lang}")
    chrome.wait(lambda: chrome.all("#sessions"))
    chrome.find("[action^='/sign-out'] button").click()
    chrome.wait(lambda: chrome.all("#email"))
    chrome.find("#email").send_keys(f"{name}@example.org")
    chrome.find("main form button").click()
    folder = Path(str(house.settings.doors.mail).removeprefix("file:"))
    chrome.wait(lambda: _link(folder, name))
    chrome.open(_link(folder, name))
    assert chrome.all("main form [name=k]")


def _link(folder: Path, name: str) -> str:
    """The way into the page from the mail to this name; empty when there is none yet."""
    for letter in sorted(folder.glob("*.eml")):
        message = message_from_bytes(letter.read_bytes(), policy=default)
        found = re.search(r"https?://[^/]+(/sign-in/link\S+)", message.get_content())
        if f"{name}@" in message["To"] and found:
            return found[1]
    return ""


def left(chrome: Chrome, house: House, lang: str) -> None:
    member(chrome, house, lang)
    chrome.find("[action^='/leave'] button").click()
    chrome.wait(lambda: not chrome.all("[action^='/leave']"))


STATES = (
    sign_in,
    no_link,
    sent,
    invited,
    linked,
    account,
    cohorts,
    join,
    member,
    left,
    judging,
    not_invited,
    trust,
    shared,
)
