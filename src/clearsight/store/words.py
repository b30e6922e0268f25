"""The store's values: a key, what it may use, and the answer to a request for a share of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Literal

from clearsight.errors import UsageError

What = Literal["requests", "tokens", "images", "pixels"]
WHAT: tuple[What, ...] = ("requests", "tokens", "images", "pixels")
RIGHTS: Mapping[str, str] = MappingProxyType({"trace": "sees scores, spans and every stage"})


@dataclass(frozen=True, slots=True)
class KeyLimits:
    """What a key may use in a minute; None is unlimited, 0 is never."""

    requests: int | None = None
    tokens: int | None = None
    images: int | None = None
    pixels: int | None = None

    def __post_init__(self) -> None:
        for what in WHAT:
            limit: int | None = getattr(self, what)
            if limit is not None and not 0 <= limit < 2**53:
                raise UsageError(
                    f"{what} per minute is {limit}; expected a whole number from 0, or nothing "
                    f"for unlimited"
                )


@dataclass(frozen=True, slots=True)
class Key:
    """An API key without its secret.

    Attributes:
        id: short and public; stands in lists, logs and `clearsight keys revoke`.
        policy: preset or policy file of this key; None takes the server's default.
        ours: made with the pepper of this process, so that `check` can recognise it.
    """

    id: str
    label: str
    created: datetime
    policy: str | None = None
    rights: frozenset[str] = frozenset()
    limits: KeyLimits = field(default_factory=KeyLimits)
    expires: datetime | None = None
    revoked: datetime | None = None
    ours: bool = True

    def may(self, right: str) -> bool:
        """Whether the key was given a right."""
        return right in self.rights

    def state(self, now: datetime | None = None) -> Literal["active", "expired", "revoked"]:
        """What the key is worth at a time (UTC)."""
        if self.revoked is not None:
            return "revoked"
        if self.expires is not None and self.expires <= (now or datetime.now(UTC)):
            return "expired"
        return "active"


@dataclass(frozen=True, slots=True)
class Created:
    """A new key with its secret, which is shown once and stored nowhere."""

    key: Key
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Allowed:
    """A share was taken; hand it to `settle` when the tokens are known.

    Attributes:
        remaining: per limited quantity what this process knows to be left in the minute.
        tokens: how many were taken in advance.
        minute: number of the minute that was charged.
    """

    remaining: Mapping[What, int] = field(default_factory=dict)
    tokens: int = 0
    minute: int = 0


@dataclass(frozen=True, slots=True)
class Limited:
    """Nothing was taken.

    Attributes:
        retry_after_s: when the same request may pass, if nothing else is taken meanwhile.
        too_large: the request alone asks for more than a whole minute's limit: retrying is no use.
    """

    which: What
    retry_after_s: float
    limit: int
    remaining: int
    too_large: bool = False
