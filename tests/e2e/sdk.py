"""The server that the official clients talk to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from clearsight.deployment import ServeSettings
from clearsight.store import KeyLimits
from tests.gateway.support import PEPPER, Running


@dataclass(frozen=True)
class Served:
    """A server with a key, and with one that may ask only once a minute."""

    url: str
    key: str
    narrow: str


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """A server with keys, as a client of another company would meet it."""
    running = Running(ServeSettings(database=f"sqlite:///{folder / 'a.db'}", pepper=PEPPER))
    keys = running.deployment.store.keys
    key = running.do(keys.create("client"))
    running.deployment._keyed = None  # it was found open; that is believed for two seconds
    narrow = running.do(keys.create("narrow", limits=KeyLimits(requests=1)))
    yield Served(running.url, key.secret, narrow.secret)
    running.stop()
