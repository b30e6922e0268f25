"""Disables every guard call, one at a time, and runs the cells in which it did something.

    python -m tests.enforcement.mutate OUT.json

writes `{"calls": n, "cells": n, "survived": [...], "killed": [{"site", "cell", "why"}, ...], ...}`.
Statements that raise a refusal of the form are disabled as well; where the next line refuses the
same, nothing is lost ("refused twice"). A call whose loss no cell notices has survived: the matrix
has a hole there.
"""

from tests.enforcement import sites

if __name__ == "__main__":
    sites.install()

import asyncio
import json
import logging
import re
import sys
import tempfile
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from clearsight import gateway
from clearsight.aloud import Span, View
from clearsight.content import Conversation
from clearsight.errors import IngestError, WireError
from clearsight.gateway.problems import Problem
from clearsight.guard import Guard
from clearsight.guard.described import Told
from clearsight.guard.judged import Judged
from clearsight.reading import Reading
from clearsight.verdict import Failure, Finding, Reply, Verdict
from tests.enforcement import cells, known, official, others
from tests.enforcement.cells import Cell
from tests.enforcement.world import CANARY, Eyes, Outcome, World, world

Check = Callable[[Cell, Outcome], str]
# Where strings, and where generators, are words on their way to the judgement and nothing else.
ALOUD, ASKED = "src/clearsight/aloud.py", "src/clearsight/gateway/asked.py"
# The pages judge nothing themselves: they ask a guard, and show Findings and Readings.
SHOWS = "src/clearsight/app/"


@dataclass(frozen=True)
class Case:
    """One cell, how its outcome is checked, and which model answers by default."""

    cell: Cell
    check: Check
    model: str = "quiet"

    async def problem(self, server: World) -> str:
        cell = self.cell
        server.deployment.model_name = self.model
        try:
            outcome = await server.send(
                cell.path, cell.body, kind=cell.kind, headers=cell.headers, before=cell.before
            )
        except Exception as error:  # noqa: BLE001  a crash is seen by every test
            return f"it crashed: {type(error).__name__}"
        return self.check(cell, outcome)


async def cases(server: World) -> list[Case]:
    """The whole matrix."""
    flat = [*cells.cells(), *others.chosen(), *await others.kept(server), *official.cells()]
    out = [Case(cell, cells.broken) for cell in flat]
    out += [Case(cell, known.untold) for cell in known.cells()]
    for cell, number, count in others.moderated():
        out.append(Case(cell, partial(others.unflagged, number=number, count=count)))
    out += [Case(cell, others.unjudged) for cell in others.pages()]
    out += [Case(cell, others.shown, model) for cell, model in others.spoken_on_pages()]
    return out


def neutral(file: str, value: object) -> tuple[bool, Any]:
    """A value without its judgement, and whether there was any."""
    if isinstance(value, Verdict):
        quiet = replace(value, action="allow", category=None, refusal=None, grey=False,
                        notices=(), findings=())  # fmt: skip
        return value.stops or value.grey, quiet
    if isinstance(value, Reply):
        verdict = neutral(file, value.verdict)[1]
        return value.refusal is not None, replace(
            value, refusal=None, verdict=verdict, finish_reason="stop", trace=None
        )
    if file.startswith(SHOWS):
        return False, value
    if isinstance(value, View):
        return True, replace(value, spans=(), conversation=Conversation(()), readings={})
    if isinstance(value, Reading):
        empty = replace(value, lines=(), codes=(), failures=(), described="")
        return empty != value, empty
    if isinstance(value, Told):
        return bool(value.texts or value.failures), replace(value, texts={}, failures=())
    if isinstance(value, Judged):
        changed, quiet = neutral(file, value.verdict)
        return changed, replace(value, verdict=quiet)
    return _inside(file, value)


def _inside(file: str, value: object) -> tuple[bool, Any]:
    if isinstance(value, str):
        return file == ALOUD and CANARY in value, ""
    if isinstance(value, types.GeneratorType):
        return file == ASKED, iter(())
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        left = [neutral(file, one) for one in value if not isinstance(one, _JUDGED)]
        changed = len(left) < len(value) or any(one for one, _ in left)
        return changed, type(value)(one for _, one in left)
    if isinstance(value, dict) and any(isinstance(one, Reading) for one in value.values()):
        kept = {key: neutral(file, one) for key, one in value.items()}
        return any(one for one, _ in kept.values()), {key: one for key, (_, one) in kept.items()}
    return False, value


# Calls of a guard whose loss no cell can show: for a caller who has left (tests/gateway/
# test_leaving.py), and further answers that are compared with the first and never shown.
NO_CELL = ("counted.py", "sampled.py")
# What the guard's methods that look or judge return.
TYPES = ("Verdict", "Judged", "Finding", "Reading", "Reply")
_JUDGED = (Span, Finding, Failure)


async def run(server: World) -> Mapping[str, Any]:
    """Baseline, then every site that did something."""
    known = sites.SITES
    known.neutral = neutral
    known.refusals = (WireError, Problem, IngestError)
    every = await cases(server)
    for number, case in enumerate(every):
        known.cell = number
        why = await case.problem(server)
        if why:
            raise SystemExit(f"{case.cell.name}: {why}; the matrix must hold before it is mutated")
    killed: list[Mapping[str, str]] = []
    survived: list[str] = []
    twice: list[str] = []
    for site, touched in sorted(known.touched.items()):
        known.disabled = site
        for number in touched:
            why = await every[number].problem(server)
            if why:
                cell = every[number].cell.name
                killed.append({"site": str(known.every[site]), "cell": cell, "why": why})
                break
        else:
            text = f"{known.every[site]} ({len(touched)} cells)"
            # A form that is refused although one refusal is gone is refused by the next line.
            (twice if known.every[site].text.startswith("raise ") else survived).append(text)
    known.disabled = -1
    return {
        "calls": len(known.every),
        "cells": len(every),
        "killed": killed,
        "survived": survived,
        "refused twice": twice,
        "untried": untried(known),
    }


def untried(known: sites.Sites) -> list[str]:
    """Calls of the guard's own methods that no cell led to: by what they say that they return."""
    judging = {
        name
        for name, method in vars(Guard).items()
        if any(word in str(getattr(method, "__annotations__", {}).get("return")) for word in TYPES)
    }
    out = []
    for number, site in enumerate(known.every):
        own = r"self|super\(\)|" if site.file.endswith("/guard.py") else ""
        called = re.match(rf"(?:{own}guard|[\w.]+\.guard\(.*\))\.(\w+)\(", site.text)
        elsewhere = site.file.rpartition("/")[2] in NO_CELL
        if called and called[1] in judging and number not in known.touched and not elsewhere:
            out.append(str(site))
    return out


async def main(out: Path) -> None:
    """Run and write."""
    gateway.configure()
    logging.disable()
    with tempfile.TemporaryDirectory() as folder:
        async with world(Path(folder), eyes=Eyes()) as server:
            result = await run(server)
    out.write_text(json.dumps(result, indent=1), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
