"""Invitations and challenges that work once, for a while; see `mailed` for links in mails."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, delete, or_, select

from clearsight.people.words import hashed, new_token
from clearsight.store.engine import Database
from clearsight.store.people_tables import people_links as links

Purpose = Literal["invitation", "passkey-new", "passkey-in"]
LASTS_S: dict[Purpose, int] = {
    "invitation": 7 * 24 * 3600,
    "passkey-new": 5 * 60,
    "passkey-in": 5 * 60,
}


@dataclass(frozen=True, slots=True)
class Link:
    """What a link was made for; `person` is an id, None where nobody has said who they are."""

    purpose: str
    person: str | None


class Links:
    """Makes links and takes them back.

    Args:
        clock: seconds since 1970; replaced in tests.
    """

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database, self._clock = database, clock

    async def make(
        self, purpose: Purpose, *, person: str | None = None, browser: str | None = None
    ) -> str:
        """A new token, which is in the answer and nowhere else.

        Args:
            browser: the cookie of the browser that asked; the token works in no other.
        """
        now, token = int(self._clock()), new_token()
        await self._database.run(delete(links).where(links.c.expires_s <= now))
        row = {
            "name": hashed(token),
            "person": person,
            "purpose": purpose,
            "browser": None if browser is None else hashed(browser),
            "expires_s": now + LASTS_S[purpose],
        }
        await self._database.run(self._database.insert(links), row)
        return token

    async def look(self, token: str, purpose: Purpose, *, browser: str) -> bool:
        """Whether `take` would take it; nothing is used up, as mail scanners open links too."""
        wanted = (links.c.name == hashed(token), *self._fits(purpose, browser))
        return bool(await self._database.run(select(links.c.name).where(*wanted)))

    async def take(self, token: str, purpose: Purpose, *, browser: str) -> Link | None:
        """Use a token up: one DELETE, so that of two who try at once only one gets it.

        Args:
            browser: the cookie that came with the request.
        """
        rows = await self._database.run(
            delete(links)
            .where(links.c.name == hashed(token), *self._fits(purpose, browser))
            .returning(links.c.purpose, links.c.person)
        )
        return Link(rows[0].purpose, rows[0].person) if rows else None

    async def drop(self, person: str) -> None:
        """End all links of a person."""
        await self._database.run(delete(links).where(links.c.person == person))

    def _fits(self, purpose: Purpose, browser: str) -> tuple[ColumnElement[bool], ...]:
        return (
            links.c.purpose == purpose,
            links.c.expires_s > int(self._clock()),
            or_(links.c.browser.is_(None), links.c.browser == hashed(browser)),
        )
