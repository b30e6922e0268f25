"""Typefaces: found among Debian's installed fonts by family, script and style.

Which face a picture gets depends on `faces.toml` and the picture's seed only, never on what happens
to be installed: a face that is missing is an error that names its Debian package.
"""

import os
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from clearsight.errors import MissingExtra, UnknownName
from clearsight.senses.script import RIGHT_TO_LEFT, script_of

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
# Where a script lacks a style, the next one of these that it has.
NEAREST = {
    "sans": ("sans",),
    "serif": ("serif", "sans"),
    "mono": ("mono", "sans"),
    "hand": ("hand", "serif", "sans"),
    "display": ("display", "sans"),
    "poster": ("poster", "display", "sans"),
    "script": ("script", "serif", "sans"),
}
# Scripts whose letters are joined, stacked or turned around: without Raqm they are wrong.
SHAPED = RIGHT_TO_LEFT | {
    "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Tamil", "Telugu", "Kannada", "Malayalam",
    "Sinhala", "Thai", "Lao", "Khmer", "Myanmar",
}  # fmt: skip
_PROBE_PX = 16
_NO_CHARACTER = "\U000fffff"  # private use; no face here has it


@dataclass(frozen=True, slots=True)
class Face:
    """One typeface in one weight.

    Attributes:
        family: such as "DejaVu Sans".
        style: a key of NEAREST, or "symbols".
        scripts: Unicode scripts it is meant for, as `script_of` names them.
        file: file name, looked for under FOLDERS.
        index: member of a collection.
        package: Debian package that holds the file.
        scale: factor on the size at which it looks as large as the others.
        bold_file: file of the bold weight, "" when it has none.
    """

    family: str
    style: str
    scripts: tuple[str, ...]
    file: str
    package: str
    licence: str
    index: int = 0
    scale: float = 1.0
    bold_file: str = ""

    @property
    def bold(self) -> "Face":
        """The bold weight, or the same face where there is none."""
        return replace(self, file=self.bold_file, bold_file="") if self.bold_file else self

    @property
    def source(self) -> dict[str, str]:
        """As an entry of Item.sources."""
        return {"name": self.family, "licence": self.licence, "origin": f"Debian {self.package}"}


@lru_cache(maxsize=1)
def table() -> tuple[Face, ...]:
    """All faces in the order of faces.toml."""
    rows = tomllib.loads((files("clearsight.imaging") / "faces.toml").read_text("utf-8"))["face"]
    return tuple(
        Face(
            row["family"], row["style"], tuple(row["scripts"]), row["regular"], row["package"],
            row["licence"], row.get("index", 0), row.get("scale", 1.0), row.get("bold", ""),
        )
        for row in rows
    )  # fmt: skip


@lru_cache(maxsize=256)
def faces(script: str, style: str = "sans") -> tuple[Face, ...]:
    """Faces for a Unicode script in a style, or in the nearest style that the script has.

    Raises:
        UnknownName: no such style, or no face for the script.
    """
    if style not in NEAREST:
        raise UnknownName("style of typeface", style, list(NEAREST))
    wanted = "Latin" if script == "Common" else script
    for near in NEAREST[style]:
        found = tuple(f for f in table() if f.style == near and wanted in f.scripts)
        if found:
            return found
    known = {script for face in table() for script in face.scripts}
    raise UnknownName("script with a typeface", script, sorted(known))


def family(name: str) -> Face:
    """The face of that family, regular weight.

    Raises:
        UnknownName: it is not in faces.toml.
    """
    for face in table():
        if face.family == name:
            return face
    raise UnknownName("family of typefaces", name, [face.family for face in table()])


@lru_cache(maxsize=1)
def _installed() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in FOLDERS:
        for where, _, names in os.walk(folder):
            for name in names:
                found.setdefault(name, Path(where, name))
    return found


def path(face: Face) -> Path:
    """The file of a face.

    Raises:
        MissingExtra: it is not installed; the message names the package.
    """
    found = _installed().get(face.file)
    if found is None:
        raise MissingExtra(
            f"the typeface {face.family} ({face.file}) is not under {' or '.join(FOLDERS)}; "
            f"install it: apt-get install {face.package}"
        )
    return found


@lru_cache(maxsize=512)
def font(face: Face, size_px: float) -> "FreeTypeFont":
    """The face at a size, shaped by Raqm.

    Raises:
        MissingExtra: the face is not installed, or Raqm cannot be used.
    """
    from PIL import ImageFont, features

    if not features.check("raqm"):
        raise MissingExtra(
            "Pillow cannot shape text here: its Raqm needs the FriBiDi library, which was not "
            "found; install it: apt-get install libfribidi0"
        )
    return ImageFont.truetype(
        str(path(face)), size_px * face.scale, face.index, layout_engine=ImageFont.Layout.RAQM
    )


@lru_cache(maxsize=64)
def _probe(face: Face) -> "tuple[FreeTypeFont, bytes]":
    from PIL import ImageFont

    bare = ImageFont.truetype(
        str(path(face)), _PROBE_PX, face.index, layout_engine=ImageFont.Layout.BASIC
    )
    return bare, _ink(bare, _NO_CHARACTER)


def _ink(bare: "FreeTypeFont", character: str) -> bytes:
    mask = bare.getmask(character)
    return bytes(mask) + repr((mask.size, bare.getlength(character))).encode()


@lru_cache(maxsize=65536)
def covers(face: Face, character: str) -> bool:
    """Whether the face has a glyph for the character; marks that are never drawn count as had."""
    if character.isspace() or unicodedata.category(character) in ("Cf", "Cc"):
        return True
    bare, missing = _probe(face)
    return _ink(bare, character) != missing


@lru_cache(maxsize=8192)
def stand_in(character: str, bold: bool = False) -> Face | None:
    """The first face of the table that has the character, of its own script if there is one."""
    script = script_of(character)
    rank = {"sans": 0, "serif": 1, "symbols": 2}
    order = sorted(
        table(),
        key=lambda face: (
            script != "Common" and script not in face.scripts, rank.get(face.style, 3)
        ),
    )  # fmt: skip
    for face in order:
        if face.style in ("sans", "serif", "symbols") and covers(face, character):
            return face.bold if bold else face
    return None


@lru_cache(maxsize=4096)
def suited(face: Face, characters: frozenset[str]) -> Face:
    """The face, or for text with letters that run right to left one that has all characters.

    Such text cannot be cut into runs of several faces without its words losing their order, and
    some faces lack digits or brackets. Where no face has all, the face given is kept.
    """
    if all(covers(face, character) for character in characters):
        return face
    if not any(unicodedata.bidirectional(character) in ("R", "AL") for character in characters):
        return face
    heavy = "Bold" in face.file
    near = NEAREST.get(face.style, ("sans",))
    order = sorted(table(), key=lambda other: (other.style not in near, other.style != "sans"))
    for other in order:
        if all(covers(other, character) for character in characters):
            return other.bold if heavy else other
    return face
