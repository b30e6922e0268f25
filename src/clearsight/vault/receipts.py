"""Receipts: a deletion in numbers, signed with a key that this server has, and nothing else."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select, update

from clearsight.store.vault_tables import vault_items, vault_receipts, vault_sessions
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

    def enter(
        self, connection: Connection, number: str, session: str, now: int, photos: int, texts: int
    ) -> None:
        """Enter a deletion that was carried out."""
        row = {"number": number, "session": session, "at_s": now, "photos": photos, "texts": texts}
        connection.execute(insert(vault_receipts), row)

    def entered(self, connection: Connection, number: str) -> bool:
        """Whether it was."""
        mine = select(vault_receipts.c.number).where(vault_receipts.c.number == number)
        return bool(connection.scalar(mine))

    def receipt(self, number: str, now: int, photos: int, texts: int) -> Receipt:
        """The line to hand out."""
        when = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        said = f"clearsight-receipt/1 {when} photos={photos} texts={texts} {number}"
        return Receipt(f"{said} {self._mac(said)}", float(now), photos, texts)

    def check(self, connection: Connection, text: str, owed: Mapping[str, str]) -> Checked:
        """What is known of a receipt; of anything else, that it is none.

        Args:
            owed: sessions whose deletion is owed, by the number of their receipt.
        """
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
        session = row.session if row is not None else owed.get(number)
        left, cleaned = _left(connection, session) if session else 0, None
        if row is not None:
            cleaned = None if row.cleaned_s is None else float(row.cleaned_s)
        return Checked(True, at, int(photos), int(texts), left, cleaned)

    def _mac(self, said: str) -> str:
        key = hmac.new(self.secret, b"clearsight vault: receipts", hashlib.sha256).digest()
        return hmac.new(key, said.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def new_number() -> str:
    """Of a receipt; says nothing."""
    return secrets.token_hex(16)


def _left(connection: Connection, session: str) -> int:
    """Photos and conversations that are stored; 1 where the session has none but is there."""
    items = select(func.count()).where(
        vault_items.c.session == session, vault_items.c.kind.in_(("photo", "turns"))
    )
    there = select(func.count()).where(vault_sessions.c.name == session)
    return connection.scalar(items) or connection.scalar(there) or 0


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
