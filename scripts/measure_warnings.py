"""Measure the warnings: how often one comes that should, and how often one that should not.

    python -m scripts.measure_warnings --half tuned
    python -m scripts.measure_warnings --half held      # looked at after the rules are done

Questions of four languages alone, and neutral questions about pictures drawn with known lines, as
they stand there or, with `--read`, as our senses read them.
A warning is right when it is the wanted one; any warning where none is wanted is a false alarm.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from clearsight import user
from clearsight.build import load_policy
from clearsight.content import Conversation
from clearsight.guard import Guard
from clearsight.models.scripted import Scripted
from clearsight.registry import get_detectors
from clearsight.roles import Reader
from clearsight.senses import Senses
from clearsight.stats import clustered_rate
from clearsight.verdict import WARNINGS
from scripts.measures.judgement import Known
from scripts.measures.table import table
from scripts.measures.warned import HALVES, LANGUAGES, Case, pictures, questions


@dataclass(frozen=True, slots=True)
class Told:
    """A case and the categories that were warned of."""

    case: Case
    warned: frozenset[str]

    @property
    def right(self) -> bool:
        return self.case.wanted in self.warned if self.case.wanted else not self.warned


def main(argv: Sequence[str] | None = None) -> int:
    """Ask and print the tables; `--list` prints what went wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--half", choices=HALVES, default="tuned")
    parser.add_argument("--what", nargs="+", choices=("questions", "pictures"),
                        default=["questions", "pictures"])  # fmt: skip
    parser.add_argument("--policy", default="assistive")
    parser.add_argument("--read", action="store_true", help="read the pictures: slow")
    parser.add_argument("--list", action="store_true", help="print the cases that went wrong")
    given = parser.parse_args(argv)
    for name in given.what:
        cases = questions(given.half) if name == "questions" else pictures(given.half)
        told = asyncio.run(measured(list(cases), given.policy, read=given.read))
        print(f"{name}, {given.half}\n\n{report(told)}\n")
        if given.list:
            _list(told)
    return 0


async def measured(cases: Sequence[Case], policy: str, *, read: bool = False) -> list[Told]:
    """The request stage with the detector of warnings alone."""
    pictures = {case.image.digest: case.known for case in cases if case.image is not None}
    reader: Reader = Senses(timeout_s=120) if read else Known(pictures)
    detectors = tuple(get_detectors("warnings"))
    guard = Guard(Scripted(""), detectors, load_policy(policy), reader=reader)
    out = []
    for case in cases:
        asked: Conversation = user(*((case.image,) if case.image else ()), case.question)
        verdict = (await guard.check(asked)).verdict
        notices = verdict.notices if verdict is not None else ()
        out.append(Told(case, frozenset(one.category for one in notices) & frozenset(WARNINGS)))
    return out


def report(told: Sequence[Told]) -> str:
    """Recall by category and language, then who was not warned where nothing is wanted.

    Clusters share words. "Others besides": warnings of another category than the wanted one.
    """
    lines = [_line(name, [t for t in told if t.case.wanted == name]) for name in WARNINGS]
    lines.append(_line("all that should", [t for t in told if t.case.wanted]))
    none = [t for t in told if not t.case.wanted]
    lines.append(_line("none: no warning", none))
    head = ("wanted", *LANGUAGES, "right, together", "others besides")
    return table(head, [line for line in lines if line[-2]])


def _line(name: str, told: Sequence[Told]) -> list[str]:
    cells = []
    for language in LANGUAGES:
        mine = [t for t in told if t.case.language == language]
        cells.append(f"{sum(t.right for t in mine)}/{len(mine)}")
    rate = str(clustered_rate([t.right for t in told], [t.case.cluster for t in told]))
    besides = sum(bool(t.warned - {t.case.wanted}) for t in told)
    return [name, *cells, rate if told else "", str(besides)]


def _list(told: Sequence[Told]) -> None:
    for one in told:
        if not one.right:
            where = one.case.cluster if one.case.image else one.case.question
            print(f"{one.case.wanted or 'none'} {one.case.language}: {where} -> {set(one.warned)}")


if __name__ == "__main__":
    sys.exit(main())
