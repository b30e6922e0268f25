"""The vault's limits, held where something is stored.

Within a session the oldest photos and conversations make room. Between sessions nobody makes room
for somebody else, since whoever sends much could then delete what others shared: when all is full,
what is new is not kept. An answer never depends on it.
"""

from sqlalchemy import Connection, delete, func, select

from clearsight.store.vault_tables import vault_items
from clearsight.vault.figures import not_kept
from clearsight.vault.room import NoRoom, Room

v = vault_items.c


def keep_within(connection: Connection, room: Room, session: str, mark: str) -> None:
    """Hold the limits after something was put into a session, in the same transaction, so that two
    processes cannot both take the last place.

    Args:
        mark: of what was put there; it stays, older things of the session go for it.

    Raises:
        NoRoom: it is larger than a session may be, or there is no room in all.
    """
    rows = connection.execute(
        select(v.id, v.kind, v.mark, func.length(v.sealed).label("size"))
        .where(v.session == session).order_by(v.id)
    ).all()  # fmt: skip
    over = sum(row.size for row in rows) - room.session_bytes
    for row in rows:
        if over <= 0:
            break
        if row.mark != mark and row.kind in ("photo", "turns"):
            connection.execute(delete(vault_items).where(v.id == row.id))
            over -= row.size
    if over > 0:
        not_kept("session")
        raise NoRoom("a session", room.session_bytes)
    if held(connection) > room.all_bytes:
        not_kept("all")
        raise NoRoom("all sessions", room.all_bytes)


def held(connection: Connection) -> int:
    """Sealed bytes in all."""
    return connection.scalar(select(func.sum(func.length(v.sealed)))) or 0
