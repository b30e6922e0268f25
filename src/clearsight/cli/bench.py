"""`clearsight bench`: measure detectors on labelled rows."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from clearsight.build import load_policy
from clearsight.settings import Settings

if TYPE_CHECKING:
    from clearsight.evals.judge.rows import Rows
    from clearsight.evals.judge.run import How
    from clearsight.evals.judge.systems import Spec

DETECTORS = "names joined by commas are judged together; again for more; all when none is given"
JUDGES = "guard model behind an endpoint, beside the others: NAME:URL#MODEL, or a cascade"
TOLD_LINES = 5


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    command = commands.add_parser(
        "bench",
        help="measure detectors on labelled rows",
        description="Measure detectors on labelled rows (docs/bench.md).",
    )
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    judge = actions.add_parser(
        "judge",
        help="recall, false refusals, AUROC and calibration",
        description="Judge labelled JSON lines with one or several sets of detectors; writes "
        "table.md, results.json, scores.jsonl and figures. An interrupted run goes on where it "
        "stopped.",
    )
    judge.add_argument("rows", nargs="+", type=Path, metavar="ROWS.jsonl")
    judge.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")
    add_detectors(judge)
    judge.add_argument("--preset", default="default", help="preset or policy file of thresholds")
    judge.add_argument(
        "--forms", default="typed", metavar="NAMES",
        help="typed, read (page, page_ask, long, earlier), or some of these; default: typed",
    )  # fmt: skip
    judge.add_argument("--resamples", type=int, default=1000, help="of the bootstrap")
    judge.add_argument("--seed", type=int, default=0)
    add_how(judge)
    judge.set_defaults(run=run)
    add_explicit(actions)


def add_explicit(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `bench explicit`."""
    command = actions.add_parser(
        "explicit",
        help="false alarms and recall on explicit pictures",
        description="Score a folder of pictures: DIR/benign/... must pass, DIR/explicit/... is for "
        "those who may lawfully hold such pictures. No picture is shown, none is stored, and no "
        "file is named unless --names is given.",
    )
    command.add_argument("--folder", type=Path, required=True, metavar="DIR")
    command.add_argument("--preset", default="default", help="preset or policy file of thresholds")
    command.add_argument(
        "--names", action="store_true", help="also print score and name of files decided wrongly"
    )
    command.set_defaults(run=run_explicit)


def add_detectors(command: argparse.ArgumentParser) -> None:
    """Options that say what is judged."""
    command.add_argument(
        "--detectors", action="append", metavar="NAMES", help=DETECTORS, default=[]
    )
    command.add_argument("--judge", action="append", default=[], metavar="SPEC", help=JUDGES)


def add_how(command: argparse.ArgumentParser) -> None:
    """Options that say how a run is done."""
    command.add_argument("--workers", type=int, default=1, help="processes")
    command.add_argument(
        "--concurrency", type=int, default=8, help="rows at a time in each process"
    )
    command.add_argument("--limit-s", type=float, default=60.0, help="for one detector and row")
    command.add_argument("--fresh", action="store_true", help="forget an earlier run's findings")


def specs(arguments: argparse.Namespace, settings: Settings) -> "tuple[Spec, ...]":
    """The systems of the command line: sets of detectors, then judges beside the first set."""
    from clearsight.evals.judge.systems import Spec

    sets = [tuple(n.strip() for n in one.split(",") if n.strip()) for one in arguments.detectors]
    beside = sets[0] if sets else ()
    judged = [Spec(beside, spec, settings.judge_api_key) for spec in arguments.judge]
    return (*(Spec(one) for one in sets or [()]), *judged)


def how(arguments: argparse.Namespace) -> "How":
    """How the run is done."""
    from clearsight.evals.judge.run import How

    return How(
        workers=max(1, arguments.workers),
        concurrency=max(1, arguments.concurrency),
        limit_s=arguments.limit_s,
        progress=sys.stderr.isatty(),
        fresh=arguments.fresh,
    )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the table; the exit code says whether a line was bad or a row could not be judged."""
    from clearsight.evals.judge.bench import Job, bench

    job = Job(
        tuple(arguments.rows),
        specs(arguments, settings),
        load_policy(arguments.preset),
        tuple(name.strip() for name in arguments.forms.split(",") if name.strip()),
        times=max(0, arguments.resamples),
        seed=arguments.seed,
        how=how(arguments),
    )
    report = bench(job, arguments.output)
    print(report.text)
    tell(report.rows)
    print(
        f"clearsight: {len(report.rows.rows)} rows, {report.failed} judgements failed; wrote "
        f"{', '.join(path.name for path in report.files)} to {arguments.output}",
        file=sys.stderr,
    )
    return 1 if report.failed or report.rows.bad else 0


def run_explicit(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the tables; the exit code says whether a file was no picture."""
    from tqdm import tqdm

    from clearsight.evals import explicit
    from clearsight.evals.judge.table import table

    rule = explicit.thresholds(load_policy(arguments.preset))
    total = len(explicit.files(arguments.folder))
    silent = not sys.stderr.isatty()
    found = list(tqdm(explicit.scored(arguments.folder), total=total, disable=silent))
    labels = [label for label in explicit.LABELS if any(one.label == label for one in found)]
    head = ("label", "group", "pictures", f"refused (from {rule.at:g})",
            f"refused or doubted (from {rule.lower:g})", "highest")  # fmt: skip
    print(table(head, explicit.lines(found, rule)))
    print("\n" + table(("score from", *labels), explicit.curve(found)))
    if "explicit" not in labels:
        print("\nRecall: not measured, there is no picture in explicit/.")
    for one in explicit.wrong(found, rule) if arguments.names else ():
        print(f"{one.score:.3f} {one.path}")
    bad = sum(one.score is None for one in found)
    if bad:
        print(f"clearsight: {bad} files are no pictures that are accepted", file=sys.stderr)
    return 1 if bad else 0


def tell(rows: "Rows") -> None:
    """Say on stderr what was not understood."""
    for bad in rows.bad[:TOLD_LINES]:
        print(f"clearsight: {bad}", file=sys.stderr)
    if rows.bad:
        print(f"clearsight: {len(rows.bad)} bad lines were left out", file=sys.stderr)
    for key, count in rows.unknown.items():
        print(f"clearsight: {count} lines have a key {key!r} that we do not know", file=sys.stderr)
