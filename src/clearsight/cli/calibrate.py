"""`clearsight calibrate`: thresholds chosen on a deployer's own labelled rows."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from clearsight.build import load_policy
from clearsight.cli.bench import add_detectors, add_how, how, specs, tell
from clearsight.errors import UsageError
from clearsight.settings import Settings

if TYPE_CHECKING:
    from clearsight.evals.judge.choose import Target


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    command = commands.add_parser(
        "calibrate",
        help="choose thresholds on labelled rows",
        description="Choose the request thresholds of a preset on labelled JSON lines "
        "(docs/bench.md) and write a policy file for --policy. The figures printed are of rows "
        "left out in turn.",
    )
    command.add_argument("rows", nargs="+", type=Path, metavar="ROWS.jsonl")
    command.add_argument("-o", "--output", type=Path, required=True, metavar="policy.toml")
    target = command.add_mutually_exclusive_group()
    target.add_argument(
        "--target-false-refusals", type=float, metavar="SHARE",
        help="the highest recall with at most this share of harmless rows refused; default .02",
    )  # fmt: skip
    target.add_argument(
        "--target-recall", type=float, metavar="SHARE",
        help="the fewest false refusals with at least this share of harmful rows refused",
    )  # fmt: skip
    add_detectors(command)
    command.add_argument("--preset", default="default", help="whose thresholds are moved")
    command.add_argument("--forms", default="typed", help="as in bench judge; default: typed")
    command.add_argument(
        "--together", action="store_true",
        help="one scale for all thresholds; so it is anyway when no harmful row names a category",
    )  # fmt: skip
    command.add_argument("--folds", type=int, default=5, help="of the cross-validation")
    command.add_argument("--seed", type=int, default=0)
    command.add_argument("--work", type=Path, metavar="DIR", help="go on here after a break")
    add_how(command)
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the file, print what it changes; 1 when lines were bad or rows could not be judged."""
    from clearsight.evals.judge.calibrate import Job, calibrate
    from clearsight.evals.judge.policy_text import change_table, policy_text

    if arguments.preset.endswith(".toml"):
        raise UsageError(
            f"--preset {arguments.preset!r} is a file; expected the name of a packaged preset, "
            "since the new file extends one. Copy what else your file changes into the new one."
        )
    if not arguments.output.parent.is_dir():
        raise UsageError(f"the folder of output {arguments.output} does not exist; create it")
    policy = load_policy(arguments.preset)
    if len(arguments.detectors) > 1 or len(arguments.judge) > 1:
        raise UsageError("thresholds are of one set of detectors; name one set, or one judge")
    one = specs(arguments, settings)[-1]
    forms = tuple(name.strip() for name in arguments.forms.split(",") if name.strip())
    job = Job(
        tuple(arguments.rows), one, policy, _target(arguments), forms,
        together=arguments.together, folds=arguments.folds, seed=arguments.seed,
        work=arguments.work, how=how(arguments),
    )  # fmt: skip
    done = calibrate(job)
    arguments.output.write_text(policy_text(policy, done.policy, _note(arguments)), "utf-8")
    print(change_table(policy, done))
    tell(done.rows)
    for warning in done.warnings:
        print(f"clearsight: warning: {warning}", file=sys.stderr)
    print(
        f"clearsight: {len(done.rows.rows)} rows, {done.failed} could not be judged, "
        f"{done.answers} with answers left out; wrote {arguments.output}",
        file=sys.stderr,
    )
    return 1 if done.failed or done.rows.bad else 0


def _target(arguments: argparse.Namespace) -> "Target":
    from clearsight.evals.judge.choose import Target

    if arguments.target_recall is not None:
        return Target(None, arguments.target_recall)
    share = arguments.target_false_refusals
    return Target(0.02 if share is None else share)


def _note(arguments: argparse.Namespace) -> str:
    goal = (
        f"recall of {arguments.target_recall:g}"
        if arguments.target_recall is not None
        else f"false refusals of {_target(arguments).false_refusals:g}"
    )
    names = ", ".join(path.name for path in arguments.rows)
    return (
        f"Made by clearsight calibrate from {names}, for {goal}, seed {arguments.seed}.\n"
        f"Request thresholds alone differ from the packaged preset {arguments.preset!r}."
    )
