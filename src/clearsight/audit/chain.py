"""One line of the audit, and the chain that ties every line to the one before.

    {"n":8,"prev":"<SHA-256 of line 7>", ... ,"mac":"<HMAC-SHA256 of all before it>"}

`prev` needs no secret: whoever changes, removes, adds or moves a line breaks it at the next one, or
at the head, which names the last. Whoever can write the folder could make the whole chain anew;
that is what `mac` is for, whose key does not lie beside the lines (Schneier and Kelsey, "Secure
audit logs to support computer forensics", 1999, section 3; ours uses one key, so whoever holds it
can forge).
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clearsight.errors import AuditError

GENESIS = "0" * 64
VERSION = 1
_MAC = b',"mac":"'
_TAIL = len(_MAC) + 64 + len(b'"}')
OWN = ("n", "prev", "mac")


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the chain.

    Attributes:
        n: number of the line, from 1; 0 before the first one.
        hash: SHA-256 of the line without its line break, hexadecimal.
    """

    n: int = 0
    hash: str = GENESIS

    def __str__(self) -> str:
        return f"{self.n}:{self.hash}"

    @classmethod
    def read(cls, text: str) -> "Link":
        """The link that `str` made.

        Raises:
            AuditError: it is no such text.
        """
        number, _, digest = text.partition(":")
        if not number.isdigit() or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            raise AuditError(f"{text!r} is no place in an audit; expected NUMBER:64-HEX-DIGITS")
        return cls(int(number), digest)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was read.

    Attributes:
        raw: its bytes, without the line break.
        record: what it holds, with `n`, `prev` and `mac`.
    """

    raw: bytes
    record: Mapping[str, Any]

    @property
    def link(self) -> Link:
        return Link(int(self.record["n"]), hashlib.sha256(self.raw).hexdigest())


def sealed(record: Mapping[str, Any], last: Link, key: bytes) -> tuple[bytes, Link]:
    """The line that follows `last`, without a line break, and its own link."""
    for name in OWN:
        if name in record:
            raise ValueError(f"{name!r} is the chain's own field; expected a record without it")
    body = dumps({"n": last.n + 1, "prev": last.hash, **record})
    raw = body[:-1] + _MAC + _mac(body[:-1], key).encode() + b'"}'
    return raw, Link(last.n + 1, hashlib.sha256(raw).hexdigest())


def read(raw: bytes) -> Line:
    """A line's record.

    Raises:
        AuditError: it is no line of an audit.
    """
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise AuditError("is not JSON") from error
    if not isinstance(record, dict):
        raise AuditError("is no JSON object")
    number, prev = record.get("n"), record.get("prev")
    if type(number) is not int or number < 1 or not isinstance(prev, str):
        raise AuditError("has no number or no hash of the line before")
    return Line(raw, record)


def genuine(line: Line, key: bytes) -> bool:
    """Whether the holder of the key wrote exactly these bytes."""
    body, tail = line.raw[:-_TAIL], line.raw[-_TAIL:]
    if not tail.startswith(_MAC) or not tail.endswith(b'"}'):
        return False
    return hmac.compare_digest(tail[len(_MAC) : -2], _mac(body, key).encode())


def derived(secret: bytes, name: str) -> bytes:
    """A key of its own for one purpose."""
    return hmac.new(secret, f"clearsight audit: {name}".encode(), hashlib.sha256).digest()


def dumps(record: Mapping[str, Any]) -> bytes:
    """One line of JSON in ASCII; numbers keep every digit, so that a decision can be replayed."""
    return json.dumps(record, separators=(",", ":"), allow_nan=False).encode()


def _mac(body: bytes, key: bytes) -> str:
    return hmac.new(key, body, hashlib.sha256).hexdigest()
