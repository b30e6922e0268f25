"""Values as papers print them, and questions that they answer."""

import re
from collections.abc import Iterable

from clearsight.errors import UsageError

_MONEY = re.compile(r"\d+\.\d\d")


def money(cents: int) -> str:
    """1234 -> "12.34"."""
    return f"{cents // 100}.{cents % 100:02d}"


def cents(text: str) -> int:
    """ "12.34" -> 1234.

    Raises:
        UsageError: it is not written like this.
    """
    if not _MONEY.fullmatch(text):
        raise UsageError(f"{text!r} is no amount of money, expected one such as '12.34'")
    return int(text.replace(".", ""))


def minute_of(time: str) -> int:
    """Minutes after midnight of "17:45".

    Raises:
        UsageError: it is not written like this.
    """
    hour, colon, minute = time.partition(":")
    if not (colon and hour.isdigit() and minute.isdigit()):
        raise UsageError(f"{time!r} is no time of day, expected one such as '17:45'")
    return int(hour) * 60 + int(minute)


def ask(question: str, answer: object) -> dict[str, str]:
    """A question whose answer the truth holds."""
    return {"question": question, "answer": str(answer)}


def listed(names: Iterable[str]) -> str:
    """ "a, b and c"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def without(candidates: Iterable[str], text: str) -> list[str]:
    """The candidates that a text does not hold, not even as part of another name."""
    low = text.lower()
    return [name for name in candidates if name.lower() not in low]
