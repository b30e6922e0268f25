"""What comes out of a good picture: upright, opaque, sRGB pixels of the right size."""

import io
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from clearsight import content
from clearsight.ingest import Ingest, Limits
from tests.ingest.conftest import Encode

RED, BLUE, WHITE, BLACK = (220, 20, 20), (20, 20, 220), (255, 255, 255), (0, 0, 0)


def pixels(image: content.Image) -> Image.Image:
    opened = Image.open(io.BytesIO(image.data))
    assert opened.size == (image.width_px, image.height_px)
    assert Image.MIME[opened.format or ""] == image.media_type
    return opened.convert("RGB")


def near(found: object, expected: tuple[int, int, int], tolerance: int = 12) -> bool:
    return bool(np.abs(np.subtract(np.asarray(found), expected)).max() <= tolerance)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "GIF"])
def test_every_format_keeps_its_colours(
    ingest: Ingest, encode: Encode, scene: Image.Image, name: str
) -> None:
    seen = pixels(ingest.open_bytes(encode(scene, name))[0])
    assert seen.size == (160, 120)
    assert near(seen.getpixel((20, 20)), RED)
    assert near(seen.getpixel((140, 100)), BLUE)


def test_same_bytes_give_the_same_digest_and_other_bytes_another(
    ingest: Ingest, encode: Encode, scene: Image.Image
) -> None:
    data = encode(scene, "JPEG")
    first, again = ingest.open_bytes(data)[0], ingest.open_bytes(data)[0]
    assert first.data == again.data
    assert first.digest == again.digest
    assert ingest.open_bytes(encode(scene.rotate(90), "JPEG"))[0].digest != first.digest


@pytest.mark.parametrize("turn", range(1, 9))
def test_exif_orientation_is_applied(
    ingest: Ingest, encode: Encode, scene: Image.Image, turn: int
) -> None:
    # What a camera stores for orientation n is the upright picture turned by the inverse of n.
    inverse = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = scene.transpose(Image.Transpose(inverse[turn])) if turn > 1 else scene
    exif = Image.Exif()
    exif[0x0112] = turn
    seen = pixels(ingest.open_bytes(encode(stored, "JPEG", exif=exif))[0])
    assert seen.size == (160, 120)
    assert near(seen.getpixel((20, 20)), RED)
    assert near(seen.getpixel((140, 100)), BLUE)


def test_cmyk_jpeg_keeps_its_colours(ingest: Ingest, encode: Encode, scene: Image.Image) -> None:
    seen = pixels(ingest.open_bytes(encode(scene.convert("CMYK"), "JPEG"))[0])
    assert near(seen.getpixel((20, 20)), RED)
    assert near(seen.getpixel((140, 100)), BLUE)


def test_16_bit_grey_png_keeps_its_tones(ingest: Ingest, encode: Encode) -> None:
    ramp = np.tile(np.linspace(0, 65535, 256, dtype=np.uint16), (64, 1))
    seen = np.asarray(pixels(ingest.open_bytes(encode(Image.fromarray(ramp), "PNG"))[0]))
    assert np.abs(seen[32, :, 0].astype(int) - np.arange(256)).max() <= 6


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


def test_16_bit_colour_png_with_alpha_keeps_its_colours(ingest: Ingest) -> None:
    row = np.full((40, 4), (60000, 3000, 3000, 65535), dtype=">u2").tobytes()
    header = (40).to_bytes(4, "big") + (30).to_bytes(4, "big") + bytes((16, 6, 0, 0, 0))
    body = zlib.compress((b"\x00" + row) * 30)
    data = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )
    seen = pixels(ingest.open_bytes(data)[0])
    assert near(seen.getpixel((20, 15)), (234, 12, 12))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_png_mode_is_read(ingest: Ingest, encode: Encode, mode: str) -> None:
    image = Image.new("L", (50, 40), 255)
    image.paste(0, (0, 0, 25, 40))
    seen = pixels(ingest.open_bytes(encode(image.convert(mode), "PNG"))[0])
    assert near(seen.getpixel((5, 20)), BLACK)
    assert near(seen.getpixel((45, 20)), WHITE)


@pytest.mark.parametrize(("ink", "background"), [(WHITE, "black"), (BLACK, "white")])
@pytest.mark.parametrize("name", ["PNG", "WEBP"])
def test_text_cannot_hide_in_transparency(
    ingest: Ingest, encode: Encode, ink: tuple[int, int, int], background: str, name: str
) -> None:
    image = Image.new("RGBA", (200, 60), (*ink, 0))
    ImageDraw.Draw(image).text((10, 20), "HIDDEN WORDS", fill=(*ink, 255))
    (seen,) = ingest.open_bytes(encode(image, name, lossless=True))
    grey = np.asarray(pixels(seen).convert("L"))
    assert grey.max() - grey.min() > 200
    assert content.Mark("background", background) in seen.marks


def test_alpha_that_says_nothing_leaves_no_mark(
    ingest: Ingest, encode: Encode, scene: Image.Image
) -> None:
    assert ingest.open_bytes(encode(scene.convert("RGBA"), "PNG"))[0].marks == ()


def test_palette_transparency_is_flattened(ingest: Ingest, encode: Encode) -> None:
    image = Image.new("P", (60, 40), 0)
    image.putpalette([9, 9, 9, 250, 250, 250])
    image.paste(1, (20, 10, 40, 30))
    seen = pixels(ingest.open_bytes(encode(image, "PNG", transparency=0))[0])
    assert near(seen.getpixel((2, 2)), BLACK)
    assert near(seen.getpixel((30, 20)), (250, 250, 250))


