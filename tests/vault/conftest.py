"""Every test of the vault runs on SQLite, and on PostgreSQL where it is installed."""

import io
import itertools
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image as Pillow

from clearsight.content import Image
from clearsight.store import Store
from clearsight.vault import Retention
from clearsight.vault.master import Master
from clearsight.vault.sweep import Sweeper
from clearsight.vault.vault import Vault
from tests.store.cluster import new_database, running

NUMBERS = itertools.count()
PEPPER = "a pepper for tests, forty characters long"
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
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied: loading Alembic costs most of a test."""
    import asyncio

    path = tmp_path_factory.mktemp("template") / "clearsight.db"

    async def make() -> None:
        store = Store.open(f"sqlite:///{path}", pepper=PEPPER)
        await store.migrate()
        await store.close()

    asyncio.run(make())
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
async def place(
    request: pytest.FixtureRequest, tmp_path: Path, template: Path
) -> AsyncIterator[Place]:
    """An empty vault."""
    if request.param == "sqlite":
        files = tmp_path / "data"
        files.mkdir()
        shutil.copy(template, files / "clearsight.db")
        url = f"sqlite:///{files / 'clearsight.db'}"
    else:
        folder = request.getfixturevalue("socket")
        url, files = new_database(folder, f"vault{next(NUMBERS)}"), folder / "data"
    store, clock = Store.open(url, pepper=PEPPER), Clock()
    await store.migrate()
    key_file = tmp_path / "config" / "vault-key"

    def made(retention: Retention) -> Vault:
        return Vault(
            store.database, Master(key_file), PEPPER.encode, retention=retention, now=clock
        )

    vault = made(Retention())
    yield Place(vault, Sweeper(vault), store, clock, files, key_file, made)
    await store.close()


def photo(colour: str = "red", kind: str = "JPEG") -> Image:
    """A drawn picture as ingest makes it: 96 x 64 pixels, no metadata."""
    import hashlib

    out = io.BytesIO()
    picture = Pillow.effect_noise((96, 64), 90).convert("RGB")
    picture.paste(colour, (10, 10, 60, 40))
    picture.save(out, kind)
    data = out.getvalue()
    media = "image/jpeg" if kind == "JPEG" else "image/png"
    return Image(data, media, 96, 64, hashlib.sha256(data).hexdigest())
