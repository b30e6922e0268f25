"""What is stored holds no byte about the picture, whatever the file held: place, camera, words."""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL.PngImagePlugin import PngInfo

from clearsight.errors import UsageError
from clearsight.ingest import Ingest
from clearsight.vault.bare import metadata_bytes
from tests.ingest.test_heic import HEIC
from tests.vault.conftest import Place, photo

CANARY = b"CANARY-52.5200N"
FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "GIF")


def drawn(colours: int, size: tuple[int, int]) -> Pillow.Image:
    picture = Pillow.effect_noise(size, 80).convert("RGB")
    return picture.quantize(colours).convert("RGB") if colours < 256 else picture


def exif() -> bytes:
    """Orientation, camera and place, with a thumbnail's worth of bytes behind them."""
    made = Pillow.Exif()
    made[0x0112], made[0x010F], made[0x9286] = 6, CANARY.decode(), CANARY
    made.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return made.tobytes()


def written(kind: str, picture: Pillow.Image, fields: set[str]) -> bytes:
    """A file that holds what a format can hold of these fields."""
    more: dict[str, object] = {}
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + CANARY + b"</x:xmpmeta>"
    if "exif" in fields and kind != "GIF":
        more["exif"] = exif()
    if "xmp" in fields and kind != "GIF":
        more["xmp"] = xmp
    if "icc" in fields and kind != "GIF":
        from PIL import ImageCms

        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
        more["icc_profile"] = profile.tobytes()
    if "comment" in fields and kind in ("JPEG", "MPO", "GIF"):
        more["comment"] = CANARY
    if "comment" in fields and kind == "PNG":
        note = PngInfo()
        note.add_text("Comment", CANARY.decode())
        note.add_itxt("Title", CANARY.decode())
        more["pnginfo"] = note
    if kind in ("MPO", "GIF", "WEBP") and "frames" in fields:
        more |= {
            "save_all": True,
            "append_images": [picture.transpose(Pillow.Transpose.ROTATE_180)],
        }
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue() + (CANARY if "tail" in fields else b"")


@pytest.fixture(scope="module")
def ingest() -> Iterator[Ingest]:
    with Ingest() as opened:
        yield opened


@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    kind=st.sampled_from(FORMATS),
    colours=st.sampled_from([2, 16, 256]),
    size=st.tuples(st.integers(8, 90), st.integers(8, 90)),
    fields=st.sets(st.sampled_from(["exif", "xmp", "icc", "comment", "frames", "tail"])),
)
async def test_no_format_brings_metadata_into_the_store(
    ingest: Ingest, kind: str, colours: int, size: tuple[int, int], fields: set[str]
) -> None:
    data = written(kind, drawn(colours, size), fields)
    (image,) = await ingest.from_bytes(data)
    assert metadata_bytes(image.data) == 0
    assert CANARY not in image.data


async def test_heic_brings_none_either(ingest: Ingest) -> None:
    pytest.importorskip("pi_heif", reason="HEIC needs the extra heic")
    (image,) = await ingest.from_bytes(HEIC + CANARY)
    assert metadata_bytes(image.data) == 0
    assert CANARY not in image.data


def jpeg(*segments: bytes) -> bytes:
    """A JPEG with segments behind its header."""
    out = io.BytesIO()
    Pillow.new("RGB", (16, 16), "red").save(out, "JPEG")
    data = out.getvalue()
    return data[:20] + b"".join(segments) + data[20:]


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes) -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", (16, 16), "red").save(out, "PNG")
    data = out.getvalue()
    return data[:33] + b"".join(chunks) + data[33:]


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (jpeg(), 0),
        (jpeg(segment(0xE2, b"ICC_PROFILE\0\1\1" + b"p" * 40)), 0),
        (jpeg(segment(0xE1, b"Exif\0\0" + b"e" * 30)), 40),
        (jpeg(segment(0xED, b"Photoshop 3.0\0")), 18),
        (jpeg(segment(0xFE, b"comment")), 11),
        (jpeg(segment(0xE0, b"JFXX\0thumbnail")), 18),
        (jpeg() + b"behind", 6),
        (png(), 0),
        (png(chunk(b"iCCP", b"profile")), 0),
        (png(chunk(b"tEXt", b"Comment\0x")), 21),
        (png(chunk(b"eXIf", b"MM\0*")), 16),
        (png(chunk(b"tIME", b"1234567")), 19),
        (png() + b"behind", 6),
    ],
)
def test_every_byte_about_a_picture_is_counted(data: bytes, count: int) -> None:
    assert metadata_bytes(data) == count


def test_a_thumbnail_inside_the_jfif_header_is_counted() -> None:
    data = jpeg()
    header = segment(0xE0, data[6:20] + b"thumbnail")
    assert metadata_bytes(data[:2] + header + data[20:]) == len(b"thumbnail")


@pytest.mark.parametrize("data", [b"", b"GIF89a", jpeg()[:-2], jpeg()[:60], png()[:-4], png()[:40]])
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    with pytest.raises(UsageError, match="neither a whole"):
        metadata_bytes(data)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_the_vault_refuses_a_picture_with_metadata(place: Place) -> None:
    token = await place.vault.begin()
    await place.vault.consent(token, "photo", True, language="en")
    image = replace(photo(), data=jpeg(segment(0xE1, b"Exif\0\0" + b"e" * 30)))
    with pytest.raises(UsageError, match="40 bytes of metadata"):
        await place.vault.save_photo(token, image, 0.0)
