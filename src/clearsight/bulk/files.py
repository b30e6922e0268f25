"""Reading the files of a bulk run: bounded lines, and paths that cannot be what they should be."""

from collections.abc import Iterator
from pathlib import Path

from clearsight.errors import UsageError

MOST_LINE_BYTES = 64 << 20


def lines(path: Path) -> Iterator[bytes]:
    """Lines that are not blank; of one that is too long, only one byte more than is allowed."""
    with path.open("rb") as file:
        while line := file.readline(MOST_LINE_BYTES + 1):
            too_long, rest = len(line) > MOST_LINE_BYTES, line
            while too_long and rest and not rest.endswith(b"\n"):
                rest = file.readline(MOST_LINE_BYTES)
            if too_long or line.strip():
                yield line


def check_paths(source: Path, target: Path) -> None:
    """What can be known before anything is read or written.

    Raises:
        UsageError: the input is no readable file, or the output cannot be written or is the input.
    """
    try:
        if not source.is_file():
            raise UsageError(f"input {source} is no file; expected JSON lines")
        with source.open("rb"):
            pass
        if target.exists() and not target.is_file():
            raise UsageError(f"output {target} is no ordinary file; choose another -o")
        if target.exists() and target.samefile(source):
            raise UsageError(f"output {target} is the input itself; choose another -o")
        if not target.parent.is_dir():
            raise UsageError(f"the folder of output {target} does not exist; create it")
    except (OSError, ValueError) as error:
        raise unusable(source, target, error) from error


def unusable(source: Path, target: Path, error: OSError | ValueError) -> UsageError:
    """What the system said about one of the two files, as our error."""
    named = getattr(error, "filename", None)
    what = getattr(error, "strerror", None) or str(error)
    return UsageError(f"{named or f'{source} or {target}'} cannot be used: {what}")
