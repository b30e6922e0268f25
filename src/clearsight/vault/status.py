"""What a vault holds, in numbers, for its operator."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from clearsight.store.vault_tables import (
    tickets,
    vault_items,
    vault_keys,
    vault_receipts,
    vault_sessions,
)
from clearsight.vault import receipts
from clearsight.vault.sessions import Sessions
from clearsight.vault.words import PURPOSES


@dataclass(frozen=True, slots=True)
class Status:
    """Numbers of a vault.

    Attributes:
        oldest_photo_s: age of the oldest photo, None without one.
        consents: how many sessions gave each.
        tickets: how many stand in each state.
        deletions, pending: receipts, and those whose bytes may still stand in a file.
        owed: deletions that the database could not take yet.
        master: name of the key that wraps; lost: sessions whose master key is not here.
    """

    sessions: int
    photos: int
    texts: int
    sealed_bytes: int
    oldest_photo_s: int | None
    consents: dict[str, int]
    tickets: dict[str, int]
    deletions: int
    pending: int
    owed: int
    master: str
    lost: int


async def status(sessions: Sessions) -> Status:
    """What is stored now.

    Raises:
        StoreError: the database fails, or the master key cannot be read.
    """
    known = [key.name for key in sessions.master.all()]
    now = sessions.now_s

    def do(connection: Connection) -> Status:
        v, s = vault_items.c, vault_sessions.c

        def count(*where: Any) -> int:
            return connection.scalar(select(func.count()).where(*where)) or 0

        oldest = connection.scalar(select(func.min(v.created_s)).where(v.kind == "photo"))
        states = connection.execute(
            select(tickets.c.state, func.count()).group_by(tickets.c.state)
        ).all()
        return Status(
            sessions=count(s.name.is_not(None)),
            photos=count(v.kind == "photo"),
            texts=count(v.kind == "turns"),
            sealed_bytes=connection.scalar(select(func.sum(func.length(v.sealed)))) or 0,
            oldest_photo_s=None if oldest is None else now - int(oldest),
            consents={p: count(s[f"{p}_ok"]) for p in PURPOSES},
            tickets={row[0]: row[1] for row in states},
            deletions=count(vault_receipts.c.number.is_not(None)),
            pending=receipts.pending(connection),
            owed=len(sessions.owed.all()),
            master=known[0],
            lost=count(vault_keys.c.master.not_in(known)),
        )

    return await sessions.database.work(do)


@dataclass(frozen=True, slots=True)
class Listed:
    """One session, for its operator: no token, and nothing of what it holds.

    Attributes:
        name: hash of the token.
        unseen_s: since the last sign of its user.
    """

    name: str
    photos: int
    texts: int
    unseen_s: int
    consents: tuple[str, ...]


async def listed(sessions: Sessions) -> list[Listed]:
    """All sessions, the one that was seen last first.

    Raises:
        StoreError: the database fails.
    """
    now, v, s = sessions.now_s, vault_items.c, vault_sessions.c

    def do(connection: Connection) -> list[Listed]:
        counted = connection.execute(
            select(v.session, v.kind, func.count()).group_by(v.session, v.kind)
        ).all()
        held = {(row[0], row[1]): int(row[2]) for row in counted}
        rows = connection.execute(select(vault_sessions).order_by(s.seen_s.desc(), s.name)).all()
        return [
            Listed(
                row.name,
                held.get((row.name, "photo"), 0),
                held.get((row.name, "turns"), 0),
                now - row.seen_s,
                tuple(p for p in PURPOSES if getattr(row, f"{p}_ok")),
            )
            for row in rows
        ]

    return await sessions.database.work(do)
