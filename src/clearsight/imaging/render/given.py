"""Parts that a caller gives in place of drawn ones: held to the form that the drawn ones have."""

from collections.abc import Mapping, Sequence, Sized
from typing import Any

from clearsight.errors import UsageError


def same_form(name: str, given: object, drawn: object) -> None:
    """Holds a part to the types of the drawn one, rows and entries too.

    Raises:
        UsageError: another type, a row without one of its entries, or with one more.
    """
    if isinstance(drawn, Mapping) and isinstance(given, Mapping):
        if set(given) != set(drawn):
            raise UsageError(f"{name} has {_named(given)}, expected exactly {_named(drawn)}")
        for key in drawn:
            same_form(f"{name}.{key}", given[key], drawn[key])
    elif isinstance(drawn, list) and isinstance(given, list):
        # Rows are alike, so the first drawn one stands for all.
        for at, part in enumerate(given if drawn else ()):
            same_form(f"{name}[{at}]", part, drawn[0])
    elif not _alike(given, drawn):
        shown = repr(given)[:60]
        raise UsageError(f"{name} is {shown}, expected {_kind(drawn)} such as {repr(drawn)[:60]}")


def at_least_one(name: str, parts: Sized) -> None:
    """Raises UsageError when there is none."""
    if not len(parts):
        raise UsageError(f"{name} is empty, expected at least one entry")


def one_of(name: str, value: object, known: Sequence[object]) -> None:
    """Raises UsageError when the value is not among the known ones."""
    if value not in known:
        raise UsageError(f"{name} is {value!r}, expected one of {', '.join(map(repr, known))}")


def whole(name: str, value: int, low: int, high: int) -> None:
    """Raises UsageError when a number is not from `low` to `high`."""
    if not low <= value <= high:
        raise UsageError(f"{name} is {value}, expected {low} to {high}")


def _alike(given: object, drawn: object) -> bool:
    if isinstance(drawn, float):
        return isinstance(given, int | float) and not isinstance(given, bool)
    return type(given) is type(drawn)


def _kind(value: object) -> str:
    return {
        "str": "text",
        "int": "a whole number",
        "float": "a number",
        "bool": "true or false",
    }.get(type(value).__name__, f"a {type(value).__name__}")


def _named(part: Mapping[str, Any]) -> str:
    return ", ".join(sorted(map(str, part))) or "nothing"
