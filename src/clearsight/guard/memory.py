"""A memory of judged turns in one process: for programs that hold a Guard themselves.

`clearsight serve` keeps refused turns in its database, see `deployment.turns`.
"""

import hmac
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence

from clearsight.cache import TimedCache
from clearsight.guard.looks import KeptLooks, Look
from clearsight.guard.past import Refused

MOST_REFUSED = 10_000
MOST_LOOKS = 4096
LOOKS_S = 3600.0


class TurnMemory:
    """Refused turns and looks, gone with the process.

    Args:
        whose: who is being served, such as an account's id; one person's turns never count for
            another. Asked at every use.
    """

    def __init__(self, whose: Callable[[], str] = str) -> None:
        self._whose, self._secret = whose, secrets.token_bytes(32)
        self._refused: OrderedDict[str, Refused] = OrderedDict()
        self._lock = threading.Lock()
        self._looks = TimedCache[Look](MOST_LOOKS, LOOKS_S)

    @property
    def looks(self) -> KeptLooks:
        return self._looks.of(tenant(self._whose()))

    async def recall(self, names: Sequence[str], *, since_s: float) -> Mapping[str, Refused]:
        """What is known under these names."""
        with self._lock:
            found = {name: self._refused.get(self._key(name)) for name in names}
        return {name: one for name, one in found.items() if one and one.at_s >= since_s}

    async def keep(self, refused: Mapping[str, Refused]) -> None:
        """Remember refused turns."""
        with self._lock:
            for name, one in refused.items():
                self._refused[self._key(name)] = one
                self._refused.move_to_end(self._key(name))
            while len(self._refused) > MOST_REFUSED:
                self._refused.popitem(last=False)

    def _key(self, name: str) -> str:
        return keyed(self._secret, self._whose(), name)


def tenant(whose: str) -> str:
    """Whose corner of a cache it is; a caller's own names may hold half a surrogate pair."""
    return whose.encode("utf-8", "surrogatepass").hex()


def keyed(secret: bytes, whose: str, what: str) -> str:
    """A name that tells nothing without the secret, and means something for one caller alone."""
    raw = f"{len(whose)}\0{whose}\0{what}".encode("utf-8", "surrogatepass")
    return hmac.new(secret, raw, "sha256").hexdigest()
