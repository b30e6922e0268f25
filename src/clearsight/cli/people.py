"""`clearsight people`: accounts of volunteers and staff."""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from clearsight.errors import UsageError
from clearsight.settings import Settings

if TYPE_CHECKING:
    from clearsight.people import Invited, People, Person

BY = "operator at the shell"
LOCAL = "http://localhost:8000"
LANGUAGES = ("en", "zh", "es", "ar")  # app.words.LANGUAGES, which takes time to import
Action = Callable[["People", argparse.Namespace, Settings], Awaitable[int]]


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    command = commands.add_parser(
        "people",
        help="accounts of volunteers and staff: invite, list, role, disable",
        description="Accounts of volunteers and staff. Users of the assist page need none. An "
        "invitation is a link that works once, for seven days.",
    )
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    invite = actions.add_parser("invite", help="make an account, or invite again; prints the link")
    invite.add_argument("email")
    invite.add_argument("--role", required=True, help="volunteer, reviewer, red-teamer, operator")
    recover = actions.add_parser(
        "recover", help="for who lost every way in: ends sessions and passkeys, prints a link"
    )
    recover.add_argument("email")
    for one in (invite, recover):
        one.add_argument("--url", help="address of the pages; else CLEARSIGHT_URL, or localhost")
        one.add_argument("--send", action="store_true", help="send it by mail (CLEARSIGHT_MAIL)")
        one.add_argument("--language", default="en", choices=LANGUAGES, help="of mail and page")
    listing = actions.add_parser("list", help="everybody with role and state")
    listing.add_argument("--json", action="store_true")
    role = actions.add_parser("role", help="give another role; signs out")
    role.add_argument("email")
    role.add_argument("role", help="volunteer, reviewer, red-teamer, operator")
    changes = [
        actions.add_parser("disable", help="keep somebody out, from now on"),
        actions.add_parser("enable", help="let somebody in again"),
        actions.add_parser("log", help="what was done about an account"),
    ]
    for one in changes:
        one.add_argument("email")
    does: tuple[Action, ...] = (_invite, _recover, _list, _role, _disable, _enable, _log)
    parsers = (invite, recover, listing, role, *changes)
    for parser, action in zip(parsers, does, strict=True):
        parser.add_argument("--database", metavar="URL", help="else CLEARSIGHT_DATABASE, or a file")
        parser.set_defaults(run=run, do=action)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Open the store, do one thing, close it."""
    return asyncio.run(_run(arguments, settings))


async def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.people import People
    from clearsight.store import Store

    store = Store.open(arguments.database or settings.database, pepper=settings.pepper)
    try:
        await store.migrate()
        action: Action = arguments.do
        return await action(People(store.database), arguments, settings)
    finally:
        await store.close()


async def _invite(people: "People", arguments: argparse.Namespace, settings: Settings) -> int:
    made = await people.invite(arguments.email, arguments.role, by=BY)
    return await _hand_over(made, arguments, settings)


async def _recover(people: "People", arguments: argparse.Namespace, settings: Settings) -> int:
    return await _hand_over(await people.recover(arguments.email, by=BY), arguments, settings)


async def _hand_over(made: "Invited", arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the link, or send it."""
    from clearsight.app.letters import invitation
    from clearsight.app.words import words
    from clearsight.people import mail_of
    from clearsight.store import data_folder

    base = (arguments.url or settings.url or LOCAL).rstrip("/")
    if not base.startswith(("https://", "http://localhost:")):
        raise UsageError(
            f"the address of the pages is {base!r}; expected https://..., as a link that signs in "
            "must not travel in clear"
        )
    letter = invitation(base, made, words(arguments.language))
    who = f"{made.person.email} as {made.person.role}"
    if arguments.send:
        mail = mail_of(settings.mail or f"file:{Path(data_folder())}/mail")
        await asyncio.to_thread(mail.send, made.person.email, letter.subject, letter.text)
        print(f"clearsight: sent an invitation to {who}", file=sys.stderr)
        return 0
    print(f"clearsight: invited {who}. The link works once, for seven days:", file=sys.stderr)
    print(letter.link)
    return 0


async def _list(people: "People", arguments: argparse.Namespace, settings: Settings) -> int:
    found = await people.all()
    if arguments.json:
        print(json.dumps([record(person) for person in found], ensure_ascii=False, indent=1))
        return 0
    for person in found:
        print(f"{person.email:<40}  {person.role:<10}  {person.state}")
    print(f"{len(found)} accounts", file=sys.stderr)
    return 0


async def _role(people: "People", arguments: argparse.Namespace, settings: Settings) -> int:
    return _told(await people.role(arguments.email, arguments.role, by=BY))


async def _disable(people: "People", arguments: argparse.Namespace, settings: Settings) -> int:
    return _told(await people.disable(arguments.email, by=BY))


async def _enable(people: "People", arguments: argparse.Namespace, settings: Settings) -> int:
    return _told(await people.enable(arguments.email, by=BY))


async def _log(people: "People", arguments: argparse.Namespace, settings: Settings) -> int:
    person = await people.known(arguments.email)
    for line in await people.acts(person.id):
        print(line)
    return 0


def _told(person: "Person") -> int:
    print(f"clearsight: {person.email} is {person.role}, {person.state}", file=sys.stderr)
    return 0


def record(person: "Person") -> dict[str, str]:
    """One account as JSON; times in ISO 8601, UTC."""
    return {
        "id": person.id,
        "email": person.email,
        "role": person.role,
        "state": person.state,
        "created": person.created.isoformat(),
    }