def test_large_photo_is_scaled_to_the_longest_side(ingest: Ingest, encode: Encode) -> None:
    photo = Image.radial_gradient("L").resize((4032, 3024)).convert("RGB")
    (seen,) = ingest.open_bytes(encode(photo, "JPEG"))
    assert (seen.width_px, seen.height_px) == (2016, 1512)


def test_tall_screenshot_stays_legible(ingest: Ingest, encode: Encode) -> None:
    (seen,) = ingest.open_bytes(encode(Image.new("RGB", (1080, 7000), WHITE), "PNG"))
    assert (seen.width_px, seen.height_px) == (768, 4978)


def test_strips_of_a_large_transparent_picture_join_without_a_seam(
    ingest: Ingest, encode: Encode
) -> None:
    ramp = Image.linear_gradient("L").resize((4200, 3300))
    image = Image.merge("RGBA", (ramp, ramp, ramp, Image.new("L", ramp.size, 255)))
    seen = np.asarray(pixels(ingest.open_bytes(encode(image, "PNG", compress_level=1))[0]), int)
    assert seen.shape == (1609, 2048, 3)
    assert np.abs(np.diff(seen[:, 1000, 0])).max() <= 4


def test_text_page_becomes_png_and_photo_jpeg(
    ingest: Ingest, encode: Encode, scene: Image.Image
) -> None:
    page = Image.new("RGB", (300, 100), WHITE)
    ImageDraw.Draw(page).text((10, 40), "A line of text", fill=BLACK)
    noise = np.random.default_rng(7).integers(0, 255, (80, 80, 3), dtype=np.uint8)
    assert ingest.open_bytes(encode(page, "PNG"))[0].media_type == "image/png"
    assert ingest.open_bytes(encode(Image.fromarray(noise), "PNG"))[0].media_type == "image/jpeg"


def gif(encode: Encode, name: str = "GIF") -> bytes:
    frames = [Image.new("RGB", (40, 30), (25 * i, 0, 255 - 25 * i)) for i in range(10)]
    return encode(frames[0], name, save_all=True, append_images=frames[1:])


@pytest.mark.parametrize("name", ["GIF", "WEBP", "PNG"])
def test_animation_gives_its_first_frame(ingest: Ingest, encode: Encode, name: str) -> None:
    (seen,) = ingest.open_bytes(gif(encode, name))
    assert (seen.frame, seen.frames) == (0, 10)
    assert near(pixels(seen).getpixel((20, 15)), (0, 0, 255), 20)


@pytest.mark.parametrize("name", ["GIF", "WEBP", "PNG"])
def test_animation_is_sampled_evenly_when_asked(encode: Encode, name: str) -> None:
    with Ingest(Limits(max_frames=4)) as ingest:
        images = ingest.open_bytes(gif(encode, name))
    assert [image.frame for image in images] == [0, 3, 6, 9]
    assert len({image.digest for image in images}) == 4
    assert near(pixels(images[3]).getpixel((20, 15)), (225, 0, 30), 20)


def test_colours_of_an_embedded_profile_are_converted(ingest: Ingest, encode: Encode) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    named = srgb.replace("sRGB".encode("utf-16-be"), "ours".encode("utf-16-be"))
    swapped = named.replace(b"rXYZ", b"tmp ", 1).replace(b"bXYZ", b"rXYZ", 1)
    swapped = swapped.replace(b"tmp ", b"bXYZ", 1)
    data = encode(Image.new("RGB", (30, 30), (255, 0, 0)), "PNG", icc_profile=swapped)
    assert near(pixels(ingest.open_bytes(data)[0]).getpixel((15, 15)), (0, 0, 255))


@pytest.mark.parametrize("profile", [b"no profile at all", bytes(900_000)])
def test_broken_or_huge_profile_is_dropped(
    ingest: Ingest, encode: Encode, scene: Image.Image, profile: bytes
) -> None:
    for name in ("JPEG", "PNG"):
        seen = pixels(ingest.open_bytes(encode(scene, name, icc_profile=profile))[0])
        assert near(seen.getpixel((20, 20)), RED)


def test_profile_bomb_in_a_png_is_not_unpacked(ingest: Ingest, encode: Encode) -> None:
    data = encode(Image.new("RGB", (30, 30), RED), "PNG")
    bomb = chunk(b"iCCP", b"x\x00\x00" + zlib.compress(bytes(200_000_000), 9))
    seen = pixels(ingest.open_bytes(data[:33] + bomb + data[33:])[0])
    assert near(seen.getpixel((15, 15)), RED)


def test_no_metadata_and_nothing_behind_the_picture_survives(
    ingest: Ingest, encode: Encode, scene: Image.Image
) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Secret Artist"
    notes = PngInfo()
    notes.add_text("Author", "Secret Artist")
    polyglot = encode(scene, "JPEG", exif=exif, comment=b"Secret") + b"PK\x03\x04Secret zip"
    for data in (polyglot, encode(scene, "PNG", pnginfo=notes, exif=exif) + b"PK\x03\x04Secret"):
        (seen,) = ingest.open_bytes(data)
        assert b"Secret" not in seen.data
        assert b"PK\x03\x04" not in seen.data
        assert not any("Secret" in mark.value for mark in seen.marks)
