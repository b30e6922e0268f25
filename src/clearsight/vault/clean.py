"""After a deletion: no file of the database holds what was deleted.

SQLite zeroes freed pages (PRAGMA secure_delete, see store.engine), and the write-ahead log, which
holds the pages of before, is written back and cut to nothing. PostgreSQL keeps old rows until it is
vacuumed, and what was ever in its log stays there; so wrapped keys lie in a table of their own that
is never logged, and that table is written anew. Sealed photos may stay in its pages and log for a
while: nothing in the world opens them.
"""

from sqlalchemy import Connection, text

from clearsight.store.engine import Database

WAIT_MS = 250  # for readers to finish, while writers wait; the next round tries again
PLAIN_MS = 5000  # what every connection waits, see store.engine
REWRITE = "VACUUM (FULL) vault_keys"
FREE = "VACUUM vault_items, vault_sessions, vault_consents"
# A transaction that began before the deletion still sees the key, and VACUUM would keep it.
OLD = text(
    "SELECT count(*) FROM pg_stat_activity WHERE backend_xmin IS NOT NULL "
    "AND pid <> pg_backend_pid() AND datname = current_database() AND xact_start < :start"
)
NOW, PAUSE, TRIES = text("SELECT clock_timestamp()"), text("SELECT pg_sleep(0.05)"), 40
# To anybody else VACUUM gives a warning, and does nothing.
OWN = text("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = 'vault_keys'::regclass")


async def clean(database: Database) -> bool:
    """Take what was deleted out of the files; False when somebody still reads it.

    Raises:
        StoreError: the database fails.
    """
    return await database.work(_sqlite if database.sqlite else _postgres)


def _sqlite(connection: Connection) -> bool:
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {WAIT_MS}")
    try:
        row = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {PLAIN_MS}")
    return bool(row[0] == 0)


def _postgres(connection: Connection) -> bool:
    if not connection.scalar(OWN) or not _alone(connection):
        return False
    connection.exec_driver_sql(REWRITE)
    connection.exec_driver_sql(FREE)
    return True


def _alone(connection: Connection) -> bool:
    """Wait until nobody is left who began before now; a busy server always has somebody younger."""
    start = connection.scalar(NOW)
    for _ in range(TRIES):
        if not connection.scalar(OLD, {"start": start}):
            return True
        connection.execute(PAUSE)
    return False
