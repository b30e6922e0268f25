"""Values of accounts and cohorts, and the roles with how long a session of each may last."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

from clearsight.errors import UsageError

Role = Literal["volunteer", "reviewer", "red-teamer", "operator"]
State = Literal["invited", "active", "disabled"]
ROLES: tuple[Role, ...] = get_args(Role)
HOUR_S = 3600
MOST_EMAIL = 254  # RFC 5321
# One address, no display name, nothing that could end a header line: not all that RFC 5322 allows.
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9.-]{1,190}\.[a-z0-9-]{2,63}")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts: without use, and in all."""

    idle_s: int
    whole_s: int


# Who sees other people's pictures or decides about others signs in again each day.
LIMITS: dict[Role, Limits] = {
    "volunteer": Limits(24 * HOUR_S, 14 * 24 * HOUR_S),
    "reviewer": Limits(2 * HOUR_S, 12 * HOUR_S),
    "red-teamer": Limits(2 * HOUR_S, 12 * HOUR_S),
    "operator": Limits(HOUR_S, 12 * HOUR_S),
}


@dataclass(frozen=True, slots=True)
class Person:
    """One who has an account.

    Attributes:
        handle: what authenticators know them by; random, says nothing.
    """

    id: str
    email: str
    role: Role
    state: State
    handle: bytes
    created: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that is signed in; holds no secret."""

    id: str
    person: str
    how: str
    agent: str
    created: datetime
    seen: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """What a cohort is answered by, from a time on.

    Attributes:
        id: of the row; feedback refers to it.
        number: 1 for a cohort's first.
        digest: SHA-256 of the policy's content, hexadecimal.
    """

    id: int
    cohort: str
    number: int
    model: str
    policy: str
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Cohort:
    """A group of users who were invited.

    Attributes:
        cap: most members; more wait.
        state: "open" or "stopped".
        members, waiting: how many there are now.
        version: what answers now.
    """

    name: str
    cap: int
    state: str
    members: int
    waiting: int
    version: Version


@dataclass(frozen=True, slots=True)
class Member:
    """One user of a cohort, whose name nobody knows.

    Attributes:
        name: hash of their cookie.
        ahead: how many wait before them; 0 for who is in.
        state: "in" or "waiting".
    """

    name: str
    cohort: Cohort
    state: str
    ahead: int


def new_token() -> str:
    """256 random bits, base64url: 43 characters."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """A token as it is stored: it has 256 random bits, so a plain hash gives nothing away."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def email_of(given: str) -> str:
    """An address as it is stored.

    Raises:
        UsageError: no address.
    """
    address = given.strip().lower()
    if len(address) > MOST_EMAIL or not _EMAIL.fullmatch(address):
        raise UsageError(
            f"{given[:80]!r} is no e-mail address; expected one such as ana@example.org"
        )
    return address


def role_of(given: str) -> Role:
    """Raises UsageError: no such role."""
    for role in ROLES:
        if role == given:
            return role
    raise UsageError(f"no role is called {given!r}; known: {', '.join(ROLES)}")
