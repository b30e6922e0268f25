"""One database behind a URL: SQLite in a file, or PostgreSQL; every failure is a StoreError.

Statements run one by one and commit by themselves, so that none holds a lock while Python thinks;
`transact` is for the few that belong together.
"""

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Executable, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Row
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from clearsight.errors import MissingExtra, StoreError, UsageError

Done = TypeVar("Done")
DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
EXAMPLES = "sqlite:////absolute/path/clearsight.db or postgresql://user:password@host/database"
# NORMAL: a power cut may lose the last counters of a minute, never the file's consistency.
# What is deleted is overwritten, by every connection: pages move when others write, too.
BUSY_S = 5.0
PRAGMAS = (
    f"PRAGMA busy_timeout = {int(BUSY_S * 1000)}",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
)


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where a server keeps what it writes, unless it is told otherwise."""
    data = environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data).absolute() / "clearsight"


def default_url(environ: Mapping[str, str] = os.environ) -> str:
    """The SQLite file below the user's data folder."""
    return f"sqlite:///{data_folder(environ) / 'clearsight.db'}"


def parse(url: str) -> URL:
    """The URL with the driver we use.

    Raises:
        UsageError: no URL, another database, or SQLite without a file.
        MissingExtra: PostgreSQL without its driver.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        # The text itself may hold a password: it is not repeated.
        raise UsageError(f"the database is given as no URL; expected {EXAMPLES}") from None
    if parsed.drivername not in DRIVERS:
        raise UsageError(f"the database URL starts with {parsed.drivername!r}; expected {EXAMPLES}")
    parsed = parsed.set(drivername=DRIVERS[parsed.drivername])
    if parsed.drivername.startswith("sqlite"):
        if parsed.database in (None, "", ":memory:") or str(parsed.database).startswith("file:"):
            raise UsageError(
                "SQLite needs a file, because several processes share it; expected "
                "sqlite:////absolute/path/clearsight.db"
            )
    elif not parsed.database:
        raise UsageError(f"the PostgreSQL URL names no database; expected {EXAMPLES}")
    elif find_spec("asyncpg") is None:
        raise MissingExtra("PostgreSQL needs a driver: pip install 'clearsight[postgres]'")
    return parsed


class Database:
    """A pool of connections to one database; belongs to one event loop."""

    def __init__(self, url: str) -> None:
        parsed = parse(url)
        self.place = parsed.set(drivername=parsed.get_backend_name()).render_as_string()
        self.sqlite = parsed.get_backend_name() == "sqlite"
        options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "hide_parameters": True}
        if self.sqlite:
            # One trip to a thread per statement: aiosqlite makes five, at three times the CPU. Two
            # threads, so that a reader does not stand behind a writer who waits for the lock.
            self._file = Path(str(parsed.database))
            self._threads = ThreadPoolExecutor(2, thread_name_prefix="store")
            self._plain = create_engine(parsed, **options)
            event.listen(self._plain, "connect", _pragmas)
        else:
            from sqlalchemy.ext.asyncio import create_async_engine  # 6 MB that SQLite saves

            self._async = create_async_engine(
                parsed, pool_pre_ping=True, pool_timeout=10, **options
            )

    @property
    def file(self) -> Path | None:
        """SQLite's file; None for a database that is elsewhere."""
        return self._file if self.sqlite else None

    @property
    def insert(self) -> Any:
        """`insert` of the dialect: the one that knows ON CONFLICT."""
        return sqlite.insert if self.sqlite else postgresql.insert

    def make_file(self) -> None:
        """Make SQLite's file, for its owner alone: it would get the umask's rights.

        Raises:
            StoreError: the folder cannot be made or written.
        """
        if not self.sqlite or self._file.exists():
            return
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._file, os.O_CREAT | os.O_WRONLY, 0o600))
        except OSError as error:
            raise StoreError(
                f"cannot make the database {self._file}: {error.strerror}. Choose a folder that "
                f"this user can write, with CLEARSIGHT_DATABASE or --database"
            ) from error

    async def work(self, do: Callable[[Connection], Done]) -> Done:
        """Run a function that is given a connection; each of its statements commits by itself."""
        with self._errors():
            if self.sqlite:
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._threads, self._in_thread, do)
            async with self._async.connect() as connection:
                return await connection.run_sync(do)

    def _in_thread(self, do: Callable[[Connection], Done]) -> Done:
        with self._plain.connect() as connection:
            return do(connection)

    async def run(
        self, statement: Executable, values: Mapping[str, Any] | None = None
    ) -> Sequence[Row[Any]]:
        """Run one statement and commit it; the rows it returns, if it returns rows."""

        def do(connection: Connection) -> Sequence[Row[Any]]:
            result = connection.execute(statement, values or {})
            return result.all() if result.returns_rows else ()

        return await self.work(do)

    async def transact(self, do: Callable[[Connection], Done], *, lock: int) -> Done:
        """Run a function in a transaction that excludes every other one with the same lock."""

        def whole(connection: Connection) -> Done:
            if self.sqlite:
                # Taken at once: two that read first and then both want to write would fail.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.execution_options(isolation_level="READ COMMITTED")
                connection.execute(text(f"SELECT pg_advisory_xact_lock({int(lock)})"))
            done = do(connection)
            connection.commit()
            return done

        return await self.work(whole)

    async def close(self) -> None:
        """Close all connections."""
        if self.sqlite:
            await asyncio.to_thread(self._threads.shutdown)
            self._plain.dispose()
        else:
            await self._async.dispose()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            raise StoreError(self._told(cause or error)) from error
        except OSError as error:
            raise StoreError(self._told(error)) from error
        except Exception as error:
            # asyncpg raises its own tree while it connects (wrong password, no such database).
            if not type(error).__module__.startswith("asyncpg"):
                raise
            raise StoreError(self._told(error)) from error

    def _told(self, error: BaseException) -> str:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        fix = "Is the server up, and is the URL right?"
        if self.sqlite:
            fix = "Check the disk, and who owns the file and its folder (SQLite writes beside it)"
        if "no such table" in first or "UndefinedTable" in first or "does not exist" in first:
            fix = "Make its tables first: Store.migrate(), or any `clearsight keys` command"
        return f"the database {self.place} failed: {first}. {fix}"


def _pragmas(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    _write_ahead(cursor)
    cursor.close()


def _write_ahead(cursor: DBAPICursor) -> None:
    """Put the file into WAL mode, once: the mode stays with the file.

    The change needs the file alone, and SQLite answers "locked" at once instead of waiting for
    busy_timeout when another process is at the same change: so it is tried again here.
    """
    until = time.monotonic() + BUSY_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode")
            row = cursor.fetchone()
            if row is not None and str(row[0]).lower() == "wal":
                return
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.fetchone()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)
