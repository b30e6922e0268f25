"""`clearsight policy`: check a policy file, and try it on what was decided before."""

import argparse
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clearsight.cli.audit import default_folder, moment, records
from clearsight.errors import AuditError
from clearsight.settings import Settings

if TYPE_CHECKING:
    from clearsight.audit.trial import Trial

SHOWN = 50


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    command = commands.add_parser(
        "policy",
        help="check a policy, try it on recorded decisions",
        description="A policy is a preset's name or a file; docs/policy.md has its keys.",
    )
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="read a policy; an error names the place and the fix")
    check.add_argument("policy", help="preset (default, assistive, strict, measure) or file")
    check.set_defaults(run=_check)
    trial = actions.add_parser("try", help="what recorded decisions would have become")
    trial.add_argument("policy", help="preset or file")
    trial.add_argument("--on", type=Path, metavar="AUDIT",
                       help="an audit, or one of its files; else the server's own")  # fmt: skip
    trial.add_argument("--since", metavar="DATE", help="such as 2026-05-01, UTC")
    trial.add_argument("--json", action="store_true")
    trial.set_defaults(run=_try)


def _check(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.build import load_policy

    policy = load_policy(arguments.policy)
    print(f"{policy.name}@{policy.digest} can be applied")
    return 0


def _try(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.audit.trial import tried
    from clearsight.build import load_policy

    policy = load_policy(arguments.policy)
    since = moment(arguments.since) if arguments.since else 0.0
    place = arguments.on or default_folder(settings)
    found = tried((r for r in _records(place) if float(r["t"]) >= since), policy)
    report(found, f"{policy.name}@{policy.digest}", as_lines=not arguments.json)
    return 0


def report(found: "Trial", policy: str, *, as_lines: bool) -> None:
    """Print counts and changes, for people or as JSON."""
    if not as_lines:
        print(json.dumps(as_json(found), indent=1))
        return
    print(f"{found.decisions} decisions under {policy}:")
    for (was, now), count in sorted(found.counts.items(), key=lambda item: -item[1]):
        print(f"  {count:7}  {was if was == now else f'{was} -> {now}'}")
    for change in found.changes[:SHOWN]:
        when = datetime.fromtimestamp(change.at_s, UTC).isoformat(timespec="seconds")
        print(f"{when} {change.request} {change.was[0]} ({change.was[1]}) -> "
              f"{change.now[0]} ({change.now[1]})")  # fmt: skip
    if len(found.changes) > SHOWN:
        print(f"and {len(found.changes) - SHOWN} more; --json lists the first thousand")


def as_json(found: "Trial") -> dict[str, Any]:
    """A trial for programs."""
    return {
        "decisions": found.decisions,
        "counts": [
            {"was": was, "now": now, "decisions": count}
            for (was, now), count in sorted(found.counts.items())
        ],
        "changes": [
            {"request": c.request, "at_s": c.at_s, "was": list(c.was), "now": list(c.now)}
            for c in found.changes
        ],
    }


def _records(place: Path) -> Iterator[Mapping[str, Any]]:
    if place.is_dir():
        return records(place)
    if not place.is_file():
        raise AuditError(f"{place} is neither a folder nor a file; expected an audit")
    from clearsight.audit.chain import read

    raw = place.read_bytes().splitlines()
    return (read(line).record for line in raw)
