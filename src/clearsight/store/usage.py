"""Limits per minute that hold across processes and machines, without a statement per request.

A process leases a share of a key's minute from the database (a 32nd of what is left, so that little
is stranded in a process that is then not asked, and single units near the end) and spends it in
memory. What is leased is counted as used, whether or not it is spent: together all processes never
take more than the limit in a minute of the clock. The minute before counts as well, weighted by the
part of it that still lies within the last 60 seconds, so a burst cannot straddle the border.

Slack, stated: tokens are known only after the answer, so requests that are on their way may exceed
the token limit by what they produce; what they exceeded is charged. The clocks of the machines must
agree to about a second. A process that dies takes its lease along until the minute ends.
"""

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from weakref import WeakValueDictionary

from clearsight.store.engine import Database
from clearsight.store.lease import MINUTE_MS, SHARE, faded, lease_statement
from clearsight.store.words import WHAT, Allowed, Key, Limited, What

# A refusal is repeated from memory for this long: refused requests must not load the database.
REFUSED_S = 1.0


@dataclass(slots=True)
class _Lease:
    """What this process holds of one quantity of one key.

    Attributes:
        minute: the lease ends with it.
        left: leased and not spent.
        beyond: what the database had left when it was last asked.
        refused: its last refusal of `refused_need`, repeated until `refused_until`.
    """

    minute: int
    left: int = 0
    beyond: int = 0
    refused: Limited | None = None
    refused_need: int = 0
    refused_until: float = 0.0


@dataclass(frozen=True, slots=True)
class _Need:
    key_id: str
    what: What
    need: int
    limit: int


class UsageCounters:
    """Takes shares of what a key may use.

    Args:
        now: seconds since 1970; replaced in tests.
    """

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database, self._now = database, now
        self._minute = 0
        self._leases: dict[tuple[str, What], _Lease] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._lease_statement = lease_statement(database)

    async def take(
        self, key: Key, *, requests: int = 1, tokens: int = 0, images: int = 0, pixels: int = 0
    ) -> Allowed | Limited:
        """Take all of it or nothing.

        Args:
            key: whose limits count.
            tokens: an estimate; `settle` corrects it.

        Raises:
            StoreError: the database fails. Nothing was taken; do not let the request pass.
        """
        asked = {"requests": requests, "tokens": tokens, "images": images, "pixels": pixels}
        needs = []
        for what in WHAT:
            limit: int | None = getattr(key.limits, what)
            need = asked[what]
            if need < 0:
                raise ValueError(f"{what} is {need}; expected a number from 0")
            if limit is None or not need:
                continue
            if need > limit:
                return Limited(what, 60.0, limit, 0, too_large=True)
            needs.append(_Need(key.id, what, need, limit))
        if not needs:
            return Allowed(tokens=tokens, minute=self._turn())
        while any(self._lacks(n) for n in needs):
            limited = await self._lease_lacking(key.id, needs)
            if limited is not None:
                return limited
        for n in needs:
            self._leases[n.key_id, n.what].left -= n.need
        return Allowed({n.what: self._remaining(n) for n in needs}, tokens, self._minute)

    async def settle(self, key: Key, allowed: Allowed, *, tokens: int) -> None:
        """Charge what an answer really used, beyond or below what was taken in advance.

        Args:
            tokens: prompt and completion together.

        Raises:
            StoreError: the database fails.
        """
        limit = key.limits.tokens
        more = tokens - allowed.tokens
        if limit is None or more == 0:
            return
        minute = self._turn()
        lease = self._leases.setdefault((key.id, "tokens"), _Lease(minute))
        if more < 0:
            if allowed.minute == minute:  # an older minute is closed: nothing to give back to
                lease.left -= more
                lease.refused = None
            return
        paid = min(lease.left, more)
        lease.left -= paid
        if paid < more:
            await self._ask(_Need(key.id, "tokens", more - paid, limit), charge=True)

    def _turn(self) -> int:
        """The minute it is; leases of an older one are dropped."""
        minute = int(self._now() // 60)
        if minute > self._minute:
            self._minute = minute
            self._leases = {k: v for k, v in self._leases.items() if v.minute >= minute}
        return self._minute

    def _lacks(self, n: _Need) -> bool:
        self._turn()
        lease = self._leases.get((n.key_id, n.what))
        return lease is None or lease.left < n.need

    async def _lease_lacking(self, key_id: str, needs: list[_Need]) -> Limited | None:
        """Lease what is lacking; the refusal, if the database refuses one of them."""
        lock = self._locks.get(key_id)
        if lock is None:
            self._locks[key_id] = lock = asyncio.Lock()
        async with lock:
            for n in needs:
                if not self._lacks(n):
                    continue
                lease = self._leases.get((n.key_id, n.what))
                if lease and lease.refused and n.need >= lease.refused_need:
                    wait = lease.refused_until - self._now()
                    if wait > 0:
                        return lease.refused
                missing = n.need - (lease.left if lease else 0)
                limited = await self._ask(replace(n, need=missing))
                if limited is not None:
                    return limited
        return None

    async def _ask(self, n: _Need, *, charge: bool = False) -> Limited | None:
        """One statement: lease at least `need`, or learn that there is not enough.

        Args:
            charge: it was used already: counted whether it fits or not, and not leased.
        """
        now = self._now()
        minute = int(now // 60)
        still_ms = MINUTE_MS - int(now * 1000) % MINUTE_MS
        values = {
            "key_id": n.key_id,
            "what": n.what,
            "minute": minute,
            "limit": n.limit,
            "need": n.need,
            "first": n.need if charge else max(n.need, n.limit // SHARE),
            "still_ms": still_ms,
            "charge": int(charge),
        }
        (row,) = await self._database.run(self._lease_statement, values)
        if row.minute < self._turn():
            return None  # the minute ended meanwhile, and the lease with it
        lease = self._leases.get((n.key_id, n.what))
        if lease is None or lease.minute < row.minute:
            lease = self._leases[n.key_id, n.what] = _Lease(row.minute)
        lease.left += row.granted - (n.need if charge else 0)
        lease.beyond = max(0, n.limit - row.used - faded(row.before, still_ms))
        if row.granted:
            lease.refused = None
            return None
        wait = retry_after_s(n, row.used, row.before, now)
        lease.refused = Limited(n.what, wait, n.limit, lease.beyond + lease.left)
        lease.refused_need = n.need + lease.left
        lease.refused_until = now + min(REFUSED_S, wait)
        return lease.refused

    def _remaining(self, n: _Need) -> int:
        lease = self._leases[n.key_id, n.what]
        return lease.left + lease.beyond


def retry_after_s(n: _Need, used: int, before: int, now: float) -> float:
    """Seconds until `need` fits: the older minute fades with time, then this one does."""
    free = n.limit - n.need
    gone_s = now % 60
    if used <= free and before:
        at_s = 60 * (1 - (free - used) / before)
    else:
        at_s = 60 + 60 * (1 - free / used) if used > free else 60.0
    return max(0.1, math.ceil(10 * (at_s - gone_s)) / 10)
