"""Which fields an object of a protocol may have, and what becomes of each.

The tables are read twice: the parsers refuse what is not in them, and the enforcement matrix
(tests/enforcement) makes a cell of every entry. A field that nobody classified is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clearsight.errors import WireError

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of one kind of object.

    Attributes:
        judged: reach the model, and every word and picture in them is judged.
        fixed: may have these values only, so that no words fit in; `numbers` are such too.
        dropped: taken and thrown away: the model never gets them.
        refused: known to the protocol, and refused with the reason that stands here.
        open: fields that are not named here reach the model too, and are judged like the others.
    """

    judged: frozenset[str]
    fixed: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    refused: Mapping[str, str] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()
    open: bool = False

    def check(self, value: Json, where: str) -> None:
        """Refuse what could carry words past the judgement; null and absent are the same.

        Raises:
            WireError: with the field's path.
        """
        for name, item in value.items():
            if item is None or name in self.judged or name in self.dropped:
                continue
            place = f"{where}.{name}" if where else str(name)[:80]
            if name in self.refused:
                raise WireError(place, self.refused[name])
            if name in self.numbers:
                if isinstance(item, bool) or not isinstance(item, int | float):
                    raise WireError(place, f"got {shown(item)}, expected a number")
            elif name in self.fixed:
                self._fixed(name, item, place)
            elif not self.open:
                expected = ", ".join(sorted((*self.judged, *self.fixed, *self.numbers)))
                raise WireError(
                    place[:200],
                    "this field is not understood, so it could not be judged; leave it out. "
                    f"Understood are: {expected}",
                )

    def _fixed(self, name: str, item: object, place: str) -> None:
        # 1 == True in Python, and not in JSON.
        if not any(item == one and type(item) is type(one) for one in self.fixed[name]):
            known = " or ".join(repr(one) for one in self.fixed[name])
            raise WireError(place, f"got {shown(item)}, expected {known}")


def shown(value: object) -> str:
    """A value as an error names it: short, and never the inside of something nested."""
    plain = isinstance(value, str | int | float) or value is None
    return repr(value)[:80] if plain else f"a value of type {type(value).__name__}"


def listed(value: object, where: str) -> list[Json]:
    """A list of objects; None counts as empty.

    Raises:
        WireError: something else.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        raise WireError(where, f"expected a list, got {type(value).__name__}")
    for number, item in enumerate(value):
        if not isinstance(item, Mapping):
            kind = type(item).__name__
            raise WireError(f"{where}[{number}]", f"expected an object, got {kind}")
    return value


def kind_of(value: Json, known: Mapping[str, Any], where: str) -> str:
    """The object's `type`, which must be a known one.

    Raises:
        WireError: it is unknown: nobody could judge what it holds.
    """
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in known:
        raise WireError(
            where,
            f"type {shown(kind)} is not understood, so it could not be judged; expected "
            f"one of {', '.join(sorted(known))}",
        )
    return kind


def object_of(value: object, where: str, shape: Shape) -> Json:
    """An object of a shape; None counts as empty.

    Raises:
        WireError: something else, or a field that is not understood.
    """
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise WireError(where, f"expected an object, got {type(value).__name__}")
    shape.check(value, where)
    return value
