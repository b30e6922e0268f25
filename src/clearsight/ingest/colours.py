"""Pixels of any mode become upright, opaque, sRGB pixels (mode RGB, or L for grey)."""

import io

from PIL import Image, ImageCms, ImageStat

_STRIP_PX = 4_000_000
_SRGB: list[ImageCms.ImageCmsProfile] = []
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_90,
}  # fmt: skip


def prepare() -> None:
    """Build the sRGB profile while files can still be opened."""
    _SRGB[:] = [ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))]


def upright(image: Image.Image, exif: dict[int, object]) -> Image.Image:
    """Apply Exif orientation (tag 0x0112, 1 to 8); any other value leaves the image as it is."""
    turn = exif.get(0x0112)
    return image.transpose(_TURNS[turn]) if isinstance(turn, int) and turn in _TURNS else image


def flatten(image: Image.Image, target: tuple[int, int]) -> tuple[Image.Image, str]:
    """Opaque RGB, L or CMYK of `target` size (px); "white" or "black" when it was transparent.

    Works strip by strip: a copy of a 40-megapixel picture with alpha would cost another 160 MB.
    """
    if image.size == target and image.mode in ("RGB", "L") and image.format == "JPEG":
        # Nothing to do, and a copy of a photo costs milliseconds; only pixels may go on.
        image.info = {}
        return image, ""
    background = _background(image)
    factor = max(1, min(image.width // target[0], image.height // target[1]))
    strip_px = max(1, _STRIP_PX // image.width // factor) * factor
    mode = _opaque_mode(image)
    small = Image.new(mode, (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, image.height, strip_px):
        box = (0, top, image.width, min(top + strip_px, image.height))
        strip = _opaque(image if box[3] - top == image.height else image.crop(box), background)
        small.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    if small.size != target:
        small = small.resize(target, Image.Resampling.LANCZOS, reducing_gap=None)
    return small, background


def _opaque_mode(image: Image.Image) -> str:
    if image.mode in ("CMYK", "L"):
        return image.mode if not image.has_transparency_data else "RGB"
    return "L" if image.mode in ("1", "I", "F") or image.mode.startswith("I;16") else "RGB"


def _opaque(strip: Image.Image, background: str) -> Image.Image:
    if background:
        clear = strip.convert("RGBA")
        flat = Image.new("RGB", clear.size, background)
        flat.paste(clear, mask=clear.getchannel("A"))
        return flat
    if strip.mode.startswith("I;16"):
        # Pillow's own conversion clips at 255 and turns a 16-bit picture white.
        order = "L;16B" if strip.mode.endswith("B") else "L;16"
        return Image.frombytes("L", strip.size, strip.tobytes(), "raw", order)
    return strip.convert(_opaque_mode(strip))


def _background(image: Image.Image) -> str:
    """Colour to lay under a transparent image: the one its visible pixels stand out from more.

    White text on nothing would vanish on white, and then the model could not be judged by it. The
    model gets the same flattened pixels, so what vanishes here vanishes there as well.
    """
    if not image.has_transparency_data or _is_opaque(image):
        return ""
    small = image.convert("RGBA") if image.width * image.height <= _STRIP_PX else _tiny(image)
    shown = small.getchannel("A").point(lambda alpha: 255 * (alpha > 63))
    seen = ImageStat.Stat(small.convert("RGB").convert("L"), shown)
    return "black" if seen.count[0] and seen.mean[0] > 127.5 else "white"


def _is_opaque(image: Image.Image) -> bool:
    """Whether an alpha channel (not a transparent palette entry) is there but says nothing."""
    return "A" in image.getbands() and image.getchannel("A").getextrema() == (255, 255)


def _tiny(image: Image.Image) -> Image.Image:
    step = 1 + max(image.size) // 1000
    size = (image.width // step or 1, image.height // step or 1)
    return image.resize(size, Image.Resampling.NEAREST).convert("RGBA")


def to_srgb(image: Image.Image, icc: bytes) -> Image.Image:
    """Convert by the embedded profile when there is a usable one; else as screens do without."""
    if icc and not _is_srgb(icc):
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
            mode = "L" if image.mode == "L" else "RGB"
            done = ImageCms.profileToProfile(image, profile, _SRGB[0], outputMode="RGB")
            if done is not None:
                return done.convert(mode)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            # A broken profile, or one for other channels: colours without it are still right
            # enough to read and to judge, and the model gets the same.
            pass
    return image.convert("RGB") if image.mode == "CMYK" else image


def _is_srgb(icc: bytes) -> bool:
    """Whether a profile says it is sRGB, which most do: converting would cost 20 ms for nothing."""
    return icc[36:40] == b"acsp" and (b"sRGB" in icc or b"s\x00R\x00G\x00B" in icc)
