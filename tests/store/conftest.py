"""Every test of the store runs on both databases."""

import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from clearsight.store import Store
from tests.store.cluster import new_database, running

NUMBERS = itertools.count()
PEPPER = "a pepper for tests, forty characters long"


class Clock:
    """Time that only moves when a test says so; starts at the beginning of a minute."""

    def __init__(self) -> None:
        self.seconds = 60 * 30_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture(scope="session")
def socket() -> Iterator[Path]:
    """A running PostgreSQL."""
    with running() as folder:
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'clearsight.db'}"
    return new_database(request.getfixturevalue("socket"), f"test{next(NUMBERS)}")


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """A store with tables."""
    opened = Store.open(url, pepper=PEPPER)
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture
async def other(store: Store, url: str) -> AsyncIterator[Store]:
    """The same database as another process sees it: nothing in memory is shared."""
    opened = Store.open(url, pepper=PEPPER)
    yield opened
    await opened.close()
