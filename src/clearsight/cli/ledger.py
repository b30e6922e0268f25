"""`clearsight ledger`: who is refused again and again, why, and a person's decisions about it."""

import argparse
import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from clearsight.errors import UsageError
from clearsight.settings import Settings

if TYPE_CHECKING:
    from clearsight.policy.ledger import LedgerRules
    from clearsight.store import Account, Act, Store, Subject

Action = Callable[["Store", "Subject | None", argparse.Namespace, "LedgerRules"], Awaitable[int]]
BY = "who decides it, for the history"
REASON = "why, for the history"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    command = commands.add_parser(
        "ledger",
        help="who is refused again and again; lift, suspend, appeals",
        description="Accounts of keys and users whose requests were refused. A subject is written "
        "as in the list: key:ID or user:KEY:DIGEST. See docs/ledger.md.",
    )
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="accounts under a step, the heaviest first")
    listing.add_argument("--all", action="store_true", help="the others too")
    listing.add_argument("--json", action="store_true")
    show = _of_subject(actions, "show", "one account and its history", signed=False)
    undo = _of_subject(actions, "undo", "clear an account and lift what is in force")
    undo.add_argument("--trust-days", type=float, default=0.0, metavar="N",
                      help="for so long do no more than alert")  # fmt: skip
    suspend = _of_subject(actions, "suspend", "answer nothing for a time")
    suspend.add_argument("--hours", type=float, required=True, metavar="N")
    appeal = _of_subject(actions, "appeal", "enter an appeal that was received")
    uphold = _of_subject(actions, "uphold", "answer an appeal: what is in force stays")
    note = _of_subject(actions, "note", "write something into the history")
    find = actions.add_parser("find", help="the subject of a user, by the name their caller uses")
    find.add_argument("user", help="as sent in safety_identifier or user")
    find.add_argument("--key", default="", help="id of the key behind which they come")
    table = ((listing, _list), (show, _show), (undo, _undo), (suspend, _suspend),
             (appeal, _note), (uphold, _note), (note, _note), (find, _find))  # fmt: skip
    for parser, action in table:
        parser.add_argument("--database", metavar="URL", help="else CLEARSIGHT_DATABASE, or a file")
        parser.add_argument("--policy", help="whose half-life fades the numbers; else the server's")
        parser.set_defaults(run=run, do=action)


def _of_subject(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    text: str,
    *,
    signed: bool = True,
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=text)
    parser.add_argument("subject", help="key:ID or user:KEY:DIGEST")
    if signed:
        parser.add_argument("--by", required=True, help=BY)
        parser.add_argument("--reason", required=True, help=REASON)
    return parser


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Open the store, do one thing, close it."""
    from clearsight.store import Subject

    subject = Subject.read(arguments.subject) if "subject" in arguments else None
    if "subject" in arguments and subject is None:
        raise UsageError(
            f"{arguments.subject!r} is no subject; expected key:ID or user:KEY:DIGEST, as in "
            "`clearsight ledger list`"
        )
    return asyncio.run(_run(arguments, settings, subject))


async def _run(arguments: argparse.Namespace, settings: Settings, subject: "Subject | None") -> int:
    from clearsight.build import load_policy
    from clearsight.store import Store

    rules = load_policy(arguments.policy or settings.policy).rules.ledger
    arguments.pepper = settings.pepper
    store = Store.open(arguments.database or settings.database, pepper=settings.pepper)
    try:
        await store.migrate()
        action: Action = arguments.do
        return await action(store, subject, arguments, rules)
    finally:
        await store.close()


async def _list(
    store: "Store", _: "Subject | None", arguments: argparse.Namespace, rules: "LedgerRules"
) -> int:
    now = time.time()
    found = [(s, account.faded(now, rules)) for s, account in await store.ledger.accounts()]
    shown = [(s, account) for s, account in found if arguments.all or account.step]
    if arguments.json:
        print(json.dumps([_record(s, account) for s, account in shown], indent=1))
        return 0
    for subject, account in shown:
        print(_line(subject, account))
    appeals = await _open_appeals(store)
    print(f"{len(shown)} of {len(found)} accounts; {len(appeals)} open appeals")
    for act in appeals:
        print(f"appeal: {act.subject} {_when(act.at_s)} by {act.by}: {act.reason}")
    return 0


async def _open_appeals(store: "Store") -> "list[Act]":
    """Appeals that nobody has answered; an answer is for all of a subject's before it."""
    answered: set[str] = set()
    waiting = []
    for act in await store.ledger.history():
        if act.what in ("undo", "uphold"):
            answered.add(act.subject)
        elif act.what == "appeal" and act.subject not in answered:
            waiting.append(act)
    return waiting


