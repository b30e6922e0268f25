"""API keys: made once, shown once, stored as a keyed digest, found by that digest.

A lookup compares no secret: the index is searched for HMAC(pepper, presented), and how long that
takes says nothing about any key to someone who does not hold the pepper.
"""

import asyncio
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from clearsight.errors import StoreError, UsageError
from clearsight.store import pepper as peppers
from clearsight.store.engine import Database
from clearsight.store.tables import keys
from clearsight.store.words import RIGHTS, WHAT, Created, Key, KeyLimits

PREFIX = "cs-"
SHAPE = re.compile(r"cs-[A-Za-z0-9_-]{43}")
# How long an answer of the database is believed: a revoked key works no longer than this.
FRESH_S = 3.0
REMEMBERED = 4096


class Keys:
    """Makes, lists, revokes and checks keys.

    Args:
        pepper: the secret itself, or the file that holds it.
        clock: monotonic seconds; replaced in tests.
    """

    def __init__(
        self,
        database: Database,
        pepper: str | Path,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database, self._clock = database, clock
        given = isinstance(pepper, str)
        self._pepper = peppers.Pepper(pepper.encode()) if isinstance(pepper, str) else None
        self._file = None if given else Path(pepper)
        self._verified = False
        self._seen: OrderedDict[str, tuple[float, Key | None]] = OrderedDict()
        self._asking: dict[str, asyncio.Task[Key | None]] = {}
        self._find = select(keys).where(keys.c.digest == bindparam("wanted"))

    async def create(
        self,
        label: str,
        *,
        policy: str | None = None,
        rights: Iterable[str] = (),
        limits: KeyLimits | None = None,
        expires: datetime | None = None,
    ) -> Created:
        """Make a key. Its secret is in the answer and nowhere else.

        Raises:
            UsageError: no label, an unknown right, or an end that is past or has no time zone.
            StoreError: the database fails, or its keys were made with another pepper.
        """
        wanted = frozenset(rights)
        _check(label, wanted, expires)
        if self._file is not None and self._pepper is None:
            self._pepper = await asyncio.to_thread(peppers.make, self._file)
        pepper = await self._checked_pepper()
        if pepper is None:
            raise StoreError(f"there is no pepper in {self._file}; run this again")
        secret = PREFIX + secrets.token_urlsafe(32)
        kept = limits or KeyLimits()
        row = {
            "id": secrets.token_hex(4),
            "digest": pepper.digest(secret),
            "pepper": pepper.name,
            "label": label.strip(),
            "policy": policy,
            "rights": sorted(wanted),
            "created_s": int(time.time()),
            "expires_s": None if expires is None else int(expires.timestamp()),
            **{f"{what}_per_minute": getattr(kept, what) for what in WHAT},
        }
        (made,) = await self._database.run(self._database.insert(keys).returning(keys), row)
        return Created(self._key(made), secret)

    async def list(self) -> list[Key]:
        """All keys, the oldest first; none holds a secret."""
        await self._load()
        rows = await self._database.run(select(keys).order_by(keys.c.created_s, keys.c.id))
        return [self._key(row) for row in rows]

    async def revoke(self, key_id: str) -> Key:
        """End a key for good; a second time changes nothing.

        Raises:
            UsageError: no key has that id.
        """
        now = int(time.time())
        await self._database.run(
            update(keys)
            .where(keys.c.id == key_id, keys.c.revoked_s.is_(None))
            .values(revoked_s=now)
        )
        self._seen.clear()
        rows = await self._database.run(select(keys).where(keys.c.id == key_id))
        if not rows:
            raise UsageError(
                f"no key has the id {key_id!r}; expected an id from `clearsight keys list`"
            )
        return self._key(rows[0])

    async def check(self, presented: str) -> Key | None:
        """The active key that was presented, or None; revocation is seen within FRESH_S.

        Raises:
            StoreError: the database fails, or its keys were made with another pepper.
        """
        if not SHAPE.fullmatch(presented):
            return None
        pepper = self._pepper if self._verified else await self._checked_pepper()
        if pepper is None:
            return None
        digest = pepper.digest(presented)
        seen = self._seen.get(digest)
        if seen is not None and self._clock() - seen[0] < FRESH_S:
            key = seen[1]
        else:
            key = await self._ask(digest)
        return key if key is not None and key.state() == "active" else None

    async def _ask(self, digest: str) -> Key | None:
        # Requests that arrive together share one question, which outlives a cancelled one.
        task = self._asking.get(digest)
        if task is None:
            task = asyncio.create_task(self._look_up(digest))
            self._asking[digest] = task
            task.add_done_callback(lambda _: self._asking.pop(digest, None))
        return await asyncio.shield(task)

    async def _look_up(self, digest: str) -> Key | None:
        asked = self._clock()  # before the question: the answer is as old as that
        rows = await self._database.run(self._find, {"wanted": digest})
        key = self._key(rows[0]) if rows else None
        self._seen[digest] = (asked, key)
        self._seen.move_to_end(digest)
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return key

    async def _checked_pepper(self) -> peppers.Pepper | None:
        """The pepper, once it is known to fit the keys; None when there are no keys for it yet."""
        await self._load()
        name = self._pepper.name if self._pepper else ""
        live = select(keys.c.pepper).where(keys.c.revoked_s.is_(None)).distinct()
        used = {row.pepper for row in await self._database.run(live)}
        if used and name not in used:
            raise StoreError(
                f"the keys in {self._database.place} were made with another pepper than the one in "
                f"{self._file or 'CLEARSIGHT_PEPPER'}, so none of them can be recognised. Restore "
                f"that pepper; if it is lost, revoke its keys (clearsight keys list) and make new "
                f"ones"
            )
        self._verified = self._pepper is not None
        return self._pepper

    async def _load(self) -> None:
        if self._pepper is None and self._file is not None:
            self._pepper = await asyncio.to_thread(peppers.read, self._file)

    def _key(self, row: Row[Any]) -> Key:
        return Key(
            id=row.id,
            label=row.label,
            policy=row.policy,
            rights=frozenset(row.rights),
            limits=KeyLimits(**{w: getattr(row, f"{w}_per_minute") for w in WHAT}),
            created=datetime.fromtimestamp(row.created_s, UTC),
            expires=_time(row.expires_s),
            revoked=_time(row.revoked_s),
            ours=self._pepper is None or row.pepper == self._pepper.name,
        )


def _time(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _check(label: str, rights: frozenset[str], expires: datetime | None) -> None:
    if not label.strip() or not label.isprintable():
        raise UsageError(f"the label is {label!r}; expected a line that says who uses the key")
    unknown = sorted(rights - set(RIGHTS))
    if unknown:
        raise UsageError(f"no right is called {unknown[0]!r}; known: {', '.join(sorted(RIGHTS))}")
    if expires is not None and (expires.tzinfo is None or expires <= datetime.now(UTC)):
        raise UsageError(
            f"the key would end at {expires.isoformat()}; expected a time to come, with time zone"
        )
