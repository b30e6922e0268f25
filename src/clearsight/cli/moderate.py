"""`clearsight moderate`: judge JSON lines in bulk."""

import argparse
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from clearsight.bulk import Job, moderate
from clearsight.cli import hashes
from clearsight.settings import Settings


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    command = commands.add_parser(
        "moderate",
        help="judge conversations in bulk",
        description=(
            'One JSON line in ({"id", "messages": [OpenAI chat messages]}), one out, in order. '
            "Run it again after an interruption and it goes on where it stopped."
        ),
    )
    command.add_argument("input", type=Path, help="JSON lines; image_url may be a file path")
    command.add_argument("-o", "--output", type=Path, required=True)
    command.add_argument("--policy", help="preset (default, assistive, strict, measure) or file")
    command.add_argument(
        "--judge",
        action="append",
        help="guard model to ask too: NAME:URL#MODEL, or 'words>NAME:URL#MODEL'; again for more",
    )
    hashes.option(command)
    command.add_argument("--engine", choices=["local"], default="local")
    command.add_argument("--workers", type=int, default=max(1, len(os.sched_getaffinity(0))))
    command.add_argument(
        "--reasons",
        action="store_true",
        help="evidence is the words that drove a finding; refused lines cost three times as much",
    )
    command.add_argument("--addresses", action="store_true", help="fetch pictures from the web")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Judge all lines; the exit code says whether any of the output's lines holds an error."""
    job = Job(
        policy=arguments.policy or settings.policy,
        folder=arguments.input.parent,
        addresses=arguments.addresses,
        judges=tuple(arguments.judge or settings.judges),
        judge_api_key=settings.judge_api_key,
        hashes=hashes.wanted(arguments, settings),
        reasons=arguments.reasons,
    )
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        done = moderate(
            arguments.input,
            arguments.output,
            job,
            workers=max(1, arguments.workers),
            progress=sys.stderr.isatty(),
        )
    finally:
        signal.signal(signal.SIGTERM, before)
    print(
        f"clearsight: {done.lines} lines judged, {done.resumed} were done before, "
        f"{done.errors} with errors, {done.seconds:.1f} s",
        file=sys.stderr,
    )
    return 1 if done.errors else 0


def _stop(number: int, frame: FrameType | None) -> None:
    """End as an interruption does: the workers are stopped, whole lines stay."""
    raise SystemExit(128 + number)
