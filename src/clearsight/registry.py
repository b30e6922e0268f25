"""Finds parts by name through entry points; the built-in ones enter by the same door.

Groups: `clearsight.detectors` (a callable without arguments that makes a Detector),
`clearsight.models` (a callable `(argument: str, means: Means) -> Model`; in "http:URL" the
argument is "URL"), `clearsight.senses` (a callable without arguments that makes a Sense),
`clearsight.judges` (a callable `(argument: str, api_key: str | None) -> Detector`: a guard model
behind an endpoint, which runs only where a deployer names it), `clearsight.hash_matchers` (a
callable `(argument: str, api_key: str | None) -> HashMatcher`, likewise; see clearsight.hashes).
"""

from collections.abc import Callable
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal

from clearsight.errors import UnknownName, UsageError
from clearsight.roles import Detector, Means, Model

Kind = Literal["detectors", "models", "senses", "judges", "hash_matchers"]


@cache
def _table(kind: Kind) -> dict[str, EntryPoint]:
    table: dict[str, EntryPoint] = {}
    for entry in entry_points(group=f"clearsight.{kind}"):
        if entry.name in table and table[entry.name].value != entry.value:
            raise UsageError(
                f"two packages register {kind[:-1]} {entry.name!r}: {table[entry.name].value} and "
                f"{entry.value}; a guard must know which one it runs. Uninstall one of them."
            )
        table[entry.name] = entry
    return table


def names(kind: Kind) -> list[str]:
    """Names of all registered parts of a kind, sorted."""
    return sorted(_table(kind))


def factory(kind: Kind, name: str) -> Callable[..., Any]:
    """The callable registered under a name.

    Raises:
        UnknownName: nothing is registered under it.
    """
    table = _table(kind)
    if name not in table:
        raise UnknownName(kind[:-1], name, list(table))
    loaded: Callable[..., Any] = table[name].load()
    return loaded


def get_detectors(*wanted: str) -> list[Detector]:
    """The named detectors, or every registered one in alphabetical order."""
    return [factory("detectors", name)() for name in (wanted or names("detectors"))]


def get_judge(spec: str, api_key: str | None = None) -> Detector:
    """The judge for "NAME:BASE_URL#MODEL", such as "omni:https://api.openai.com/v1".

    Raises:
        UnknownName: no such judge.
        UsageError: the address is not understood.
    """
    name, _, argument = spec.partition(":")
    judge: Detector = factory("judges", name)(argument, api_key)
    return judge


def get_model(spec: str, means: Means) -> Model:
    """The model for "NAME" or "NAME:ARGUMENT", such as "describer" or "http:https://host/v1#gpt".

    Raises:
        UnknownName: no such model.
    """
    name, _, argument = spec.partition(":")
    model: Model = factory("models", name)(argument, means)
    return model
