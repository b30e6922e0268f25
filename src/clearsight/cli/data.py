"""`clearsight data`: the published sets that evaluations ask."""

import argparse
import sys
from pathlib import Path

from clearsight.settings import Settings


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the commands."""
    top = commands.add_parser(
        "data",
        help="bring published sets into the layout that evaluations read",
        description="The sets of docs/evals.md. Nothing is downloaded: you bring a copy.",
    )
    inner = top.add_subparsers(dest="data_command", required=True, metavar="COMMAND")
    new = inner.add_parser("add", help="check a copy of a published set and write it to the data")
    new.add_argument("name", help="such as xstest; `clearsight data list` has all")
    new.add_argument("path", type=Path, help="folder with the set as it was published")
    new.add_argument("--data", type=Path, help="folder of the sets (CLEARSIGHT_DATA)")
    new.set_defaults(run=_add)
    known = inner.add_parser("list", help="the sets: licence, origin, what to bring, what is there")
    known.add_argument("--data", type=Path, help="folder of the sets (CLEARSIGHT_DATA)")
    known.set_defaults(run=_list)


def _add(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.errors import UsageError
    from clearsight.evals.sets.add import add as added

    data = arguments.data or settings.data
    if not data:
        raise UsageError("name the folder of the sets with --data or CLEARSIGHT_DATA")
    found = added(arguments.name, arguments.path, Path(data))
    checked = f"{found.known} checked by their hashes" if found.known else "no hashes to check"
    left_out = f", {found.left_out} left out" if found.left_out else ""
    print(
        f"clearsight: {found.rows} rows or people, {checked}{left_out}; licence {found.licence}",
        file=sys.stderr,
    )
    print(found.path)
    return 0


def _list(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.evals.sets.table import published
    from clearsight.evals.shown import table

    data = arguments.data or settings.data
    lines = [
        (one.name, one.licence, "yes" if data and (Path(data) / one.name).is_dir() else "no",
         one.origin, one.get)
        for one in published().values()
    ]  # fmt: skip
    print(table(("set", "licence", "there", "origin", "what to bring"), lines))
    return 0
