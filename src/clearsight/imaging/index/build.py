"""Builds the index file, once: draws every picture, drops near-duplicates, stores the words."""

import hashlib
import os
import sqlite3
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from tqdm import tqdm

from clearsight.errors import ClearsightError, UsageError
from clearsight.imaging.index import packs
from clearsight.imaging.index.looks import Look, alike, look, near, signed
from clearsight.imaging.index.own import UNSTATED, own_pictures
from clearsight.imaging.index.picture import PERMISSIVE, Raw, Term
from clearsight.imaging.index.raster import png
from clearsight.imaging.index.tables import (
    FORMAT,
    HEAD_OF_NAME,
    IN_NAME,
    KEYWORD,
    KEYWORD_IN_NAME,
    NAME,
    TABLES,
)
from clearsight.imaging.index.words import name_head, name_words, normal
from clearsight.ingest import Ingest
from clearsight.scale import Pool

# A keyword that is a word of the name besides says more than either.
_INSERT_TERM = f"""INSERT INTO term VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
    rank = CASE WHEN min(rank, excluded.rank) = {IN_NAME} AND max(rank, excluded.rank) = {KEYWORD}
    THEN {KEYWORD_IN_NAME} ELSE max(rank, excluded.rank) END"""


@dataclass(frozen=True, slots=True)
class Sources:
    """What goes into an index.

    Attributes:
        collections: names of installed collections.
        own: the user's folders and .tar files.
        own_licence: what holds for those whose notes state no licence.
        folder: where collections are unpacked; None is the default place.
    """

    collections: tuple[str, ...] = ()
    own: tuple[Path, ...] = ()
    own_licence: str = UNSTATED
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did.

    Attributes:
        pictures: in the index.   duplicates: left out, as a near-duplicate of the same name.
        unusable: left out, with the reason: (id, reason) pairs.
        terms: words and phrases, over all languages.
    """

    pictures: int
    duplicates: int
    unusable: tuple[tuple[str, str], ...]
    terms: int


@dataclass(frozen=True, slots=True)
class _Drawn:
    data: bytes
    look: Look | None
    problem: str = ""


_worker: dict[str, Ingest] = {}


def _prepare() -> None:
    _worker["ingest"] = Ingest()


def _draw(raw: Raw) -> _Drawn:
    try:
        data = png(raw, _worker["ingest"])
    except ClearsightError as error:
        return _Drawn(b"", None, str(error))
    return _Drawn(data, look(data))


def _lost(raw: Raw) -> _Drawn:
    return _Drawn(b"", None, "drawing it killed the process")


def build(path: Path, sources: Sources, *, workers: int = 1, progress: bool = False) -> Built:
    """Write the index of these sources to `path`; an index that is there is replaced when done.

    Raises:
        UsageError: a collection is not installed, nothing is to be indexed, or nothing of it can
            be drawn.
    """
    root = sources.folder or packs.pictures_folder()
    raws = list(_raws(sources, root))
    if not raws:
        raise UsageError("no picture to index; name an installed collection or your own folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}.half")
    half.unlink(missing_ok=True)
    try:
        connection = sqlite3.connect(half)
        with connection:
            connection.executescript(TABLES)
            writer = _Writer(connection)
            pool = Pool(_draw, prepare=_prepare, workers=workers, lost=_lost)
            bar = tqdm(total=len(raws), unit="picture", disable=not progress)
            for raw, drawn in zip(raws, pool.map(raws), strict=True):
                writer.add(raw, drawn)
                bar.update()
            bar.close()
            built = writer.finish(_words(root, sources))
        if not built.pictures:
            first, problem = built.unusable[0]
            raise UsageError(f"none of {len(raws)} pictures can be used; {first}: {problem}")
        connection.execute("VACUUM")
        connection.close()
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return built


def _raws(sources: Sources, root: Path) -> Iterable[Raw]:
    chosen = [packs.pack(name) for name in sources.collections]
    for pack in chosen:
        if not (root / pack.folder).is_dir():
            raise UsageError(
                f"the picture collection {pack.name!r} is not in {root}; run "
                f"scripts/install-pictures {pack.name}"
            )
    packed = (pack.read(root / pack.folder, pack) for pack in chosen)
    given = (own_pictures(path, licence=sources.own_licence) for path in sources.own)
    return chain(*packed, *given)


def _words(root: Path, sources: Sources) -> Iterable[tuple[str, Term]]:
    folder = root / packs.WORDS_FOLDER
    return packs.emoji_words(folder) if sources.collections else ()


class _Writer:
    """Rows of one build; keeps looks and names to find near-duplicates of the same name."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._concepts: dict[str, int] = {}
        self._looks: list[Look] = []
        self._names: list[frozenset[str]] = []
        self._hashes = np.zeros(1024, np.uint64)
        self._duplicates = 0
        self._unusable: list[tuple[str, str]] = []

    def add(self, raw: Raw, drawn: _Drawn) -> None:
        if drawn.look is None:
            self._unusable.append((raw.id, drawn.problem))
            return
        names = frozenset({raw.concept, *(normal(term.text) for term in raw.terms if term.name)})
        if self._known(drawn.look, names):
            self._duplicates += 1
            return
        self._remember(drawn.look, names)
        concept = self._concept(raw.concept, raw.concrete)
        width, height = struct.unpack(">II", drawn.data[16:24])
        self._connection.execute(
            "INSERT INTO picture (id, concept, collection, licence, permissive, origin, credit, "
            "digest, dhash, colours, width_px, height_px, data) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (raw.id, concept, raw.collection, raw.licence, raw.licence in PERMISSIVE, raw.origin,
             raw.credit, hashlib.sha256(drawn.data).hexdigest(), signed(drawn.look.dhash),
             drawn.look.colours, width, height, drawn.data),
        )  # fmt: skip
        for term in raw.terms:
            self._term(concept, term)

    def finish(self, words: Iterable[tuple[str, Term]]) -> Built:
        for name, term in words:
            if name in self._concepts:
                self._term(self._concepts[name], term)
        run = self._connection.execute
        run("INSERT INTO about VALUES ('format', ?)", (str(FORMAT),))
        run(
            "UPDATE concept SET keywords = (SELECT count(*) FROM term "
            "WHERE term.concept = concept.number AND term.language IN ('en', ''))"
        )
        (terms,) = run("SELECT count(*) FROM term").fetchone()
        return Built(len(self._looks), self._duplicates, tuple(self._unusable), terms)

    def _known(self, seen: Look, names: frozenset[str]) -> bool:
        return any(
            names & self._names[n] and alike(seen, self._looks[n])
            for n in near(self._hashes[: len(self._looks)], seen.dhash)
        )

    def _remember(self, seen: Look, names: frozenset[str]) -> None:
        if len(self._looks) == self._hashes.size:
            self._hashes = np.concatenate([self._hashes, np.zeros_like(self._hashes)])
        self._hashes[len(self._looks)] = seen.dhash
        self._looks.append(seen)
        self._names.append(names)

    def _concept(self, name: str, concrete: bool) -> int:
        if name not in self._concepts:
            self._concepts[name] = len(self._concepts) + 1
            self._connection.execute(
                "INSERT INTO concept (number, name, concrete) VALUES (?, ?, ?)",
                (self._concepts[name], name, concrete),
            )
        return self._concepts[name]

    def _term(self, concept: int, term: Term) -> None:
        text = normal(term.text)
        self._insert(concept, text, term, NAME if term.name else KEYWORD)
        if term.name and " " in text:
            head = name_head(text, term.language)
            for word in name_words(text, term.language):
                self._insert(concept, word, term, HEAD_OF_NAME if word == head else IN_NAME)

    def _insert(self, concept: int, text: str, term: Term, rank: int) -> None:
        if text:
            self._connection.execute(_INSERT_TERM, (text, term.language, concept, rank, term.text))
