"""Sealing: AES-256-GCM with a data key per session, which a master key wraps in the same way.

The name of the session stands in what is authenticated, and so does the kind: nothing that was
sealed opens in another place. cryptography is loaded here and only when something is sealed (9 MB).
"""

import hashlib
import hmac
import json
import os
from typing import Any

from clearsight.errors import StoreError

_NONCE = 12
KEY_BYTES = 32


def new_key() -> bytes:
    """A data key: 256 random bits."""
    return os.urandom(KEY_BYTES)


def wrap(master: bytes, session: str, key: bytes) -> bytes:
    """A data key under the master key."""
    return _seal(master, key, b"key\0" + session.encode())


def unwrap(master: bytes, session: str, wrapped: bytes) -> bytes:
    """Raises StoreError: it was changed, or wrapped by another master key or for another one."""
    return _open(master, wrapped, b"key\0" + session.encode())


def seal(key: bytes, session: str, kind: str, head: dict[str, Any], body: bytes = b"") -> bytes:
    """Bytes with what is known about them, as one sealed row."""
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    whole = len(text).to_bytes(4, "big") + text + body
    return _seal(key, whole, f"{kind}\0{session}".encode())


def unseal(key: bytes, session: str, kind: str, sealed: bytes) -> tuple[dict[str, Any], bytes]:
    """What `seal` was given.

    Raises:
        StoreError: the row was changed, or stood elsewhere.
    """
    whole = _open(key, sealed, f"{kind}\0{session}".encode())
    end = 4 + int.from_bytes(whole[:4], "big")
    return json.loads(whole[4:end]), whole[end:]


def mark(key: bytes, text: str) -> str:
    """Tells the items of a session apart; says nothing to whoever lacks the key."""
    return hmac.new(key, b"mark\0" + text.encode(), hashlib.sha256).hexdigest()[:32]


def _seal(key: bytes, body: bytes, where: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, body, where)


def _open(key: bytes, sealed: bytes, where: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], where)
    except (InvalidTag, ValueError) as error:
        raise StoreError(
            "a row of the vault was changed in the database, so it is not used. Restore the "
            "backup, or delete the session: clearsight privacy delete SESSION"
        ) from error
