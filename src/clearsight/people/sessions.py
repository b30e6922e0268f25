"""Sessions of signed-in browsers: the token turns over, and an old one that comes back ends all.

A browser gets its next token while the old one still works, so that an answer that is lost on the
way signs nobody out. Once the next one was seen, the old one is good for GRACE_S more, for requests
that were under way; after that whoever shows it has a copy, and the session ends for both.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, or_, select, update

from clearsight.people.words import LIMITS, Person, Session, hashed, moment, new_token
from clearsight.store.engine import Database
from clearsight.store.people_tables import people, people_sessions

sessions = people_sessions
TURN_S = 15 * 60
AGAIN_S = 60  # a next token that never came back is replaced after this
GRACE_S = 60
SEEN_S = 60  # how exactly the last use is known: not every request writes
LONGEST_S = max(one.whole_s for one in LIMITS.values())
MOST = 20  # sessions of one person; the oldest goes


@dataclass(frozen=True, slots=True)
class Seen:
    """Who a request comes from.

    Attributes:
        token: what the browser should hold from now on; None for no change.
    """

    person: Person
    session: Session
    token: str | None = None


class Sessions:
    """Begins, checks and ends sessions.

    Args:
        clock: seconds since 1970; replaced in tests.
    """

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database, self._clock = database, clock

    async def begin(self, person: Person, *, how: str, agent: str) -> str:
        """A new session; its token is in the answer and nowhere else.

        Args:
            how: "mail", "passkey" or "invitation".
            agent: what the browser calls itself, for the list of sessions.
        """
        now, token = int(self._clock()), new_token()
        row = {
            "id": secrets.token_hex(8),
            "person": person.id,
            "name": hashed(token),
            "coming": None,
            "coming_s": 0,
            "gone": None,
            "turned_s": now,
            "created_s": now,
            "seen_s": now,
            "how": how,
            "agent": "".join(c for c in agent if c.isprintable())[:80],
        }
        await self._database.run(self._database.insert(sessions), row)
        await self._database.run(delete(sessions).where(sessions.c.created_s < now - LONGEST_S))
        kept = (
            select(sessions.c.id)
            .where(sessions.c.person == person.id)
            .order_by(sessions.c.created_s.desc(), sessions.c.id)
            .limit(MOST)
        )
        await self._database.run(
            delete(sessions).where(sessions.c.person == person.id, sessions.c.id.not_in(kept))
        )
        return token

    async def check(self, token: str) -> Seen | None:
        """Who holds this token now; None for nobody.

        Raises:
            StoreError: the database fails.
        """
        name, now = hashed(token), int(self._clock())
        rows = await self._database.run(
            select(sessions, people.c.email, people.c.role, people.c.state, people.c.handle,
                   people.c.created_s.label("since_s"))
            .join(people, people.c.id == sessions.c.person)
            .where(or_(sessions.c.name == name, sessions.c.coming == name,
                       sessions.c.gone == name))
        )  # fmt: skip
        if not rows:
            return None
        row = rows[0]
        if self._over(row, now) or (row.gone == name and now - row.turned_s > GRACE_S):
            await self.end(row.id)
            return None
        person = Person(row.person, row.email, row.role, row.state, row.handle, moment(row.since_s))
        return Seen(person, _session(row), await self._turned(row, name, now))

    def _over(self, row: Row[Any], now: int) -> bool:
        limits = LIMITS[row.role]
        idle, whole = now - row.seen_s > limits.idle_s, now - row.created_s > limits.whole_s
        return bool(idle or whole or row.state != "active")

    async def _turned(self, row: Row[Any], name: str, now: int) -> str | None:
        """Turn the token over when it is time; the next one, if there is one to give out."""
        mine = update(sessions).where(sessions.c.id == row.id)
        if row.coming == name:
            await self._database.run(
                mine.where(sessions.c.coming == name).values(
                    name=name, gone=row.name, coming=None, turned_s=now, seen_s=now
                )
            )
            return None
        if row.name == name and now - row.turned_s > TURN_S and now - row.coming_s > AGAIN_S:
            token = new_token()
            given = await self._database.run(
                mine.where(sessions.c.name == name, sessions.c.coming_s == row.coming_s)
                .values(coming=hashed(token), coming_s=now, seen_s=now)
                .returning(sessions.c.id)
            )
            return token if given else None
        if now - row.seen_s > SEEN_S:
            await self._database.run(mine.values(seen_s=now))
        return None

    async def list(self, person: str) -> list[Session]:
        """A person's sessions, the newest first."""
        rows = await self._database.run(
            select(sessions)
            .where(sessions.c.person == person)
            .order_by(sessions.c.created_s.desc(), sessions.c.id)
        )
        return [_session(row) for row in rows]

    async def end(self, session: str, *, person: str | None = None) -> None:
        """End one session; with `person` only if it is theirs."""
        wanted = delete(sessions).where(sessions.c.id == session)
        if person is not None:
            wanted = wanted.where(sessions.c.person == person)
        await self._database.run(wanted)

    async def end_all(self, person: str) -> None:
        """Sign a person out everywhere."""
        await self._database.run(delete(sessions).where(sessions.c.person == person))


def _session(row: Row[Any]) -> Session:
    return Session(
        row.id, row.person, row.how, row.agent, moment(row.created_s), moment(row.seen_s)
    )
