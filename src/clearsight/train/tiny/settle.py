"""Drafts and drawn pictures become rows; what must not be learnt or measured is left out, counted.

Left out: rows whose picture could not be drawn; trained rows whose text our text sense did not read
as it is; measured rows that a trained row gives away (the same picture, a near-duplicate of it, or
almost the same words).
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clearsight.imaging.index.looks import Look, alike, look
from clearsight.train.tiny.draft import Cell, Draft, Drawing, share
from clearsight.train.tiny.easel import Made, path_of
from clearsight.train.tiny.rows import Row, Seen, write_rows

MOST_MEASURED = 240
_TEXT_FAMILIES = ("safety", "safety_text", "safety_twins", "replay")
_BY_WORDS = ("safety", "safety_twins")
# Two requests that share this much of their words are one.
_SAME_WORDS = 0.8
_LEARNT = ("train", "dev")


@dataclass
class Settled:
    """The rows of a build.

    Attributes:
        waiting: rows that the base model has yet to answer, with what it is asked.
        left_out: reason -> how many.
    """

    rows: list[Row] = field(default_factory=list)
    waiting: list[tuple[Row, str]] = field(default_factory=list)
    cells: dict[Cell, list[Row]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)


# Stands for an answer that the base model has yet to give.
UNANSWERED = "\u2026"


def settle(drafts: Sequence[Draft], made: Mapping[Drawing, Made], work: Path) -> Settled:
    """Rows with ids, in the order of the drafts."""
    out = Settled()
    kept = [one for one in drafts if _usable(one, made, out.left_out)]
    kept = _apart(kept, made, work, out.left_out)
    ids = _ids(kept)
    measured: dict[Cell, list[Row]] = defaultdict(list)
    for one in kept:
        row = _row(one, made, ids)
        if one.cell:
            measured[one.cell].append(row)
        if one.base and one.split in _LEARNT:
            out.waiting.append((row, one.base))
        else:
            out.rows.append(row)
    out.cells = {cell: _some(rows) for cell, rows in measured.items()}
    return out


def _usable(one: Draft, made: Mapping[Drawing, Made], left_out: Counter[str]) -> bool:
    for drawing in one.drawings:
        found = made[drawing]
        if not found.digest:
            left_out["not drawn"] += 1
            return False
        misread = (
            drawing.says is not None and one.split in _LEARNT and found.seen.by == "ocr"
            and _letters(drawing.says) != _letters(found.seen.text)
        )  # fmt: skip
        if misread:
            left_out["not read as it is"] += 1
            return False
    return True


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _apart(
    drafts: Sequence[Draft], made: Mapping[Drawing, Made], work: Path, left_out: Counter[str]
) -> list[Draft]:
    """Without measured drafts that a trained one gives away."""
    learnt = [one for one in drafts if one.split in _LEARNT]
    digests = {made[drawing].digest for one in learnt for drawing in one.drawings}
    near = _near_pictures(drafts, made, work)
    words = _Words(one.base or one.turns[-1].text for one in learnt if one.family in _TEXT_FAMILIES)
    kept = []
    for one in drafts:
        if one.split not in _LEARNT:
            shown = {made[drawing].digest for drawing in one.drawings}
            # A pictogram may stand in many requests: there the words tell.
            if shown & digests and one.family not in _BY_WORDS:
                left_out["picture trained on"] += 1
                continue
            if shown & near:
                left_out["near-duplicate of a trained picture"] += 1
                continue
            if one.family in _TEXT_FAMILIES and words.hold(one.base or one.turns[-1].text):
                left_out["words trained on"] += 1
                continue
        kept.append(one)
    return kept


def _near_pictures(drafts: Sequence[Draft], made: Mapping[Drawing, Made], work: Path) -> set[str]:
    """Digests of measured packaged pictures that look like a trained one.

    Only pictures of one thing are compared: pages and scenes look alike by their layout alone.
    """
    learnt: dict[int, list[Look]] = defaultdict(list)
    measured: dict[str, Look] = {}
    for one in drafts:
        if one.family != "names":
            continue
        for drawing in one.drawings:
            digest = made[drawing].digest
            if one.split in _LEARNT:
                found = look(path_of(work, digest).read_bytes())
                learnt[found.dhash >> 48].append(found)
            else:
                measured.setdefault(digest, look(path_of(work, digest).read_bytes()))
    every = [found for looks in learnt.values() for found in looks]
    return {digest for digest, found in measured.items() if any(alike(found, o) for o in every)}


class _Words:
    """Finds texts that share almost all words with a known one."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._known = [_bag(text) for text in dict.fromkeys(texts)]
        self._at: dict[str, list[int]] = defaultdict(list)
        for number, bag in enumerate(self._known):
            for word in bag:
                self._at[word].append(number)

    def hold(self, text: str) -> bool:
        """Whether a known text has almost these words."""
        bag = _bag(text)
        shared = Counter(number for word in bag for number in self._at.get(word, ()))
        return any(
            count / len(bag | self._known[number]) >= _SAME_WORDS
            for number, count in shared.most_common(20)
        )


