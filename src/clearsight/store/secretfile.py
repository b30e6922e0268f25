"""A secret beside the database: a file that only its owner reads, made once."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clearsight.errors import StoreError


@dataclass(frozen=True, slots=True)
class SecretFile:
    """Where a secret lies.

    Attributes:
        noun: what messages call it, such as "the pepper".
        variable: the environment variable that may hold it instead.
    """

    path: Path
    noun: str
    variable: str

    def read(self) -> bytes | None:
        """What it holds, without white space around it; None when there is no file.

        Raises:
            StoreError: it cannot be read, or others than its owner could read it.
        """
        try:
            mode = self.path.stat().st_mode
            secret = self.path.read_bytes().strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(
                f"cannot read {self.noun} {self.path}: {error.strerror}. Run as its owner, or set "
                f"{self.variable}"
            ) from error
        if mode & 0o077:
            raise StoreError(
                f"{self.noun} {self.path} can be read by others (mode {mode & 0o777:o}): chmod "
                f"600 {self.path}"
            )
        return secret

    def make(self, secret: bytes) -> bytes:
        """What the file holds; with this secret in it when there is none. Two processes that make
        it at once get the same one.

        Raises:
            StoreError: it cannot be written or read.
        """
        there = self.read()
        if there is not None:
            return there
        with self._written(secret) as name, contextlib.suppress(FileExistsError):
            # A link appears whole or not at all, and the second of two is refused.
            os.link(name, self.path)
        made = self.read()
        if made is None:
            raise StoreError(f"{self.noun} {self.path} went away while it was made; run this again")
        return made

    def replace(self, secret: bytes) -> None:
        """Put another secret in its place, whole or not at all; the old bytes are overwritten.

        Raises:
            StoreError: it cannot be written, or was not there.
        """
        with self._written(secret) as name, open(self.path, "r+b") as old:
            os.replace(name, self.path)
            # No name leads to the old file any more; what it held must not wait on the disk.
            old.write(bytes(os.fstat(old.fileno()).st_size))
            old.flush()
            os.fsync(old.fileno())

    @contextlib.contextmanager
    def _written(self, secret: bytes) -> Iterator[str]:
        """A file beside it with the secret; taken away afterwards, unless it was moved."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(secret)
                    file.flush()
                    os.fsync(file.fileno())
                yield name
            finally:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(name)
        except OSError as error:
            raise StoreError(
                f"cannot write {self.noun} {self.path}: {error.strerror}. Make the folder "
                f"writable, or set {self.variable}"
            ) from error
