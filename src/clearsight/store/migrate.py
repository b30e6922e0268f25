"""Brings a database to the tables of this code: once, whichever process comes first."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from clearsight.errors import StoreError
from clearsight.store.engine import Database

LOCK = 0x636C_6561  # any number that no other program uses on this database


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def migrate(database: Database) -> None:
    """Create or upgrade the tables, all of it or nothing.

    Raises:
        StoreError: the database was made by a newer Clearsight, or cannot be used.
    """
    scripts = ScriptDirectory.from_config(_config())
    known = {script.revision for script in scripts.walk_revisions()}
    head = scripts.get_current_head()
    database.make_file()
    revision = await database.work(_revision)
    if revision is not None and revision not in known:
        raise StoreError(
            f"the database {database.place} has version {revision}, which this Clearsight does not "
            f"know (its own is {head}): it was made by a newer one. Upgrade Clearsight, or restore "
            f"the backup that was taken before"
        )
    if revision != head:
        await database.transact(_upgrade, lock=LOCK)
