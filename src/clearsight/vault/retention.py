"""Retention as an operator writes it: "photo=1h most=24h text=30d"; what is left out stays."""

import re

from clearsight.errors import UsageError
from clearsight.vault.words import DAY_S, HOUR_S, Retention

NAMES = {"photo": "photo_after_s", "most": "photo_most_s", "text": "text_s"}
_UNITS = {"": 1, "s": 1, "m": 60, "h": HOUR_S, "d": DAY_S}
_ONE = re.compile(r"(photo|most|text)=(\d{1,9})([smhd]?)")
EXAMPLE = "photo=1h most=24h text=30d"


def read_retention(text: str | None) -> Retention:
    """Times from text; the defaults for None.

    Raises:
        UsageError: a word that is no time, or one out of its bounds.
    """
    given: dict[str, int] = {}
    for word in (text or "").replace(",", " ").split():
        found = _ONE.fullmatch(word)
        # A number without a unit could be hours to one reader and seconds to another.
        if found is None or (not found[3] and int(found[2])):
            raise UsageError(
                f"retention holds {word[:40]!r}; expected NAME=TIME with the names "
                f"{', '.join(NAMES)} and the units s, m, h or d, or 0, such as {EXAMPLE!r}"
            )
        given[NAMES[found[1]]] = int(found[2]) * _UNITS[found[3]]
    return Retention(**given)


def write_retention(keep: Retention) -> str:
    """The text that `read_retention` reads."""
    return " ".join(f"{name}={_time(getattr(keep, field))}" for name, field in NAMES.items())


def _time(seconds: int) -> str:
    if not seconds:
        return "0"
    # A day is written in hours, as the default is: "24h".
    for unit, size, least in (("d", DAY_S, 2 * DAY_S), ("h", HOUR_S, 0), ("m", 60, 0)):
        if seconds % size == 0 and seconds >= least:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
