"""What the index holds: pictures with licence and origin, and what a look-up gives back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

PERMISSIVE = frozenset(
    {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-3.0", "CC-BY-4.0", "CC0-1.0",
     "ISC", "MIT", "public domain", "Unlicense"}
)  # fmt: skip
Kind = Literal["name", "keyword", "part", "head"]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of the index; its bytes are asked for by `Index.data`.

    Attributes:
        id: collection and name, such as "noto/kitchen-knife"; the same in every build.
        concept: what it shows; pictures of several collections may share one.
        licence: SPDX identifier, "public domain", or whatever its owner stated.
        origin: package and version, or the user's folder or archive, with the path inside.
        credit: whom an attribution licence asks to name; empty where nobody is named.
        digest: hexadecimal SHA-256 of the PNG bytes.
        dhash: 64-bit difference hash (see `looks`).
        concrete: whether it shows a thing, a living being, a place or an act, and no sign, letter
            or mood.
    """

    id: str
    concept: str
    collection: str
    licence: str
    origin: str
    credit: str
    digest: str
    dhash: int
    width_px: int
    height_px: int
    concrete: bool = True

    @property
    def permissive(self) -> bool:
        """Whether the licence lets anyone use it and pass it on, at most naming its author."""
        return self.licence in PERMISSIVE


@dataclass(frozen=True, slots=True)
class Match:
    """A picture found for words.

    Attributes:
        kind: "name" (the words are its name), "keyword" (or the head noun of its name), "part" (a
            word of its name), or "head" (only the head noun or another part of the words is met).
        term: the name or keyword that was found, as the index holds it.
        language: the term's language, "" when its collection states none.
        inflected: whether the words had to be inflected to meet the term.
    """

    picture: Picture
    kind: Kind
    term: str
    language: str
    inflected: bool


@dataclass(frozen=True, slots=True)
class Raw:
    """One picture on its way into the index.

    Attributes:
        data: SVG, PNG or JPEG bytes, as the collection holds them.
        terms: (language, term, whether it is a name) triples; concepts of emoji leave this empty
            and get theirs from the word lists.
        trusted: from a package that was checked by hash; other bytes are decoded in the sandbox.
    """

    id: str
    concept: str
    collection: str
    licence: str
    origin: str
    data: bytes = field(repr=False)
    terms: tuple["Term", ...] = ()
    credit: str = ""
    trusted: bool = False
    concrete: bool = True


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase that stands for a concept."""

    text: str
    language: str = ""
    name: bool = False


class Aligned(Protocol):
    """A text-aligned picture encoder: how well does each picture fit the words?

    `Index.find(..., aligned=...)` asks it to order what the words found.
    """

    def score(self, text: str, pictures: Sequence[bytes]) -> Sequence[float]:
        """One score for each of the N pictures (PNG bytes); higher fits better."""
        ...
