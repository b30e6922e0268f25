"""One table of a policy file; each complaint names the place, what stands there and the fix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from clearsight.errors import PolicyError

Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the file and where it stands, so that every complaint can say so."""

    raw: Mapping[str, Any]
    place: str

    def only(self, known: Sequence[str]) -> None:
        for key in self.raw:
            if key not in known:
                raise PolicyError(
                    f"{self.place}.{key}: unknown key; known: {', '.join(sorted(known))}. "
                    f"Check the spelling."
                )

    def table(self, key: str) -> "Table":
        """The table under `key`, empty when the key is absent."""
        value = self.raw.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, "a table")
        return Table(value, self.at(key))

    def at(self, key: str) -> str:
        """The place of `key`, for complaints."""
        return f"{self.place}.{key}"

    def text(self, key: str) -> str:
        value = self.raw.get(key)
        if not isinstance(value, str):
            raise self.wrong(key, "a text")
        return value

    def yes(self, key: str) -> bool:
        value = self.raw.get(key)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def number(self, key: str, least: float, most: float) -> float:
        value = self.raw.get(key)
        right = isinstance(value, int | float) and not isinstance(value, bool)
        if not right or not least <= cast(float, value) <= most:
            raise self.wrong(key, f"a number from {least:g} to {most:g}")
        return float(cast(float, value))

    def one_of(self, key: str, known: tuple[Choice, ...]) -> Choice:
        value = self.raw.get(key)
        if value not in known:
            raise self.wrong(key, f"one of {', '.join(known)}")
        return cast(Choice, value)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.raw.get(key)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(key, "a list of texts")
        return tuple(value)

    def wrong(self, key: str, expected: str) -> PolicyError:
        found = f"is {self.raw[key]!r}" if key in self.raw else "is missing"
        return PolicyError(f"{self.place}.{key} {found}; expected {expected}.")
