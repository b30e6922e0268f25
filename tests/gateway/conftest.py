"""One server for all tests that do not change it, and one with keys."""

from collections.abc import Iterator

import pytest

from clearsight.deployment import ServeSettings
from tests.gateway.support import PEPPER, Running


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Without keys, on loopback."""
    database = f"sqlite:///{tmp_path_factory.mktemp('open') / 'a.db'}"
    running = Running(ServeSettings(database=database, pepper=PEPPER, max_body_bytes=1 << 20))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """With at least one key, so that every request must show one."""
    database = f"sqlite:///{tmp_path_factory.mktemp('keyed') / 'a.db'}"
    running = Running(ServeSettings(database=database, pepper=PEPPER))
    running.do(running.deployment.store.keys.create("first"))
    running.deployment._keyed = None
    yield running
    running.stop()


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """With every registered detector, as a user has it; without keys."""
    database = f"sqlite:///{tmp_path_factory.mktemp('real') / 'a.db'}"
    running = Running(ServeSettings(database=database, pepper=PEPPER), ())
    yield running
    running.stop()
