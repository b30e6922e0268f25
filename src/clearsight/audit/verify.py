"""Finds what was changed in an audit: any one line edited, removed, added or moved.

Without the key the chain of hashes is checked up to the head. With it, also that nobody made a
whole chain anew. An older copy of the whole folder put back in its place is genuine in itself: only
a place in the chain that was kept elsewhere (`clearsight audit head`, or the server's log) shows
that lines are missing after it.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clearsight.audit import head as heads
from clearsight.audit.chain import GENESIS, Line, Link, genuine, read
from clearsight.audit.head import Head
from clearsight.errors import AuditError

MOST = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the audit is not what was written."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass
class Verified:
    """What was checked.

    Attributes:
        lines: how many.
        faults: the first hundred; empty for a sound audit.
        last: where the chain ends.
        keyed: whether it was checked that the holder of the key wrote every line.
    """

    keyed: bool
    lines: int = 0
    last: Link = field(default_factory=Link)
    faults: list[Fault] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.faults

    def fault(self, place: str, what: str) -> None:
        if len(self.faults) < MOST:
            self.faults.append(Fault(place, what))


def segments(folder: Path) -> list[Path]:
    """The files with lines, oldest first.

    Raises:
        AuditError: there is no audit in the folder.
    """
    found = sorted(folder.glob("*.jsonl"))
    if not found and not (folder / heads.FILE).exists():
        raise AuditError(
            f"{folder} holds no audit; expected files such as 000001.jsonl. `clearsight serve` "
            f"writes one to the folder of --audit."
        )
    return found


def lines(folder: Path) -> Iterator[tuple[str, Line]]:
    """Every line with its place, in the order of the files, unchecked.

    Raises:
        AuditError: a line is no line of an audit.
    """
    for path in segments(folder):
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                try:
                    yield f"{path.name}:{number}", read(raw.rstrip(b"\n"))
                except AuditError as error:
                    raise AuditError(f"{path}:{number} {error}; run `audit verify`") from error


def verify(folder: Path, key: bytes | None, anchors: Sequence[Link] = ()) -> Verified:
    """Check a whole audit.

    Args:
        key: of the audit; None checks the chain alone.
        anchors: places that were kept elsewhere and that the chain must still pass through.

    Raises:
        AuditError: there is no audit in the folder.
    """
    out = Verified(keyed=key is not None)
    wanted = {anchor.n: anchor for anchor in anchors}
    pruned: dict[int, str] = {}
    first: Line | None = None
    for path in segments(folder):
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                place = f"{path.name}:{number}"
                if not raw.endswith(b"\n"):
                    out.fault(place, "the line is torn")
                try:
                    line = read(raw.rstrip(b"\n"))
                except AuditError as error:
                    out.fault(place, str(error))
                    continue
                first = first or line
                _line(out, place, line, key, new=line is first)
                _anchored(out, place, line.link, wanted)
                _pruned(line, pruned)
    if first is not None:
        _beginning(out, first, pruned)
    _end(out, folder, key)
    for anchor in wanted.values():
        out.fault("the end", f"line {anchor.n}, which was kept elsewhere, is not there")
    return out


def _line(out: Verified, place: str, line: Line, key: bytes | None, *, new: bool) -> None:
    number, prev = line.record["n"], line.record["prev"]
    if key is not None and not genuine(line, key):
        out.fault(place, "was not written with this key: edited or added")
    if not new and number != out.last.n + 1:
        out.fault(place, f"line {number} follows line {out.last.n}: removed, added or moved")
    elif not new and prev != out.last.hash:
        out.fault(place, f"does not fit the line before it: {number} or {out.last.n} was edited")
    out.lines, out.last = out.lines + 1, line.link


def _anchored(out: Verified, place: str, link: Link, wanted: dict[int, Link]) -> None:
    anchor = wanted.pop(link.n, None)
    if anchor is not None and anchor != link:
        out.fault(place, f"line {link.n} is another than the one that was kept elsewhere")


def _pruned(line: Line, pruned: dict[int, str]) -> None:
    through = line.record.get("through")
    if line.record.get("kind") == "pruned" and isinstance(through, str):
        link = Link.read(through)
        pruned[link.n] = link.hash


def _beginning(out: Verified, first: Line, pruned: dict[int, str]) -> None:
    """It begins with line 1, or behind what a later line says was removed for its age."""
    number, prev = first.record["n"], first.record["prev"]
    expected = GENESIS if number == 1 else pruned.get(number - 1)
    if prev != expected:
        out.fault("the beginning", f"line {number} comes first, and no line says why")


def _end(out: Verified, folder: Path, key: bytes | None) -> None:
    head = _head(out, folder, key)
    if head is None:
        return
    if head.last != out.last:
        out.fault(
            "the end",
            f"the head names line {head.last.n} as the last one, and the lines end at "
            f"{out.last.n}: the last lines were edited, removed or added",
        )


def _head(out: Verified, folder: Path, key: bytes | None) -> Head | None:
    place = folder / heads.FILE
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        out.fault(heads.FILE, f"cannot be read: {error.strerror}")
        return None
    try:
        head = heads.load(descriptor, place, key)
    except AuditError as error:
        out.fault(heads.FILE, str(error))
        return None
    finally:
        os.close(descriptor)
    if head is None:
        out.fault(heads.FILE, "is empty")
    return head
