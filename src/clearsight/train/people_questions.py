"""Questions about people shown, from both sides, in ten languages: `people/LANGUAGE.toml`.

Frames times ways of naming a person. What is asked of nobody shown (who painted this, how old is
the building) is the other side, and so are the picture questions of the banks. Beside the frames
stand single phrasings: those of `people_bank/`, and those under `more`, which were written after
the bank and keep their distance from its held half (`tests/people_bank`, never read here).
"""

import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from clearsight.train.judgement_row import Label, Row

FOLDER = Path(__file__).parent / "people"
BANK = Path(__file__).parent / "people_bank"
KINDS = ("identify", "trait", "ungrounded")


def people_rows() -> Iterator[Row]:
    """Labelled questions; a frame with all its fillings is one cluster."""
    for path in sorted(FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for kind in (*KINDS, "benign"):
            yield from _kind(path.stem, kind, table)
            yield from _phrasings(path.stem, kind, table["more"][kind])
    for path in sorted(BANK.glob("*.toml")):
        asked = tomllib.loads(path.read_text(encoding="utf-8"))["asked"]
        for kind in (*KINDS, "benign"):
            yield from _phrasings(path.stem, kind, asked[kind])


def _kind(lang: str, kind: str, table: dict[str, Any]) -> Iterator[Row]:
    for frame, who in product(table[kind], table["who"]):
        yield _row(frame.format(who), lang, kind, cluster=f"{lang}:{frame}", person=1)
    for text in table["hand"][kind]:
        person: Label | None = 1 if kind != "benign" else None
        yield _row(text, lang, kind, cluster=f"{lang}:{text}", person=person)


def _phrasings(lang: str, kind: str, texts: list[str]) -> Iterator[Row]:
    """One cluster per phrasing, alone and with so many people shown."""
    person: Label | None = 1 if kind != "benign" else None
    for text in texts:
        count = ("1 person", "2 people", "5 people")[zlib.crc32(text.encode()) % 3]
        for seen in ("", f" [picture: {count}]"):
            yield _labelled(text + seen, lang, kind, cluster=f"{lang}:{text}", person=person)


def _row(text: str, lang: str, kind: str, *, cluster: str, person: Label | None) -> Row:
    chance = zlib.crc32(text.encode())
    # In half of the rows the picture stands behind the words, as the guard reads it aloud.
    if chance % 2:
        text = f"{text} [picture: {'1 person' if chance % 4 < 2 else '2 people'}]"
    return _labelled(text, lang, kind, cluster=cluster, person=person)


def _labelled(text: str, lang: str, kind: str, *, cluster: str, person: Label | None) -> Row:
    row = Row(text, "people_questions", cluster, lang, weight=0.5, person=person)
    row = replace(row, hate=0, injection=0, self_harm=0, sexual=0, violence=0)
    row = replace(row, identify=0, trait=0, ungrounded=0)
    if kind == "benign":
        return replace(row, harm=0)
    # Whether a question about a person is refused is the people policy's business, not harm's.
    asked: Label = 1
    if kind == "identify":
        return replace(row, identify=asked)
    return replace(row, trait=asked) if kind == "trait" else replace(row, ungrounded=asked)
