"""Who did not want to wait and left an address: told once when somebody is here, then forgotten."""

from dataclasses import dataclass, field

from sqlalchemy import Connection, or_, select, update

from clearsight.store.vault_tables import tickets as t
from clearsight.store.vault_tables import vault_items
from clearsight.vault import reasons, seal, tickets
from clearsight.vault.sessions import Sessions

# A process that took a message and fell silent: another one may send it.
LEASE_MS = 120_000
TAKEN = "telling"


@dataclass(frozen=True, slots=True)
class Told:
    """One message to send.

    Attributes:
        ticket: id, for `Telling.told`.
        language: of the ticket.
        address: where to.
    """

    ticket: str
    language: str
    address: str = field(repr=False)


class Telling:
    """Hands out the messages, each to one process."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def next(self) -> Told | None:
        """Take the oldest message, while somebody is here; None when there is none.

        Raises:
            StoreError: the database fails, or the master key is not here.
        """
        now, now_ms = self._sessions.now_s, self._sessions.now_ms

        def do(connection: Connection) -> Told | None:
            if not tickets.people_here(connection, now):
                return None
            v = vault_items.c
            free = or_(t.c.helper.is_(None), t.c.helper != TAKEN,
                       t.c.changed_ms <= now_ms - LEASE_MS)  # fmt: skip
            row = connection.execute(
                select(t.c.id, t.c.language, t.c.session, v.sealed)
                .join(vault_items, (v.session == t.c.session) & (v.mark == t.c.id))
                .where(t.c.notify, t.c.state == "expired", free, v.kind == "address",
                       t.c.session.not_in(self._sessions.owed.names()))
                .order_by(t.c.asked_ms).limit(1)
            ).one_or_none()  # fmt: skip
            if row is None:
                return None
            taken = {"helper": TAKEN, "changed_ms": now_ms}
            connection.execute(update(t).where(t.c.id == row.id).values(taken))
            opened = self._sessions.opened(connection, row.session)
            head, _ = seal.unseal(opened.key, opened.name, "address", bytes(row.sealed))
            return Told(row.id, row.language, str(head["address"]))

        return await self._sessions.write(do)

    async def told(self, ticket: str) -> None:
        """A message was sent: its address is deleted. Its user has an hour to come back.

        Raises:
            StoreError: the database fails.
        """
        now, now_ms = self._sessions.now_s, self._sessions.now_ms

        def do(connection: Connection) -> None:
            mine = t.c.id == ticket
            done = {"notify": False, "helper": None, "changed_ms": now_ms}
            connection.execute(update(t).where(mine).values(done))
            tickets.note(connection, ticket, "system", "told", now_ms)
            session = connection.scalar(select(t.c.session).where(mine))
            reasons.drop_unwanted(connection, now, self._sessions.keep, session)

        await self._sessions.write(do)
