"""The head: which line is the last one. Without it the end of a chain could be cut off unseen."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from clearsight.audit.chain import Line, Link, genuine, read, sealed
from clearsight.errors import AuditError

FILE = "head"
SIZE = 512  # written in one piece, always of the same length


@dataclass(frozen=True, slots=True)
class Head:
    """The state of an audit after its last line.

    Attributes:
        last: link of the last line.
        segment: number of the file that holds it.
        size: bytes of that file.
    """

    last: Link
    segment: int
    size: int


FIRST = Head(Link(), 1, 0)


def packed(head: Head, key: bytes) -> bytes:
    """As it lies in the file: a sealed line, filled up with spaces."""
    record = {"last": str(head.last), "segment": head.segment, "size": head.size}
    raw, _ = sealed(record, Link(), key)
    return raw.ljust(SIZE - 1) + b"\n"


def load(descriptor: int, place: Path, key: bytes | None) -> Head | None:
    """The head in an open file; None when the file is empty.

    Args:
        key: None skips the check that it was written by the holder of the key.

    Raises:
        AuditError: it was changed.
    """
    raw = os.pread(descriptor, SIZE + 1, 0)
    if not raw:
        return None
    try:
        line = read(raw.strip())
        if len(raw) != SIZE or (key is not None and not genuine(line, key)):
            raise AuditError("is not what was written with this key")
        return _head(line)
    except (AuditError, KeyError, TypeError, json.JSONDecodeError) as error:
        raise AuditError(
            f"{place}: the head of this audit was changed, damaged, or made with another pepper "
            f"({error}). {ASIDE}"
        ) from error


ASIDE = (
    "Find out what happened with `clearsight audit verify`; move the folder away as it is, and the "
    "next start begins a new one."
)


def _head(line: Line) -> Head:
    record = line.record
    return Head(Link.read(record["last"]), int(record["segment"]), int(record["size"]))
