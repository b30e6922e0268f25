"""A small memory cache: least recently used out first, entries expire, keys are salted.

Salted keys (a secret per process and the tenant's name) keep one tenant from learning by timing
whether another has sent the same picture. Nothing is written to disk.
"""

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")


class TimedCache(Generic[Value]):
    """Least-recently-used cache with a lifetime; safe to share between threads.

    Args:
        most: how many entries are kept.
        lifetime_s: seconds after which an entry is forgotten.
        clock: monotonic seconds; replaced in tests.
    """

    def __init__(
        self,
        most: int = 256,
        lifetime_s: float = 600.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._lifetime_s, self._clock = most, lifetime_s, clock
        self._salt = secrets.token_bytes(32)
        self._entries: OrderedDict[bytes, tuple[float, Value]] = OrderedDict()
        self._lock = threading.Lock()

    def _key(self, digest: str, tenant: str) -> bytes:
        return hashlib.blake2b(f"{tenant}\0{digest}".encode(), key=self._salt).digest()

    def get(self, digest: str, tenant: str = "") -> Value | None:
        """The value, or None when it is unknown or has expired."""
        key = self._key(digest, tenant)
        with self._lock:
            found = self._entries.get(key)
            if found is None:
                return None
            if self._clock() - found[0] > self._lifetime_s:
                del self._entries[key]
                return None
            self._entries.move_to_end(key)
            return found[1]

    def put(self, digest: str, value: Value, tenant: str = "") -> None:
        with self._lock:
            self._entries[self._key(digest, tenant)] = (self._clock(), value)
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)

    def drop(self, digest: str, tenant: str = "") -> None:
        """Forget one entry now, if it is there."""
        with self._lock:
            self._entries.pop(self._key(digest, tenant), None)

    def of(self, tenant: str) -> "Corner[Value]":
        """One tenant's part of this cache."""
        return Corner(self, tenant)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()

    def __len__(self) -> int:
        return len(self._entries)


@dataclass(frozen=True, slots=True)
class Corner(Generic[Value]):
    """A TimedCache as one tenant sees it."""

    cache: TimedCache[Value]
    tenant: str

    def get(self, digest: str) -> Value | None:
        return self.cache.get(digest, self.tenant)

    def put(self, digest: str, value: Value) -> None:
        self.cache.put(digest, value, self.tenant)
