"""The audit on disk: a folder of segments that are only ever appended to.

    head            which line is the last (see `head`)
    000001.jsonl    the lines, oldest first; a new file begins when one is full
    setups/         what was in force, one file per SHA-256 of its content (see `setup`)

Several processes may write one audit: each line is written under a lock on the head. A line counts
once the head names it. What a killed process had written beyond the head is taken in when it is
whole and genuine; a torn end is put aside into `torn-N`, and the next line says so.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from clearsight.audit import head as heads
from clearsight.audit.chain import VERSION, Line, Link, derived, genuine, read, sealed
from clearsight.audit.head import FIRST, Head
from clearsight.errors import AuditError

MEBIBYTE = 1 << 20


class AuditLog:
    """Appends to one folder; shared by the threads of a process. Close it.

    Args:
        secret: the pepper; the key of this audit is made from it.
        segment_bytes: a file of this size is full.
    """

    def __init__(self, folder: Path, secret: bytes, *, segment_bytes: int = 64 * MEBIBYTE) -> None:
        self.folder, self._full = folder, segment_bytes
        self.key = derived(secret, "chain")
        self._lock = threading.Lock()
        self._head_file = self._segment_file = -1
        self._segment = 0

    def append(self, record: Mapping[str, Any]) -> Link:
        """Write one line.

        Args:
            record: JSON values, with the kind of record as `kind`. Time and version are added.

        Raises:
            AuditError: the folder was tampered with, or cannot be written. Nothing was added.
        """
        try:
            with self._locked() as head:
                return self._added(head, record)
        except OSError as error:
            raise AuditError(
                f"cannot write the audit {self.folder}: {error.strerror}. Make room or mend the "
                f"rights; until then nothing is answered, unless the server runs with "
                f"--audit-best-effort."
            ) from error

    def head(self) -> Link:
        """The last line: keep it elsewhere, and `verify` can prove that nothing was rolled back.

        Raises:
            AuditError: as `append`.
        """
        with self._locked() as head:
            return head.last

    def prune(self, before_s: float) -> list[str]:
        """Remove whole files whose last line is older; a new line says so before they go.

        Args:
            before_s: seconds since 1970.

        Raises:
            AuditError: as `append`.
        """
        with self._locked() as head:
            old: list[Path] = []
            through: Line | None = None
            for segment in range(1, head.segment):
                path = self._path(segment)
                last = _last_line(path) if path.exists() else None
                if last is None:
                    continue
                if float(last.record["t"]) >= before_s:
                    break
                old, through = [*old, path], last
            if through is None:
                return []
            names = [path.name for path in old]
            self._added(head, {"kind": "pruned", "through": str(through.link), "files": names})
        for path in old:
            path.unlink()
        return names

    def sync(self) -> None:
        """Bring what was written to the disk itself; a killed process loses nothing without it.

        Raises:
            AuditError: the disk fails.
        """
        try:
            with self._lock:
                files = [os.dup(one) for one in (self._segment_file, self._head_file) if one >= 0]
            for descriptor in files:
                os.fdatasync(descriptor)
                os.close(descriptor)
        except OSError as error:
            raise AuditError(f"{self.folder} cannot be synchronised: {error.strerror}") from error

    def close(self) -> None:
        """Bring everything to the disk."""
        with self._lock:
            for descriptor in (self._segment_file, self._head_file):
                if descriptor >= 0:
                    os.fsync(descriptor)
                    os.close(descriptor)
            self._head_file = self._segment_file = -1

    @contextmanager
    def _locked(self) -> Iterator[Head]:
        """Hold the audit alone, settled: every line on disk is one that the head names."""
        with self._lock:
            if self._head_file < 0:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
                self._head_file = os.open(self.folder / heads.FILE, flags, 0o600)
            fcntl.flock(self._head_file, fcntl.LOCK_EX)
            try:
                yield self._settled()
            finally:
                fcntl.flock(self._head_file, fcntl.LOCK_UN)

    def _settled(self) -> Head:
        head = heads.load(self._head_file, self.folder / heads.FILE, self.key)
        if head is None:
            # A process that was killed before its first line leaves an empty file behind.
            if any(file.stat().st_size for file in self.folder.glob("*.jsonl")):
                raise AuditError(f"{self.folder} holds lines and no head. {heads.ASIDE}")
            head = FIRST
            # Before the first line, so that whoever is killed behind it is taken in like others.
            self._write_head(head)
        self._open(head.segment)
        size = os.fstat(self._segment_file).st_size
        if size < head.size:
            raise AuditError(
                f"{self._path(head.segment)} was cut from {head.size} to {size} bytes. "
                f"{heads.ASIDE}"
            )
        return head if size == head.size else self._taken_in(head, size)

    def _taken_in(self, head: Head, size: int) -> Head:
        """What a killed process left beyond the head."""
        beyond = os.pread(self._segment_file, size - head.size, head.size)
        lines = beyond.split(b"\n")
        for raw in lines[:-1]:
            try:
                line = read(raw)
            except AuditError:
                break
            follows = line.record["prev"] == head.last.hash and line.link.n == head.last.n + 1
            if not follows or not genuine(line, self.key):
                break
            head = Head(line.link, head.segment, head.size + len(raw) + 1)
        self._write_head(head)
        torn = beyond[len(beyond) - (size - head.size) :]
        if not torn:
            return head
        aside = self.folder / f"torn-{head.last.n + 1}"
        aside.write_bytes(torn)
        os.ftruncate(self._segment_file, head.size)
        self._added(head, {"kind": "torn", "bytes": len(torn), "file": aside.name})
        settled = heads.load(self._head_file, self.folder / heads.FILE, self.key)
        return settled or head

    def _added(self, head: Head, record: Mapping[str, Any]) -> Link:
        stamped = {"v": VERSION, "t": round(time.time(), 3), **record}
        raw, link = sealed(stamped, head.last, self.key)
        if head.size and head.size + len(raw) > self._full:
            head = Head(head.last, head.segment + 1, 0)
            self._open(head.segment)
        try:
            _write(self._segment_file, raw + b"\n")
            self._write_head(Head(link, head.segment, head.size + len(raw) + 1))
        except OSError:
            os.ftruncate(self._segment_file, head.size)  # half a line would end the chain
            raise
        return link

    def _write_head(self, head: Head) -> None:
        raw = heads.packed(head, self.key)
        if os.pwrite(self._head_file, raw, 0) != len(raw):
            raise OSError(28, "the disk is full")

    def _open(self, segment: int) -> None:
        if segment == self._segment and self._segment_file >= 0:
            return
        if self._segment_file >= 0:
            os.fsync(self._segment_file)
            os.close(self._segment_file)
            self._segment_file = -1
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        self._segment_file = os.open(self._path(segment), flags, 0o600)
        self._segment = segment

    def _path(self, segment: int) -> Path:
        return self.folder / f"{segment:06}.jsonl"


def _write(descriptor: int, raw: bytes) -> None:
    """All of it or an error: a full disk takes a part and says nothing."""
    if os.write(descriptor, raw) != len(raw):
        raise OSError(28, "the disk is full")


def _last_line(path: Path) -> Line:
    *_, last = path.read_bytes().splitlines()
    return read(last)
