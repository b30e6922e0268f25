"""`clearsight card`: the system card of some runs, and whether a card is true to them."""

import argparse
import sys
from pathlib import Path

from clearsight.settings import Settings


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the commands."""
    top = commands.add_parser(
        "card",
        help="publish what was measured as a system card",
        description="A system card from the runs of `clearsight eval run` (docs/card.md).",
    )
    inner = top.add_subparsers(dest="card_command", required=True, metavar="COMMAND")
    make = inner.add_parser("build", help="write page, Markdown, JSON, figures and manifest")
    make.add_argument("runs", type=Path, metavar="RUNS", help="folder with runs in it")
    make.add_argument("-o", "--out", type=Path, default=Path("card"), help="folder to write")
    make.add_argument("--about", type=Path, help="about.toml: title, intended use, limits ...")
    make.add_argument("--gate", type=Path, help="gate.toml: targets of the launch decision")
    make.set_defaults(run=_build)
    again = inner.add_parser("check", help="work every number of a card out again")
    again.add_argument("card", type=Path, metavar="DIR")
    again.add_argument("--runs", type=Path, help="the original runs, to compare records with")
    again.set_defaults(run=_check)


def _build(arguments: argparse.Namespace, settings: Settings) -> int:
    from importlib.metadata import version

    from clearsight.card.book import Texts, build, read_runs

    texts = Texts(_read(arguments.about), _read(arguments.gate))
    card = build(read_runs(arguments.runs), texts, arguments.out, version("clearsight"))
    states = [part.state for _, parts in card.chapters for part in parts]
    print(
        f"clearsight: {states.count('measured')} rows measured, {states.count('partly')} partly, "
        f"{states.count('not_measured')} not measured, from {len(card.folders)} runs",
        file=sys.stderr,
    )
    print(arguments.out / "index.html")
    return 0


def _check(arguments: argparse.Namespace, settings: Settings) -> int:
    from clearsight.card.book import check

    wrong = check(arguments.card, arguments.runs)
    for one in wrong:
        print(f"clearsight: {one}", file=sys.stderr)
    if not wrong:
        print("every number follows from the records")
    return int(bool(wrong))


def _read(path: Path | None) -> str:
    from clearsight.errors import UsageError

    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
