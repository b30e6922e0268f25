"""`clearsight cohorts`: groups of invited users, what answers them, and what they say of it."""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from clearsight.build import load_policy
from clearsight.settings import Settings

if TYPE_CHECKING:
    from clearsight.people import Cohort, Cohorts, Period
    from clearsight.store import Store

LOCAL = "http://localhost:8000"
Action = Callable[["Store", argparse.Namespace, Settings], Awaitable[int]]


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    command = commands.add_parser(
        "cohorts",
        help="invited groups: cap, version, stop switch, wrong-answer rate",
        description="Access that grows step by step: a cohort has a cap, a model and a policy, a "
        "waiting line and a stop switch. Its members are anonymous. With `clearsight serve "
        "--invited` the pages answer members only.",
    )
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = _named(actions, "create", "a new cohort, open, without members")
    create.add_argument("--cap", type=int, required=True, help="most members; more wait")
    version = _named(actions, "version", "answer with another model or policy from now on")
    for one in (create, version):
        one.add_argument("--model", help="by name, as the server serves it; else CLEARSIGHT_MODEL")
        one.add_argument("--policy", help="preset or file; else CLEARSIGHT_POLICY")
    invite = _named(actions, "invite", "print a link that lets people join")
    invite.add_argument("--uses", type=int, default=1, help="how many may join by it (1)")
    invite.add_argument("--days", type=int, default=14, help="how long it works (14)")
    invite.add_argument("--url", help="address of the pages; else CLEARSIGHT_URL, or localhost")
    cap = _named(actions, "cap", "change how many may be in")
    cap.add_argument("cap", type=int)
    figures = _named(actions, "figures", "wrong-answer rate per version over time")
    figures.add_argument("--days", type=int, default=7, help="length of a stretch (7)")
    plain = [
        _named(actions, "stop", "answer nobody of it from now on"),
        _named(actions, "resume", "answer its members again"),
        _named(actions, "withdraw", "end its invitations; members stay"),
    ]
    listing = actions.add_parser("list", help="all cohorts")
    for one in (figures, listing):
        one.add_argument("--json", action="store_true")
    does: tuple[Action, ...] = (
        _create, _version, _invite, _cap, _figures, _stop, _resume, _withdraw, _list,
    )  # fmt: skip
    parsers = (create, version, invite, cap, figures, *plain, listing)
    for parser, action in zip(parsers, does, strict=True):
        parser.add_argument("--database", metavar="URL", help="else CLEARSIGHT_DATABASE, or a file")
        parser.set_defaults(run=run, do=action)


def _named(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, what: str
) -> argparse.ArgumentParser:
    """An action on one cohort."""
    parser = actions.add_parser(name, help=what)
    parser.add_argument("name", help="of the cohort")
    return parser


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Open the store, do one thing, close it."""
    return asyncio.run(_run(arguments, settings))


async def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.store import Store

    store = Store.open(arguments.database or settings.database, pepper=settings.pepper)
    try:
        await store.migrate()
        action: Action = arguments.do
        return await action(store, arguments, settings)
    finally:
        await store.close()


def _cohorts(store: "Store") -> "Cohorts":
    from clearsight.people import Cohorts

    return Cohorts(store.database)


def _answering(arguments: argparse.Namespace, settings: Settings) -> dict[str, str]:
    """Model, policy and the policy's digest; a policy that does not exist is an error now."""
    name = str(arguments.policy or settings.policy)
    policy = load_policy(name)
    if name.endswith(".toml"):
        name = str(Path(name).absolute())
    model = str(arguments.model or settings.model)
    return {"model": model, "policy": name, "digest": policy.digest}


async def _create(store: "Store", arguments: argparse.Namespace, settings: Settings) -> int:
    answering = _answering(arguments, settings)
    made = await _cohorts(store).create(arguments.name, cap=arguments.cap, **answering)
    return _told(made)


