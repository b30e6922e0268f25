"""`clearsight`: thin commands that parse, make one call and print.

Exit codes: 0 done, 1 an error that the message explains, 2 wrong usage, 3 the request was refused.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from clearsight.cli import ask, doctor, keys, moderate, serve
from clearsight.errors import ClearsightError, UsageError
from clearsight.settings import read_settings

COMMANDS = (serve, ask, moderate, keys, doctor)


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(
        prog="clearsight",
        description="Ask about pictures through a guard, judge conversations in bulk.",
        epilog="Exit codes: 0 done, 1 error, 2 wrong usage, 3 refused.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments, read_settings(os.environ))
    except UsageError as error:
        print(f"clearsight: {error}", file=sys.stderr)
        return 2
    except ClearsightError as error:
        print(f"clearsight: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of our output went away (`| head`); Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    return code
