"""Text on a picture: wrapped, aligned, in the direction of its script, and where each line stands.

Layout only; `page.Page` draws it and records where each line came to stand.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from clearsight.errors import UsageError
from clearsight.imaging.fonts import Face, covers, font, stand_in, suited
from clearsight.senses.script import UNSPACED, script_of

Colour = tuple[int, int, int]
# Marks that no line may begin with (the common core of JIS X 4051).
_BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_NOT_FIRST = "、。，．・：；？！）」』】〉》”’ーっッゃゅょャュョ,.!?:;)%"


@dataclass(frozen=True, slots=True)
class Pen:
    """How text is set.

    Attributes:
        size: px; the face's own scale comes on top.
        leading: distance of baselines over size.
        rim: colour of an outline, and rim_px its width.
    """

    face: Face
    size: float
    ink: Colour = (20, 20, 20)
    leading: float = 1.35
    rim: Colour | None = None
    rim_px: int = 0

    @property
    def line(self) -> int:
        """Distance of baselines, px; Nastaliq climbs and needs more."""
        return round(self.size * self.leading * (1.6 if "Nastaliq" in self.face.family else 1.0))

    def at(self, size: float) -> "Pen":
        return replace(self, size=size)

    def bold(self) -> "Pen":
        return replace(self, face=self.face.bold)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one line in one face."""

    text: str
    face: Face


@dataclass(frozen=True, slots=True)
class Laid:
    """Text broken into lines for a pen.

    Attributes:
        text: as it was given.
        width, height: px.
    """

    text: str
    lines: tuple[str, ...]
    pen: Pen
    width: int
    height: int


def paragraphs(text: str) -> list[str]:
    """The text between its line breaks, whichever of Unicode's they are."""
    return _BREAK.split(text)


def drawable(text: str) -> str:
    """The text as one line can show it: tabs and breaks are spaces, other controls are nothing."""
    if text.isprintable():
        return text
    shown = _BREAK.sub(" ", text).replace("\t", " ")
    return "".join(c for c in shown if unicodedata.category(c) != "Cc")


def is_rtl(text: str) -> bool:
    """Whether the first letter with a direction runs right to left (UAX 9, rule P2)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


@lru_cache(maxsize=4096)
def runs(text: str, face: Face) -> tuple[Run, ...]:
    """The text in stretches of one face each: `face` where it can, stand-ins where it cannot.

    Raises:
        UsageError: a character that no face of the table has.
    """
    if all(covers(face, character) for character in set(text)):
        return (Run(text, face),)
    found: list[Run] = []
    bold = not face.bold_file and "Bold" in face.file
    for character in text:
        own = face if covers(face, character) else None
        last = found[-1].face if found else None
        if last is not None and _joins(character, last):
            own = last
        own = own or stand_in(character, bold)
        if own is None:
            raise UsageError(
                f"no typeface here has {character!r} (U+{ord(character):04X}, "
                f"{unicodedata.name(character, 'no name')}); leave it out, or add a face that has "
                f"it to faces.toml"
            )
        if found and own == last:
            found[-1] = Run(found[-1].text + character, own)
        else:
            found.append(Run(character, own))
    return tuple(_spaced(found)) if is_rtl(text) else tuple(found)


def _spaced(found: list[Run]) -> list[Run]:
    """Spaces after words that run left to right go to the next run, on whose side they stand."""
    moved: list[Run] = []
    spaces = ""
    for run in found:
        text = spaces + run.text
        spaces = ""
        if not is_rtl(text) and text.rstrip():
            spaces = text[len(text.rstrip()) :]
            text = text.rstrip()
        moved.append(Run(text, run.face))
    return moved


def _joins(character: str, face: Face) -> bool:
    """Whether a mark or space belongs to the run before it."""
    return covers(face, character) and (
        character.isspace() or unicodedata.category(character)[0] in "MC"
    )


def length(text: str, pen: Pen) -> float:
    """Advance of a line, px."""
    return sum(_measure(run.text, run.face, pen.size) for run in runs(text, pen.face))


@lru_cache(maxsize=16384)
def _measure(text: str, face: Face, size: float) -> float:
    return font(face, size).getlength(text)


def lay(text: str, pen: Pen, width: float) -> Laid:
    """Break text into lines of at most `width` px; newlines start paragraphs."""
    if width < 1:
        raise UsageError(f"text cannot be laid out {width:g} px wide, expected 1 or more")
    pen = replace(pen, face=suited(pen.face, frozenset(text)))
    lines = tuple(
        line for part in paragraphs(text) for line in _wrapped(drawable(part), pen, width)
    )
    widest = max((length(line, pen) for line in lines), default=0.0)
    return Laid(text, lines, pen, int(widest) + 1, pen.line * len(lines))


def _pieces(text: str) -> list[str]:
    """Where a line may break: after spaces, and around letters of unspaced scripts."""
    pieces: list[str] = []
    for word in text.split(" "):
        if pieces:
            pieces[-1] += " "
        if script_of(word) not in UNSPACED:
            pieces.append(word)
            continue
        for character in word:
            new = not pieces or character not in _NOT_FIRST
            new = new and not (pieces[-1:] and pieces[-1][-1:].isascii() and character.isascii())
            if new:
                pieces.append(character)
            else:
                pieces[-1] += character
    return pieces


def _wrapped(text: str, pen: Pen, width: float) -> list[str]:
    if length(text, pen) <= width:
        return [text]
    lines, line, used = [], "", 0.0
    for piece in _pieces(text):
        for part in _short(piece, pen, width):
            wide = length(part, pen)
            if line and used + length(part.rstrip(), pen) > width:
                lines.append(line.rstrip())
                line, used = "", 0.0
            line, used = line + part, used + wide
    return [*lines, line.rstrip()]


def _short(piece: str, pen: Pen, width: float) -> list[str]:
    """A piece cut into parts that fit; a single letter always counts as fitting."""
    if length(piece.rstrip(), pen) <= width or len(piece) < 2:
        return [piece]
    half = len(piece) // 2
    return _short(piece[:half], pen, width) + _short(piece[half:], pen, width)


def fit(text: str, pen: Pen, width: float, height: float, *, least: float = 12) -> Laid:
    """Lay out at the pen's size or the largest smaller one at which the text fits.

    Raises:
        UsageError: it does not fit at `least` px.
    """
    words = [word for word in text.split() if script_of(word) not in UNSPACED]
    size = pen.size
    while size >= least:
        laid = lay(text, pen.at(size), width)
        next_size = round(size * 0.93, 1)
        # A word is cut only when no size is left at which it would stay whole.
        whole = next_size < least or all(length(word, laid.pen) <= width for word in words)
        if laid.height <= height and whole:
            return laid
        size = next_size
    raise UsageError(
        f"a text of {len(text)} characters does not fit {width:.0f} x {height:.0f} px at {least} "
        f"px; give a shorter one, or use the renderer document, whose page grows"
    )
