"""What the browser tests look at: a server with much to show, a browser, a photo."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from clearsight.content import Conversation, Mark
from clearsight.ingest import Ingest
from clearsight.models.scripted import Fault, Scripted
from clearsight.reading import Box, Code, Person, Quality, Reading, Tag, Thing, Unread
from clearsight.verdict import Delta
from tests.app.chrome import Chrome, needed, serving
from tests.app.conftest import photo, vault_in
from tests.app.doubles import TestHouse
from tests.doubles import FixedReader, WordDetector, line

WORDS = (
    "This is a menu of a harbour kitchen. The tomato soup costs 4.50, i.e. less than the salad. "
    "Is it warm? The page does not say so! A long list of other dishes follows below on the page. "
)


SENTENCES = WORDS * 4


BREAK_OFF = "What is it, up to the middle?"  # asked so, the model breaks off half-way
HELD_PX = (300, 200)  # a picture of this size is held back for its quality


def _full(reading: Reading) -> Reading:
    """A Reading in which every part of the section has something to show."""
    bad = (reading.width_px, reading.height_px) == HELD_PX
    box = Box(0.4, 0.1, 0.6, 0.3)
    return replace(
        reading,
        people=(Person(0.9, box, None, "middle", wearing=("glasses",)),),
        codes=(Code("QR code", "https://example.org/" + "a" * 120, box),),
        things=(Thing("cup", 0.8, box, "objects"),),
        tags=(Tag("menu", 0.7),),
        unread=(Unread(box, 9.0, False),),
        quality=Quality(0.1, 0.1, 9.0, dark=bad, cut_off=("left",) if bad else ()),
        provenance=(Mark("generator", "a drawing program"),),
    )


class Moody(Scripted):
    """Answers whole, but breaks off half-way where the question says so."""

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        broken = BREAK_OFF in conversation.messages[-1].text
        fault: Fault = "truncate" if broken else "none"
        text = SENTENCES * 2 if broken else SENTENCES
        async for delta in Scripted(text, chunk_chars=7, fault=fault).stream(conversation):
            yield delta


def _pointing() -> WordDetector:
    """Its finding is about the person shown, so that a place is drawn."""
    return WordDetector("explosive", "people/identify", name="pointing")


@pytest.fixture(scope="module")
def ingest() -> Iterator[Ingest]:
    with Ingest() as opened:
        yield opened


def make_house(ingest: Ingest, empty_store: Path, folder: Path) -> TestHouse:
    """A server on which every part of the page has something to show."""
    reader = FixedReader((line("Tomato soup 4.50"), line("ü" * 90, 0.3)), change=_full)
    return TestHouse(
        ingest, reader, [Moody()],
        [WordDetector("explosive"), WordDetector("pills", "medical"), _pointing()],
        safe=vault_in(folder, empty_store),
    )  # fmt: skip


@pytest.fixture(scope="module")
def house(ingest: Ingest, empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> TestHouse:
    return make_house(ingest, empty_store, tmp_path_factory.mktemp("vault"))


@pytest.fixture(scope="module")
def chrome(house: TestHouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    needed()
    opened = Chrome(tmp_path_factory.mktemp("profile"))
    with serving(house) as address:
        opened.base = address
        yield opened
        opened.quit()


def make_pictures(folder: Path) -> Path:
    """A photo; beside it a file that is none, and one that is held back."""
    made = folder / "photo.jpg"
    made.write_bytes(photo())
    (folder / "words.jpg").write_bytes(b"just words")
    Image.new("RGB", HELD_PX, "black").save(folder / "dark.jpg")
    return made


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pictures(tmp_path_factory.mktemp("pictures"))


def ask(chrome: Chrome, picture: Path, question: str, lang: str = "en") -> None:
    chrome.open(f"/?lang={lang}")
    chrome.find("#file").send_keys(str(picture))
    chrome.find("#first").send_keys(question)
    chrome.find("#start .main").click()


def settled(chrome: Chrome) -> None:
    chrome.wait(lambda: not chrome.find("#busy").is_displayed())


def arrived(chrome: Chrome) -> None:
    """Wait until a question was answered, refused or held back, with scripts or without."""

    def there() -> bool:
        seen = ("#log > li", "#problem", "#gate")
        return any(one.is_displayed() for which in seen for one in chrome.all(which))

    chrome.wait(lambda: there() and not chrome.find("#busy").is_displayed())
