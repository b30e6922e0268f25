"""The sweeper: what has no reason or no time left goes, and every file of it is cleaned.

All it acts on stands in the database, so a process that dies leaves nothing undone: the next one
finds the same rows, and receipts that say "not cleaned yet".
"""

import asyncio

import structlog
from sqlalchemy import ColumnElement, Connection, delete, exists, or_, select

from clearsight.errors import StoreError
from clearsight.store.vault_tables import helpers_here, vault_receipts, vault_sessions
from clearsight.store.vault_tables import tickets as t
from clearsight.vault import reasons, receipts, tickets
from clearsight.vault.figures import show
from clearsight.vault.rounds import Rounds
from clearsight.vault.vault import Vault
from clearsight.vault.within import held
from clearsight.vault.words import DAY_S, HOUR_S, State, Swept

EVERY_S = 15.0
GONE_S = 300  # a user who waits gives a sign at least so often
LOST_S = 1800  # and one who talks
TICKETS_KEPT_S = 90 * DAY_S
log = structlog.stdlib.get_logger("clearsight.vault")


class Sweeper:
    """Sweeps a vault again and again; one a process, and several do no harm.

    Args:
        every_s: pause between two rounds. Deletions are promised within 60 s.

    Attributes:
        rounds: start and stop it.
    """

    def __init__(self, vault: Vault, *, every_s: float = EVERY_S) -> None:
        self._vault = vault
        self.rounds = Rounds("vault_sweep", self._round, every_s)
        # The process before may have died between deleting and cleaning.
        self._dirty = True

    async def _round(self) -> None:
        swept = await self.sweep()
        if swept != Swept():
            log.info("vault_swept", photos=swept.photos, texts=swept.texts,
                     sessions=swept.sessions, tickets=swept.tickets,
                     cleaned=swept.cleaned)  # fmt: skip

    async def sweep(self) -> Swept:
        """One round.

        Raises:
            StoreError: the database fails.
        """
        sessions = self._vault.sessions
        await self._settle()
        if not await sessions.database.work(_anything):
            # Nothing was ever stored, or all of it is gone and cleaned.
            if self._dirty:
                self._dirty = not await self._vault.deletions.clean()
            return Swept(cleaned=not self._dirty)
        now = sessions.now_s

        def do(connection: Connection) -> Swept:
            ended = _expire(connection, now)
            dropped = reasons.drop_unwanted(connection, now, self._vault.keep)
            empty = reasons.drop_empty(connection, now)
            _forget(connection, now)
            return Swept(dropped.photos, dropped.texts, empty, ended)

        swept = await sessions.write(do)
        waiting = await sessions.database.work(receipts.pending)
        # SQLite's log holds pages of before: it is emptied while anything is stored.
        if swept != Swept() or waiting or sessions.database.sqlite:
            self._dirty = True
        if self._dirty:
            self._dirty = not await self._vault.deletions.clean()
        return Swept(swept.photos, swept.texts, swept.sessions, swept.tickets, not self._dirty)

    async def _settle(self) -> None:
        """Carry out owed deletions; where the database cannot yet, the round goes on."""
        sessions = self._vault.sessions
        try:
            if done := await self._vault.deletions.settle():
                self._dirty = True
                log.info("vault_owed_deleted", sessions=done)
        except StoreError as error:
            log.error("vault_deletion_owed", error=str(error))
        owed = len(await asyncio.to_thread(sessions.owed.all))
        held_bytes = await sessions.database.work(held)
        show(held_bytes=held_bytes, room_bytes=sessions.room.all_bytes, owed=owed)


def _anything(connection: Connection) -> bool:
    there = or_(
        exists(select(vault_sessions.c.name)),
        exists(select(t.c.id)),
        exists(select(vault_receipts.c.number)),
        exists(select(helpers_here.c.helper)),
    )
    return bool(connection.scalar(select(there)))


def _expire(connection: Connection, now: int) -> int:
    """Tickets whose users are gone, or that waited too long to be taken up again."""
    s, ended = vault_sessions.c, 0
    seen = select(s.seen_s).where(s.name == t.c.session).scalar_subquery()
    old_ms = (now - HOUR_S) * 1000, (now - DAY_S) * 1000
    live = t.c.state.in_(reasons.LIVE)
    rules: tuple[tuple[State, ColumnElement[bool]], ...] = (
        ("left", live & t.c.session.is_(None)),  # its key was lost
        ("left", live & (seen + DAY_S <= now)),
        ("left", t.c.state.in_(("accepted", "connected")) & (seen + LOST_S <= now)),
        ("left", (t.c.state == "expired") & ~t.c.notify & (t.c.changed_ms <= old_ms[0])),
        ("left", (t.c.state == "expired") & t.c.notify & (t.c.changed_ms <= old_ms[1])),
        ("expired", t.c.state.in_(("asked", "offered")) & (seen + GONE_S <= now)),
    )
    for to, rule in rules:
        found = connection.scalars(select(t.c.id).where(rule)).all()
        for ticket in found:
            ended += tickets.move(connection, ticket, to, actor="system", now_ms=now * 1000)
    return ended


def _forget(connection: Connection, now: int) -> None:
    """Numbers that nobody needs any more."""
    over = t.c.state.in_(("ended", "left"))
    connection.execute(
        delete(t).where(over, t.c.changed_ms <= (now - TICKETS_KEPT_S) * 1000)
    )  # fmt: skip
    connection.execute(delete(vault_receipts).where(vault_receipts.c.at_s <= now - receipts.KEPT_S))
    connection.execute(delete(helpers_here).where(helpers_here.c.until_s <= now))
