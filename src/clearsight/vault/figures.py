"""Numbers of the vault for Prometheus; nothing of a session becomes a label.

prometheus_client is loaded with the first number, as commands that serve nothing need none, and as
several workers have to say where they count before it is loaded (see `clearsight serve`).
"""

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from prometheus_client import Counter, Gauge


class _Figures(NamedTuple):
    held_bytes: "Gauge"
    room_bytes: "Gauge"
    owed: "Gauge"
    not_kept: "Counter"


def show(*, held_bytes: int, room_bytes: int, owed: int) -> None:
    """How full the vault is, and how many deletions the database could not take yet."""
    figures = _figures()
    figures.held_bytes.set(held_bytes)
    figures.room_bytes.set(room_bytes)
    figures.owed.set(owed)


def not_kept(limit: str) -> None:
    """Something was not kept for want of room: of a "session", or in "all"."""
    _figures().not_kept.labels(limit).inc()


@cache
def _figures() -> _Figures:
    from prometheus_client import Counter, Gauge

    def gauge(name: str, text: str) -> Gauge:
        return Gauge(f"clearsight_vault_{name}", text, multiprocess_mode="mostrecent")

    return _Figures(
        gauge("bytes", "Sealed bytes that the vault holds"),
        gauge("room_bytes", "Sealed bytes that the vault may hold"),
        gauge("owed", "Deletions that the database could not take yet"),
        Counter("clearsight_vault_not_kept", "What was not kept for want of room", ["limit"]),
    )