async def _show(
    store: "Store", subject: "Subject", arguments: argparse.Namespace, rules: "LedgerRules"
) -> int:
    account = await store.ledger.account(subject)
    if account is None:
        print(f"{subject} has no account: nothing of it was refused, or it was forgotten")
    else:
        print(_line(subject, account.faded(time.time(), rules)))
    for act in await store.ledger.history(subject):
        print(f"{_when(act.at_s)} {act.what} by {act.by}: {act.reason}")
    return 0


async def _undo(
    store: "Store", subject: "Subject", arguments: argparse.Namespace, rules: "LedgerRules"
) -> int:
    days = arguments.trust_days
    if days < 0:
        raise UsageError(f"--trust-days is {days:g}, expected a number from 0")
    made = await store.ledger.undo(
        subject, by=arguments.by, reason=arguments.reason, trust_days=days
    )
    if made is None:
        if not any(act.subject == str(subject) for act in await _open_appeals(store)):
            raise UsageError(f"{subject} has no account, so there is nothing to undo")
        # Nothing of it weighed anything, or it has faded: what is granted is the appeal.
        await store.ledger.note(subject, what="undo", by=arguments.by, reason=arguments.reason)
    print(f"{subject} is cleared; servers see it within 3 seconds")
    return 0


async def _suspend(
    store: "Store", subject: "Subject", arguments: argparse.Namespace, rules: "LedgerRules"
) -> int:
    if not 0 < arguments.hours <= 100_000:
        raise UsageError(f"--hours is {arguments.hours:g}, expected a number above 0, to 100000")
    made = await store.ledger.suspend(
        subject, by=arguments.by, reason=arguments.reason, hours=arguments.hours
    )
    print(f"{subject} is suspended until {_when(made.until_s)}; servers see it within 3 seconds")
    return 0


async def _note(
    store: "Store", subject: "Subject", arguments: argparse.Namespace, rules: "LedgerRules"
) -> int:
    await store.ledger.note(
        subject, what=arguments.action, by=arguments.by, reason=arguments.reason
    )
    return 0


async def _find(
    store: "Store", _: "Subject | None", arguments: argparse.Namespace, rules: "LedgerRules"
) -> int:
    from clearsight.deployment.audit import secret_there
    from clearsight.deployment.conduct import Conduct

    conduct = Conduct(store.ledger, lambda: secret_there(arguments.pepper))
    print(conduct.subjects(arguments.key, arguments.user)[-1])
    return 0


def _line(subject: "Subject", account: "Account") -> str:
    step = account.step or "nothing in force"
    until = f" until {_when(account.until_s)}" if account.step == "suspend" else ""
    since = f" since {_when(account.since_s)}" if account.step else ""
    return (
        f"{subject}: {step}{since}{until}; weight {account.weight:.1f}, {account.stopped:.1f} of "
        f"{account.asked:.1f} requests refused, faded"
    )


def _record(subject: "Subject", account: "Account") -> dict[str, object]:
    return {
        "subject": str(subject),
        "step": account.step,
        "since_s": account.since_s,
        "until_s": account.until_s,
        "weight": round(account.weight, 3),
        "asked": round(account.asked, 3),
        "stopped": round(account.stopped, 3),
    }


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="minutes")
