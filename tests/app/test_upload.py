"""What leaves a browser that runs scripts: the pixels of a photo, and nothing the file says."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from clearsight.content import Image as Seen
from clearsight.ingest import Ingest
from clearsight.models.scripted import Scripted
from tests.app.chrome import Chrome, needed, serving
from tests.app.doubles import TestHouse
from tests.app.scene import ask, settled
from tests.doubles import FixedReader, line

pytestmark = pytest.mark.slow
CANARY = "CANARY-52.5200N"


class Recording(Ingest):
    """Remembers the files that came."""

    def __init__(self) -> None:
        super().__init__()
        self.came: list[bytes] = []

    async def from_bytes(self, data: bytes) -> tuple[Seen, ...]:
        self.came.append(data)
        return await super().from_bytes(data)


@pytest.fixture(scope="module")
def ingest() -> Iterator[Recording]:
    with Recording() as opened:
        yield opened


@pytest.fixture(scope="module")
def chrome(ingest: Recording, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    needed()
    opened = Chrome(tmp_path_factory.mktemp("profile"))
    house = TestHouse(ingest, FixedReader((line("Tomato soup 4.50"),)), [Scripted("A menu.")])
    with serving(house) as address:
        opened.base = address
        yield opened
        opened.quit()


def photo(path: Path, size: tuple[int, int]) -> Path:
    """A file with a camera, a place and a comment; PNG has words and a clear ground instead."""
    if path.suffix == ".png":
        picture = Image.new("RGBA", size)
        ImageDraw.Draw(picture).text((20, 20), "MENU", "black")
        note = PngInfo()
        note.add_text("Comment", CANARY)
        picture.save(path, pnginfo=note)
        return path
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, CANARY
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), "red")
    picture.save(path, "JPEG", exif=exif, comment=CANARY.encode())
    return path


@pytest.mark.parametrize(
    ("name", "size", "sent"),
    [
        ("large.jpg", (4000, 3000), (1152, 1536)),
        ("small.jpg", (320, 240), (240, 320)),
        ("tall.png", (1080, 6000), (768, 4267)),
        ("screen.png", (640, 480), (640, 480)),
    ],
)
def test_a_photo_leaves_small_upright_and_bare(
    chrome: Chrome, ingest: Recording, tmp_path: Path,
    name: str, size: tuple[int, int], sent: tuple[int, int],
) -> None:  # fmt: skip
    file = photo(tmp_path / name, size)
    assert CANARY.encode() in file.read_bytes()
    ingest.came.clear()
    ask(chrome, file, "What is it?")
    settled(chrome)
    (came,) = ingest.came
    assert CANARY.encode() not in came
    with Image.open(io.BytesIO(came)) as opened:
        assert opened.size == sent
        assert not opened.getexif()
        assert opened.format == ("PNG" if name.endswith(".png") else "JPEG")
        if name.endswith(".jpg"):  # the corner that was at the top left is at the top right
            assert opened.convert("RGB").getpixel((sent[0] - 9, 9))[0] > 200  # type: ignore[index]
            assert opened.convert("RGB").getpixel((9, 9))[1] > 200  # type: ignore[index]
        else:
            assert opened.convert("RGBA").getpixel((sent[0] - 1, 0))[3] == 0  # type: ignore[index]


def test_what_the_browser_cannot_draw_is_sent_as_it_is(
    chrome: Chrome, ingest: Recording, tmp_path: Path
) -> None:
    file = tmp_path / "photo.heic"
    file.write_bytes(b"not drawn here")
    ingest.came.clear()
    ask(chrome, file, "What is it?")
    settled(chrome)
    assert ingest.came == [b"not drawn here"]
