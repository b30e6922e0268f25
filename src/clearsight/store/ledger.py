"""The ledger: who is refused again and again, and what follows, over all processes.

A subject is a key, or a user as a caller names them (kept as a keyed digest). Requests gather in
memory and are entered when one of them was refused, when there are many, or when time has passed;
each entry is one transaction, so that no process overwrites another's.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, cast

from sqlalchemy import Connection, Row, delete, insert, select

from clearsight.policy.ledger import LedgerRules, StepName, Whose
from clearsight.store.account import Account, Asked, entered
from clearsight.store.engine import Database
from clearsight.store.tables import ledger, ledger_acts

LOCK = 0x636C_6C65
MOST_ACTS = 1000  # read at a time


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose account it is.

    Attributes:
        name: id of the key, or the user's digest behind it: no secret, and no name of anybody.
    """

    whose: Whose
    name: str

    def __str__(self) -> str:
        return f"{self.whose}:{self.name}"

    @classmethod
    def read(cls, text: str) -> "Subject | None":
        """The subject that `str` made; None when it is none."""
        whose, _, name = text.partition(":")
        return cls(cast(Whose, whose), name) if whose in ("user", "key") and name else None


@dataclass(frozen=True, slots=True)
class Act:
    """One entry in the history of a subject.

    Attributes:
        what: "step" (by the policy), "suspend", "undo", "appeal", "uphold" or "note" (by a person).
        by: "policy", or who did it.
        reason: in words.
    """

    subject: str
    at_s: float
    what: str
    by: str
    reason: str


class Ledger:
    """Accounts in the database.

    Args:
        now: seconds since 1970; replaced in tests.
    """

    def __init__(self, database: Database, *, now: Callable[[], float] = time.time) -> None:
        self._database, self._now = database, now

    async def account(self, subject: Subject) -> Account | None:
        """The account as it was entered last; `Account.faded` brings it up to date.

        Raises:
            StoreError: the database fails.
        """
        rows = await self._database.run(select(ledger).where(ledger.c.subject == str(subject)))
        return _account(rows[0]) if rows else None

    async def enter(
        self, subject: Subject, new: Asked, rules: LedgerRules, *, reason: str = ""
    ) -> tuple[Account, bool]:
        """Enter requests; the account after them, and whether another step is in force now.

        Args:
            reason: of the last refusal, for the history.

        Raises:
            StoreError: the database fails; nothing was entered.
        """
        now = self._now()

        def do(connection: Connection) -> tuple[Account, bool]:
            old = _read(connection, subject) or Account(now)
            made = entered(old, new, now, rules, subject.whose)
            changed = made.step is not None and made.step != old.faded(now, rules).step
            _write(connection, subject, made)
            if changed:
                _note(connection, Act(str(subject), now, "step", "policy", _why(made, reason)))
            return made, changed

        return await self._database.transact(do, lock=LOCK)

    async def undo(
        self, subject: Subject, *, by: str, reason: str, trust_days: float = 0.0
    ) -> Account | None:
        """Clear an account and lift what is in force; None when there is no account.

        Args:
            trust_days: for so long the policy does no more than alert.

        Raises:
            StoreError: the database fails.
        """
        now = self._now()

        def do(connection: Connection) -> Account | None:
            if _read(connection, subject) is None:
                return None
            made = Account(now, trusted_until_s=now + trust_days * 86_400)
            _write(connection, subject, made)
            _note(connection, Act(str(subject), now, "undo", by, reason))
            return made

        return await self._database.transact(do, lock=LOCK)

    async def suspend(self, subject: Subject, *, by: str, reason: str, hours: float) -> Account:
        """Answer nothing for so long, by a person's decision.

        Raises:
            StoreError: the database fails.
        """
        now = self._now()

        def do(connection: Connection) -> Account:
            old = _read(connection, subject) or Account(now)
            made = replace(old, step="suspend", since_s=now, until_s=now + hours * 3600)
            _write(connection, subject, made)
            _note(connection, Act(str(subject), now, "suspend", by, reason))
            return made

        return await self._database.transact(do, lock=LOCK)

    async def note(self, subject: Subject, *, what: str, by: str, reason: str) -> None:
        """Write something into a subject's history: an appeal, or the answer to one.

        Raises:
            StoreError: the database fails.
        """
        act = Act(str(subject), self._now(), what, by, reason)
        await self._database.work(lambda connection: _note(connection, act))

    async def accounts(self) -> list[tuple[Subject, Account]]:
        """All accounts, the heaviest as entered first.

        Raises:
            StoreError: the database fails.
        """
        rows = await self._database.run(select(ledger).order_by(ledger.c.weight.desc()))
        found = [(Subject.read(row.subject), _account(row)) for row in rows]
        return [(subject, account) for subject, account in found if subject is not None]

    async def history(self, subject: Subject | None = None) -> list[Act]:
        """What happened to one subject or to all, the latest first, a thousand at most.

        Raises:
            StoreError: the database fails.
        """
        query = select(ledger_acts).order_by(ledger_acts.c.id.desc()).limit(MOST_ACTS)
        if subject is not None:
            query = query.where(ledger_acts.c.subject == str(subject))
        rows = await self._database.run(query)
        return [Act(r.subject, r.at_ms / 1000, r.what, r.by, r.reason) for r in rows]

    async def forget(self, *, older_than_s: float) -> int:
        """Drop accounts that nothing was entered into since then, and that are neither under a
        step nor trusted by a person.

        Raises:
            StoreError: the database fails.
        """
        gone = await self._database.run(
            delete(ledger)
            .where(
                ledger.c.at_s < older_than_s,
                ledger.c.trusted_until_s < older_than_s,
                ledger.c.step.is_(None),
            )
            .returning(ledger.c.subject)
        )
        return len(gone)


def _why(account: Account, reason: str) -> str:
    share = account.stopped / account.asked if account.asked else 0.0
    text = (
        f"{account.step}: weight {account.weight:.1f}, {account.stopped:.1f} of "
        f"{account.asked:.1f} requests refused ({share:.0%}), faded"
    )
    return text + (f"; the last one by {reason}" if reason else "")


def _read(connection: Connection, subject: Subject) -> Account | None:
    row = connection.execute(select(ledger).where(ledger.c.subject == str(subject))).one_or_none()
    return _account(row) if row is not None else None


def _account(row: Row[Any]) -> Account:
    return Account(
        row.at_s, row.asked, row.stopped, row.weight, cast(StepName | None, row.step),
        row.since_s, row.until_s, row.trusted_until_s,
    )  # fmt: skip


def _write(connection: Connection, subject: Subject, account: Account) -> None:
    connection.execute(delete(ledger).where(ledger.c.subject == str(subject)))
    connection.execute(insert(ledger), {"subject": str(subject), **asdict(account)})


def _note(connection: Connection, act: Act) -> None:
    row = {
        "subject": act.subject, "at_ms": int(act.at_s * 1000), "what": act.what, "by": act.by,
        "reason": act.reason,
    }  # fmt: skip
    connection.execute(insert(ledger_acts), row)
