"""What members of a cohort say about answers: right or wrong, and why from a short list.

No words of theirs are stored, so nothing private can be. An answer is judged once, by the browser
that got it: its ticket is a keyed hash that only the server can make.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from clearsight.errors import UsageError
from clearsight.people.words import Version, moment
from clearsight.stats import ClusteredRate, clustered_rate
from clearsight.store.engine import Database
from clearsight.store.people_tables import cohort_answers, cohort_feedback

DAY_S = 86400
REASONS = ("misread", "invented", "missed", "person", "refused", "unsafe", "other")


@dataclass(frozen=True, slots=True)
class Period:
    """One version in one stretch of days.

    Attributes:
        first: its first day, UTC; `days` long.
        answers: given in it.
        wrong: wrong ones of those that were judged in it, with Wilson's interval at the effective
            number: what one member judges may be alike, so that somebody who presses a thousand
            times makes no narrow interval. Who presses is no random sample of the answers: the rate
            is of judged answers, not of all.
        reasons: how often each reason was given with a wrong one.
    """

    version: Version
    first: date
    days: int
    answers: int
    wrong: ClusteredRate
    reasons: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Said:
    """What one member said on one day, `n` times alike."""

    day: int
    member: str
    right: bool
    reason: str
    n: int


def _rate(judged: Sequence[_Said]) -> ClusteredRate:
    wrong = [not one.right for one in judged for _ in range(one.n)]
    return clustered_rate(wrong, [one.member for one in judged for _ in range(one.n)])


class Feedback:
    """Gives tickets to answers, and counts what comes back.

    Args:
        key: signs tickets; share it among workers.
        clock: seconds since 1970; replaced in tests.
    """

    def __init__(
        self, database: Database, key: bytes, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._database, self._key, self._clock = database, key, clock

    def ticket(self, version: int, member: str) -> str:
        """For one answer of a version to one member."""
        head = f"{version}.{secrets.token_hex(16)}"
        return f"{head}.{self._sign(head, member)}"

    async def say(self, ticket: str, member: str, *, right: bool, reason: str = "") -> bool:
        """Record what a member says; saying it again changes it.

        Returns:
            False for a ticket that is not ours or not this member's.

        Raises:
            UsageError: no such reason.
        """
        if reason and (right or reason not in REASONS):
            raise UsageError(
                f"the reason is {reason!r}; expected one of {', '.join(REASONS)}, for a wrong one"
            )
        head, _, sign = ticket.rpartition(".")
        if not hmac.compare_digest(
            sign.encode("utf-8", "replace"), self._sign(head, member).encode()
        ):
            return False
        version, _, answer = head.partition(".")
        new = self._database.insert(cohort_feedback).values(
            answer=answer, version=int(version), member=member, at_s=int(self._clock()),
            right=right, reason=reason,
        )  # fmt: skip
        await self._database.run(
            new.on_conflict_do_update(
                index_elements=[cohort_feedback.c.answer],
                set_={"right": right, "reason": reason},
                where=cohort_feedback.c.member == member,
            )
        )
        return True

    async def periods(self, version: Version, *, days: int = 7) -> list[Period]:
        """A version's figures, stretch by stretch, counted from its first day."""
        if not 1 <= days <= 366:
            raise UsageError(f"stretches of {days} days; expected 1 to 366")
        start = int(version.at.timestamp()) // DAY_S
        given = await self._answers(version.id)
        said = await self._said(version.id)
        found = []
        last = max([start, *given, *(one.day for one in said)])
        for first in range(start, last + 1, days):
            inside = range(first, first + days)
            judged = [one for one in said if one.day in inside]
            wrong = [one for one in judged if not one.right]
            reasons = {why: sum(one.n for one in wrong if one.reason == why) for why in REASONS}
            found.append(
                Period(
                    version,
                    moment(0).date() + timedelta(days=first),
                    days,
                    sum(n for day, n in given.items() if day in inside),
                    _rate(judged),
                    {one: n for one, n in reasons.items() if n},
                )
            )
        return found

    async def _answers(self, version: int) -> dict[int, int]:
        """Answers by day."""
        rows = await self._database.run(
            select(cohort_answers.c.day, cohort_answers.c.answers).where(
                cohort_answers.c.version == version
            )
        )
        return {row.day: row.answers for row in rows}

    async def _said(self, version: int) -> list[_Said]:
        """What was said, by day, member, verdict and reason."""
        day = (cohort_feedback.c.at_s - cohort_feedback.c.at_s % DAY_S) / DAY_S
        rows = await self._database.run(
            select(
                day.label("day"), cohort_feedback.c.member, cohort_feedback.c.right,
                cohort_feedback.c.reason, func.count().label("n"),
            )
            .where(cohort_feedback.c.version == version)
            .group_by(
                day, cohort_feedback.c.member, cohort_feedback.c.right, cohort_feedback.c.reason
            )
        )  # fmt: skip
        return [_Said(int(r.day), r.member, bool(r.right), r.reason, int(r.n)) for r in rows]

    def _sign(self, head: str, member: str) -> str:
        text = f"feedback\n{head}\n{member}".encode("utf-8", "replace")
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()[:32]
