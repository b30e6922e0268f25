"""Limits per minute that hold across processes and machines, without a statement per request.

A process leases a share of a key's minute from the database (a 16th of what is left, so that little
is stranded in a process that is then not asked, and single units near the end) and spends it in
memory. What is leased is counted as used, whether or not it is spent: together all processes never
take more than the limit in a minute of the clock. The minute before counts as well, weighted by the
part of it that still lies within the last 60 seconds, so a burst cannot straddle the border.

Slack, stated: tokens are known only after the answer, so requests that are on their way may exceed
the token limit by what they produce; what they exceeded is charged. The clocks of the machines must
agree to about a second. A process that dies takes its lease along until the minute ends.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import Connection, Row

from clearsight.store.engine import Database
from clearsight.store.lease import Need, faded, lease_statement, lease_values, retry_after_s
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

    def repeats(self, need: int, now: float) -> bool:
        """Whether asking the database again would be refused again."""
        return self.refused is not None and need >= self.refused_need and now < self.refused_until


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
        self._statement = lease_statement(database)

    async def take(
        self, key: Key, *, requests: int = 1, tokens: int = 0, images: int = 0, pixels: int = 0
    ) -> Allowed | Limited:
        """Take all of it or nothing.

        Args:
            key: whose limits count.
            tokens: an estimate, at least of the prompt; `settle` corrects it. With 0 a key that has
                used up its tokens passes.

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
            needs.append(Need(key.id, what, need, limit))
        if not needs:
            return Allowed(tokens=tokens, minute=self._turn())
        while self._lacking(needs):
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
            await self._ask([Need(key.id, "tokens", more - paid, limit)], charge=True)

    def _turn(self) -> int:
        """The minute it is; leases of an older one are dropped."""
        minute = int(self._now() // 60)
        if minute > self._minute:
            self._minute = minute
            self._leases = {k: v for k, v in self._leases.items() if v.minute >= minute}
        return self._minute

    def _left(self, n: Need) -> int:
        lease = self._leases.get((n.key_id, n.what))
        return lease.left if lease else 0

    def _lacking(self, needs: list[Need]) -> bool:
        self._turn()
        return any(self._left(n) < n.need for n in needs)

    async def _lease_lacking(self, key_id: str, needs: list[Need]) -> Limited | None:
        """Lease what is lacking; the refusal, if there is not enough of something."""
        lock = self._locks.get(key_id)
        if lock is None:
            self._locks[key_id] = lock = asyncio.Lock()
        async with lock:
            if not self._lacking(needs):
                return None
            now = self._now()
            for n in needs:
                lease = self._leases.get((n.key_id, n.what))
                if lease and lease.left < n.need and lease.repeats(n.need, now):
                    return lease.refused
            # The trip also refills, with a need of 0, what the next request would lack.
            asks = [
                replace(n, need=max(0, n.need - self._left(n)))
                for n in needs
                if self._left(n) < 2 * n.need
            ]
            refusals = await self._ask(asks)
            return refusals[0] if refusals else None

    async def _ask(self, asks: list[Need], *, charge: bool = False) -> list[Limited]:
        """One trip: lease at least each `need`, or learn of what there is not enough.

        Args:
            charge: it was used already: counted whether it fits or not, and not leased.
        """
        now = self._now()
        values = [lease_values(n, now, charge=charge) for n in asks]

        def do(connection: Connection) -> list[Row[Any]]:
            return [connection.execute(self._statement, v).one() for v in values]

        rows = await self._database.work(do)
        if charge:
            return []
        answers = [self._entered(n, row, now) for n, row in zip(asks, rows, strict=True)]
        return [limited for limited in answers if limited is not None]

    def _entered(self, n: Need, row: Row[Any], now: float) -> Limited | None:
        """Note what the database granted, or that it did not."""
        if row.minute < self._turn():
            return None  # the minute ended meanwhile, and the lease with it: ask again
        lease = self._leases.get((n.key_id, n.what))
        if lease is None or lease.minute < row.minute:
            lease = self._leases[n.key_id, n.what] = _Lease(row.minute)
        lease.left += row.granted
        lease.beyond = max(0, n.limit - row.used - faded(row.before, now))
        if row.granted or not n.need:
            lease.refused = None
            return None
        wait = retry_after_s(n, row.used, row.before, now)
        lease.refused = Limited(n.what, wait, n.limit, lease.beyond + lease.left)
        lease.refused_need = n.need + lease.left
        lease.refused_until = now + min(REFUSED_S, wait)
        return lease.refused

    def _remaining(self, n: Need) -> int:
        lease = self._leases[n.key_id, n.what]
        return lease.left + lease.beyond
