"""Enforcement after the fact: what repeated refusals of a key or a user lead to (card, row S1).

Before a request: a suspended subject is not answered, a slowed one waits. After it: the refusals
go into the ledger, with weights of the policy. Only requests that ask a model count:
`/v1/moderations` judges what others wrote, and the pages know nobody.
"""

import asyncio
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog

from clearsight.audit import asking
from clearsight.deployment.appeals import Reference, derived
from clearsight.errors import Suspended
from clearsight.policy.ledger import LedgerRules, LedgerStep
from clearsight.store import Account, Ledger, Subject
from clearsight.store import AskedCount as Count
from clearsight.verdict import Reply

log = structlog.stdlib.get_logger("clearsight.ledger")

# How long a state is believed: a suspension by another process is in force within this time.
FRESH_S = 3.0
REMEMBERED = 4096
MOST_GATHERED = 32
MOST_LATER = 256
CLOSING_S = 5.0
GATHERED_S = 10.0
FADED_HALF_LIVES = 10


@dataclass
class _Known:
    """What this process holds of one subject.

    Attributes:
        until_s: how long `account` is believed.
        since_s: of the oldest request in `gathered`.
    """

    account: Account | None = None
    until_s: float = 0.0
    gathered: Count = field(default_factory=Count)
    since_s: float = 0.0


