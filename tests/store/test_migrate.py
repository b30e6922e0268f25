"""The migrations make exactly the tables that the code uses, once, and know a newer database."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from clearsight.errors import StoreError
from clearsight.store import Store
from clearsight.store.migrate import VERSION, known
from clearsight.store.tables import metadata
from tests.store.conftest import PEPPER

MIGRATE = """
import asyncio, sys
from clearsight.store import Store

async def main(url, pepper):
    store = Store.open(url, pepper=pepper)
    await store.migrate()
    await store.keys.create("from one of several")
    await store.close()

asyncio.run(main(*sys.argv[1:]))
"""


def differences(connection: Connection) -> object:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return compare_metadata(context, metadata)


def tables(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


async def test_migrated_tables_are_the_ones_in_the_code(store: Store) -> None:
    assert await store.database.work(differences) == []


async def test_a_difference_would_be_seen(store: Store) -> None:
    await store.database.run(text("ALTER TABLE keys ADD COLUMN surplus INTEGER"))
    assert "surplus" in str(await store.database.work(differences))


async def test_migrating_again_keeps_what_is_there(store: Store, other: Store) -> None:
    made = await store.keys.create("x")
    await store.migrate()
    await other.migrate()
    assert await other.keys.list() == [made.key]


async def test_several_processes_may_start_at_once(url: str) -> None:
    command = [sys.executable, "-c", MIGRATE, url, PEPPER]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    told = [(await asyncio.to_thread(p.communicate, timeout=60))[1] for p in running]
    assert told == ["", "", ""]
    store = Store.open(url, pepper=PEPPER)
    assert len(await store.keys.list()) == 3
    await store.close()


async def test_only_one_of_several_at_the_same_moment_makes_the_tables(url: str) -> None:
    several = [Store.open(url, pepper=PEPPER) for _ in range(4)]
    await asyncio.gather(*(store.migrate() for store in several))
    assert await several[0].keys.list() == []
    for store in several:
        await store.close()


def test_the_version_is_the_newest_script() -> None:
    assert known() == {f"{n:04}" for n in range(1, int(VERSION) + 1)}


async def test_a_newer_database_is_left_alone(store: Store, other: Store) -> None:
    await store.database.run(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"9999.*newer"):
        await other.migrate()


async def test_a_migration_that_fails_leaves_nothing_behind(url: str) -> None:
    store = Store.open(url, pepper=PEPPER)
    store.database.make_file()
    # The second table is in the way: the first must not stay.
    await store.database.run(text("CREATE TABLE usage (strange INTEGER)"))
    with pytest.raises(StoreError, match="already exists"):
        await store.migrate()
    assert await store.database.work(tables) == ["usage"]
    await store.close()


def test_the_scripts_are_part_of_the_package() -> None:
    import clearsight.store as room

    versions = Path(room.__file__).parent / "migrations" / "versions"
    assert (versions / "v0001_keys.py").is_file()
