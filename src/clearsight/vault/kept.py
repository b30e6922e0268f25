"""What is stored for a session, told to its user in numbers and times."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Connection, select

from clearsight.store.vault_tables import vault_consents, vault_items
from clearsight.vault import seal, tickets
from clearsight.vault.reasons import IDLE_S
from clearsight.vault.sessions import Opened
from clearsight.vault.words import OPEN, PURPOSES, Consent, Kept, Purpose, Retention


def read_kept(connection: Connection, opened: Opened, keep: Retention) -> Kept:
    """What is stored now."""
    v, row = vault_items.c, opened.row
    items = connection.execute(
        select(v.kind, v.created_s, v.until_s, v.sealed).where(v.session == opened.name)
    ).all()
    over = (row.seen_s + IDLE_S if row.ended_s is None else row.ended_s) + keep.photo_after_s
    photos = [_end(one, over, keep.photo_most_s) for one in items if one.kind == "photo"]
    turns = [one for one in items if one.kind == "turns"]
    if row.text_ok:
        texts = [min(one.until_s, one.created_s + keep.text_s) for one in turns]
    else:
        texts = [_end(one, over, keep.photo_most_s) for one in turns]
    ticket = tickets.last(connection, opened.name)
    return Kept(
        photos=len(photos),
        texts=len(texts),
        photo_until_s=float(max(photos)) if photos else None,
        text_until_s=float(max(texts)) if texts else None,
        consents=frozenset(p for p in PURPOSES if getattr(row, f"{p}_ok")),
        history=_history(connection, opened.name),
        contact=_contact(opened, items),
        waiting=ticket is not None and ticket.state in OPEN,
    )


def _end(item: Any, over: int, most_s: int) -> int:
    return int(min(item.until_s, item.created_s + most_s, over))


def _contact(opened: Opened, items: Sequence[Any]) -> str:
    for one in items:
        if one.kind == "contact":
            head, _ = seal.unseal(opened.key, opened.name, "contact", bytes(one.sealed))
            return str(head["contact"])
    return ""


def _history(connection: Connection, session: str) -> tuple[Consent, ...]:
    c = vault_consents.c
    rows = connection.execute(
        select(c.purpose, c.given, c.at_ms, c.wording).where(c.session == session).order_by(c.id)
    ).all()
    return tuple(
        Consent(cast(Purpose, row.purpose), bool(row.given), row.at_ms / 1000, row.wording)
        for row in rows
    )
