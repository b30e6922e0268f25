"""Brings a database to the tables of this code: once, whichever process comes first.

Alembic is loaded only when there is something to upgrade: 9 MB that no worker needs otherwise.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, inspect, select, table

from clearsight.errors import StoreError
from clearsight.store.engine import Database

if TYPE_CHECKING:
    from alembic.config import Config

VERSION = "0006"
LOCK = 0x636C_6561  # any number that no other program uses on this database
RECORD = table("alembic_version", column("version_num"))


async def migrate(database: Database) -> None:
    """Create or upgrade the tables, all of it or nothing.

    Raises:
        StoreError: the database was made by a newer Clearsight, or cannot be used.
    """
    database.make_file()
    found = await database.work(_found)
    if found == VERSION:
        return
    if found is not None and found not in known():
        raise StoreError(
            f"the database {database.place} has version {found}, which this Clearsight does not "
            f"know (its own is {VERSION}): it was made by a newer one. Upgrade Clearsight, or "
            f"restore the backup that was taken before"
        )
    # Loading Alembic takes a second, and others wait for the lock.
    from alembic import command  # noqa: F401

    await database.transact(_upgrade, lock=LOCK)


def known() -> set[str]:
    """Every version that this code can upgrade from, and its own."""
    from alembic.script import ScriptDirectory

    return {s.revision for s in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _found(connection: Connection) -> str | None:
    if not inspect(connection).has_table(RECORD.name):
        return None
    version: str | None = connection.scalar(select(RECORD.c.version_num))
    return version


def _upgrade(connection: Connection) -> None:
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, VERSION)
