"""Build the picture index.   python -m clearsight.imaging.index [--help]"""

import argparse
import os
import sys
from pathlib import Path

from clearsight.errors import ClearsightError
from clearsight.imaging.index.build import Sources, build
from clearsight.imaging.index.index import default_path
from clearsight.imaging.index.own import UNSTATED
from clearsight.imaging.index.packs import installed


def main(argv: list[str] | None = None) -> int:
    """Parse, build, tell."""
    parser = argparse.ArgumentParser(
        prog="python -m clearsight.imaging.index",
        description="Build the picture index from installed collections and your own pictures.",
    )
    parser.add_argument("--out", type=Path, help="the index file; else beside the collections")
    parser.add_argument("--collections", nargs="*", help="else all that are installed")
    parser.add_argument("--own", nargs="*", type=Path, default=[], help="folders and .tar files")
    parser.add_argument("--licence", default=UNSTATED, help="of own pictures that state none")
    parser.add_argument("--workers", type=int, default=max(1, len(os.sched_getaffinity(0))))
    arguments = parser.parse_args(argv)
    names = installed() if arguments.collections is None else arguments.collections
    sources = Sources(tuple(names), tuple(arguments.own), arguments.licence)
    path = arguments.out or default_path()
    try:
        built = build(
            path, sources, workers=max(1, arguments.workers), progress=sys.stderr.isatty()
        )
    except ClearsightError as error:
        sys.stderr.write(f"clearsight: {error}\n")
        return 1
    sys.stderr.write(
        f"clearsight: {built.pictures} pictures, {built.terms} terms, {built.duplicates} "
        f"near-duplicates left out, {len(built.unusable)} unusable, in {path}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
