"""Look-ups in an index file: words in, pictures with licence and origin out, the best first."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from clearsight.content import Image
from clearsight.errors import UsageError
from clearsight.imaging.index.looks import Look, alike
from clearsight.imaging.index.packs import pictures_folder
from clearsight.imaging.index.picture import Aligned, Kind, Match, Picture
from clearsight.imaging.index.tables import (
    IN_NAME,
    KEYWORD,
    KEYWORD_IN_NAME,
    NAME,
    PICTURE,
    connect,
    picture,
)
from clearsight.imaging.index.words import heads, normal, phrase_forms

_REMEMBERED = 50_000
_HEADS = 12
_KINDS: dict[int, Kind] = {NAME: "name", IN_NAME: "part"}


@dataclass(frozen=True, slots=True)
class _Row:
    match: Match
    look: Look
    rank: tuple[int | str | bool, ...]


def default_path() -> Path:
    """Where the index lies unless a path is given: beside the collections."""
    return pictures_folder() / "index.sqlite"


class Index:
    """An open index file; safe to share between threads, to be opened anew in every process.

    Args:
        path: the file that `build` wrote; None is the default place.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or default_path()
        self._connection = connect(self.path)
        self._lock = threading.Lock()
        self._find = lru_cache(_REMEMBERED)(self._search)

    def find(
        self, words: str, language: str | None = None, *, limit: int = 5, permissive: bool = True,
        whole: bool = False, aligned: Aligned | None = None,
    ) -> tuple[Match, ...]:  # fmt: skip
        """Pictures for a word or short phrase: by name, else by keyword, else by its head noun.

        Near-duplicates of a better match are left out.

        Args:
            language: of the words ("de" finds poison for "Gift", "en" a present); None tries all.
            permissive: only pictures whose licence lets anyone use and pass them on.
            whole: only where all the words are a term, not their head noun alone.
            aligned: orders matches of the same kind by how well the picture fits.
        """
        found = self._find(normal(words), language, permissive, whole)
        if aligned is not None and len(found) > 1:
            found = self._ordered(found, words, aligned)
        return found[:limit]

    def get(self, name: str) -> Picture:
        """The picture of that id.

        Raises:
            UsageError: the index holds none.
        """
        rows = self._rows(f"SELECT {PICTURE} {_FROM} WHERE picture.id = ?", (name,))
        if not rows:
            raise UsageError(f"{self.path} holds no picture {name!r}; build the index that does")
        return picture(rows[0])

    def data(self, found: Picture) -> bytes:
        """The picture's PNG bytes."""
        (data,) = self._rows("SELECT data FROM picture WHERE id = ?", (found.id,))[0]
        return bytes(data)

    def image(self, found: Picture) -> Image:
        """The picture as a part of a conversation."""
        return Image(self.data(found), "image/png", found.width_px, found.height_px, found.digest)

    def terms(self, found: Picture, language: str = "en") -> tuple[str, ...]:
        """Normal names, then keywords of what the picture shows, in one language."""
        rows = self._rows(
            "SELECT text FROM term JOIN concept ON term.concept = concept.number "
            "WHERE concept.name = ? AND language IN (?, '') AND rank IN (?, ?, ?) "
            "ORDER BY term.rank DESC, text",
            (found.concept, language, KEYWORD, KEYWORD_IN_NAME, NAME),
        )
        return tuple(shown for (shown,) in rows)

    def vocabulary(self, language: str, *, permissive: bool = True) -> frozenset[str]:
        """Every normal name and keyword of a language that has a picture: a fast first sieve."""
        rows = self._rows(
            "SELECT DISTINCT term.text FROM term JOIN picture ON picture.concept = term.concept "
            "WHERE term.language IN (?, '') AND picture.permissive >= ? AND term.rank > ?",
            (language, permissive, IN_NAME),
        )
        return frozenset(text for (text,) in rows)

    def __len__(self) -> int:
        return int(self._rows("SELECT count(*) FROM picture", ())[0][0])

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        self.close()

    def _search(
        self, words: str, language: str | None, permissive: bool, whole: bool
    ) -> tuple[Match, ...]:
        tongue = language or "en"
        exact = self._terms(phrase_forms(words, tongue), language, permissive, head=False)
        if exact or whole:
            return _distinct(exact)
        for part in islice(heads(words, tongue), _HEADS if " " in words else None):
            found = self._terms(phrase_forms(part, tongue), language, permissive, head=True)
            if found:
                return _distinct(found)
        return ()

    def _terms(
        self, forms: Sequence[str], language: str | None, permissive: bool, *, head: bool
    ) -> list[_Row]:
        marks = ",".join("?" * len(forms))
        where = f"term.text IN ({marks})"
        values: list[object] = list(forms)
        if language is not None:
            where += " AND term.language IN (?, '')"
            values.append(language)
        if permissive:
            where += " AND picture.permissive"
        rows = self._rows(
            f"SELECT term.text, term.shown, term.language, term.rank, concept.keywords, "
            f"picture.number, picture.colours, {PICTURE} FROM term "
            f"JOIN concept ON term.concept = concept.number "
            f"JOIN picture ON picture.concept = concept.number WHERE {where}",
            tuple(values),
        )
        return sorted((_row(row, forms, head) for row in rows), key=lambda row: row.rank)

    def _ordered(self, found: tuple[Match, ...], words: str, aligned: Aligned) -> tuple[Match, ...]:
        scores = aligned.score(words, [self.data(match.picture) for match in found])
        kinds: list[Kind] = ["name", "keyword", "part", "head"]
        pairs = sorted(
            zip(found, scores, strict=True), key=lambda pair: (kinds.index(pair[0].kind), -pair[1])
        )
        return tuple(match for match, _ in pairs)

    def _rows(self, query: str, values: tuple[object, ...]) -> list[tuple]:  # type: ignore[type-arg]
        with self._lock:
            return self._connection.execute(query, values).fetchall()


_FROM = "FROM picture JOIN concept ON picture.concept = concept.number"


def _row(row: tuple, forms: Sequence[str], head: bool) -> _Row:  # type: ignore[type-arg]
    text, shown, language, close, keywords, number, colours, *rest = row
    shown_by = picture(tuple(rest))
    kind: Kind = "head" if head else _KINDS.get(close, "keyword")
    place = forms.index(text)
    rank = (-close, place > 0, not shown_by.concrete, language != "en", place, keywords, number)
    return _Row(
        Match(shown_by, kind, shown, language, place > 0), Look(shown_by.dhash, colours), rank
    )


def _distinct(rows: Iterable[_Row]) -> tuple[Match, ...]:
    """One match a picture, without near-duplicates of better ones."""
    kept: list[_Row] = []
    for row in rows:
        if not any(alike(row.look, other.look) for other in kept):
            kept.append(row)
        if len(kept) >= 24:
            break
    return tuple(row.match for row in kept)