class Conduct:
    """One process's view of the ledger.

    Args:
        secret: makes the key of users' digests, when first needed.
        now: seconds since 1970; replaced in tests.
    """

    def __init__(
        self, ledger: Ledger, secret: Callable[[], bytes], *, now: Callable[[], float] = time.time
    ) -> None:
        self._ledger, self._secret, self.now = ledger, secret, now
        self._key: bytes | None = None
        self._references: bytes | None = None
        self._known: OrderedDict[Subject, _Known] = OrderedDict()
        self._later: set[asyncio.Task[None]] = set()

    def subjects(self, caller: str, user: str) -> list[Subject]:
        """Whose accounts a request goes to.

        Args:
            caller: id of the key, empty where none is asked for.
            user: the person behind it, as the caller names them; empty when it does not.
        """
        found = [Subject("key", caller)] if caller else []
        if user:
            found.append(Subject("user", f"{caller}:{self.digest(caller, user)}"))
        return found

    def digest(self, caller: str, user: str) -> str:
        """A user without their name; the same name behind another key is another user."""
        if self._key is None:
            self._key = hmac.new(self._secret(), b"clearsight ledger: users", "sha256").digest()
        raw = f"{caller}\x00{user}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, raw, "sha256").hexdigest()[:32]

    def reference(self, subjects: Sequence[Subject], request: str) -> str:
        """What a refused caller sends to appeal; empty where nothing is counted for anybody.

        Args:
            subjects: of the request; the key's account comes before the user's, which it is for.
            request: its id.
        """
        if not subjects or not request:
            return ""
        return Reference(request, int(self.now()), subjects[-1]).written(self._appeal_key())

    def appealed(self, text: str) -> Reference | None:
        """The refusal that a reference names; None when this server made no such reference."""
        return Reference.read(text, self._appeal_key())

    def _appeal_key(self) -> bytes:
        if self._references is None:
            self._references = derived(self._secret())
        return self._references

    async def enter(self, subjects: Sequence[Subject], rules: LedgerRules) -> None:
        """Let a request in, at once or after a wait.

        Raises:
            Suspended: nothing is answered now.
            StoreError: the database fails; nobody is let in.
        """
        if not rules.keep:
            return
        wait_s = 0.0
        for subject in subjects:
            account = await self._account(subject)
            if account is None:
                continue
            if account.suspended(self.now()):
                text = self.reference([subject], asking().request)
                raise _suspended(subject, account, self.now(), text)
            step = _rule(rules, subject, account)
            wait_s = max(wait_s, step.delay_s if step else 0.0)
        if wait_s:
            await asyncio.sleep(wait_s)

    async def note(
        self, subjects: Sequence[Subject], replies: Sequence[Reply], rules: LedgerRules
    ) -> None:
        """Enter what was decided; several choices are one request.

        Raises:
            StoreError: the database fails.
        """
        if not rules.keep or not replies:
            return
        weight, rule = _heaviest(replies, rules)
        for subject in subjects:
            known = self._hold(subject)
            known.since_s = known.since_s if known.gathered.asked else self.now()
            known.gathered = known.gathered.plus(Count(1, int(weight > 0), weight))
            old = self.now() - known.since_s > GATHERED_S
            if weight or known.gathered.asked >= MOST_GATHERED or old:
                await self._flush(subject, known, rules, rule)

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Finish an entry that nobody waits for any more."""
        if len(self._later) >= MOST_LATER:
            work.close()
            log.warning("ledger", not_counted=1)
            return
        task = asyncio.get_running_loop().create_task(work)
        self._later.add(task)
        task.add_done_callback(self._entered)

    def _entered(self, task: "asyncio.Task[None]") -> None:
        self._later.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.warning("ledger", not_counted=1, error=type(error).__name__)

    async def tidy(self, rules: LedgerRules) -> None:
        """Forget accounts whose numbers have faded to a thousandth: every named user has one.

        Raises:
            StoreError: the database fails.
        """
        faded_s = FADED_HALF_LIVES * rules.half_life_h * 3600
        await self._ledger.forget(older_than_s=self.now() - faded_s)

    async def close(self, rules: LedgerRules) -> None:
        """Enter what was gathered.

        Raises:
            StoreError: the database fails.
        """
        if self._later:
            _, late = await asyncio.wait(self._later, timeout=CLOSING_S)
            for task in late:
                task.cancel()
        for subject, known in self._known.items():
            if known.gathered.asked:
                await self._flush(subject, known, rules, "")

    async def _flush(self, subject: Subject, known: _Known, rules: LedgerRules, rule: str) -> None:
        gathered, known.gathered = known.gathered, Count()
        try:
            account, changed = await self._ledger.enter(subject, gathered, rules, reason=rule)
        except BaseException:
            known.gathered = known.gathered.plus(gathered)
            raise
        known.account, known.until_s = account, self.now() + FRESH_S
        if changed:
            log.warning("ledger", subject=str(subject), step=account.step, rule=rule)

    async def _account(self, subject: Subject) -> Account | None:
        known = self._hold(subject)
        if self.now() >= known.until_s:
            known.account = await self._ledger.account(subject)
            known.until_s = self.now() + FRESH_S
        return known.account

    def _hold(self, subject: Subject) -> _Known:
        known = self._known.setdefault(subject, _Known())
        self._known.move_to_end(subject)
        while len(self._known) > REMEMBERED:
            oldest = next(iter(self._known))
            if self._known[oldest].gathered.asked:
                break  # not entered yet; the next entry of it makes room
            del self._known[oldest]
        return known


def _heaviest(replies: Sequence[Reply], rules: LedgerRules) -> tuple[float, str]:
    """Weight and rule of the worst choice of one request."""
    verdicts = [reply.verdict for reply in replies if reply.verdict and reply.verdict.stops]
    weighed = [(rules.weight(verdict.category), verdict.rule) for verdict in verdicts]
    return max(weighed, default=(0.0, ""))


def _rule(rules: LedgerRules, subject: Subject, account: Account) -> LedgerStep | None:
    return next((s for s in rules.steps[subject.whose] if s.name == account.step), None)


def _suspended(subject: Subject, account: Account, now_s: float, reference: str) -> Suspended:
    until = datetime.fromtimestamp(account.until_s, UTC).isoformat(timespec="minutes")
    whose = "this key" if subject.whose == "key" else "this user"
    return Suspended(
        f"requests of {whose} are not answered until {until}: too many of them were refused, or an "
        f"operator decided it. To have that looked at, send the reference {reference} to "
        f"POST /v1/appeals, or tell the operator: {subject}",
        retry_after_s=max(1.0, account.until_s - now_s),
    )
