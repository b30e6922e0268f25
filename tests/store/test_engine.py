"""A database that cannot be used is told clearly, and never with a password or a value."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from clearsight.errors import MissingExtra, StoreError, UsageError
from clearsight.store import Store, default_url, engine
from tests.store.conftest import PEPPER


@pytest.mark.parametrize(
    "url",
    [
        "clearsight.db",
        "mysql://user:s3cret@host/database",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=memory&uri=true",
        "postgresql://user:s3cret@host",
        "user:s3cret@host",
    ],
)
def test_a_wrong_url_is_told_with_an_example(url: str) -> None:
    with pytest.raises(UsageError, match="sqlite:////absolute/path") as told:
        Store.open(url, pepper=PEPPER)
    assert "s3cret" not in str(told.value)


def test_postgresql_without_its_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "find_spec", lambda _: None)
    with pytest.raises(MissingExtra, match=r"clearsight\[postgres\]"):
        Store.open("postgresql://host/x", pepper=PEPPER)


def test_the_default_lies_in_the_users_data_folder() -> None:
    assert default_url({"XDG_DATA_HOME": "/x"}) == "sqlite:////x/clearsight/clearsight.db"
    assert default_url({}).endswith("/.local/share/clearsight/clearsight.db")


def test_a_short_pepper_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at least 32"):
        Store.open(f"sqlite:///{tmp_path}/x.db", pepper="short")


async def test_an_address_without_a_server_is_told_without_its_password() -> None:
    store = Store.open("postgresql://user:s3cret@127.0.0.1:1/x", pepper=PEPPER)
    with pytest.raises(StoreError, match=r"127\.0\.0\.1:1/x failed.*Is the server up") as told:
        await store.migrate()
    assert "s3cret" not in str(told.value)
    await store.close()


async def test_a_database_that_does_not_exist_is_told(socket: Path) -> None:
    store = Store.open(f"postgresql://postgres@/nowhere?host={socket}", pepper=PEPPER)
    with pytest.raises(StoreError, match='"nowhere" does not exist'):
        await store.migrate()
    await store.close()


async def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("a letter to a friend, not a database " * 100)
    store = Store.open(f"sqlite:///{tmp_path}/x.db", pepper=PEPPER)
    with pytest.raises(StoreError, match="not a database"):
        await store.migrate()
    await store.close()


async def test_tables_that_were_never_made_are_told(url: str) -> None:
    store = Store.open(url, pepper=PEPPER)
    store.database.make_file()
    with pytest.raises(StoreError, match="Make its tables first"):
        await store.keys.check("cs-" + "a" * 43)
    await store.close()


async def test_a_failing_statement_does_not_show_its_values(store: Store) -> None:
    made = await store.keys.create("a label nobody else may read")
    row = {"id": made.key.id, "digest": "d", "pepper": "p", "label": "secret label"}
    values = row | {"rights": [], "created_s": 1}
    from clearsight.store.tables import keys

    with pytest.raises(StoreError) as told:
        await store.database.run(store.database.insert(keys), values)
    assert "secret label" not in f"{told.value} {told.value.__cause__}"


async def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/new/x.db", pepper=PEPPER)
    await store.migrate()
    files = list((tmp_path / "new").iterdir())
    assert {f.stat().st_mode & 0o777 for f in files} == {0o600}
    await store.close()


UNWRITABLE = """
import asyncio, os, sys
from clearsight.store import Store

async def migrate(url):
    store = Store.open(url, pepper="x" * 32)
    try:
        await store.migrate()
    finally:
        await store.close()

asyncio.run(migrate(sys.argv[1]))  # loads every module while it still may
if os.geteuid() == 0:
    os.setuid(65534)  # nothing is unwritable for root
asyncio.run(migrate(sys.argv[2]))
"""


@pytest.mark.parametrize("there", [False, True])
def test_a_folder_that_cannot_be_written_is_told(there: bool, tmp_path: Path) -> None:
    first = f"sqlite:///{tmp_path}/x.db"
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "x.db")
        if there:
            place.touch(mode=0o444)
        os.chmod(folder, 0o555)
        done = subprocess.run(
            [sys.executable, "-c", UNWRITABLE, first, f"sqlite:///{place}"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        os.chmod(folder, 0o755)
    last = done.stderr.splitlines()[-1]
    assert last.startswith("clearsight.errors.StoreError")
    assert str(place) in last
    assert "folder" in last


async def test_a_file_that_another_process_locks_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    # Not in WAL mode yet: the change of mode is refused at once while somebody else writes.
    file = tmp_path / "clearsight.db"
    held = threading.Event()

    def hold() -> None:
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("CREATE TABLE x (y)")
        other.execute("BEGIN IMMEDIATE")
        held.set()
        time.sleep(0.3)
        other.execute("COMMIT")
        other.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    store = Store.open(f"sqlite:///{file}", pepper=PEPPER)
    await store.migrate()
    assert await store.keys.list() == []
    await store.close()
    holder.join()
