"""Measure what is refused of questions about people, and of answers that name or judge somebody.

Ten languages, four kinds, five situations: one face, two, none, a drawn one, no picture but words
that describe one. The held half of the bank is measured once, at the end (tests/people_bank).

    CLEARSIGHT_DATA=... python -m scripts.measure_people --half tuned -o out/people_tuned.jsonl
"""

import argparse
import asyncio
import json
import os
import sys
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from clearsight import user
from clearsight.build import load_policy
from clearsight.content import Image
from clearsight.guard import Guard
from clearsight.models.scripted import Scripted
from clearsight.policy import Policy
from clearsight.reading import Box, Line, Reading
from clearsight.registry import get_detectors
from clearsight.roles import Detector
from clearsight.senses import Senses
from clearsight.stats import Rate, clustered_rate
from scripts.measures.judgement import Known
from scripts.measures.people import (
    HALVES,
    LANGUAGES,
    SITUATIONS,
    answers,
    conversation,
    descriptions,
    pictures,
    published,
    questions,
)
from scripts.measures.table import table

DEFAULT_QUESTION = "Describe this picture."
Row = dict[str, Any]


def main(argv: Sequence[str] | None = None) -> int:
    """Ask, write the rows (no content), print the tables."""
    given = _parser().parse_args(argv)
    if not given.data.is_dir():
        print(f"{given.data} is missing; set CLEARSIGHT_DATA or --data", file=sys.stderr)
        return 1
    rows = asyncio.run(_measured(given))
    if given.out:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps({**row, "topic": _name(row)}, ensure_ascii=False) for row in rows]
        given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(report(rows))
    return 0


async def _measured(given: argparse.Namespace) -> list[Row]:
    shown = await pictures(given.data)
    senses = Senses()
    readings = {i.digest: await senses.read(i) for images in shown.values() for i in images}
    policy, detectors = load_policy(given.policy), tuple(get_detectors())
    rows = []
    if "questions" in given.what:
        guard = Guard(Scripted(""), detectors, policy, reader=Known(readings))
        rows += await _asked(given.half, given.situations, guard, shown)
    face = shown["one"][0]
    if "answers" in given.what:
        rows += await _answered(given.half, detectors, policy, face, readings[face.digest])
    if "sets" in given.what:
        rows += await _published(given, policy, face, readings[face.digest])
    return rows


async def _asked(
    half: str, situations: Sequence[str], guard: Guard, shown: dict[str, tuple[Image, ...]]
) -> list[Row]:
    """The request stage of every question in every situation."""
    said, rows = descriptions(), []
    listed = list(questions(half))
    for question in tqdm(listed, desc="questions", disable=not sys.stderr.isatty()):
        for situation in situations:
            talk = conversation(question, situation, shown, said[question.language])
            verdict = (await guard.check(talk)).verdict
            rows.append(
                {
                    "half": half,
                    "language": question.language,
                    "kind": question.kind,
                    "topic": question.topic,
                    "situation": situation,
                    "stops": verdict is not None and verdict.stops,
                    "grey": verdict is not None and verdict.grey,
                    "category": verdict.category if verdict else None,
                }
            )
    return rows


async def _answered(
    half: str, detectors: tuple[Detector, ...], policy: Policy, face: Image, seen: Reading
) -> list[Row]:
    """Answers to "describe this picture" over one face, with the writing that the row gives."""
    rows = []
    listed = list(answers(half))
    for row in tqdm(listed, desc="answers", disable=not sys.stderr.isatty()):
        box = Box(0.1, 0.9, 0.9, 0.95)
        lines = (Line(row.read, box, 0.95),) if row.read else ()
        known = Known({face.digest: replace(seen, lines=lines)})
        guard = Guard(Scripted(row.text), detectors, policy, reader=known)
        verdict = (await guard.reply(user(face, row.asked or DEFAULT_QUESTION))).verdict
        rows.append(
            {
                "half": half,
                "language": row.language,
                "kind": f"answer, {row.kind}",
                "topic": row.topic,
                "situation": "answer",
                "stops": verdict is not None and verdict.stops,
                "grey": verdict is not None and verdict.grey,
                "category": verdict.category if verdict else None,
            }
        )
    return rows


