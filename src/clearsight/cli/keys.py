"""`clearsight keys`: make, list and revoke the keys of the gateway."""

import argparse
import asyncio
import json
import re
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from clearsight.build import load_policy
from clearsight.errors import UsageError
from clearsight.settings import Settings

if TYPE_CHECKING:
    from clearsight.store import Key, Store

QUANTITIES = ("requests", "tokens", "images", "pixels")
UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
Action = Callable[["Store", argparse.Namespace], Awaitable[int]]


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    command = commands.add_parser(
        "keys",
        help="make, list and revoke API keys of the gateway",
        description="API keys of the gateway. A key is shown once, when it is made; the database "
        "holds a keyed digest of it.",
    )
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make a key and print it, once")
    create.add_argument("--label", required=True, help="who uses it")
    create.add_argument("--policy", help="preset or file of this key; else the server's")
    create.add_argument("--right", action="append", default=[], help="trace: sees scores and spans")
    for quantity in QUANTITIES:
        create.add_argument(f"--{quantity}-per-minute", type=int, metavar="N")
    create.add_argument("--expires", metavar="TIME", help="such as 12h, 90d or 52w; else never")
    listing = actions.add_parser("list", help="all keys, without their secrets")
    listing.add_argument("--json", action="store_true")
    revoke = actions.add_parser("revoke", help="end a key; servers see it within 5 seconds")
    revoke.add_argument("id", help="as in `clearsight keys list`")
    for parser, action in ((create, _create), (listing, _list), (revoke, _revoke)):
        parser.add_argument("--database", metavar="URL", help="else CLEARSIGHT_DATABASE, or a file")
        parser.set_defaults(run=run, do=action)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Open the store, do one thing, close it."""
    return asyncio.run(_run(arguments, settings))


async def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.store import Store

    store = Store.open(arguments.database or settings.database, pepper=settings.pepper)
    try:
        await store.migrate()
        action: Action = arguments.do
        return await action(store, arguments)
    finally:
        await store.close()


async def _create(store: "Store", arguments: argparse.Namespace) -> int:
    from clearsight.store import KeyLimits

    created = await store.keys.create(
        arguments.label,
        policy=_policy(arguments.policy),
        rights=arguments.right,
        limits=KeyLimits(**{q: getattr(arguments, f"{q}_per_minute") for q in QUANTITIES}),
        expires=_end(arguments.expires),
    )
    print(
        f"clearsight: key {created.key.id} for {created.key.label!r} in {store.place}. It is "
        f"printed now and never again:",
        file=sys.stderr,
    )
    print(created.secret)
    return 0


async def _list(store: "Store", arguments: argparse.Namespace) -> int:
    found = await store.keys.list()
    if arguments.json:
        print(json.dumps([record(key) for key in found], ensure_ascii=False, indent=1))
        return 0
    for key in found:
        print(line(key))
    print(f"{len(found)} keys in {store.place}", file=sys.stderr)
    return 0


async def _revoke(store: "Store", arguments: argparse.Namespace) -> int:
    key = await store.keys.revoke(arguments.id)
    print(f"clearsight: key {key.id} ({key.label!r}) is revoked", file=sys.stderr)
    return 0


def _policy(name: str | None) -> str | None:
    """The policy as the server will load it; a name that does not exist is an error now."""
    if name is None:
        return None
    load_policy(name)
    return str(Path(name).absolute()) if name.endswith(".toml") else name


def _end(given: str | None) -> datetime | None:
    if given is None:
        return None
    match = re.fullmatch(r"(\d{1,5})([hdw])", given)
    if not match:
        raise UsageError(f"--expires is {given!r}; expected hours, days or weeks: 12h, 90d, 52w")
    return datetime.now(UTC) + int(match[1]) * UNITS[match[2]]


def record(key: "Key") -> dict[str, object]:
    """One key as JSON; times in ISO 8601, UTC."""
    return {
        "id": key.id,
        "label": key.label,
        "state": _state(key),
        "policy": key.policy,
        "rights": sorted(key.rights),
        "per_minute": {q: getattr(key.limits, q) for q in QUANTITIES},
        "created": key.created.isoformat(),
        "expires": key.expires.isoformat() if key.expires else None,
        "revoked": key.revoked.isoformat() if key.revoked else None,
    }


def line(key: "Key") -> str:
    """One key as a line."""
    per_minute = [f"{getattr(key.limits, q)} {q}/min" for q in QUANTITIES
                  if getattr(key.limits, q) is not None]  # fmt: skip
    ends = [f"until {key.expires:%Y-%m-%d %H:%M} UTC"] if key.expires else []
    policy = [f"policy {key.policy}"] if key.policy else []
    told = ", ".join([*policy, *sorted(key.rights), *per_minute, *ends]) or "no limits"
    return f"{key.id}  {_state(key):<12}  {key.created:%Y-%m-%d}  {key.label}  ({told})"


def _state(key: "Key") -> str:
    state = key.state()
    return "other pepper" if state == "active" and not key.ours else state
