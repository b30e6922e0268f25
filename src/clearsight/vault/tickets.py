"""Tickets: one piece of waiting for a person, its states, and every change as an event.

A change is one statement that names the state it expects, so of two helpers who accept the same
ticket one is told that it is taken. Whoever comes back to "asked" has the place of before.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from clearsight.store.vault_tables import helpers_here, ticket_events, tickets
from clearsight.vault.words import NEXT, OPEN, Share, State

MEDIAN_OF = 20
LEAST_FOR_MEDIAN = 5
REASONS = (
    "user", "abstained", "disagree", "quality", "warning", "sure", "wrong", "refused",
)  # fmt: skip
t, e = tickets.c, ticket_events.c


def last(connection: Connection, session: str) -> Any:
    """The row of the newest ticket of a session, None when there is none."""
    order = (t.asked_ms.desc(), t.id)
    query = select(tickets).where(t.session == session).order_by(*order).limit(1)
    return connection.execute(query).one_or_none()


def make(
    connection: Connection, session: str, share: Share, language: str, reason: str, now_ms: int
) -> str:
    """A new ticket at the end of the line; its id."""
    ticket = secrets.token_hex(16)
    row = {
        "id": ticket, "session": session, "state": "asked", "share": share,
        "language": language, "reason": reason, "asked_ms": now_ms, "changed_ms": now_ms,
        "notify": False,
    }  # fmt: skip
    connection.execute(insert(tickets), row)
    note(connection, ticket, "user", "asked", now_ms)
    return ticket


def move(
    connection: Connection, ticket: str, to: State, *, actor: str, now_ms: int, **more: Any
) -> bool:
    """Bring a ticket into a state that may follow the one it is in; whether that was so.

    Args:
        actor: "user", "system" or "helper:ID".
        more: other columns to set, such as helper.
    """
    before = [state for state, following in NEXT.items() if to in following]
    done = connection.execute(
        update(tickets)
        .where(t.id == ticket, t.state.in_(before))
        .values(state=to, changed_ms=now_ms, **more)
        .returning(t.id)
    ).all()
    if done:
        note(connection, ticket, actor, to, now_ms)
    return bool(done)


def note(connection: Connection, ticket: str, actor: str, what: str, now_ms: int) -> None:
    """Add an event."""
    row = {"ticket": ticket, "at_ms": now_ms, "actor": actor, "what": what}
    connection.execute(insert(ticket_events), row)


def leave(connection: Connection, session: str, now_ms: int, *, actor: str = "user") -> None:
    """End every live ticket of a session."""
    live = connection.scalars(
        select(t.id).where(t.session == session, t.state.in_((*OPEN, "expired")))
    ).all()
    for ticket in live:
        move(connection, ticket, "left", actor=actor, now_ms=now_ms, notify=False)


def position(connection: Connection, row: Any) -> int:
    """1 for the next one of its language, 0 when it is not in the line."""
    if row.state not in ("asked", "offered"):
        return 0
    before = connection.scalar(
        select(func.count()).where(
            t.state.in_(("asked", "offered")), t.language == row.language,
            (t.asked_ms < row.asked_ms) | ((t.asked_ms == row.asked_ms) & (t.id < row.id)),
        )
    )  # fmt: skip
    return 1 + (before or 0)


def usual_wait_s(connection: Connection) -> float | None:
    """Median wait of the last tickets that were accepted; None while there are too few."""
    first = func.min(e.at_ms)
    rows = connection.execute(
        select((first - t.asked_ms).label("wait"))
        .join(ticket_events, e.ticket == t.id)
        .where(e.what == "accepted")
        .group_by(t.id, t.asked_ms)
        .order_by(first.desc())
        .limit(MEDIAN_OF)
    ).all()
    if len(rows) < LEAST_FOR_MEDIAN:
        return None
    return median([row.wait / 1000 for row in rows])


def median(values: Sequence[float]) -> float:
    """The middle value, the mean of the two middle ones where there are two."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def here(connection: Connection, helper: str, until_s: int) -> None:
    """A helper says that they are here until then; a time in the past takes them away."""
    connection.execute(delete(helpers_here).where(helpers_here.c.helper == helper))
    connection.execute(insert(helpers_here), {"helper": helper, "until_s": until_s})


def people_here(connection: Connection, now: int) -> int:
    """Helpers who are present."""
    query = select(func.count()).where(helpers_here.c.until_s > now)
    return connection.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a ticket, by whom, when (seconds since 1970)."""

    what: str
    actor: str
    at_s: float


def history(connection: Connection, ticket: str) -> list[Event]:
    """What happened to a ticket, oldest first."""
    rows = connection.execute(
        select(e.what, e.actor, e.at_ms).where(e.ticket == ticket).order_by(e.id)
    ).all()
    return [Event(row.what, row.actor, row.at_ms / 1000) for row in rows]
