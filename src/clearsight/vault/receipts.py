"""Receipts: a deletion in numbers, signed with a key that this server has, and nothing else."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select, update

from clearsight.store.vault_tables import vault_receipts, vault_sessions
from clearsight.vault.words import DAY_S, Checked, Receipt

KEPT_S = 90 * DAY_S
_FORM = re.compile(
    r"clearsight-receipt/1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) photos=(\d{1,4}) texts=(\d{1,4}) "
    r"([0-9a-f]{32}) ([0-9a-f]{32})"
)


@dataclass(frozen=True, slots=True)
class Signer:
    """Makes and knows receipts.

    Attributes:
        secret: what the key is made from; the store's pepper.
    """

    secret: bytes = field(repr=False)

    def write(
        self, connection: Connection, session: str, now: int, photos: int, texts: int
    ) -> Receipt:
        """Enter a deletion and hand out its line."""
        number = secrets.token_hex(16)
        row = {"number": number, "session": session, "at_s": now, "photos": photos, "texts": texts}
        connection.execute(insert(vault_receipts), row)
        when = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        said = f"clearsight-receipt/1 {when} photos={photos} texts={texts} {number}"
        return Receipt(f"{said} {self._mac(said)}", float(now), photos, texts)

    def check(self, connection: Connection, text: str) -> Checked:
        """What is known of a receipt; of anything else, that it is none."""
        text = " ".join(text.split())
        found = _FORM.fullmatch(text)
        said, _, mac = text.rpartition(" ")
        if found is None or not hmac.compare_digest(mac, self._mac(said)):
            return Checked(genuine=False)
        when, photos, texts, number, _ = found.groups()
        at = datetime.strptime(when, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
        row = connection.execute(
            select(vault_receipts).where(vault_receipts.c.number == number)
        ).one_or_none()
        left, cleaned = 0, None
        if row is not None:
            left = connection.scalar(
                select(func.count()).where(vault_sessions.c.name == row.session)
            ) or 0  # fmt: skip
            cleaned = None if row.cleaned_s is None else float(row.cleaned_s)
        return Checked(True, at, int(photos), int(texts), left, cleaned)

    def _mac(self, said: str) -> str:
        key = hmac.new(self.secret, b"clearsight vault: receipts", hashlib.sha256).digest()
        return hmac.new(key, said.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def pending(connection: Connection) -> int:
    """Deletions whose bytes may still stand in a file."""
    return connection.scalar(
        select(func.count()).where(vault_receipts.c.cleaned_s.is_(None))
    ) or 0  # fmt: skip


def cleaned(connection: Connection, *, before_s: int, now: int) -> None:
    """Note that no file holds what was deleted until then."""
    connection.execute(
        update(vault_receipts)
        .where(vault_receipts.c.cleaned_s.is_(None), vault_receipts.c.at_s <= before_s)
        .values(cleaned_s=now)
    )
