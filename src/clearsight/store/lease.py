"""The lease as one UPSERT: atomic on both databases, whoever else writes; whole numbers only."""

from sqlalchemy import BigInteger, Executable, bindparam, case

from clearsight.store.engine import Database
from clearsight.store.tables import usage

MINUTE_MS = 60_000
SHARE = 32
NUMBERS = ("minute", "limit", "need", "first", "still_ms", "charge")


def faded(before: int, still_ms: int) -> int:
    """What the minute before still weighs, rounded up."""
    return (before * still_ms + MINUTE_MS - 1) // MINUTE_MS


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
    granted = case((room >= need, share), (integer["charge"] == 1, need), else_=0)
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
