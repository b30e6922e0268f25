"""A folder of sealed samples: one file each, that the key beside the configuration opens.

AES-256-GCM with the file's name in what is authenticated, so that a file that was changed, renamed
or copied over another does not open. The name tells when it was kept and until when, and nothing
else: what is over its time goes without a key. That lies neither in the folder nor in the database.
"""

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from clearsight.errors import StoreError, UsageError
from clearsight.store.secretfile import SecretFile

VARIABLE = "CLEARSIGHT_SAMPLES_KEY"
NOUN = "the key of the samples"
KEY_BYTES = 32
_NONCE = 12
_END = ".sample"


def default_key_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The file below the user's configuration folder, beside the pepper."""
    config = environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(config) / "clearsight" / "samples-key"


def key_of(given: str | Path | None, *, make: bool = False) -> bytes:
    """The key's bytes.

    Args:
        given: the key in base64 (from the environment), its file, or None for the usual file.
        make: whether a file that is not there is made.

    Raises:
        StoreError: the file cannot be read, or is not there.
        UsageError: it is not 32 bytes in base64.
    """
    if isinstance(given, str):
        return _key(given.encode(), VARIABLE)
    file = SecretFile(given or default_key_file(), NOUN, VARIABLE)
    if make:
        text = file.make(base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)))
    else:
        text = file.read() or b""
        if not text:
            raise StoreError(
                f"there is no key in {file.path}, so no sample can be opened. Run as the "
                f"server's user, or set {VARIABLE}"
            )
    return _key(text, str(file.path))


def _key(text: bytes, place: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise UsageError(
            f"{place} is not {KEY_BYTES} bytes in base64; make one: python3 -c 'import base64, os; "
            f"print(base64.urlsafe_b64encode(os.urandom(32)).decode())'"
        )
    return key


@dataclass(frozen=True)
class SampleFolder:
    """Sealed files in one folder; several processes may share it.

    Attributes:
        key: opens and seals; to list and to delete none is needed.
    """

    folder: Path
    key: bytes = field(default=b"", repr=False)

    def save(self, raw: bytes, *, at_s: float, until_s: float) -> str:
        """Keep bytes; their name.

        Args:
            at_s, until_s: seconds since 1970.

        Raises:
            StoreError: they cannot be written; nothing is left behind.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 9 MB, where it is needed

        name = f"{int(at_s * 1000):013}-{int(until_s)}-{secrets.token_hex(8)}"
        nonce = os.urandom(_NONCE)
        sealed = nonce + AESGCM(self.key).encrypt(nonce, raw, _where(name))
        begun = self.folder / f".{name}"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(sealed)
            os.replace(begun, self._path(name))
        except OSError as error:
            with suppress(OSError):
                begun.unlink()
            raise StoreError(
                f"cannot keep a sample in {self.folder}: {error.strerror}. Make room or mend the "
                f"rights, or start without --keep-samples-days"
            ) from error
        return name

    def names(self) -> list[str]:
        """Every sample, the oldest first."""
        return sorted(path.name.removesuffix(_END) for path in self.folder.glob(f"*{_END}"))

    def open(self, name: str) -> bytes:
        """What was kept under a name.

        Raises:
            StoreError: there is none, it was changed, or it was sealed with another key.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            sealed = self._path(name).read_bytes()
        except OSError as error:
            raise StoreError(
                f"there is no sample {name[:60]!r} in {self.folder} ({error.strerror}); it may "
                f"have been deleted at its time. See: clearsight samples list"
            ) from error
        try:
            return AESGCM(self.key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _where(name))
        except (InvalidTag, ValueError) as error:
            raise StoreError(
                f"the sample {name} was changed, or sealed with another key. Put the key back, or "
                f"delete it: clearsight samples delete {name}"
            ) from error

    def delete(self, name: str) -> bool:
        """Delete a sample; whether there was one."""
        try:
            self._path(name).unlink()
        except FileNotFoundError:
            return False
        return True

    def tidy(self, now_s: float, *, most_bytes: int | None = None) -> int:
        """Delete what is over its time, and the oldest while all of it is too much; how many went.

        Args:
            now_s: seconds since 1970.
        """
        gone = 0
        sizes = {name: self._size(name) for name in self.names()}
        total = sum(sizes.values())
        for name, size in sizes.items():
            if until_s(name) <= now_s or (most_bytes is not None and total > most_bytes):
                gone += self.delete(name)
                total -= size
        for begun in self.folder.glob(".*-*-*"):
            if until_s(begun.name) <= now_s:
                begun.unlink(missing_ok=True)  # of a process that was killed
        return gone

    def _size(self, name: str) -> int:
        try:
            return self._path(name).stat().st_size
        except FileNotFoundError:
            return 0  # another process was quicker

    def _path(self, name: str) -> Path:
        # A name comes from a command line: it may lead to no other place.
        return self.folder / f"{Path(name).name}{_END}"


def kept_at_s(name: str) -> float:
    """When a sample was kept, by its name; seconds since 1970."""
    return _number(name, 0) / 1000


def until_s(name: str) -> float:
    """When its time is over. A name that is none of ours tells none, and is over."""
    return _number(name, 1)


def _number(name: str, place: int) -> float:
    digits = [*name.split("-"), "", ""][place]
    return float(digits) if digits.isdecimal() else 0.0


def _where(name: str) -> bytes:
    return b"clearsight sample\0" + name.encode("utf-8", "surrogatepass")
