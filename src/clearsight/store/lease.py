"""The lease as one UPSERT: atomic on both databases, whoever else writes; whole numbers only."""

import math
from dataclasses import dataclass

from sqlalchemy import BigInteger, Executable, bindparam, case

from clearsight.store.engine import Database
from clearsight.store.tables import usage
from clearsight.store.words import What

MINUTE_MS = 60_000
SHARE = 16
NUMBERS = ("minute", "limit", "need", "first", "still_ms", "charge")


@dataclass(frozen=True, slots=True)
class Need:
    """An amount of one quantity that a key asks for, and its limit per minute."""

    key_id: str
    what: What
    need: int
    limit: int


def still_ms(now: float) -> int:
    """Milliseconds until the minute ends: how much of the one before lies in the last 60 s."""
    return MINUTE_MS - int(now * 1000) % MINUTE_MS


def faded(before: int, now: float) -> int:
    """What the minute before still weighs, rounded up; the statement computes the same."""
    return (before * still_ms(now) + MINUTE_MS - 1) // MINUTE_MS


def lease_values(n: Need, now: float, *, charge: bool) -> dict[str, int | str]:
    """The values of `lease_statement`.

    Args:
        charge: count it whether it fits or not, and lease nothing beyond.
    """
    return {
        "key_id": n.key_id,
        "what": n.what,
        "minute": int(now // 60),
        "limit": n.limit,
        "need": n.need,
        "first": n.need if charge else max(n.need, n.limit // SHARE),
        "still_ms": still_ms(now),
        "charge": int(charge),
    }


def retry_after_s(n: Need, used: int, before: int, now: float) -> float:
    """Seconds until `need` fits: the older minute fades with time, then this one does."""
    free = n.limit - n.need
    gone_s = now % 60
    if used <= free and before:
        at_s = 60 * (1 - (free - used) / before)
    else:
        at_s = 60 + 60 * (1 - free / used) if used > free else 60.0
    return max(0.1, math.ceil(10 * (at_s - gone_s)) / 10)


def lease_statement(database: Database) -> Executable:
    """Values: key_id, what and NUMBERS; returns one row: minute, used, before, granted.

    A stored minute ahead of ours (a clock that is a little faster) is taken as the minute.
    """
    integer = {n: bindparam(n, type_=BigInteger) for n in NUMBERS}
    minute, limit, need = integer["minute"], integer["limit"], integer["need"]
    old = usage.c
    used = case((old.minute >= minute, old.used), else_=0)
    before = case((old.minute >= minute, old.before), (old.minute == minute - 1, old.used), else_=0)
    weighted = (before * integer["still_ms"] + (MINUTE_MS - 1)) // MINUTE_MS
    room = limit - used - weighted
    share = case((room // SHARE > need, room // SHARE), else_=need)
    granted = case((integer["charge"] == 1, need), (room >= need, share), else_=0)
    insert = database.insert(usage).values(
        key_id=bindparam("key_id"),
        what=bindparam("what"),
        minute=minute,
        used=integer["first"],
        before=0,
        granted=integer["first"],
    )
    upsert: Executable = insert.on_conflict_do_update(
        index_elements=[old.key_id, old.what],
        set_={
            "minute": case((old.minute > minute, old.minute), else_=minute),
            "used": used + granted,
            "before": before,
            "granted": granted,
        },
    ).returning(old.minute, old.used, old.before, old.granted)
    return upsert
