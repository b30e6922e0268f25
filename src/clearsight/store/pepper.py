"""The pepper: a secret beside the database, without which its digests are of no use.

A key is stored as HMAC-SHA256(pepper, key). Keys are 256 random bits, so nobody finds one from its
digest; the pepper adds that whoever may *write* the database cannot plant a key of their own.
It lies in a file that only its owner reads, or comes as CLEARSIGHT_PEPPER where several machines
share a database. Without it no key works any more: back it up apart from the database.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from clearsight.errors import UsageError
from clearsight.store.secretfile import SecretFile

LEAST = 32


@dataclass(frozen=True, slots=True)
class Pepper:
    """The secret and its public name, which stands beside every digest."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < LEAST:
            raise UsageError(
                f"the pepper has {len(self.secret)} characters, expected at least {LEAST}; make "
                f"one: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
            )

    @property
    def name(self) -> str:
        """Tells peppers apart; says nothing about the secret."""
        return self.digest("name of this pepper")[:16]

    def digest(self, key: str) -> str:
        """HMAC-SHA256 as hexadecimal."""
        return hmac.new(self.secret, key.encode(), hashlib.sha256).hexdigest()


def default_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The file below the user's configuration folder."""
    config = environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(config) / "clearsight" / "pepper"


def read(path: Path) -> Pepper | None:
    """The pepper in a file, None when there is no file.

    Raises:
        StoreError: it cannot be read, or others than its owner could read it.
    """
    secret = _file(path).read()
    return None if secret is None else Pepper(secret)


def make(path: Path) -> Pepper:
    """The pepper in a file, which is made when there is none; two processes get the same one.

    Raises:
        StoreError: it cannot be written or read.
    """
    return Pepper(_file(path).make(secrets.token_urlsafe(32).encode()))


def _file(path: Path) -> SecretFile:
    return SecretFile(path, "the pepper", "CLEARSIGHT_PEPPER")
