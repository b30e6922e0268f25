"""Values as papers print them, and questions that they answer."""

from collections.abc import Iterable


def money(cents: int) -> str:
    """1234 -> "12.34"."""
    return f"{cents // 100}.{cents % 100:02d}"


def cents(text: str) -> int:
    """ "12.34" -> 1234."""
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


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