async def _version(store: "Store", arguments: argparse.Namespace, settings: Settings) -> int:
    answering = _answering(arguments, settings)
    return _told(await _cohorts(store).set_version(arguments.name, **answering))


async def _invite(store: "Store", arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.people import Members

    token = await Members(store.database).invite(
        arguments.name, uses=arguments.uses, days=arguments.days
    )
    base = (arguments.url or settings.url or LOCAL).rstrip("/")
    print(
        f"clearsight: lets {arguments.uses} join {arguments.name}, for {arguments.days} days:",
        file=sys.stderr,
    )
    print(f"{base}/join?k={token}")
    return 0


async def _cap(store: "Store", arguments: argparse.Namespace, settings: Settings) -> int:
    return _told(await _cohorts(store).resize(arguments.name, arguments.cap))


async def _stop(store: "Store", arguments: argparse.Namespace, settings: Settings) -> int:
    return _told(await _cohorts(store).stop(arguments.name))


async def _resume(store: "Store", arguments: argparse.Namespace, settings: Settings) -> int:
    return _told(await _cohorts(store).resume(arguments.name))


async def _withdraw(store: "Store", arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.people import Members

    await Members(store.database).withdraw(arguments.name)
    return _told(await _cohorts(store).get(arguments.name))


async def _list(store: "Store", arguments: argparse.Namespace, settings: Settings) -> int:
    found = await _cohorts(store).all()
    if arguments.json:
        print(json.dumps([record(one) for one in found], ensure_ascii=False, indent=1))
        return 0
    for one in found:
        print(line(one))
    print(f"{len(found)} cohorts", file=sys.stderr)
    return 0


async def _figures(store: "Store", arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.people import Feedback

    # The key signs tickets; nothing is signed here.
    feedback, cohorts = Feedback(store.database, b""), _cohorts(store)
    await cohorts.get(arguments.name)
    found = [
        period
        for version in await cohorts.versions(arguments.name)
        for period in await feedback.periods(version, days=arguments.days)
    ]
    if arguments.json:
        print(json.dumps([figure(one) for one in found], ensure_ascii=False, indent=1))
        return 0
    for one in found:
        version = one.version
        reasons = ", ".join(f"{name} {n}" for name, n in one.reasons.items())
        print(
            f"version {version.number} ({version.model}, {version.policy} {version.digest})  "
            f"{one.first} +{one.days} d  answers {one.answers}  "
            f"wrong {one.wrong} by {one.wrong.clusters} members  {reasons}"
        )
    return 0


def _told(cohort: "Cohort") -> int:
    print(f"clearsight: {line(cohort)}", file=sys.stderr)
    return 0


def line(cohort: "Cohort") -> str:
    """One cohort as a line."""
    version = cohort.version
    return (
        f"{cohort.name}  {cohort.state}  {cohort.members} of {cohort.cap} in, {cohort.waiting} "
        f"waiting  version {version.number}: {version.model}, {version.policy} {version.digest}"
    )


def record(cohort: "Cohort") -> dict[str, object]:
    """One cohort as JSON."""
    version = cohort.version
    answering = {"number": version.number, "model": version.model, "policy": version.policy}
    answering |= {"digest": version.digest, "since": version.at.isoformat()}
    return {
        "name": cohort.name,
        "state": cohort.state,
        "cap": cohort.cap,
        "members": cohort.members,
        "waiting": cohort.waiting,
        "version": answering,
    }


def figure(period: "Period") -> dict[str, object]:
    """One stretch of days as JSON."""
    wrong = period.wrong
    return {
        "version": period.version.number,
        "model": period.version.model,
        "policy": period.version.policy,
        "digest": period.version.digest,
        "first": period.first.isoformat(),
        "days": period.days,
        "answers": period.answers,
        "judged": wrong.n,
        "judged_by": wrong.clusters,
        "wrong": wrong.successes,
        "share": wrong.share,
        "low": wrong.low,
        "high": wrong.high,
        "reasons": period.reasons,
    }
