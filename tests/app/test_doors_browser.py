"""Pages of accounts and cohorts in a real browser: accessible, and passkeys by an authenticator."""

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions

from clearsight.app.words import LANGUAGES
from clearsight.deployment import DoorSettings, ServeSettings
from clearsight.deployment.https import home_tls
from clearsight.ingest import Ingest
from clearsight.models.scripted import Scripted
from clearsight.people import Cohorts, Members, People
from clearsight.store import Store
from tests.app.chrome import Chrome, needed, serving
from tests.app.conftest import photo, vault_in
from tests.app.test_doors import House
from tests.doubles import FixedReader, line
from tests.store.conftest import PEPPER

pytestmark = pytest.mark.slow
SMALL = (
    "const all = 'button, select, textarea, summary, a:not(.skip), input';"
    "return [...document.querySelectorAll(all)]"
    ".filter((e) => e.type !== 'hidden' && e.checkVisibility() && e.getBoundingClientRect().height"
    " < 43.9).map((e) => e.outerHTML.slice(0, 120))"
)


@pytest.fixture(scope="module")
def ingest() -> Iterator[Ingest]:
    with Ingest() as opened:
        yield opened


@pytest.fixture(scope="module")
def house(ingest: Ingest, empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    folder = tmp_path_factory.mktemp("doors")
    vault = vault_in(folder, empty_store)
    authority = home_tls(folder / "https", ("localhost",)).authority
    doors = DoorSettings(mail=f"file:{folder / 'mail'}", authority=authority)
    store = Store.open(f"sqlite:///{folder / 'clearsight.db'}", pepper=PEPPER)
    return House(
        ingest, FixedReader((line("Tomato soup 4.50"),)), [Scripted("A menu. " * 20)],
        settings=replace(ServeSettings(), doors=doors), kept=store, safe=vault,
    )  # fmt: skip


@pytest.fixture(scope="module")
def chrome(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    needed()
    opened = Chrome(tmp_path_factory.mktemp("profile"))
    with serving(house) as address:
        opened.base = address.replace("127.0.0.1", "localhost")
        doors = replace(house.settings.doors, url=opened.base)
        house.settings = replace(house.settings, doors=doors)
        _cohort(house)
        yield opened
        opened.quit()


def _cohort(house: House) -> None:
    """A cohort of one, with a week of figures."""
    database, digest = house.store.database, house.guard("default").policy.digest

    async def make() -> None:
        cohorts, members = Cohorts(database), Members(database)
        name, policy = house.model_name, "default"
        made = await cohorts.create("pilot", cap=1, model=name, policy=policy, digest=digest)
        await members.answered(made.version.id)

    asyncio.run(make())


def _invitation(house: House, role: str) -> str:
    made = People(house.store.database).invite(f"{role}@example.org", role, by="operator")
    return f"/invitation?k={asyncio.run(made).token}"


def _way_in(house: House) -> str:
    return f"/join?k={asyncio.run(Members(house.store.database).invite('pilot', uses=9, days=1))}"


def _press(chrome: Chrome, path: str) -> None:
    """Open a page and press its button."""
    chrome.open(path)
    chrome.find("main form button").click()


def _sign_in(chrome: Chrome, house: House, lang: str) -> None:
    chrome.open(f"/sign-in?lang={lang}")
    assert chrome.find("#passkey").is_displayed()


def _no_link(chrome: Chrome, house: House, lang: str) -> None:
    chrome.open(f"/sign-in/link?k=x&lang={lang}")
    assert chrome.find("#problem").is_displayed()


def _sent(chrome: Chrome, house: House, lang: str) -> None:
    chrome.open(f"/sign-in?lang={lang}")
    chrome.find("#email").send_keys("nobody@example.org")
    chrome.find("main form button").click()
    chrome.wait(lambda: not chrome.all("#email"))


def _invited(chrome: Chrome, house: House, lang: str) -> None:
    chrome.open(f"{_invitation(house, 'reviewer')}&lang={lang}")


def _account(chrome: Chrome, house: House, lang: str) -> None:
    _press(chrome, f"{_invitation(house, 'operator')}&lang={lang}")
    chrome.wait(lambda: chrome.all("#sessions"))


def _cohorts(chrome: Chrome, house: House, lang: str) -> None:
    _account(chrome, house, lang)
    chrome.open(f"/cohorts?lang={lang}")
    chrome.find("button[value=invite]").click()
    chrome.wait(lambda: chrome.all("code"))


def _join(chrome: Chrome, house: House, lang: str) -> None:
    chrome.open(f"{_way_in(house)}&lang={lang}")


def _member(chrome: Chrome, house: House, lang: str) -> None:
    _press(chrome, f"{_way_in(house)}&lang={lang}")
    chrome.wait(lambda: chrome.all("[action^='/leave']"))


def _judging(chrome: Chrome, house: House, lang: str) -> None:
    asyncio.run(Cohorts(house.store.database).resize("pilot", 99))
    _member(chrome, house, lang)
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


def _not_invited(chrome: Chrome, house: House, lang: str) -> None:
    doors = house.settings.doors
    house.settings = replace(house.settings, doors=replace(doors, invited=True))
    chrome.open(f"/?lang={lang}")
    house.settings = replace(house.settings, doors=doors)
    assert chrome.all("#problem")


def _trust(chrome: Chrome, house: House, lang: str) -> None:
    chrome.open(f"/trust?lang={lang}")


def _shared(chrome: Chrome, house: House, lang: str) -> None:
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


STATES = (
    _sign_in, _no_link, _sent, _invited, _account, _cohorts, _join, _member, _judging,
    _not_invited, _trust, _shared,
)  # fmt: skip


@pytest.mark.parametrize(("state", "lang"), list(itertools.product(STATES, LANGUAGES)))
def test_every_page_is_accessible(
    chrome: Chrome, house: House, state: Callable[[Chrome, House, str], None], lang: str
) -> None:
    chrome.look(1280)
    chrome.open("/sign-in")
    chrome.driver.delete_all_cookies()
    state(chrome, house, lang)
    for width_px, dark, forced in (
        (1280, False, False), (320, False, False), (1280, True, False), (320, True, False),
        (320, False, True),
    ):  # fmt: skip
        chrome.look(width_px, dark=dark, forced=forced)
        assert chrome.violations() == []
        assert chrome.wider_by_px() == 0
        assert chrome.run(SMALL) == []


def test_a_passkey_is_made_and_signs_in(chrome: Chrome, house: House) -> None:
    chrome.look(1280)
    chrome.open("/sign-in")
    chrome.driver.delete_all_cookies()
    options = VirtualAuthenticatorOptions(
        has_resident_key=True, has_user_verification=True, is_user_verified=True
    )
    chrome.driver.add_virtual_authenticator(options)
    _account(chrome, house, "en")
    chrome.find("#label").send_keys("a phone")
    chrome.find("#passkey button").click()
    chrome.wait(lambda: chrome.all("[action^='/account/passkey/remove']"))
    assert "a phone" in chrome.find("main").text
    chrome.find("[action^='/sign-out'] button").click()
    chrome.wait(lambda: chrome.all("#email"))
    chrome.find("#passkey button").click()
    chrome.wait(lambda: chrome.all("#sessions"))
    assert "operator@example.org" in chrome.find("main").text
    chrome.driver.remove_virtual_authenticator()


def test_without_an_authenticator_the_page_says_so(chrome: Chrome, house: House) -> None:
    chrome.open("/sign-in")
    chrome.driver.delete_all_cookies()
    chrome.open("/sign-in")
    chrome.run("navigator.credentials.get = () => Promise.reject(new Error('no'))")
    chrome.find("#passkey button").click()
    chrome.wait(lambda: chrome.find("#problem").is_displayed())
    assert chrome.run("return document.activeElement.id") == "problem"


def test_the_browser_finds_the_page_fit_to_be_installed(chrome: Chrome) -> None:
    chrome.open("/")
    time.sleep(0.5)
    found = chrome.driver.execute_cdp_cmd("Page.getInstallabilityErrors", {})
    ids = {one["errorId"] for one in found["installabilityErrors"]}
    assert ids <= {"in-incognito"}
    manifest = chrome.driver.execute_cdp_cmd("Page.getAppManifest", {})
    assert manifest["errors"] == []
