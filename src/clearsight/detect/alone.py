"""Turns judged by themselves: once, and their findings count again in every later request.

What was found is remembered by the guard for exactly this turn behind exactly these messages
(`aloud.Looks`), without the words that drove it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from clearsight.aloud import View
from clearsight.detect.around import EARLIER, earlier_turns
from clearsight.verdict import Finding


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the text and the head it came from; no head when a rule found it."""

    finding: Finding
    text: str = ""
    head: str = ""


def strongest(every: Iterable[Found]) -> list[Found]:
    """The strongest of each category, in the order in which they came."""
    best: dict[str, Found] = {}
    for found in every:
        known = best.get(found.finding.category)
        if known is None or known.finding.score < found.finding.score:
            best[found.finding.category] = found
    return list(best.values())


def turns(view: View, detector: str, look: Callable[[View], list[Found]]) -> Iterator[Found]:
    """What each turn holds by itself: the last one fully, earlier ones at their weight.

    Args:
        look: at the last turn of a view; not asked where the answer is known.
    """
    last = look(view)
    if view.looks is not None and view.end == view.last_user_index + 1:
        view.looks.note(detector, view.last_user_index, [one.finding for one in last])
    yield from last
    for turn in earlier_turns(view):
        place, known = turn.last_user_index, None
        if view.looks is not None:
            known = view.looks.known(detector, place)
        found = look(turn) if known is None else [Found(one) for one in known]
        if view.looks is not None and known is None:
            view.looks.note(detector, place, [one.finding for one in found])
        for one in found:
            score = round(one.finding.score * EARLIER, 4)
            yield replace(one, finding=replace(one.finding, score=score))
