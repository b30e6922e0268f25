"""`clearsight doctor`: what is here, what is missing and how to get it, and whether it works."""

import argparse
import asyncio
import json
import sys

from clearsight.health import Check, checks
from clearsight.settings import Settings

MARKS = {"ok": "ok      ", "missing": "missing ", "broken": "BROKEN  "}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    command = commands.add_parser(
        "doctor",
        help="check the installation",
        description="Check packages, weights, programs and read a drawn picture. Exit code 1 when "
        "something that is needed is broken.",
    )
    command.add_argument("--json", action="store_true")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print one line per check."""
    found = asyncio.run(checks(settings.policy))
    if arguments.json:
        rows = [{"name": c.name, "state": c.state, "detail": c.detail, "fix": c.fix} for c in found]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for check in found:
            print(line(check))
    broken = sum(check.state == "broken" for check in found)
    missing = sum(check.state == "missing" for check in found)
    print(f"{len(found)} checks: {broken} broken, {missing} optional missing", file=sys.stderr)
    return 1 if broken else 0


def line(check: Check) -> str:
    """One check as a line, with the fix below it."""
    fix = f"\n          fix: {check.fix}" if check.fix and check.state != "ok" else ""
    return f"{MARKS[check.state]}  {check.name}: {check.detail}{fix}"
