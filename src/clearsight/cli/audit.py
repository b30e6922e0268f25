"""`clearsight audit`: check the record of decisions, make decisions again, look one up."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clearsight.errors import AuditError, UsageError
from clearsight.settings import Settings

Action = Callable[[argparse.Namespace, Settings], int]
SHOWN = 20


def default_folder(settings: Settings) -> Path:
    """Where `clearsight serve` writes unless it is told otherwise."""
    from clearsight.store import data_folder

    return Path(settings.audit) if settings.audit else data_folder() / "audit"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    command = commands.add_parser(
        "audit",
        help="check the audit of a server, make its decisions again",
        description="The audit that `clearsight serve` writes: every decision, without a word of "
        "what was said. See docs/audit.md.",
    )
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="find any line that was changed, removed or moved")
    verify.add_argument("--at", action="append", default=[], metavar="N:HASH",
                        help="a place kept elsewhere that must still be there")  # fmt: skip
    verify.add_argument("--without-key", action="store_true",
                        help="check the chain alone, where the pepper is not at hand")  # fmt: skip
    head = actions.add_parser("head", help="print the last place, to be kept elsewhere")
    replay = actions.add_parser("replay", help="make every decision again from its findings")
    show = actions.add_parser("show", help="print records as JSON lines")
    show.add_argument("--request", metavar="ID", help="of this request, as the caller was told it")
    show.add_argument("--last", type=int, default=SHOWN, metavar="N", help="of the last N")
    prune = actions.add_parser("prune", help="remove old files; the audit tells of it")
    prune.add_argument("--before", required=True, metavar="DATE", help="such as 2026-05-01, UTC")
    table = ((verify, _verify), (head, _head), (replay, _replay), (show, _show), (prune, _prune))
    for parser, action in table:
        parser.add_argument("folder", nargs="?", type=Path, help="else the server's own")
        parser.set_defaults(run=run, do=action)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Do one thing with an audit."""
    arguments.folder = arguments.folder or default_folder(settings)
    action: Action = arguments.do
    return action(arguments, settings)


def _key(settings: Settings) -> bytes:
    from clearsight.audit.chain import derived
    from clearsight.deployment.audit import secret_there

    return derived(secret_there(settings.pepper), "chain")


def _verify(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.audit import Link, verify

    key = None if arguments.without_key else _key(settings)
    anchors = [Link.read(text) for text in arguments.at]
    found = verify(arguments.folder, key, anchors)
    for fault in found.faults:
        print(fault)
    checked = "chain and key" if found.keyed else "chain alone, not who wrote it"
    if not found.sound:
        more = " or more" if len(found.faults) == 100 else ""
        print(f"clearsight: {len(found.faults)}{more} faults in {found.lines} lines ({checked})",
              file=sys.stderr)  # fmt: skip
        return 1
    print(f"sound: {found.lines} lines, {checked}; it ends at {found.last}")
    return 0


def _head(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.audit import verify

    found = verify(arguments.folder, _key(settings))
    if not found.sound:
        raise AuditError(f"{arguments.folder} is not sound: {found.faults[0]}; see `audit verify`")
    print(found.last)
    return 0


def _replay(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.audit.setup import Setups
    from clearsight.audit.trial import replayed

    found = replayed(records(arguments.folder), Setups(arguments.folder))
    for request, what in (*found.others, *found.unknown):
        print(f"{request}: {what}")
    print(f"{found.same} decisions made again alike, {len(found.others)} otherwise, "
          f"{len(found.unknown)} whose policy cannot be applied now")  # fmt: skip
    return 1 if found.others or found.unknown else 0


def _show(arguments: argparse.Namespace, settings: Settings) -> int:
    from collections import deque

    if arguments.last < 1:
        raise UsageError(f"--last is {arguments.last}, expected a number from 1")
    wanted = arguments.request
    found = (r for r in records(arguments.folder) if wanted is None or r.get("request") == wanted)
    last = deque(found, maxlen=arguments.last)
    if wanted is not None and not last:
        raise AuditError(f"no record of request {wanted!r} in {arguments.folder}")
    for record in last:
        print(json.dumps(record))
    return 0


def _prune(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.audit import AuditLog, verify
    from clearsight.deployment.audit import secret_there

    before_s = moment(arguments.before)
    log = AuditLog(arguments.folder, secret_there(settings.pepper))
    if not verify(arguments.folder, log.key).sound:
        raise AuditError(f"{arguments.folder} is not sound, so nothing is removed; see "
                         "`audit verify`")  # fmt: skip
    gone = log.prune(before_s)
    log.close()
    print(f"removed {len(gone)} files" + (f": {', '.join(gone)}" if gone else ""))
    return 0


def moment(text: str) -> float:
    """Seconds since 1970 of a date or time; UTC where it names no zone.

    Raises:
        UsageError: it is none.
    """
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no date; expected such as 2026-05-01") from error
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def records(folder: Path) -> Iterator[Mapping[str, Any]]:
    """Every record, unchecked: `audit verify` does that."""
    from clearsight.audit.verify import lines

    return (line.record for _, line in lines(folder))
