"""What several detectors need of the same View, worked out by the first that asks."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from clearsight.aloud import View

Value = TypeVar("Value")


def once(view: View, name: Hashable, make: Callable[[], Value]) -> Value:
    """The value of that name, kept in the view like its cached properties and gone with it.

    Two threads that ask at the same moment may both make it; they get equal values.
    """
    kept: dict[Hashable, Value] = view.__dict__.setdefault("_once", {})
    if name not in kept:
        kept[name] = make()
    return kept[name]
