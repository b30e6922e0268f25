"""What a screen reader inside the page hears: fast enough to try every setting and every scene."""

from pathlib import Path

import pytest
from selenium.webdriver.support.ui import Select
from starlette.responses import FileResponse
from starlette.routing import Route

from clearsight.models.scripted import Scripted
from tests.app.chrome import Chrome, needed, serving
from tests.app.doubles import TestHouse
from tests.app.scene import WORDS, house, ingest, picture, settled

__all__ = ["house", "ingest", "picture"]  # fixtures
pytestmark = pytest.mark.slow
MODULES = Path(__file__).parent / "browser" / "node_modules"
READER = MODULES / "@guidepup/virtual-screen-reader/lib/esm/index.browser.js"
START = (
    "const done = arguments[0]; import('/reader.js').then(async ({ virtual }) => {"
    "window.reader = virtual; await virtual.start({ container: document.body }); done(); })"
)
LOG = "const done = arguments[0]; reader.spokenPhraseLog().then(done)"


@pytest.fixture(scope="module")
def chrome(house: TestHouse, tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    needed()
    if not READER.is_file():
        pytest.skip("no virtual screen reader; run: npm ci --prefix tests/app/browser")
    opened = Chrome(tmp_path_factory.mktemp("profile"))
    extra = Route("/reader.js", lambda _: FileResponse(READER, media_type="text/javascript"))
    with serving(house, extra) as address:
        opened.base = address
        yield opened
        opened.quit()


def heard(chrome: Chrome, picture: Path, question: str, mode: str = "arrives") -> list[str]:
    """What the regions said while a question was answered, oldest first."""
    chrome.open("/")
    Select(chrome.find("#speech")).select_by_value(mode)
    chrome.driver.execute_async_script(START)
    chrome.find("#file").send_keys(str(picture))
    chrome.find("#first").send_keys(question)
    chrome.find("#start .main").click()
    settled(chrome)

    def said() -> list[str]:
        log: list[str] = chrome.driver.execute_async_script(LOG)
        return [one for one in log if one.startswith(("polite: ", "assertive: "))]

    if mode != "off":
        chrome.wait(lambda: "Answer complete." in " ".join(said()))
    return [one.partition(": ")[2] for one in said()]


@pytest.mark.parametrize("mode", ["arrives", "complete"])
def test_every_word_is_spoken_once_between_what_begins_and_what_ends(
    chrome: Chrome, house: TestHouse, picture: Path, mode: str
) -> None:
    usual, house.made = house.made, [Scripted(WORDS, latency_ms=700, chunk_chars=3)]
    told = heard(chrome, picture, "What is it?", mode)
    house.made = usual
    assert told[0] == "Looking at the photo"
    words = " ".join(told[1:]).removesuffix("Answer complete.").split()
    assert 1.0 <= len(words) / len(WORDS.split()) <= 1.15
    assert words == WORDS.split()


def test_for_braille_nothing_is_written_to_the_regions(chrome: Chrome, picture: Path) -> None:
    assert heard(chrome, picture, "What is it?", "off") == []


def test_the_warning_is_heard_before_the_answer_and_once(chrome: Chrome, picture: Path) -> None:
    whole = " / ".join(heard(chrome, picture, "Which pills are these?"))
    assert 0 < whole.index("Careful.") < whole.index("This is a menu")
    assert whole.count("Careful.") == 1
    assert whole.index("Better to have a person") > whole.index("This is a menu")


def test_advice_on_a_bad_photo_is_heard(chrome: Chrome, picture: Path) -> None:
    chrome.open("/")
    chrome.driver.execute_async_script(START)
    chrome.find("#file").send_keys(str(picture.with_name("dark.jpg")))
    chrome.find("#start .main").click()
    chrome.wait(lambda: chrome.find("#gate").is_displayed())

    def said() -> str:
        return " / ".join(chrome.driver.execute_async_script(LOG))

    chrome.wait(lambda: "Send it anyway" in said())
    assert "The picture is dark. Turn on a light" in said()
