"""Deletions that the database could not take, kept where writing needs no more room on the disk.

A full disk refuses to delete, too: a deletion writes a log before it frees anything. So the names
of sessions that are to go are noted in a file whose place on the disk was taken when the first
session began, and a second file holds some place until a key has to be destroyed on a full disk.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from clearsight.errors import StoreError

NAME, NUMBER, SLOT = 32, 16, 64
PLACES = 1024
_NONE = bytes(PLACES * SLOT)
RESERVE_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Debt:
    """One deletion that is owed.

    Attributes:
        name: of the session, a hash.
        number: of the receipt that its user was given.
    """

    name: str
    number: str


class Owed:
    """The list; one file for all processes of a machine."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def ready(self) -> None:
        """Take the place on the disk, if that was not done before; nothing is stored without it.

        Raises:
            StoreError: the file cannot be made.
        """
        try:
            if self._file.stat().st_size == len(_NONE):
                return
        except FileNotFoundError:
            pass
        except OSError as error:
            raise self._unusable(error) from error
        with suppress(OSError):
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._open(os.O_RDWR | os.O_CREAT) as handle:
            if os.fstat(handle).st_size < len(_NONE):
                _write(handle, _NONE, 0)

    def all(self) -> tuple[Debt, ...]:
        """What is owed now.

        Raises:
            StoreError: the file is there and cannot be read.
        """
        try:
            data = self._file.read_bytes()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._unusable(error) from error
        if data == _NONE:  # nearly always
            return ()
        return tuple(Debt(_hex(slot, 0, NAME), _hex(slot, NAME, NAME + NUMBER))
                     for _, slot in _slots(data) if any(slot))  # fmt: skip

    def names(self) -> frozenset[str]:
        """Sessions that are to go; to everybody they have gone already. Raises as `all`."""
        return frozenset(one.name for one in self.all())

    def add(self, debt: Debt) -> None:
        """Note a deletion; once this returns it outlives the process and the machine's power.

        Raises:
            StoreError: every place is taken, or the file cannot be written.
        """
        with self._open(os.O_RDWR) as handle:
            free = None
            for offset, slot in _slots(os.pread(handle, len(_NONE), 0)):
                if _hex(slot, 0, NAME) == debt.name:
                    return
                if free is None and not any(slot):
                    free = offset
            if free is None:
                raise StoreError(
                    f"{PLACES} deletions are owed already in {self._file}; give the database room"
                )
            _write(handle, bytes.fromhex(debt.name + debt.number), free)

    def paid(self, name: str) -> None:
        """A deletion was carried out.

        Raises:
            StoreError: the file cannot be written; it is then carried out again, which does no
                harm.
        """
        with self._open(os.O_RDWR) as handle:
            for offset, slot in _slots(os.pread(handle, len(_NONE), 0)):
                if _hex(slot, 0, NAME) == name:
                    _write(handle, bytes(SLOT), offset)

    @contextmanager
    def _open(self, flags: int) -> Iterator[int]:
        """The file, for this process alone."""
        try:
            handle = os.open(self._file, flags, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                yield handle
            finally:
                os.close(handle)
        except OSError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: OSError) -> StoreError:
        return StoreError(
            f"the list of owed deletions {self._file} cannot be used: {error.strerror}. It must be "
            f"writable by this user; without it nothing is kept for users of the pages"
        )


class Reserve:
    """Place on the disk of an SQLite database, given up when a key has to be destroyed."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def take(self) -> None:
        """Hold it (again); on a full disk there is none, and a later round tries again."""
        with suppress(OSError):
            if self._file.exists() and self._file.stat().st_size >= RESERVE_BYTES:
                return
            handle = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                os.posix_fallocate(handle, 0, RESERVE_BYTES)
            finally:
                os.close(handle)

    def give(self) -> None:
        """Let it go."""
        with suppress(OSError):
            os.truncate(self._file, 0)


def _slots(data: bytes) -> Iterator[tuple[int, bytes]]:
    for offset in range(0, len(data), SLOT):
        yield offset, data[offset : offset + SLOT]


def _hex(slot: bytes, first: int, last: int) -> str:
    return slot[first:last].hex()


def _write(handle: int, data: bytes, offset: int) -> None:
    os.pwrite(handle, data, offset)
    os.fsync(handle)
