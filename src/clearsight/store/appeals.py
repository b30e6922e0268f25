"""Appeals that callers make themselves: into the history of the account that they are about.

They hold no word of the caller's: a reference, and at most one of a few reasons.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, func, insert, select

from clearsight.store.engine import Database
from clearsight.store.ledger import LOCK, Subject
from clearsight.store.tables import ledger_acts

AppealState = Literal["open", "granted", "upheld"]
DAY_S = 86_400
MOST_OPEN = 5  # of one account
MOST_A_DAY = 50  # behind one key
ANSWERS: dict[str, AppealState] = {"undo": "granted", "uphold": "upheld"}


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal as it stands.

    Attributes:
        at_s: when it was made, seconds since 1970.
        new: made just now.
    """

    state: AppealState
    at_s: float
    new: bool


@dataclass(frozen=True, slots=True)
class TooMany:
    """Nothing was entered: too many appeals are open, or were made in a day."""

    which: Literal["open", "day"]
    most: int


class Appeals:
    """Appeals in the database.

    Args:
        now: seconds since 1970; replaced in tests.
    """

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database, self._now = database, now

    async def enter(
        self, subject: Subject, *, caller: str, request: str, says: str
    ) -> Appeal | TooMany:
        """Enter an appeal, or tell what became of it; a request is appealed once.

        Args:
            caller: id of the key.
            request: id of the request that was refused.
            says: one of the known reasons, empty for none.

        Raises:
            StoreError: the database fails; nothing was entered.
        """
        now = self._now()

        def do(connection: Connection) -> Appeal | TooMany:
            there = _state(connection, subject, request)
            if there is not None:
                return there
            if (many := _limit(connection, subject, caller, now)) is not None:
                return many
            row = {
                "subject": str(subject), "at_ms": int(now * 1000), "what": "appeal",
                "by": _by(caller), "reason": _about(request) + (f"; {says}" if says else ""),
            }  # fmt: skip
            connection.execute(insert(ledger_acts), row)
            return Appeal("open", now, new=True)

        return await self._database.transact(do, lock=LOCK)


def _state(connection: Connection, subject: Subject, request: str) -> Appeal | None:
    """What became of an appeal; None when there was none."""
    c = ledger_acts.c
    mine = select(c.id, c.at_ms).where(
        c.subject == str(subject), c.what == "appeal", c.reason.startswith(_about(request))
    )
    made = connection.execute(mine.order_by(c.id).limit(1)).one_or_none()
    if made is None:
        return None
    later = select(c.what).where(
        c.subject == str(subject), c.id > made.id, c.what.in_(list(ANSWERS))
    )
    answer = connection.scalar(later.order_by(c.id).limit(1))
    return Appeal(ANSWERS[answer] if answer else "open", made.at_ms / 1000, new=False)


def _limit(connection: Connection, subject: Subject, caller: str, now_s: float) -> TooMany | None:
    c = ledger_acts.c
    answered = select(func.coalesce(func.max(c.id), 0)).where(
        c.subject == str(subject), c.what.in_(list(ANSWERS))
    )
    count = select(func.count()).select_from(ledger_acts)
    waiting = count.where(
        c.subject == str(subject), c.what == "appeal", c.id > answered.scalar_subquery()
    )
    if (connection.scalar(waiting) or 0) >= MOST_OPEN:
        return TooMany("open", MOST_OPEN)
    today = count.where(
        c.by == _by(caller), c.what == "appeal", c.at_ms > int((now_s - DAY_S) * 1000)
    )
    return TooMany("day", MOST_A_DAY) if (connection.scalar(today) or 0) >= MOST_A_DAY else None


def _by(caller: str) -> str:
    return f"caller {caller}" if caller else "caller"


def _about(request: str) -> str:
    return f"request {request}"
