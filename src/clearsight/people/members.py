"""Members of cohorts: invited by a link, anonymous, in or waiting."""

import time
from collections.abc import Callable

from sqlalchemy import Connection, delete, func, select, update

from clearsight.errors import UsageError
from clearsight.people.cohorts import (
    LOCK,
    MOST,
    NOW,
    VERSION,
    Cohorts,
    cohort_of,
    count,
    let_in,
)
from clearsight.people.words import Cohort, Member, hashed, new_token
from clearsight.store.engine import Database
from clearsight.store.people_tables import (
    cohort_answers,
    cohort_feedback,
    cohort_invitations,
    cohort_members,
    cohort_versions,
    cohorts,
)

members, versions, invitations = cohort_members, cohort_versions, cohort_invitations


class Members:
    """Lets people into cohorts.

    Args:
        clock: seconds since 1970; replaced in tests.
    """

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database, self._clock = database, clock
        self._cohorts = Cohorts(database, clock=clock)

    async def invite(self, name: str, *, uses: int, days: int) -> str:
        """A token that lets so many browsers join; it stands nowhere else.

        Raises:
            UsageError: no such cohort, or numbers that cannot be.
        """
        if not 1 <= uses <= MOST or not 1 <= days <= 366:
            raise UsageError(
                f"an invitation for {uses} uses and {days} days; expected 1 to {MOST} and 1 to 366"
            )
        await self._cohorts.get(name)
        token = new_token()
        row = {"name": hashed(token), "cohort": name, "uses": uses}
        row["expires_s"] = self._now() + days * 86400
        await self._database.run(self._database.insert(invitations), row)
        return token

    async def withdraw(self, name: str) -> None:
        """End all invitations of a cohort; who is in stays in."""
        await self._database.run(delete(invitations).where(invitations.c.cohort == name))

    async def invited(self, token: str) -> Cohort | None:
        """Where an invitation leads; None when it is unknown, used up or over."""
        rows = await self._database.run(
            select(invitations.c.cohort).where(
                invitations.c.name == hashed(token),
                invitations.c.uses > 0,
                invitations.c.expires_s > self._now(),
            )
        )
        return await self._cohorts.get(rows[0].cohort) if rows else None

    async def join(self, invitation: str) -> str | None:
        """Take a place, or a place in the waiting line; the member's token.

        None when the invitation is unknown, used up or over.
        """
        token, now = new_token(), self._now()
        row = {"name": hashed(token), "joined_s": now}

        def do(connection: Connection) -> bool:
            name = connection.scalar(
                update(invitations)
                .where(
                    invitations.c.name == hashed(invitation),
                    invitations.c.uses > 0,
                    invitations.c.expires_s > now,
                )
                .values(uses=invitations.c.uses - 1)
                .returning(invitations.c.cohort)
            )
            if name is None:
                return False
            last = select(func.coalesce(func.max(members.c.place), 0)).where(
                members.c.cohort == name
            )
            place = (connection.scalar(last) or 0) + 1
            values = row | {"cohort": name, "place": place, "state": "waiting"}
            connection.execute(self._database.insert(members), values)
            let_in(connection, name)
            return True

        return token if await self._database.transact(do, lock=LOCK) else None

    async def member(self, token: str) -> Member | None:
        """Whose cookie this is; None for a member of no cohort."""
        rows = await self._database.run(
            select(
                cohorts, members.c.name.label("who"), members.c.place,
                members.c.state.label("their"), *VERSION,
            )
            .join(cohorts, cohorts.c.name == members.c.cohort)
            .join(NOW, NOW.c.cohort == cohorts.c.name)
            .join(versions, versions.c.id == NOW.c.id)
            .where(members.c.name == hashed(token))
        )  # fmt: skip
        if not rows:
            return None
        row = rows[0]
        ahead = 0
        if row.their == "waiting":
            ahead = await count(self._database, row.name, "waiting", before=row.place)
        return Member(row.who, cohort_of(row, 0, 0), row.their, ahead)

    async def leave(self, token: str) -> None:
        """Give a place back; what this member said about answers goes as well."""
        name = hashed(token)
        await self._database.run(delete(cohort_feedback).where(cohort_feedback.c.member == name))

        def do(connection: Connection) -> None:
            gone = delete(members).where(members.c.name == name).returning(members.c.cohort)
            cohort = connection.scalar(gone)
            if cohort is not None:
                let_in(connection, cohort)

        await self._database.transact(do, lock=LOCK)

    async def answered(self, version: int) -> None:
        """Count one answer that a version gave."""
        new = self._database.insert(cohort_answers).values(
            version=version, day=self._now() // 86400, answers=1
        )
        await self._database.run(
            new.on_conflict_do_update(
                index_elements=[cohort_answers.c.version, cohort_answers.c.day],
                set_={"answers": cohort_answers.c.answers + 1},
            )
        )

    def _now(self) -> int:
        return int(self._clock())
