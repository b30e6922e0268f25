"""Accounts: invited by an operator, active after the invitation was taken, disabled for good."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, select, update

from clearsight.errors import UsageError
from clearsight.people.links import Links
from clearsight.people.mailed import MailLinks
from clearsight.people.sessions import Sessions
from clearsight.people.tries import Tries
from clearsight.people.words import Person, email_of, moment, role_of
from clearsight.store.engine import Database
from clearsight.store.people_tables import people, people_acts, people_passkeys


@dataclass(frozen=True, slots=True)
class Invited:
    """A person with the token of their invitation, which stands nowhere else."""

    person: Person
    token: str


class People:
    """All accounts of one database.

    Args:
        key: hashes who tried what, and makes links in mails; only pages need it, and they share one
            among workers.
        clock: seconds since 1970; replaced in tests.

    Attributes:
        links: invitations, challenges.
        mailed: links in mails.
        sessions: browsers that are signed in.
        tries: how often something may be tried.
    """

    def __init__(
        self, database: Database, key: bytes = b"", *, clock: Callable[[], float] = time.time
    ) -> None:
        self._database, self._clock = database, clock
        self.links = Links(database, clock=clock)
        self.mailed = MailLinks(database, key, clock=clock)
        self.sessions = Sessions(database, clock=clock)
        self.tries = Tries(database, key, clock=clock)

    async def invite(self, email: str, role: str, *, by: str) -> Invited:
        """Invite somebody, or invite them again: earlier links of theirs end.

        Raises:
            UsageError: no address, no such role, or an account with another role or a disabled one.
        """
        address, wanted = email_of(email), role_of(role)
        row = {
            "id": secrets.token_hex(8),
            "email": address,
            "handle": secrets.token_bytes(32),
            "role": wanted,
            "state": "invited",
            "created_s": int(self._clock()),
        }
        new = self._database.insert(people).values(row)
        await self._database.run(new.on_conflict_do_nothing(index_elements=[people.c.email]))
        person = await self.find(address)
        if person is None:
            raise UsageError(f"the account of {address} was removed at the same time; try again")
        if person.state == "disabled":
            raise UsageError(f"{address} is disabled; enable it first: people enable {address}")
        if person.role != wanted:
            raise UsageError(
                f"{address} is a {person.role} already; change it with: people role {address} "
                f"{wanted}"
            )
        await self.links.drop(person.id)
        token = await self.links.make("invitation", person=person.id)
        await self._note(by, person.id, "invite", wanted)
        return Invited(person, token)

    async def recover(self, email: str, *, by: str) -> Invited:
        """For one who lost mail and passkeys: both ways in end, and a new invitation is made.

        Raises:
            UsageError: no such account, or a disabled one.
        """
        person = await self.known(email)
        await self.sessions.end_all(person.id)
        await self._database.run(
            delete(people_passkeys).where(people_passkeys.c.person == person.id)
        )
        await self._note(by, person.id, "recover", "")
        return await self.invite(person.email, person.role, by=by)

    async def all(self) -> list[Person]:
        """Everybody, by address."""
        rows = await self._database.run(select(people).order_by(people.c.email))
        return [_person(row) for row in rows]

    async def find(self, email: str) -> Person | None:
        """Whose address this is."""
        rows = await self._database.run(select(people).where(people.c.email == email))
        return _person(rows[0]) if rows else None

    async def get(self, person: str) -> Person | None:
        """The person with an id."""
        rows = await self._database.run(select(people).where(people.c.id == person))
        return _person(rows[0]) if rows else None

    async def known(self, email: str) -> Person:
        """Raises UsageError: nobody has this address."""
        person = await self.find(email_of(email))
        if person is None:
            raise UsageError(f"nobody has the address {email!r}; see `clearsight people list`")
        return person

    async def role(self, email: str, role: str, *, by: str) -> Person:
        """Give another role; whoever has it signs in again.

        Raises:
            UsageError: no such account or role.
        """
        return await self._changed(email, by, "role", role=role_of(role))

    async def disable(self, email: str, *, by: str) -> Person:
        """Keep somebody out, from now on.

        Raises:
            UsageError: no such account.
        """
        return await self._changed(email, by, "disable", state="disabled")

    async def enable(self, email: str, *, by: str) -> Person:
        """Let somebody in again, by a new sign-in.

        Raises:
            UsageError: no such account.
        """
        return await self._changed(email, by, "enable", state="active")

    async def accept(self, person: str) -> Person | None:
        """The invitation was taken; None when the account was disabled or removed meanwhile."""
        rows = await self._database.run(
            update(people)
            .where(people.c.id == person, people.c.state != "disabled")
            .values(state="active")
            .returning(people)
        )
        if rows:
            await self._note(person, person, "accept", "")
        return _person(rows[0]) if rows else None

    async def acts(self, person: str) -> list[str]:
        """What was done about an account, the oldest first."""
        rows = await self._database.run(
            select(people_acts).where(people_acts.c.whom == person).order_by(people_acts.c.id)
        )
        return [f"{moment(r.at_s):%Y-%m-%d %H:%M} {r.what} {r.detail} by {r.actor}" for r in rows]

    async def _changed(self, email: str, by: str, what: str, **values: str) -> Person:
        person = await self.known(email)
        rows = await self._database.run(
            update(people).where(people.c.id == person.id).values(**values).returning(people)
        )
        await self.links.drop(person.id)
        await self.sessions.end_all(person.id)
        await self._note(by, person.id, what, " ".join(values.values()))
        return _person(rows[0])

    async def _note(self, actor: str, whom: str, what: str, detail: str) -> None:
        row = {"at_s": int(self._clock()), "actor": actor, "whom": whom, "what": what}
        await self._database.run(self._database.insert(people_acts), row | {"detail": detail})


def _person(row: Row[Any]) -> Person:
    return Person(row.id, row.email, row.role, row.state, row.handle, moment(row.created_s))
