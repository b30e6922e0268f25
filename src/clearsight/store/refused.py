"""Turns that were refused, by keyed digest: all processes know them, and a restart forgets none.

A row holds the rule, categories, score and trace of the refusal: no word of the turn, and nothing
that tells whose it was.
"""

import time
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, select

from clearsight.guard.past import Refused
from clearsight.store.engine import Database
from clearsight.store.tables import refused

_FIND = select(refused).where(
    refused.c.name.in_(bindparam("names", expanding=True)), refused.c.at_s >= bindparam("since")
)


class RefusedTurns:
    """Keeps them.

    Args:
        now: seconds since 1970; replaced in tests.
    """

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database, self._now = database, now

    async def find(self, names: Sequence[str], *, since_s: float) -> dict[str, Refused]:
        """What is kept under these names, and not older.

        Raises:
            StoreError: the database fails.
        """
        rows = await self._database.run(_FIND, {"names": list(names), "since": since_s})
        return {
            row.name: Refused(
                row.rule,
                tuple(filter(None, row.categories.split(" "))),
                row.score,
                row.turns,
                row.trace,
                float(row.at_s),
            )
            for row in rows
        }

    async def add(self, turns: Mapping[str, Refused]) -> None:
        """Keep turns. One that is kept already keeps its first trace, and begins anew.

        Raises:
            StoreError: the database fails.
        """
        rows = [
            {
                "name": name, "rule": one.rule, "categories": " ".join(one.categories),
                "score": one.score, "turns": one.turns, "trace": one.trace, "at_s": int(one.at_s),
            }
            for name, one in turns.items()
        ]  # fmt: skip
        statement = self._database.insert(refused)
        new = statement.excluded
        again = statement.on_conflict_do_update(
            index_elements=["name"],
            set_={
                "rule": new.rule, "categories": new.categories, "score": new.score,
                "turns": new.turns, "at_s": new.at_s,
            },
        )  # fmt: skip

        def do(connection: Connection) -> None:
            for row in rows:
                connection.execute(again, row)

        await self._database.work(do)

    async def forget(self, *, older_than_s: float) -> None:
        """Forget what was refused before a time.

        Raises:
            StoreError: the database fails.
        """
        await self._database.run(delete(refused).where(refused.c.at_s < older_than_s))
