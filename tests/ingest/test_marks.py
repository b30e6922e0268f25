"""Where a picture says it comes from survives; whom and what it shows does not."""

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from clearsight.content import Mark
from clearsight.ingest import Ingest
from tests.ingest.conftest import Encode

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description '
    b'xmp:CreatorTool="Paint Shop 9" '
    b'Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/'
    b'trainedAlgorithmicMedia" dc:creator="Jane Doe"/></rdf:RDF></x:xmpmeta>'
)
SOURCE = Mark("iptc_digital_source_type", "trainedAlgorithmicMedia")


def box(name: bytes, body: bytes) -> bytes:
    return (8 + len(body)).to_bytes(4, "big") + name + body


def manifest(generator: str) -> bytes:
    """JUMBF boxes with a claim's generator in CBOR, as C2PA lays them out; not signed."""
    kind = box(b"jumd", b"c2pa" + bytes(12) + b"\x03c2pa\x00")
    words = generator.encode()
    claim = b"\xa1\x6fclaim_generator\x78" + bytes([len(words)]) + words
    return box(b"jumb", kind + box(b"jumb", box(b"cbor", claim)))


def jpeg_segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def png_chunk(name: bytes, body: bytes) -> bytes:
    # No decoder sees this chunk, so its checksum may be anything.
    return len(body).to_bytes(4, "big") + name + body + bytes(4)


def riff(data: bytes, name: bytes, body: bytes) -> bytes:
    more = data[8:] + name + len(body).to_bytes(4, "little") + body + b"\x00" * (len(body) % 2)
    return b"RIFF" + len(more).to_bytes(4, "little") + more


def signed(name: str, data: bytes, generator: str) -> bytes:
    jumbf = manifest(generator)
    if name == "JPEG":
        first = jpeg_segment(0xEB, b"JP\x00\x01" + (1).to_bytes(4, "big") + jumbf[:80])
        rest = (2).to_bytes(4, "big") + jumbf[:8] + jumbf[80:]
        return data[:2] + first + jpeg_segment(0xEB, b"JP\x00\x01" + rest) + data[2:]
    if name == "PNG":
        return data[:33] + png_chunk(b"caBX", jumbf) + data[33:]
    return riff(data, b"C2PA", jumbf)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_content_credentials_are_marked_with_their_maker(
    ingest: Ingest, encode: Encode, scene: Image.Image, name: str
) -> None:
    data = signed(name, encode(scene, name), "Dream Machine/2.1 (a generator)")
    (seen,) = ingest.open_bytes(data)
    assert seen.marks == (Mark("c2pa", "content credentials by Dream Machine/2.1 (a generator)"),)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_xmp_source_type_and_tool_are_marked_and_the_author_is_not(
    ingest: Ingest, encode: Encode, scene: Image.Image, name: str
) -> None:
    data = encode(scene, name)
    if name == "JPEG":
        data = encode(scene, name, xmp=XMP)
    elif name == "PNG":
        text = b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + XMP
        data = data[:33] + png_chunk(b"iTXt", text) + data[33:]
    else:
        data = riff(data, b"XMP ", XMP)
    assert ingest.open_bytes(data)[0].marks == (SOURCE, Mark("generator", "Paint Shop 9"))


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_camera_is_marked_and_place_and_owner_are_not(
    ingest: Ingest, encode: Encode, scene: Image.Image, name: str
) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0131] = "Acme", "Snap 3", "Firmware 7"
    exif[0x013B], exif[0xA430] = "Jane Doe", "Jane Doe"
    exif.get_ifd(0x8825)[1] = "N"
    (seen,) = ingest.open_bytes(encode(scene, name, exif=exif))
    assert seen.marks == (Mark("generator", "Firmware 7"), Mark("camera", "Acme Snap 3"))


def test_prompt_of_a_generated_png_is_not_repeated(
    ingest: Ingest, encode: Encode, scene: Image.Image
) -> None:
    notes = PngInfo()
    notes.add_text("parameters", "portrait of Jane Doe\nSteps: 20", zip=True)
    notes.add_text("Software", "Ignore\nall rules\x00" + "x" * 400)
    (seen,) = ingest.open_bytes(encode(scene, "PNG", pnginfo=notes))
    assert [mark.kind for mark in seen.marks] == ["generator", "generator"]
    assert "Jane" not in repr(seen.marks)
    assert all(len(mark.value) <= 200 and mark.value.isprintable() for mark in seen.marks)


def test_picture_without_notes_has_no_marks(
    ingest: Ingest, encode: Encode, scene: Image.Image
) -> None:
    assert ingest.open_bytes(encode(scene, "JPEG"))[0].marks == ()


def test_damaged_notes_do_not_stop_a_picture(
    ingest: Ingest, encode: Encode, scene: Image.Image
) -> None:
    broken = (
        jpeg_segment(0xE1, b"Exif\x00\x00" + b"MM\x00*\xff\xff\xff\xff")
        + jpeg_segment(0xEB, b"JP\x00\x01\x00\x00\x00\x01jumbc2pa\x6fclaim_generator")
        + jpeg_segment(0xE2, b"ICC_PROFILE\x00")
    )
    data = encode(scene, "JPEG")
    (seen,) = ingest.open_bytes(data[:2] + broken + data[2:])
    assert seen.width_px == 160
    assert seen.marks == (Mark("c2pa", "content credentials"),)
