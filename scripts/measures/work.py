"""Asks the cases, on several processes: one picture is decoded and read once for all its cases."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from clearsight import user
from clearsight.build import guarded
from clearsight.content import Image
from clearsight.errors import ClearsightError
from clearsight.guard import Guard
from clearsight.ingest import Ingest
from clearsight.scale import Pool
from clearsight.verdict import Reply, Verdict
from scripts.cpu import cpu_s
from scripts.measures.cases import Case

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """Cases about one picture (or one case without).

    Attributes:
        cases: all to be judged at the request stage.
        answered: keys of those that the describer answers as well, judged after.
    """

    cases: tuple[Case, ...]
    answered: frozenset[str] = frozenset()


@dataclass
class Asker:
    """Guard and ingest of one process."""

    policy: str
    guard: Guard = field(init=False)
    ingest: Ingest = field(init=False)

    def __post_init__(self) -> None:
        self.guard, self.ingest = guarded("describer", policy=self.policy), Ingest()

    async def rows(self, task: Task) -> list[Row]:
        """One row per case and stage; whatever goes wrong is a row with `error`.

        `read` marks the row whose CPU time holds decoding and reading the picture.
        """
        picture, start = task.cases[0].picture, cpu_s()
        try:
            images = await self.ingest.from_file(picture) if picture else ()
        except ClearsightError as error:
            return [lost(case, f"{type(error).__name__}: {error}") for case in task.cases]
        out: list[Row] = []
        for case in task.cases:
            first = await self._row(case, images, start=start)
            out.append({**first, "read": not out})
            if case.key in task.answered:
                out.append(await self._row(case, images, start=cpu_s(), answer=True))
            start = cpu_s()
        return out

    async def _row(
        self, case: Case, images: Sequence[Image], *, start: float, answer: bool = False
    ) -> Row:
        asked = user(*images, *([case.text] if case.text else []))
        try:
            reply = await (self.guard.reply(asked) if answer else self.guard.check(asked))
        except ClearsightError as error:
            return lost(case, f"{type(error).__name__}: {error}", answer=answer)
        if reply.verdict is None:
            return lost(case, "the guard gave no verdict", answer=answer)
        cpu_ms = round((cpu_s() - start) * 1000, 1)
        told = _told(case, reply) if answer and case.secret else None
        return {**_named(case, answer), **_judged(case, reply.verdict), "told": told,
                "cpu_ms": cpu_ms, "read": False, "error": None}  # fmt: skip


def _told(case: Case, reply: Reply) -> bool:
    """Whether the answer holds a word that it must not hold."""
    return any(word.casefold() in reply.text.casefold() for word in case.secret)


def _named(case: Case, answer: bool) -> Row:
    return {
        "key": case.key,
        "set": case.set,
        "condition": case.condition,
        "group": case.group,
        "topic": case.topic,
        "stage": "answer" if answer else "request",
    }


def _judged(case: Case, verdict: Verdict) -> Row:
    """The verdict without content; evidence only where question and picture are harmless."""
    found = [f for f in verdict.findings if f.category == verdict.category]
    evidence = sorted({word for f in found for word in f.evidence})[:3] if case.own else []
    return {
        "action": verdict.action,
        "category": verdict.category,
        "rule": verdict.rule,
        "score": round(verdict.score, 4),
        "grey": verdict.grey,
        "notices": sorted({notice.category for notice in verdict.notices}),
        "bypassed": sorted({failure.part for failure in verdict.bypassed}),
        "detectors": sorted({f.detector for f in found}),
        "evidence": evidence,
    }


def lost(case: Case, error: str, *, answer: bool = False) -> Row:
    """The row of a case that could not be judged."""
    nothing: Row = {
        "action": "error", "category": None, "rule": "error", "score": 0.0, "grey": False,
        "notices": [], "bypassed": [], "detectors": [], "evidence": [],
    }  # fmt: skip
    return {**_named(case, answer), **nothing, "told": None, "cpu_ms": None, "read": False,
            "error": error}  # fmt: skip


def tasks(cases: Iterable[Case], answered: frozenset[str]) -> list[Task]:
    """Cases by picture, in order; typed ones alone."""
    out: list[Task] = []
    for picture, found in groupby(cases, key=lambda case: case.picture):
        if picture is None:
            out += [Task((case,), answered) for case in found]
        else:
            out.append(Task(tuple(found), answered))
    return out


_worker: dict[str, Any] = {}


def _prepare(policy: str) -> None:
    _worker["loop"] = asyncio.new_event_loop()
    _worker["asker"] = Asker(policy)


def _work(task: Task) -> list[Row]:
    asker: Asker = _worker["asker"]
    rows: list[Row] = _worker["loop"].run_until_complete(asker.rows(task))
    return rows


def _died(task: Task) -> list[Row]:
    return [lost(case, "the worker died twice on this picture") for case in task.cases]


def ask(todo: Sequence[Task], *, policy: str, workers: int) -> Iterator[list[Row]]:
    """Rows of every task, in order."""
    pool = Pool(_work, prepare=_prepare, arguments=(policy,), workers=workers, lost=_died)
    return pool.map(todo)


def by_picture(case: Case) -> tuple[str, Path]:
    """Sorts the cases of one picture together."""
    return (case.set, case.picture or Path())
