"""`clearsight`: thin commands that parse, make one call and print.

Exit codes: 0 done, 1 an error that the message explains, 2 wrong usage, 3 the request was refused.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from clearsight.errors import ClearsightError, UsageError
from clearsight.ingest.heap import keep
from clearsight.settings import read_settings

# OpenBLAS would start a thread per core for our small matrices; they spin, which costs eight times
# the CPU time of the work. Read when numpy is first imported.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
# Modules of this package, each imported when the parser is built; the order is that of the help.
COMMANDS = (
    "serve", "ask", "moderate", "evals", "data", "card", "bench", "calibrate", "imaging", "keys",
    "people", "cohorts", "policy", "audit", "ledger", "privacy", "samples", "train", "openapi",
    "doctor",
)  # fmt: skip


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(
        prog="clearsight",
        description="Ask about pictures through a guard, judge conversations in bulk.",
        epilog="Exit codes: 0 done, 1 error, 2 wrong usage, 3 refused.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        import_module(f"clearsight.cli.{name}").add(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
    keep()
    top = parser()
    arguments, rest = top.parse_known_args(argv)
    if rest and "more" in arguments:
        rest = arguments.more(arguments, rest)
    if rest:
        top.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        code: int = arguments.run(arguments, read_settings(os.environ))
    except UsageError as error:
        print(f"clearsight: {error}", file=sys.stderr)
        return 2
    except ClearsightError as error:
        said = getattr(error, "said", "")
        print(f"clearsight: {error}" + (f" It says: {said}" if said else ""), file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of our output went away (`| head`); Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    return code
