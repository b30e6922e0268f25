"""`clearsight privacy`: what users chose to have kept, in numbers; sweep, delete, rotate."""

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from clearsight.errors import UsageError
from clearsight.settings import Settings

if TYPE_CHECKING:
    from clearsight.vault.vault import Vault

Action = Callable[["Vault", argparse.Namespace], Awaitable[int]]


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    command = commands.add_parser(
        "privacy",
        help="what users chose to have kept: numbers, sweep, delete, change the key",
        description="The vault: what users of the pages chose to have kept, sealed. No command "
        "shows any of it. See docs/privacy.md.",
    )
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    status = actions.add_parser("status", help="what is stored, in numbers, and for how long")
    status.add_argument("--json", action="store_true")
    listing = actions.add_parser("list", help="sessions by name, with what each holds")
    sweep = actions.add_parser("sweep", help="delete now what has no reason or no time left")
    delete = actions.add_parser("delete", help="destroy a session and its key; prints the receipt")
    delete.add_argument("session", help="a name of `clearsight privacy list`, or its beginning")
    rotate = actions.add_parser("rotate-key", help="change the master key while servers run")
    check = actions.add_parser("check", help="what is known of a receipt")
    check.add_argument("receipt", nargs="+", help="the line that a user was given")
    table = ((status, _status), (listing, _list), (sweep, _sweep), (delete, _delete),
             (rotate, _rotate), (check, _check))  # fmt: skip
    for parser, action in table:
        parser.add_argument("--database", metavar="URL", help="else CLEARSIGHT_DATABASE, or a file")
        parser.set_defaults(run=run, do=action)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Open the vault, do one thing, close it."""
    return asyncio.run(_run(arguments, settings))


async def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.deployment import ServeSettings
    from clearsight.deployment.vault import vault_of
    from clearsight.store import Store
    from clearsight.vault.retention import read_retention
    from clearsight.vault.room import read_room

    wanted = ServeSettings(
        pepper=settings.pepper,
        vault_key=settings.vault_key,
        retention=read_retention(settings.retention),
        room=read_room(settings.vault_room),
    )
    store = Store.open(arguments.database or settings.database, pepper=settings.pepper)
    try:
        await store.migrate()
        action: Action = arguments.do
        return await action(vault_of(wanted, store), arguments)
    finally:
        await store.close()


async def _status(vault: "Vault", arguments: argparse.Namespace) -> int:
    from clearsight.vault.retention import write_retention
    from clearsight.vault.room import write_room
    from clearsight.vault.status import status

    found, room = await status(vault.sessions), vault.sessions.room
    if arguments.json:
        settings = {"retention": write_retention(vault.keep), "room": write_room(room)}
        print(json.dumps(asdict(found) | settings, indent=1))
        return 0
    oldest = (
        "" if found.oldest_photo_s is None else f", the oldest {found.oldest_photo_s // 60} min"
    )
    print(
        f"{found.sessions} sessions: {found.photos} photos{oldest}, {found.texts} conversations, "
        f"{found.sealed_bytes} bytes sealed of {room.all_bytes} (CLEARSIGHT_VAULT_ROOM)"
    )
    print("consents: " + ", ".join(f"{name} {count}" for name, count in found.consents.items()))
    states = ", ".join(f"{name} {count}" for name, count in found.tickets.items())
    print(f"tickets: {states or 'none'}")
    print(
        f"{found.deletions} receipts, {found.pending} deletions not cleaned yet, {found.owed} owed"
    )
    print(f"retention: {write_retention(vault.keep)} (CLEARSIGHT_RETENTION)")
    print(f"master key {found.master} in {vault.sessions.master.place}")
    if found.lost:
        print(f"{found.lost} sessions were wrapped by a key that is not there: nobody reads them")
    return 0


async def _list(vault: "Vault", _: argparse.Namespace) -> int:
    from clearsight.vault.status import listed

    for one in await listed(vault.sessions):
        held = f"{one.photos} photos, {one.texts} conversations"
        agreed = " ".join(one.consents) or "none"
        print(f"{one.name[:16]} {held}, seen {one.unseen_s // 60} min ago, consents: {agreed}")
    return 0


async def _sweep(vault: "Vault", _: argparse.Namespace) -> int:
    from clearsight.vault.sweep import Sweeper

    done = await Sweeper(vault).sweep()
    print(f"deleted: {done.photos} photos, {done.texts} conversations, {done.sessions} sessions; "
          f"{done.tickets} tickets ended")  # fmt: skip
    if not done.cleaned:
        print("the files are not clean yet: somebody reads the database; run this again")
    return 0 if done.cleaned else 1


async def _delete(vault: "Vault", arguments: argparse.Namespace) -> int:
    from clearsight.vault.status import listed

    names = [one.name for one in await listed(vault.sessions)]
    found = [name for name in names if name.startswith(arguments.session)]
    if len(found) != 1 or len(arguments.session) < 8:
        raise UsageError(
            f"{arguments.session!r} names {len(found)} sessions; expected 8 or more digits of one "
            f"name of `clearsight privacy list`"
        )
    receipt = await vault.delete_named(found[0])
    print(receipt.text if receipt else "it went by itself just now")
    return 0


async def _rotate(vault: "Vault", _: argparse.Namespace) -> int:
    from clearsight.vault.rotate import rotate

    done = await rotate(vault.sessions)
    print(f"{done.sessions} keys are wrapped by {done.name} in {vault.sessions.master.place}")
    if done.lost:
        print(f"{done.lost} sessions were wrapped by a key that is not there: nobody reads them")
    if done.old_left:
        print("now take the old keys out of the variable and restart the servers")
    return 0


async def _check(vault: "Vault", arguments: argparse.Namespace) -> int:
    found = await vault.check(" ".join(arguments.receipt))
    if not found.genuine:
        print("this server made no such receipt")
        return 1
    state = "no file holds it any more" if found.cleaned_s else "its cleaning is not confirmed"
    print(f"genuine: {found.photos} photos and {found.texts} conversations were deleted; "
          f"{found.left} rows of that session are stored; {state}")  # fmt: skip
    return 0