def _bag(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower())) - {"image"}


def _ids(drafts: Sequence[Draft]) -> dict[tuple[str, str], str]:
    """(family, name) -> id."""
    numbers: Counter[tuple[str, str]] = Counter()
    found = {}
    for one in drafts:
        numbers[one.family, one.split] += 1
        found[one.family, one.name] = (
            f"{one.family}/{one.split}/{numbers[one.family, one.split]:06d}"
        )
    return found


def _row(one: Draft, made: Mapping[Drawing, Made], ids: Mapping[tuple[str, str], str]) -> Row:
    pictures = [made[drawing] for drawing in one.drawings]
    twins = ("safety", "safety_twins", "safety_text", one.family)
    twin = next((ids[f, one.twin] for f in twins if one.twin and (f, one.twin) in ids), None)
    return Row(
        id=ids[one.family, one.name], family=one.family, kind=one.kind, turns=one.turns,
        answer=one.answer or UNANSWERED, pictures=tuple(found.digest for found in pictures),
        seen=tuple(Seen(found.seen.text, found.seen.by) for found in pictures),
        rejected=one.rejected, split=one.split, wanted=one.wanted, expect=one.expect,
        forbid=one.forbid, cluster=one.cluster, twin=twin, source=one.source, licence=one.licence,
    )  # fmt: skip


def _some(rows: Sequence[Row]) -> list[Row]:
    """At most MOST_MEASURED rows of a cell, in balance over its kinds."""
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: share("measured", row.kind, row.question, row.cluster)):
        by_kind[row.kind].append(row)
    found: list[Row] = []
    while len(found) < MOST_MEASURED and any(by_kind.values()):
        for kind in sorted(by_kind):
            if by_kind[kind] and len(found) < MOST_MEASURED:
                found.append(by_kind[kind].pop(0))
    return found


def write(settled: Settled, work: Path) -> None:
    """Write rows/, base/ and measure/; files of families that are gone are removed."""
    for folder in ("rows", "measure", "base"):
        for old in (work / folder).glob("**/*.jsonl"):
            old.unlink()
    files: dict[Path, list[Row]] = defaultdict(list)
    for row in settled.rows:
        files[work / "rows" / row.split / f"{row.family}.jsonl"].append(row)
    for cell, rows in settled.cells.items():
        files[work / "measure" / f"{cell}.jsonl"] = rows
    for path, rows in files.items():
        write_rows(path, rows)
    _write_waiting(settled, work)


def _write_waiting(settled: Settled, work: Path) -> None:
    by_family: dict[str, list[str]] = defaultdict(list)
    for row, asked in settled.waiting:
        record = {"ask": asked, "row": row.to_json()}
        by_family[row.family].append(json.dumps(record, ensure_ascii=False) + "\n")
    for family, lines in by_family.items():
        path = work / "base" / f"{family}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(lines), encoding="utf-8")
