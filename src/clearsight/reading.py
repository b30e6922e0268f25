"""What our senses made of one image, as words and boxes. Never who a person is.

Boxes are fractions of the image's width and height (0..1, origin top left), so that they mean the
same on the original, the re-encoded and the displayed picture.
"""

from dataclasses import dataclass, fields
from typing import Literal

from clearsight.content import Mark


@dataclass(frozen=True, slots=True)
class Box:
    """Axis-parallel box in fractions of the image, 0 <= left <= right <= 1, top <= bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def area(self) -> float:
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        return ((self.left + self.right) / 2, (self.top + self.bottom) / 2)


WHOLE = Box(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text.

    Attributes:
        confidence: 0..1 by the reader that read it.
        reader: "rapidocr" or "tesseract".
        script: Unicode script of most letters, such as "Latin", "Arabic", "Han".
        upside: degrees (0, 90, 180, 270) the picture was turned when this line was read.
    """

    text: str
    box: Box
    confidence: float
    reader: str = "rapidocr"
    script: str = "Latin"
    upside: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together, in reading order.

    Attributes:
        kind: "heading", "paragraph", "list", "table" or "pairs" (key: value).
        lines: indices into Reading.lines.
        rows: for "table" the cells row by row; for "pairs" two cells a row; else empty.
    """

    kind: Literal["heading", "paragraph", "list", "table", "pairs"]
    lines: tuple[int, ...]
    box: Box
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code or barcode and its content."""

    format: str
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Unread:
    """Text that was found but could not be read.

    Attributes:
        glyph_height_px: height of a letter in the re-encoded image.
        unscannable: large enough that a person or model could read what we could not.
    """

    box: Box
    glyph_height_px: float
    unscannable: bool


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour's plain English name, its share of the region and its mean sRGB value."""

    name: str
    share: float
    rgb: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Person:
    """That a person is there; never who.

    Attributes:
        face: box of the face, None when only the body was found.
        body: box of the body, None when only the face was found.
        nearness: by face height: "close" (>= 1/4 of the image), "middle", "far" (< 1/16).
        clothing, hair: colours of the regions below and above the face, empty when not visible.
        wearing: things such as "glasses" or "hat", only where measured precision is >= .9.
    """

    score: float
    face: Box | None
    body: Box | None
    nearness: Literal["close", "middle", "far"]
    clothing: tuple[Colour, ...] = ()
    hair: tuple[Colour, ...] = ()
    wearing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """An object with its place."""

    label: str
    score: float
    box: Box
    source: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A concept that the whole image may show.

    Attributes:
        label: plain word, such as "cat".
        score: calibrated probability 0..1.
        broader: hypernyms, nearest first, such as ("animal",).
        speakable: measured precision at this score is at least .9, so that it may be said.
    """

    label: str
    score: float
    broader: tuple[str, ...] = ()
    source: str = "efficientnet-lite0"
    speakable: bool = False


@dataclass(frozen=True, slots=True)
class Quality:
    """How well the picture can be seen.

    Attributes:
        brightness: mean luma 0..1.        contrast: standard deviation of luma 0..1.
        sharpness: variance of the Laplacian at 512 px long side (8-bit luma).
        dark, bright, blurred, blank: verdicts of the senses' stated thresholds.
        cut_off: sides on which text or a person runs out of the picture.
        kind: "photo", "drawing", "screenshot" or "document".
        light_from: "left", "right", "above", "below" or None when even.
    """

    brightness: float
    contrast: float
    sharpness: float
    dark: bool = False
    bright: bool = False
    blurred: bool = False
    blank: bool = False
    cut_off: tuple[Literal["left", "top", "right", "bottom"], ...] = ()
    kind: Literal["photo", "drawing", "screenshot", "document"] = "photo"
    light_from: Literal["left", "right", "above", "below"] | None = None


@dataclass(frozen=True, slots=True)
class RegionColours:
    """Dominant colours of "whole", "left", "centre", "right", "top" or "bottom"."""

    region: str
    colours: tuple[Colour, ...]


@dataclass(frozen=True, slots=True)
class SenseFailure:
    """A sense that did not do its work on this image.

    Attributes:
        reason: "error", "timeout" or "unscannable".
    """

    sense: str
    reason: Literal["error", "timeout", "unscannable"]
    detail: str


@dataclass(frozen=True, slots=True)
class Timing:
    sense: str
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the senses found in one image; a sense that did not run leaves its default."""

    digest: str
    width_px: int
    height_px: int
    lines: tuple[Line, ...] = ()
    blocks: tuple[Block, ...] = ()
    codes: tuple[Code, ...] = ()
    unread: tuple[Unread, ...] = ()
    people: tuple[Person, ...] = ()
    things: tuple[Thing, ...] = ()
    tags: tuple[Tag, ...] = ()
    explicit: float | None = None
    quality: Quality | None = None
    colours: tuple[RegionColours, ...] = ()
    provenance: tuple[Mark, ...] = ()
    failures: tuple[SenseFailure, ...] = ()
    timings: tuple[Timing, ...] = ()
    described: str = ""  # by the served model: untrusted, judged, never shown (guard.described)
    senses: tuple[str, ...] = ()  # which senses ran: "no people" and "nobody looked" differ

    @property
    def text(self) -> str:
        """The lines in reading order, one a line."""
        return "\n".join(line.text for line in self.lines)

    def ran(self, sense: str) -> bool:
        return sense in self.senses and all(f.sense != sense for f in self.failures)

    @property
    def seen(self) -> str:
        """All that was found, without how long it took: equal texts are equal findings."""
        return repr([getattr(self, one.name) for one in fields(self) if one.name != "timings"])
