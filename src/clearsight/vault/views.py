"""What a helper sees of what was shared with them, and only while they help.

A photo that may be explicit, or that nobody looked at, is blurred on this side until it is asked
for; what was asked for is an event of the ticket.
"""

import asyncio
import io
from typing import Any

from PIL import Image as Pillow
from sqlalchemy import Connection, select

from clearsight.errors import UsageError
from clearsight.store.vault_tables import tickets as t
from clearsight.store.vault_tables import vault_items
from clearsight.store.vault_tables import vault_sessions as s
from clearsight.vault import seal, tickets
from clearsight.vault.reasons import wanted
from clearsight.vault.sessions import Sessions
from clearsight.vault.words import Notice, Turn, View

# Where `default` begins to doubt: 55 of 3,292 benign pictures (.017; docs/senses.md) are blurred
# then, and to blur too much costs one press.
BLUR_FROM = 0.2
# So few pixels across are left that no body can be made out, and no face and no letter.
BLURRED_PX = 12
SHOWN_PX = 480


class Views:
    """The helpers' windows."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def photo(self, ticket: str, helper: str, *, whole: bool = False) -> View | None:
        """The newest photo of a ticket; None when none is shared, or it has gone.

        Args:
            helper: who looks; only the one who has the ticket may.
            whole: asked for as it is, after the notice was read.

        Raises:
            UsageError: the ticket is not this helper's, or the talk is not on.
            StoreError: the database fails, or the master key is not here.
        """
        head, data = await self._newest(ticket, helper, "photo", ("photo", "photo_and_chat"),
                                        seen="view_whole" if whole else "view")  # fmt: skip
        if not data:
            return None
        notice = notice_of(head["explicit"])
        if whole or not notice:
            return View(data, head["type"], False, notice)
        return View(await asyncio.to_thread(blurred, data), "image/jpeg", True, notice)

    async def turns(self, ticket: str, helper: str) -> tuple[Turn, ...]:
        """The newest conversation of a ticket; empty when it is not shared. Raises as `photo`."""
        head, _ = await self._newest(ticket, helper, "turns", ("photo_and_chat",), seen="view_chat")
        return tuple(Turn(**one) for one in head.get("turns", ()))

    async def _newest(
        self, ticket: str, helper: str, kind: str, shares: tuple[str, ...], *, seen: str
    ) -> tuple[dict[str, Any], bytes]:
        now = self._sessions.now_s

        def do(connection: Connection) -> tuple[dict[str, Any], bytes]:
            row = _theirs(connection, ticket, helper)
            if row.share not in shares:
                return {}, b""
            v = vault_items.c
            opened = self._sessions.opened(connection, row.session)
            # What has run out is not shown, also before the sweeper comes.
            sealed = connection.scalar(
                select(v.sealed).join(s, s.c.name == v.session)
                .where(v.session == row.session, v.kind == kind, wanted(now, self._sessions.keep))
                .order_by(v.id.desc()).limit(1)
            )  # fmt: skip
            if sealed is None:
                return {}, b""
            tickets.note(connection, ticket, f"helper:{helper}", seen, self._sessions.now_ms)
            return seal.unseal(opened.key, opened.name, kind, bytes(sealed))

        return await self._sessions.write(do)


def _theirs(connection: Connection, ticket: str, helper: str) -> Any:
    row = connection.execute(select(t).where(t.c.id == ticket)).one_or_none()
    there = row is not None and row.helper == helper and row.session is not None
    if row is None or not there or row.state not in ("accepted", "connected"):
        raise UsageError(
            "this ticket shows nothing to this helper: it is not theirs, or the talk is not on. "
            "Accept an offer first"
        )
    return row


def notice_of(explicit: float | None) -> Notice:
    """Why a photo is kept back; it is when nobody looked, too."""
    if explicit is None:
        return "unchecked"
    return "explicit" if explicit >= BLUR_FROM else ""


def blurred(data: bytes) -> bytes:
    """A JPEG in which only light and rough colour are left of a picture."""
    with Pillow.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGB")
    small = picture.resize(_fitted(picture.size, BLURRED_PX), Pillow.Resampling.BOX)
    shown = small.resize(_fitted(picture.size, SHOWN_PX), Pillow.Resampling.BICUBIC)
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=60)
    return out.getvalue()


def _fitted(size: tuple[int, int], longer_px: int) -> tuple[int, int]:
    factor = longer_px / max(size)
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))
