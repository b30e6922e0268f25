"""A server's memory of judged turns: refused ones in the store, looks in this process.

Refused turns are few, must be known to every process and outlive a restart, and cost one read of
the database for a request with earlier turns. Looks are many and only save time.
"""

import hmac
from collections.abc import Callable, Mapping, Sequence

from clearsight.audit import asking
from clearsight.cache import TimedCache
from clearsight.guard.looks import KeptLooks, Look
from clearsight.guard.memory import LOOKS_S, MOST_LOOKS, keyed, tenant
from clearsight.guard.past import Refused
from clearsight.store.refused import RefusedTurns


class StoredTurns:
    """Of each key, and of each user that it names, for itself.

    Args:
        secret: makes the key of the digests, when first needed.
    """

    def __init__(self, refused: RefusedTurns, secret: Callable[[], bytes]) -> None:
        self._refused, self._secret = refused, secret
        self._key = b""
        self._looks = TimedCache[Look](MOST_LOOKS, LOOKS_S)

    @property
    def looks(self) -> KeptLooks:
        return self._looks.of(tenant(_whose()))

    async def recall(self, names: Sequence[str], *, since_s: float) -> Mapping[str, Refused]:
        """What is known under these names, and not older.

        Raises:
            StoreError: the database fails.
        """
        named = {self._named(name): name for name in names}
        found = await self._refused.find(list(named), since_s=since_s)
        return {named[key]: one for key, one in found.items()}

    async def keep(self, refused: Mapping[str, Refused]) -> None:
        """Remember refused turns.

        Raises:
            StoreError: the database fails.
        """
        await self._refused.add({self._named(name): one for name, one in refused.items()})

    def _named(self, name: str) -> str:
        if not self._key:
            self._key = hmac.new(self._secret(), b"clearsight: refused turns", "sha256").digest()
        return keyed(self._key, _whose(), name)

    async def tidy(self, *, older_than_s: float) -> None:
        """Forget what no policy asks for any more.

        Raises:
            StoreError: the database fails.
        """
        await self._refused.forget(older_than_s=older_than_s)


def _whose() -> str:
    """The key, or the visitor of a page, and the person whom the caller names behind it."""
    asked = asking()
    return f"{len(asked.caller)}\0{asked.caller}\0{asked.user}"
