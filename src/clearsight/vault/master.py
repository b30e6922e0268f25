"""The master keys: outside the database, they wrap the data keys that lie in it.

A file of one key a line, readable by its owner alone, or CLEARSIGHT_VAULT_KEY with keys between
spaces. The first one wraps, all of them open: so a rotation needs no moment in which both are gone.
"""

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from clearsight.errors import StoreError, UsageError
from clearsight.store.secretfile import SecretFile

VARIABLE = "CLEARSIGHT_VAULT_KEY"
NOUN = "the vault's master key"
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class MasterKey:
    """One key, and the name under which rows say that it wrapped them."""

    secret: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """Tells keys apart; says nothing about the secret."""
        return hashlib.blake2b(self.secret, digest_size=8, person=b"vault name").hexdigest()


def new_key() -> str:
    """A key as it stands in the file or the variable: 256 random bits."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def default_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The file below the user's configuration folder, beside the pepper."""
    config = environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(config) / "clearsight" / "vault-key"


class Master:
    """The keys as they are now; a file that another process changed is read again.

    Args:
        given: keys as text (from the environment), or the file they lie in. Nothing is read yet.
    """

    def __init__(self, given: str | Path) -> None:
        self._text = given if isinstance(given, str) else ""
        self._file = None if isinstance(given, str) else SecretFile(given, NOUN, VARIABLE)
        self._seen: tuple[int, int] = (0, 0)
        self._keys: tuple[MasterKey, ...] = ()

    @property
    def place(self) -> str:
        """Where the keys are, for messages."""
        return str(self._file.path) if self._file else VARIABLE

    def all(self) -> tuple[MasterKey, ...]:
        """All keys, the one that wraps first; the file is made with the first call.

        Raises:
            StoreError: the file cannot be read or made.
            UsageError: what is there is no key.
        """
        if self._file is None:
            self._keys = self._keys or read_keys(self._text, VARIABLE)
            return self._keys
        stamp = _stamp(self._file.path)
        if not self._keys or stamp is None or stamp != self._seen:
            text = self._file.make(new_key().encode())
            # A rotation overwrites the file that it replaced, perhaps while it was read here.
            while (now := _stamp(self._file.path)) != stamp:
                stamp, text = now, self._file.make(new_key().encode())
            self._keys = read_keys(text.decode("utf-8", "replace"), str(self._file.path))
            self._seen = stamp or (0, 0)
        return self._keys

    def check(self) -> None:
        """Read what is there; a file is made with the first session, not before.

        Raises:
            StoreError, UsageError: as `all`.
        """
        if self._file is None or self._file.read() is not None:
            self.all()

    def named(self, name: str) -> MasterKey:
        """The key that wrapped a row.

        Raises:
            StoreError: it is not here.
        """
        for key in self.all():
            if key.name == name:
                return key
        raise StoreError(
            f"the master key {name} is not in {self.place}, and what it wrapped cannot be opened. "
            f"Put it back (one key a line; the first one wraps), or wait: what cannot be opened "
            f"is deleted at its time"
        )

    def add(self) -> None:
        """Put a new key before the others, in the file.

        Raises:
            StoreError: the file cannot be written.
            UsageError: the keys are in the environment; only its owner can change that.
        """
        self._write((MasterKey(base64.urlsafe_b64decode(new_key())), *self.all()))

    def keep_first(self) -> None:
        """Forget every key but the first, in the file; the old ones are overwritten.

        Raises:
            StoreError, UsageError: as `add`.
        """
        self._write(self.all()[:1])

    @property
    def ours_to_change(self) -> bool:
        """Whether the keys lie in a file."""
        return self._file is not None

    def _write(self, keys: tuple[MasterKey, ...]) -> None:
        if self._file is None:
            raise UsageError(
                f"the master keys are in {VARIABLE}, which a command cannot change. Put a new key "
                f"before the others there, restart the servers, and run this again"
            )
        lines = [base64.urlsafe_b64encode(key.secret) for key in keys]
        self._file.replace(b"\n".join(lines) + b"\n")


def read_keys(text: str, place: str) -> tuple[MasterKey, ...]:
    """Keys from text, separated by white space.

    Raises:
        UsageError: there is none, or one is not 32 bytes in base64.
    """
    found = []
    for number, word in enumerate(text.split(), start=1):
        try:
            secret = base64.b64decode(word, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if len(secret) != KEY_BYTES:
            raise UsageError(
                f"key {number} in {place} is not {KEY_BYTES} bytes in base64; make one: python3 "
                f"-c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())'"
            )
        found.append(MasterKey(secret))
    if not found:
        raise UsageError(f"{place} holds no key; expected one or more of {KEY_BYTES} bytes, base64")
    return tuple(found)


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes when the file does."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