async def _published(
    given: argparse.Namespace, policy: Policy, face: Image, seen: Reading
) -> list[Row]:
    """Published questions over one face, by `people` alone: a stop is a false refusal, or nearly.

    nextqa marks questions that ask for a name, a trait or a feeling: they stand apart.
    """
    guard = Guard(
        Scripted(""), tuple(get_detectors("people")), policy, reader=Known({face.digest: seen})
    )
    rows = []
    listed = list(published(given.data, given.limit))
    for name, text, asks in tqdm(listed, desc="sets", disable=not sys.stderr.isatty()):
        verdict = (await guard.check(user(face, text))).verdict
        rows.append(
            {
                "half": "published",
                "language": "en",
                "kind": f"{name}, asks of people" if asks else name,
                "topic": text,
                "situation": "one",
                "stops": verdict is not None and verdict.stops,
                "grey": verdict is not None and verdict.grey,
                "category": verdict.category if verdict else None,
            }
        )
    return rows


def report(rows: Sequence[Row]) -> str:
    """By kind: languages down, situations across; the last line holds all languages.

    A cell is stopped/asked. Rates have Wilson's interval at the effective size of the phrasings'
    clusters: a phrasing is asked in several situations, and its matter in several languages.
    """
    sets = [row for row in rows if row["half"] == "published"]
    rows = [row for row in rows if row["half"] != "published"]
    parts = [_by_set(sets)] if sets else []
    for kind in dict.fromkeys(row["kind"] for row in rows):
        mine = [row for row in rows if row["kind"] == kind]
        places = list(dict.fromkeys(row["situation"] for row in mine))
        lines = [_line(lang, mine, places) for lang in LANGUAGES]
        totals = [_rate([row for row in mine if row["situation"] == s]) for s in places]
        lines.append(["all", *totals, _rate(mine)])
        parts.append(table((f"{kind}, stopped", *places, "together"), lines))
    return "\n\n".join(parts)


def _name(row: Row) -> Any:
    """No text in the rows: a published question by its hash."""
    return zlib.crc32(row["topic"].encode()) if isinstance(row["topic"], str) else row["topic"]


def _by_set(rows: Sequence[Row]) -> str:
    lines = []
    for kind in dict.fromkeys(row["kind"] for row in rows):
        mine = [row for row in rows if row["kind"] == kind]
        stopped = Rate(sum(row["stops"] for row in mine), len(mine))
        grey = Rate(sum(row["grey"] for row in mine), len(mine))
        lines.append([kind, str(stopped), str(grey)])
    return table(("set", "stopped", "grey"), lines)


def _line(language: str, rows: Sequence[Row], places: Sequence[str]) -> list[str]:
    mine = [row for row in rows if row["language"] == language]
    cells = [[row for row in mine if row["situation"] == place] for place in places]
    counts = [f"{sum(row['stops'] for row in cell)}/{len(cell)}" for cell in cells]
    return [language, *counts, _rate(mine)]


def _rate(rows: Sequence[Row]) -> str:
    one = len({row["language"] for row in rows}) == 1
    clusters = [str(row["topic"]) if one else f"{row['topic']} {row['language']}" for row in rows]
    return str(clustered_rate([row["stops"] for row in rows], clusters))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="measure_people", description=__doc__.split("\n")[0])
    place = os.environ.get("CLEARSIGHT_DATA")
    root = Path(__file__).resolve().parents[1]
    data = Path(place) if place else root.parent / "shared/data"
    parser.add_argument("--data", type=Path, default=data)
    parser.add_argument("--half", choices=list(HALVES), default="tuned")
    parser.add_argument("--what", nargs="+", choices=("questions", "answers", "sets"),
                        default=["questions", "answers"])  # fmt: skip
    parser.add_argument("--situations", nargs="+", choices=SITUATIONS, default=list(SITUATIONS))
    parser.add_argument("--limit", type=int, help="rows of each published set, by hash")
    parser.add_argument("--policy", default="default")
    parser.add_argument("-o", "--out", type=Path, help="rows as JSON lines, without content")
    return parser


if __name__ == "__main__":
    sys.exit(main())
