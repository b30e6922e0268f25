"""Why something is still stored: the one rule that withdrawal, leaving and the sweeper all apply.

An item stays while a consent or a live ticket wants it and its time has not run out; nothing else
keeps it. Shorter settings hold for what is stored already, longer ones do not.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, not_, or_, select

from clearsight.store.vault_tables import tickets as t
from clearsight.store.vault_tables import vault_items as i
from clearsight.store.vault_tables import vault_keys as k
from clearsight.store.vault_tables import vault_sessions as s
from clearsight.vault.words import DAY_S, OPEN, Retention, Share

# Half an hour without a sign of its user, and a session counts as over.
IDLE_S = 1800
# A ticket that expired can be taken up again, so what it shares stays as long as photos may.
LIVE = tuple(sorted(OPEN | {"expired"}))
END = func.coalesce(s.c.ended_s, s.c.seen_s + IDLE_S)


@dataclass(frozen=True, slots=True)
class Dropped:
    """How much went."""

    photos: int = 0
    texts: int = 0

    @property
    def some(self) -> bool:
        return bool(self.photos or self.texts)


def wanted(now: int, keep: Retention) -> ColumnElement[bool]:
    """Condition over `vault_items` joined with `vault_sessions`."""
    fresh = and_(END + keep.photo_after_s > now, i.c.created_s + keep.photo_most_s > now)
    in_text_time = i.c.created_s + keep.text_s > now
    reason = or_(
        and_(i.c.kind == "photo", fresh, or_(s.c.photo_ok, shown("photo", "photo_and_chat"))),
        and_(i.c.kind == "turns", s.c.text_ok, in_text_time),
        and_(i.c.kind == "turns", fresh, shown("photo_and_chat")),
        and_(i.c.kind == "contact", s.c.research_ok, in_text_time),
        and_(i.c.kind == "address", _told()),
    )
    return and_(i.c.until_s > now, reason)


def shown(*shares: Share) -> ColumnElement[bool]:
    """Whether a live ticket of the session lets a helper see it."""
    return exists(
        select(t.c.id).where(t.c.session == s.c.name, t.c.state.in_(LIVE), t.c.share.in_(shares))
    )


def _told() -> ColumnElement[bool]:
    return exists(select(t.c.id).where(t.c.session == s.c.name, t.c.state.in_(LIVE), t.c.notify))


def drop_unwanted(
    connection: Connection, now: int, keep: Retention, session: str | None = None
) -> Dropped:
    """Delete what no reason keeps, of one session or of all."""
    gone = select(i.c.id).join(s, s.c.name == i.c.session).where(not_(wanted(now, keep)))
    if session is not None:
        gone = gone.where(i.c.session == session)
    kinds = connection.scalars(delete(i).where(i.c.id.in_(gone)).returning(i.c.kind)).all()
    photos = sum(kind == "photo" for kind in kinds)
    return Dropped(photos, sum(kind == "turns" for kind in kinds))


def drop_empty(connection: Connection, now: int) -> int:
    """Delete sessions that hold nothing and whose users are gone, and those without a key.

    A consent outlives its session by a day without a sign; then it has to be given again.
    """
    holds = or_(
        exists(select(i.c.id).where(i.c.session == s.c.name)),
        exists(select(t.c.id).where(t.c.session == s.c.name, t.c.state.in_(LIVE))),
    )
    agreed = or_(s.c.text_ok, s.c.photo_ok, s.c.research_ok)
    over = or_(and_(not_(agreed), now >= END), s.c.seen_s + DAY_S <= now)
    keyless = not_(exists(select(k.c.session).where(k.c.session == s.c.name)))
    gone = select(s.c.name).where(or_(keyless, and_(not_(holds), over)))
    return len(connection.execute(delete(s).where(s.c.name.in_(gone)).returning(s.c.name)).all())
