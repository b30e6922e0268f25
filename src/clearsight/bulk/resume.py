"""Going on with an output that an earlier run left behind."""

import json
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from clearsight.bulk.files import lines
from clearsight.bulk.line import identity
from clearsight.errors import UsageError


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier run did: whole lines, and how many of them hold an error."""

    lines: int = 0
    errors: int = 0


def resume(source: Path, target: Path) -> Earlier:
    """Count what is done. A half-written last line is cut off, once all else has been checked.

    Raises:
        UsageError: the output holds something that no run over this input has written.
    """
    if not target.exists():
        return Earlier()
    data = target.read_bytes()
    end = data.rfind(b"\n") + 1
    done, half = data[:end].splitlines(), data[end:]
    asked = [identity(raw) for raw in islice(lines(source), len(done) + 1)]
    if len(done) > len(asked) or (half and len(done) == len(asked)):
        raise UsageError(f"{target} has more lines than {source}; choose another -o")
    errors = 0
    for number, (old, name) in enumerate(zip(done, asked, strict=False), 1):
        errors += _record(old, name, f"{target} line {number}")["error"] is not None
    if half and not _begins(half, asked[-1]):
        raise _foreign(f"{target} line {len(done) + 1}", "is no half-written record")
    if half:
        with target.open("r+b") as out:
            out.truncate(end)
    return Earlier(len(done), errors)


def _record(old: bytes, name: object, where: str) -> dict[str, Any]:
    try:
        record = json.loads(old)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict) or not {"id", "action", "rule", "error"} <= record.keys():
        raise _foreign(where, "is no record of a judged line")
    if record["id"] != name:
        raise _foreign(where, f"has id {record['id']!r} but the input has {name!r}")
    return record


def _begins(half: bytes, name: object) -> bool:
    """Whether these bytes are how the record of this id begins."""
    start = json.dumps({"id": name, "action": ""}).removesuffix('"}').encode()
    return half.startswith(start) or start.startswith(half)


def _foreign(where: str, what: str) -> UsageError:
    return UsageError(
        f"{where} {what}: the output belongs to another input. Choose another -o, or delete it."
    )
