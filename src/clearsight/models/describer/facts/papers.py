"""What kind of page a text is, from cues that must agree."""

import re
from dataclasses import dataclass

from clearsight.models.describer.facts.match import fold
from clearsight.models.describer.facts.money import priced
from clearsight.models.describer.facts.times import times
from clearsight.reading import Reading

CUES_NEEDED = 2
_MANY_PRICES = 3
_MANY_TIMES = 4
# kind -> cues; each cue counts once however often it is met.
_CUES: dict[str, tuple[str, ...]] = {
    "menu": (
        r"\bmenu\b|speisekarte|\bcarte\b", r"starters?|appetizers?|small plates",
        r"\bmains?\b|main courses?", r"desserts?|sweets", r"drinks|beverages|wines?\b",
        r"\bsoups?\b|salads?\b", r"sandwich|burger|pizza|pasta|breakfast|lunch|dinner",
        r"coffee|espresso|latte|\btea\b",
    ),
    "receipt": (
        r"receipt|invoice|quittung|kassenbon", r"\btotal\b|summe", r"sub ?-?total",
        r"\bvat\b|\btax\b|mwst|\btva\b", r"\bcash\b|\bchange\b|card payment|visa|mastercard",
        r"thank you", r"cashier|till\b|terminal|served by",
    ),
    "timetable": (
        r"time ?table|schedule|fahrplan|horaires?", r"departures?|departs?|\bdep\b",
        r"arrivals?|arrives?|\barr\b", r"\bbus\b|\btrain\b|\btram\b|ferry|flight",
        r"platform|\bgate\b|\broute\b|\bstop\b|station",
        r"destination",
    ),
    "medicine label": (
        r"\d ?(?:mg|mcg)\b", r"tablets?|capsules?|syrup|ointment", r"\btake\b|\bdos(?:e|age)",
        r"pharmac|prescription|\brx\b", r"doctor|physician",
        r"out of (?:the )?(?:reach|sight)|reach of children", r"times? (?:a|per) day|daily|hours",
    ),
    "food label": (
        r"ingredients?|zutaten|ingredientes", r"nutrition|per ?100 ?(?:g|ml)",
        r"\bkj\b|kcal|calories|energy", r"best before|use by|best by",
        r"allerg|may contain", r"net (?:wt|weight)|\d ?g\s?e?\b", r"of which (?:saturates|sugars)",
        r"store in|keep refrigerated|once opened",
    ),
    "letter": (
        r"^dear\b", r"sincerely|faithfully|kind regards|best wishes|yours",
        r"^(?:to|from|re|subject):", r"\bwe (?:are|have|regret)|i am writing",
    ),
}  # fmt: skip
_SCREEN = re.compile(
    r"settings|cancel|\bok\b|search|log ?in|sign in|battery|wi-?fi|password|\d+ ?%"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page and the lines that speak for it."""

    name: str
    lines: tuple[int, ...]
    cues: int


def kind(reading: Reading) -> Kind | None:
    """The kind with the most cues; None when fewer than two agree or two kinds tie."""
    found = sorted((_score(reading, name) for name in _CUES), key=lambda k: -k.cues)
    if reading.quality is not None and reading.quality.kind == "screenshot":
        hits = _hits(reading, _SCREEN)
        if hits and found[0].cues < CUES_NEEDED:
            return Kind("screen", hits, CUES_NEEDED)
    best, second = found[0], found[1]
    return best if best.cues >= CUES_NEEDED and best.cues > second.cues else None


def _hits(reading: Reading, cue: re.Pattern[str]) -> tuple[int, ...]:
    return tuple(i for i, line in enumerate(reading.lines) if cue.search(fold(line.text)))


def _score(reading: Reading, name: str) -> Kind:
    lines: list[int] = []
    cues = 0
    for cue in _CUES[name]:
        if hits := _hits(reading, re.compile(cue)):
            cues += 1
            lines += hits[:2]
    entries = priced(reading) if name in ("menu", "receipt") else ()
    if len(entries) >= _MANY_PRICES:
        cues += 1
        lines += [i for entry in entries for i in entry.price_lines]
    if name == "timetable":
        clocks = times(reading)
        if len(clocks) >= _MANY_TIMES:
            cues += 1
            lines += [i for clock in clocks for i in clock.lines]
        else:
            cues = min(cues, 1)  # a timetable without times is a notice about one
    return Kind(name, tuple(sorted(set(lines))), cues)
