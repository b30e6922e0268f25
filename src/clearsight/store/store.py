"""The store: one database, its keys, counters, sealed turns, refused turns and the ledger."""

from pathlib import Path

from clearsight.store.appeals import Appeals
from clearsight.store.engine import Database, default_url
from clearsight.store.keys import Keys
from clearsight.store.ledger import Ledger
from clearsight.store.migrate import migrate
from clearsight.store.pepper import default_file
from clearsight.store.refused import RefusedTurns
from clearsight.store.responses import KeptResponses
from clearsight.store.usage import UsageCounters


class Store:
    """What one process shares; belongs to one event loop. Close it.

    Attributes:
        place: where the data lies, without a password.
        keys: makes, lists, revokes and checks keys.
        usage: counts what keys use against their limits.
        responses: keeps sealed turns for `previous_response_id`.
        ledger: who is refused again and again.
        appeals: of callers, into the history of the ledger.
        refused: turns that were refused, by keyed digest.
    """

    def __init__(self, database: Database, pepper: str | Path) -> None:
        self.place = database.place
        self.keys = Keys(database, pepper)
        self.usage = UsageCounters(database)
        self.responses = KeptResponses(database)
        self.ledger = Ledger(database)
        self.appeals = Appeals(database)
        self.refused = RefusedTurns(database)
        self.database = database

    @classmethod
    def open(cls, url: str | None = None, *, pepper: str | Path | None = None) -> "Store":
        """The store at a URL; nothing is read or written yet.

        Args:
            url: sqlite:////path or postgresql://user:password@host/database; by default a file
                below the user's data folder.
            pepper: the secret itself, or its file; by default a file in the user's configuration.

        Raises:
            UsageError: the URL cannot work, or the pepper is too short.
            MissingExtra: PostgreSQL without its driver.
        """
        return cls(Database(url or default_url()), pepper or default_file())

    async def migrate(self) -> None:
        """Make or upgrade the tables; cheap when there is nothing to do.

        Raises:
            StoreError: the database was made by a newer Clearsight, or cannot be used.
        """
        await migrate(self.database)

    async def close(self) -> None:
        """Close all connections."""
        await self.database.close()
