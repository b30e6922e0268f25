"""Which concepts a picture shows, by its name; what its name leaves open is left open.

Three answers per picture and concept: shown (1), not shown (0), open (-1). A picture shows what it
is named after, and what the end of its name says ("kitchen knife"). Words elsewhere in a name
("knife block") and keywords ("food") may or may not be shown: they count neither way.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from clearsight.imaging.index.words import forms, normal
from clearsight.train.concepts.vocabulary import Concept

_NUMBERS = re.compile(r"( \d+)+$")
# Behind these stands what only describes the thing.
_BREAK_WORDS = """of for in on with from to at by about into onto without against under over near
    behind"""
_BREAKS = frozenset(_BREAK_WORDS.split())
_LONGEST = 4
OPENCLIPART = "openclipart"


@dataclass(frozen=True, slots=True)
class Named:
    """What is known about a picture besides its pixels.

    Attributes:
        id: collection and name.
        family: collections of one hand or design, which are held out together.
        names, keywords: normal words.
        joined: names are written without spaces ("bactriancamel"), so only whole ones count.
    """

    id: str
    family: str
    names: tuple[str, ...]
    keywords: tuple[str, ...] = ()
    joined: bool = False


class Namer:
    """Looks pictures' names up in a vocabulary."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self._concepts = concepts
        self._place = {concept.name: n for n, concept in enumerate(concepts)}
        self._names: dict[str, set[int]] = defaultdict(set)
        self._joined: dict[str, set[int]] = defaultdict(set)
        for number, concept in enumerate(concepts):
            for name in concept.names:
                self._names[name].add(number)
                self._joined[name.replace(" ", "")].add(number)
        self._parts = [
            (part, number) for number, concept in enumerate(concepts) for part in concept.pictures
        ]  # fmt: skip

    def labels(self, pictures: Sequence[Named]) -> NDArray[np.int8]:
        """(pictures, concepts): 1 shown, 0 not shown, -1 open."""
        out = np.zeros((len(pictures), len(self._concepts)), dtype=np.int8)
        for row, picture in zip(out, pictures, strict=True):
            shown, open_ = self._found(picture)
            row[list(open_ - shown)] = -1
            row[list(shown)] = 1
            if picture.family == OPENCLIPART:
                self._leave_narrower_open(row)
        return out

    def _found(self, picture: Named) -> tuple[set[int], set[int]]:
        shown: set[int] = set()
        open_: set[int] = set()
        for name in picture.names:
            bare = _NUMBERS.sub("", name)
            if picture.joined:
                shown |= self._whole(bare.replace(" ", ""))
            else:
                shown |= self._ends(bare)
                open_ |= self._anywhere(bare)
        keyed = {n for word in picture.keywords for v in _variants(word) for n in self._at(v)}
        # Openclipart's artists chose keywords for what is shown; emoji have them for searching.
        if picture.family == OPENCLIPART:
            shown |= {n for n in keyed if self._concepts[n].kind in _NAMED_BY_KEYWORD}
        open_ |= keyed
        path = picture.id.lower()
        file = path.rsplit("/", 1)[-1]
        shown |= {number for part, number in self._parts if _meets(part, path, file)}
        for number in shown | open_:
            if any(_holds(part, path, file, picture) for part in self._concepts[number].never):
                shown.discard(number)
                open_.discard(number)
        for number in list(shown):
            shown |= {self._place[word] for word in self._concepts[number].wider}
        return shown, open_

    def _at(self, name: str) -> set[int]:
        return self._names.get(name, set())

    def _whole(self, joined: str) -> set[int]:
        return self._joined.get(joined) or self._joined.get(joined.removesuffix("s"), set())

    def _ends(self, name: str) -> set[int]:
        found: set[int] = set()
        for part in (name, *(name.split(" and ") if " and " in name else ())):
            found |= {n for v in _variants(part) for n in self._at(v)}
            for ending in _endings(_core(part)):
                found |= self._at(ending)
        return found

    def _anywhere(self, name: str) -> set[int]:
        return {n for run in _runs(name) for v in _variants(run) for n in self._at(v)}

    def _leave_narrower_open(self, row: NDArray[np.int8]) -> None:
        """ "A bird" may be any bird: narrower concepts are open where none of them is named."""
        narrower: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, concept in enumerate(self._concepts):
            if concept.wider:
                narrower[concept.wider].append(number)
        for wider, numbers in narrower.items():
            whole = all(row[self._place[word]] == 1 for word in wider)
            if whole and not any(row[n] == 1 for n in numbers):
                row[[n for n in numbers if row[n] == 0]] = -1


_KINDS = "weapons fire alcohol animals plants food drinks vehicles buildings tools flags"
_NAMED_BY_KEYWORD = frozenset(_KINDS.split())


@lru_cache(50_000)
def _variants(name: str) -> tuple[str, ...]:
    """The name, and with its last word in the singular."""
    *first, last = name.split(" ")
    return tuple(dict.fromkeys([name, *(" ".join([*first, form]) for form in forms(last))]))


def _core(name: str) -> str:
    words = name.split(" ")
    stop = next((n for n, word in enumerate(words) if n and word in _BREAKS), len(words))
    return " ".join(words[:stop])


def _endings(name: str) -> Iterator[str]:
    for variant in _variants(name):
        words = variant.split(" ")
        yield from (" ".join(words[start:]) for start in range(len(words)))


def _runs(name: str) -> Iterable[str]:
    words = name.split(" ")
    for start in range(len(words)):
        for stop in range(start + 1, min(len(words), start + _LONGEST) + 1):
            yield " ".join(words[start:stop])


def _meets(part: str, path: str, file: str) -> bool:
    """Whether a path holds the part, or a file name begins with it or holds it after "_"."""
    if "/" in part:
        return part in path
    return file.startswith(part) or ("_" in part and part in file)


def _holds(part: str, path: str, file: str, picture: Named) -> bool:
    if "/" in part:
        return part in path
    if "_" in part and part in file:
        return True
    words = f" {_normal(part)} "
    return any(words in f" {name} " for name in picture.names)


@lru_cache(5_000)
def _normal(part: str) -> str:
    return normal(part.replace("-", " "))
