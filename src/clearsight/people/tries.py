"""How often something may be tried: counted in the database, so that all workers count together."""

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address

from sqlalchemy import case, delete

from clearsight.store.engine import Database
from clearsight.store.people_tables import people_tries as tries


@dataclass(frozen=True, slots=True)
class Limit:
    """`most` tries in `window_s` seconds."""

    what: str
    most: int
    window_s: int


# From one network address. Only what failed counts as SIGN_IN: a good link, invitation or passkey
# is never turned away because somebody else tried bad ones from the same network.
ASK = Limit("ask", 30, 600)  # for a link by mail
OFFER = Limit("offer", 60, 600)  # for something that a passkey signs
SIGN_IN = Limit("sign-in", 30, 600)
JOIN = Limit("join", 30, 600)
SHARE = Limit("share", 60, 600)
# Mails that bring somebody the link again that they have; a new link is always mailed.
AGAIN = (Limit("again", 1, 60), Limit("again in an hour", 6, 3600))  # to one address
KEEP = Limit("keep", 60, 600)  # consents given, places in the line; taking back is never counted


class Tries:
    """Counts tries.

    Args:
        key: names are hashed with it, so that the database tells no network address.
        clock: seconds since 1970; replaced in tests.
    """

    def __init__(
        self, database: Database, key: bytes, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._database, self._key, self._clock = database, key, clock

    async def take(self, limit: Limit, who: str) -> bool:
        """Count one try; False when there were too many.

        Raises:
            StoreError: the database fails.
        """
        now = int(self._clock())
        text = f"{limit.what}\n{network_of(who)}".encode("utf-8", "replace")
        name = hmac.new(self._key, text, hashlib.sha256).hexdigest()
        fresh = self._database.insert(tries).values(name=name, until_s=now + limit.window_s, used=1)
        over = tries.c.until_s <= now
        counted = fresh.on_conflict_do_update(
            index_elements=[tries.c.name],
            set_={
                "used": case((over, 1), else_=tries.c.used + 1),
                "until_s": case((over, now + limit.window_s), else_=tries.c.until_s),
            },
        ).returning(tries.c.used)
        (row,) = await self._database.run(counted)
        if row.used == 1:  # as often as rows are added
            await self.tidy()
        return int(row.used) <= limit.most

    async def tidy(self) -> None:
        """Forget windows that are over."""
        await self._database.run(delete(tries).where(tries.c.until_s <= int(self._clock())))


def network_of(who: str) -> str:
    """Whoever is counted: of an IPv6 address its first 64 bits, as one visitor has all the rest
    (RFC 6177); one that carries an IPv4 address is that; anything else as it is."""
    try:
        found = ip_address(who)
    except ValueError:
        return who
    if not isinstance(found, IPv6Address):
        return who
    inside = found.ipv4_mapped
    return str(inside or IPv6Network((int(found) >> 64 << 64, 64)))
