"""Models by the names that people know them by: no address, and which way they were asked."""

from collections import Counter
from collections.abc import Iterable

_FAR = ("http", "reader", "gateway")


def labels(specs: Iterable[str]) -> dict[str, str]:
    """What each model is called on a card.

    "reader:http://127.0.0.1:9000/v1#small" is "small (reader)"; where two would be called alike, or
    nothing is to be shortened, the spec stands as it was given.
    """
    named = {spec: _short(spec) for spec in specs}
    often = Counter(named.values())
    return {spec: name if often[name] == 1 else spec for spec, name in named.items()}


def _short(spec: str) -> str:
    kind, _, rest = spec.partition(":")
    name = rest.partition("#")[2]
    return f"{name} ({kind})" if kind in _FAR and name else spec
