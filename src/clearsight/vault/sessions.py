"""Sessions: a token that only its user has, a row under its hash, a data key of its own."""

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection, delete, func, insert, select, update

from clearsight.store.engine import Database
from clearsight.store.vault_tables import vault_items, vault_keys, vault_sessions
from clearsight.vault import seal
from clearsight.vault.interface import NotKept
from clearsight.vault.master import Master
from clearsight.vault.owed import Owed
from clearsight.vault.room import Room
from clearsight.vault.words import Retention

LOCK = 0x636C_7661
Done = TypeVar("Done")
Kind = Literal["photo", "turns", "contact", "address"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A session of which somebody holds the token.

    Attributes:
        name: hash of the token.
        row: of `vault_sessions`.
        master: the keys of this server.
        wrapped: the data key, and the name of the master key that wrapped it.
    """

    name: str
    row: Any
    master: Master
    wrapped: tuple[str, bytes] = field(repr=False)

    @property
    def key(self) -> bytes:
        """The data key; not needed to look, to take back, to leave or to delete, so that all this
        goes on while the master key is away.

        Raises:
            StoreError: the master key is not here, or the row was changed.
        """
        named, wrapped = self.wrapped
        return seal.unwrap(self.master.named(named).secret, self.name, wrapped)


class Sessions:
    """One process's view of the sessions.

    Args:
        room: how much may be stored.
        owed: deletions that could not be carried out yet; such a session is gone for everybody.
        now: seconds since 1970; replaced in tests.
    """

    def __init__(
        self,
        database: Database,
        master: Master,
        retention: Retention,
        *,
        room: Room,
        owed: Owed,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.database, self.master, self.keep, self._now = database, master, retention, now
        self.room, self.owed = room, owed

    @property
    def now_s(self) -> int:
        return int(self._now())

    @property
    def now_ms(self) -> int:
        return int(self._now() * 1000)

    async def begin(self) -> str:
        """Open a session; its token."""
        token, now = secrets.token_urlsafe(32), self.now_s
        name = name_of(token)
        row = {
            "name": name, "created_s": now, "seen_s": now,
            "text_ok": False, "photo_ok": False, "research_ok": False,
        }  # fmt: skip

        def do(connection: Connection) -> None:
            # Nothing is stored that could not be deleted on a full disk.
            self.owed.ready()
            # Inside the lock: a rotation must not end between reading the master and this row.
            master = self.master.all()[0]
            wrapped = seal.wrap(master.secret, name, seal.new_key())
            connection.execute(insert(vault_sessions), row)
            connection.execute(
                insert(vault_keys),
                {"session": name, "master": master.name, "wrapped": wrapped},
            )

        await self.write(do)
        return token

    async def write(self, do: Callable[[Connection], Done]) -> Done:
        """Run a function in the one transaction that changes the vault at a time."""
        return await self.database.transact(do, lock=LOCK)

    async def on(self, token: str, do: Callable[[Connection, Opened], Done]) -> Done:
        """Change something of a session; also a sign that its user is there.

        Raises:
            NotKept: no such session.
            StoreError: the database fails; or `do` needs the data key, and the master key is away.
        """
        now = self.now_s

        def whole(connection: Connection) -> Done:
            opened = self.opened(connection, name_of(token))
            connection.execute(
                update(vault_sessions)
                .where(vault_sessions.c.name == opened.name)
                .values(seen_s=now, ended_s=None)
            )
            return do(connection, opened)

        return await self.write(whole)

    async def look(self, token: str, do: Callable[[Connection, Opened], Done]) -> Done:
        """Read something of a session; raises as `on`."""
        return await self.database.work(lambda c: do(c, self.opened(c, name_of(token))))

    def opened(self, connection: Connection, name: str) -> Opened:
        """Raises NotKept: see `on`."""
        if name in self.owed.names():
            raise NotKept
        found = connection.execute(
            select(vault_sessions, vault_keys.c.master, vault_keys.c.wrapped)
            .join(vault_keys, vault_keys.c.session == vault_sessions.c.name)
            .where(vault_sessions.c.name == name)
        ).one_or_none()
        if found is None:
            raise NotKept
        return Opened(name, found, self.master, (found.master, bytes(found.wrapped)))


def name_of(token: str) -> str:
    """The name under which a session is stored; the token cannot be found from it."""
    raw = token.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(raw, digest_size=32, person=b"vault token").hexdigest()


def put(
    connection: Connection,
    opened: Opened,
    kind: Kind,
    mark: str,
    sealed: bytes,
    *,
    now: int,
    most_s: int,
) -> None:
    """Store an item in place of the one with the same mark, whose age it keeps.

    Args:
        most_s: how long it may stay at most, as its user was told.
    """
    v = vault_items.c
    same = (v.session == opened.name, v.kind == kind, v.mark == mark)
    before = connection.scalar(select(func.min(v.created_s)).where(*same))
    connection.execute(delete(vault_items).where(*same))
    created = now if before is None else before
    row = {
        "session": opened.name, "kind": kind, "mark": mark, "sealed": sealed,
        "created_s": created, "until_s": created + most_s,
    }  # fmt: skip
    connection.execute(insert(vault_items), row)
