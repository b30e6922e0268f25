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


@dataclass(frozen=True, slots=True)
class Status:
    """Numbers of a vault.

    Attributes:
        oldest_photo_s: age of the oldest photo, None without one.
        consents: how many sessions gave each.
        tickets: how many stand in each state.
        deletions, pending: receipts, and those whose bytes may still stand in a file.
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
            consents={p: count(s[f"{p}_ok"]) for p in ("text", "photo", "research")},
            tickets={row[0]: row[1] for row in states},
            deletions=count(vault_receipts.c.number.is_not(None)),
            pending=receipts.pending(connection),
            master=known[0],
            lost=count(vault_keys.c.master.not_in(known)),
        )

    return await sessions.database.work(do)
