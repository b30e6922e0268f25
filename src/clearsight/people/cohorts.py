"""Cohorts: who may use the pages while access grows step by step, and what answers them.

A cohort has a cap, a model and a policy with a version, and a switch that stops it. Its members are
anonymous: an invitation link gives a random cookie a place; when all places are taken it waits.
"""

import re
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from clearsight.errors import UsageError
from clearsight.people.words import Cohort, Version, moment
from clearsight.store.engine import Database
from clearsight.store.people_tables import (
    cohort_members,
    cohort_versions,
    cohorts,
)

LOCK = 0x636F_686F  # any number that no other statement here uses
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MOST = 10_000_000
members, versions = cohort_members, cohort_versions
NOW = (
    select(versions.c.cohort, func.max(versions.c.id).label("id"))
    .group_by(versions.c.cohort)
    .subquery()
)

VERSION = (
    versions.c.id, versions.c.cohort, versions.c.number, versions.c.model, versions.c.policy,
    versions.c.digest, versions.c.at_s,
)  # fmt: skip


class Cohorts:
    """All cohorts of one database.

    Args:
        clock: seconds since 1970; replaced in tests.
    """

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database, self._clock = database, clock

    async def create(self, name: str, *, cap: int, model: str, policy: str, digest: str) -> Cohort:
        """A new cohort, open, with version 1.

        Args:
            model, policy: by name, as the server knows them; the caller checks that it does.
            digest: of the policy as it is now.

        Raises:
            UsageError: a name or cap that cannot be, or a cohort of that name.
        """
        if not NAME.fullmatch(name):
            raise UsageError(
                f"the cohort's name is {name!r}; expected a-z, 0-9 and hyphens, 40 at most"
            )
        row = {"name": name, "cap": _cap(cap), "state": "open", "created_s": self._now()}
        made = await self._database.run(
            self._database.insert(cohorts)
            .values(row)
            .on_conflict_do_nothing(index_elements=[cohorts.c.name])
            .returning(cohorts.c.name)
        )
        if not made:
            raise UsageError(f"there is a cohort {name!r} already; change it, or choose a name")
        await self._add_version(name, 1, (model, policy, digest))
        return await self.get(name)

    async def all(self) -> list[Cohort]:
        """All cohorts, the oldest first."""
        wanted = select(cohorts.c.name).order_by(cohorts.c.created_s, cohorts.c.name)
        return [await self.get(row.name) for row in await self._database.run(wanted)]

    async def get(self, name: str) -> Cohort:
        """One cohort.

        Raises:
            UsageError: there is none of that name.
        """
        rows = await self._database.run(
            select(cohorts, *VERSION)
            .join(NOW, NOW.c.cohort == cohorts.c.name)
            .join(versions, versions.c.id == NOW.c.id)
            .where(cohorts.c.name == name)
        )
        if not rows:
            raise UsageError(f"no cohort is called {name!r}; see `clearsight cohorts list`")
        return cohort_of(
            rows[0],
            await count(self._database, name, "in"),
            await count(self._database, name, "waiting"),
        )

    async def stop(self, name: str) -> Cohort:
        """Answer nobody of it from now on."""
        return await self._set(name, state="stopped")

    async def resume(self, name: str) -> Cohort:
        """Answer its members again."""
        return await self._set(name, state="open")

    async def resize(self, name: str, cap: int) -> Cohort:
        """Change how many may be in; who waited longest comes in first, nobody is put out.

        Raises:
            UsageError: a cap that cannot be.
        """
        await self._set(name, cap=_cap(cap))
        await self._database.transact(lambda c: let_in(c, name), lock=LOCK)
        return await self.get(name)

    async def set_version(self, name: str, *, model: str, policy: str, digest: str) -> Cohort:
        """Answer with another model or policy from now on; what is in force already stays."""
        now = (await self.get(name)).version
        if (model, policy, digest) != (now.model, now.policy, now.digest):
            await self._add_version(name, now.number + 1, (model, policy, digest))
        return await self.get(name)

    async def versions(self, name: str) -> list[Version]:
        """All versions of a cohort, the first one first."""
        rows = await self._database.run(
            select(*VERSION).where(versions.c.cohort == name).order_by(versions.c.id)
        )
        return [_version(row) for row in rows]

    async def _add_version(self, name: str, number: int, what: tuple[str, str, str]) -> None:
        model, policy, digest = what
        row = {"cohort": name, "number": number, "model": model, "policy": policy}
        row |= {"digest": digest, "at_s": self._now()}
        await self._database.run(self._database.insert(versions), row)

    async def _set(self, name: str, **values: Any) -> Cohort:
        await self._database.run(update(cohorts).where(cohorts.c.name == name).values(**values))
        return await self.get(name)

    def _now(self) -> int:
        return int(self._clock())


def _cap(cap: int) -> int:
    if not 1 <= cap <= MOST:
        raise UsageError(f"the cap is {cap}; expected 1 to {MOST} members")
    return cap


def _version(row: Row[Any]) -> Version:
    return Version(
        row.id, row.cohort, row.number, row.model, row.policy, row.digest, moment(row.at_s)
    )


def cohort_of(row: Row[Any], inside: int, waiting: int) -> Cohort:
    return Cohort(row.name, row.cap, row.state, inside, waiting, _version(row))


async def count(database: Database, name: str, state: str, *, before: int | None = None) -> int:
    """Members of a cohort in a state; with `before` only those in front of a place."""
    wanted = select(func.count()).where(members.c.cohort == name, members.c.state == state)
    if before is not None:
        wanted = wanted.where(members.c.place < before)
    (row,) = await database.run(wanted)
    return int(row[0])


def let_in(connection: Connection, name: str) -> None:
    """Give free places to those who wait, in their order; under the lock."""
    cap = connection.scalar(select(cohorts.c.cap).where(cohorts.c.name == name)) or 0
    inside = select(func.count()).where(members.c.cohort == name, members.c.state == "in")
    free = cap - (connection.scalar(inside) or 0)
    if free <= 0:
        return
    first = (
        select(members.c.name)
        .where(members.c.cohort == name, members.c.state == "waiting")
        .order_by(members.c.place)
        .limit(free)
    )
    connection.execute(update(members).where(members.c.name.in_(first)).values(state="in"))
