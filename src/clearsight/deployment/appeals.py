"""References of refusals: what a caller sends to appeal, made without keeping anything.

    <request id>.<seconds, hexadecimal>.<subject>.<HMAC>

It names the request and whose account it counted for, both no secret; whoever holds no pepper can
make none, so that nobody appeals for another, or about a request that was never refused.
"""

import hmac
from dataclasses import dataclass

from clearsight.store import Subject

DIGITS = 32


@dataclass(frozen=True, slots=True)
class Reference:
    """One refusal that may be appealed.

    Attributes:
        request: the id that the caller was told, and that stands in the audit.
        at_s: when, whole seconds since 1970.
        subject: whose account it is.
    """

    request: str
    at_s: int
    subject: Subject

    def written(self, key: bytes) -> str:
        """For the caller."""
        plain = f"{self.request}.{self.at_s:x}.{self.subject}"
        return f"{plain}.{_mac(plain, key)}"

    @classmethod
    def read(cls, text: str, key: bytes) -> "Reference | None":
        """What `written` made; None for whatever else."""
        plain, _, mac = text.rpartition(".")
        if not text.isascii() or not hmac.compare_digest(mac, _mac(plain, key)):
            return None
        request, at, subject = plain.split(".", 2)
        found = Subject.read(subject)
        return cls(request, int(at, 16), found) if found is not None else None

    def of_caller(self, caller: str) -> bool:
        """Whether it counted for this key, or for somebody behind it."""
        return self.subject.name.partition(":")[0] == caller


def derived(secret: bytes) -> bytes:
    """The key of references, made from the pepper."""
    return hmac.new(secret, b"clearsight ledger: appeals", "sha256").digest()


def _mac(plain: str, key: bytes) -> str:
    return hmac.new(key, plain.encode(), "sha256").hexdigest()[:DIGITS]
