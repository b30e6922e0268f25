"""The link in a mail: one for a person at a time, good in every browser that asked while it ran.

Whoever knows an address may ask for a mail to it, and so may keep on asking. A limit on mails to an
address would then keep its owner out. Here nothing that others ask takes a link away: while one
runs, whoever asks joins it, so the mail that lies in the box already signs its owner in, in the
browser in which they asked. Others who joined have a browser and no mail. A repeated mail brings
the same link.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, delete, exists, select

from clearsight.errors import UsageError
from clearsight.people.words import hashed
from clearsight.store.engine import Database
from clearsight.store.people_tables import people_links as links

LOCK = 0x6D61_696C  # any number that no other statement here uses
LINK, ASKED = "mail", "mail-asked"  # a link; a browser that it works in
LASTS_S = 25 * 60
# One with less left than this is replaced, so that what arrives works for a quarter of an hour;
# and so a new one begins, and is mailed whoever asked before, each ten minutes at most.
LEAST_S = 15 * 60


@dataclass(frozen=True, slots=True)
class Mailed:
    """A link that somebody may be sent.

    Attributes:
        token: the link's, which stands nowhere else.
        fresh: nobody was sent it before.
    """

    token: str = field(repr=False)
    fresh: bool


class MailLinks:
    """Makes links for mails and takes them back.

    Args:
        key: tokens are made with it and with a random number in the database, so neither alone
            tells one; share it among workers.
        clock: seconds since 1970; replaced in tests.
    """

    def __init__(
        self, database: Database, key: bytes, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._database, self._key, self._clock = database, key, clock

    async def ask(self, person: str, *, browser: str) -> Mailed:
        """The link that runs, or a new one; it works in this browser too from now on.

        Args:
            person: id.
            browser: the cookie of the browser that asked.

        Raises:
            UsageError: this process has no key.
            StoreError: the database fails.
        """
        if not self._key:
            raise UsageError("links in mails need a key; pass one to People(database, key)")
        now = int(self._clock())

        def do(connection: Connection) -> Mailed:
            connection.execute(delete(links).where(links.c.expires_s <= now))
            token, until, fresh = self._running(connection, person, now), now + LASTS_S, False
            if token is None:
                number, fresh = secrets.token_hex(32), True
                token = self._token(person, number)
                row = {"name": hashed(token), "person": person, "purpose": LINK}
                new = self._database.insert(links).values(**row, browser=number, expires_s=until)
                connection.execute(new)
            asked = {"name": _in(token, browser), "person": person, "purpose": ASKED}
            joined = self._database.insert(links).values(**asked, browser=None, expires_s=until)
            connection.execute(joined.on_conflict_do_nothing(index_elements=[links.c.name]))
            return Mailed(token, fresh)

        return await self._database.transact(do, lock=LOCK)

    async def look(self, token: str, *, browser: str) -> bool:
        """Whether `take` would take it; nothing is used up, as mail scanners open links too."""
        return bool(
            await self._database.run(select(links.c.name).where(*self._fits(token, browser)))
        )

    async def take(self, token: str, *, browser: str) -> str | None:
        """Use a link up, for every browser: whose it is, or None.

        One DELETE, so that of two who try at once only one gets it.

        Args:
            browser: the cookie that came with the request.
        """
        rows = await self._database.run(
            delete(links).where(*self._fits(token, browser)).returning(links.c.person)
        )
        return str(rows[0].person) if rows else None

    async def withdraw(self, token: str) -> None:
        """End a link whose mail was not handed over: who asks next gets a new one, and a mail."""
        mine = links.c.name == hashed(token), links.c.purpose == LINK
        await self._database.run(delete(links).where(*mine))

    def _running(self, connection: Connection, person: str, now: int) -> str | None:
        """The person's link that runs long enough, if it was made with this key."""
        row = connection.execute(
            select(links.c.name, links.c.browser)
            .where(links.c.person == person, links.c.purpose == LINK,
                   links.c.expires_s >= now + LEAST_S)
            .order_by(links.c.expires_s.desc(), links.c.name).limit(1)
        ).one_or_none()  # fmt: skip
        if row is None:
            return None
        token = self._token(person, str(row.browser))
        return token if hashed(token) == row.name else None

    def _token(self, person: str, number: str) -> str:
        """256 bits, base64url: 43 characters."""
        text = f"sign in by mail\n{person}\n{number}".encode()
        made = hmac.new(self._key, text, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(made).rstrip(b"=").decode()

    def _fits(self, token: str, browser: str) -> tuple[ColumnElement[bool], ...]:
        asked, now = links.alias(), int(self._clock())
        return (
            links.c.name == hashed(token),
            links.c.purpose == LINK,
            links.c.expires_s > now,
            exists(
                select(asked.c.name).where(
                    asked.c.name == _in(token, browser), asked.c.purpose == ASKED
                )
            ),
        )


def _in(token: str, browser: str) -> str:
    """The name under which it stands that a link works in a browser."""
    return hashed(f"{token}\n{browser}")
