"""Every test of the vault runs on SQLite, and on PostgreSQL where it is installed."""

import asyncio
import hashlib
import io
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sqlalchemy import text

from clearsight.content import Image
from clearsight.store import Store
from clearsight.vault import Retention
from clearsight.vault.master import Master
from clearsight.vault.sweep import Sweeper
from clearsight.vault.vault import Vault
from tests.store.cluster import new_database, running

PEPPER = "a pepper for tests, forty characters long"
EMPTY = "TRUNCATE vault_sessions, vault_receipts, tickets, helpers_here CASCADE"
START_S = 1_900_000_000.0


class Clock:
    """Time that only moves when a test says so."""

    def __init__(self) -> None:
        self.seconds = START_S

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Place:
    """A vault of one test.

    Attributes:
        files: the folder that holds everything the database writes.
        again: another process's view of the same vault.
    """

    vault: Vault
    sweeper: Sweeper
    store: Store
    clock: Clock
    files: Path
    key_file: Path
    again: Callable[[Retention], Vault]


@pytest.fixture(scope="session")
def socket() -> Iterator[Path]:
    """A running PostgreSQL."""
    with running() as folder:
        yield folder


@pytest.fixture(scope="session")
def postgres(socket: Path) -> tuple[Path, str]:
    """The folder of a cluster, and the URL of a migrated database that the tests empty in turn."""
    url = new_database(socket, "vault")
    asyncio.run(migrated(url))
    return socket / "data", url


async def migrated(url: str) -> None:
    store = Store.open(url, pepper=PEPPER)
    await store.migrate()
    await store.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied: loading Alembic costs most of a test."""
    path = tmp_path_factory.mktemp("template") / "clearsight.db"
    asyncio.run(migrated(f"sqlite:///{path}"))
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, template: Path) -> tuple[Path, str]:
    """The folder of everything that a database writes, and its URL."""
    if request.param == "postgresql":
        found: tuple[Path, str] = request.getfixturevalue("postgres")
        return found
    files = tmp_path / "data"
    files.mkdir()
    shutil.copy(template, files / "clearsight.db")
    return files, f"sqlite:///{files / 'clearsight.db'}"


@pytest.fixture
async def place(
    database: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Place]:
    """An empty vault."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))  # owed deletions of PostgreSQL
    files, url = database
    store, clock = Store.open(url, pepper=PEPPER), Clock()
    if not store.database.sqlite:
        await store.database.run(text(EMPTY))
    key_file = tmp_path / "config" / "vault-key"

    def made(retention: Retention) -> Vault:
        return Vault(
            store.database,
            Master(key_file),
            PEPPER.encode,
            retention=retention,
            mails=True,
            now=clock,
        )

    vault = made(Retention())
    yield Place(vault, Sweeper(vault), store, clock, files, key_file, made)
    await store.close()


def photo(colour: str = "red", kind: str = "JPEG") -> Image:
    """A drawn picture as ingest makes it: 96 x 64 pixels, no metadata."""
    out = io.BytesIO()
    picture = Pillow.effect_noise((96, 64), 90).convert("RGB")
    picture.paste(colour, (10, 10, 60, 40))
    picture.save(out, kind)
    data = out.getvalue()
    media = "image/jpeg" if kind == "JPEG" else "image/png"
    return Image(data, media, 96, 64, hashlib.sha256(data).hexdigest())
