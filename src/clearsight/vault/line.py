"""The users' side of the line for a person: join, look, change, wait on, be told, leave."""

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import Connection, update

from clearsight.errors import UsageError
from clearsight.store.vault_tables import tickets as t
from clearsight.vault import reasons, seal, tickets
from clearsight.vault.interface import NoTicket
from clearsight.vault.sessions import Opened, Sessions, put
from clearsight.vault.within import keep_within
from clearsight.vault.words import DAY_S, SHARES, Share, State, Waiting

MOST_ADDRESS = 200
MOST_LANGUAGE = 16


class UserLine:
    """A `Line` over the tickets.

    Attributes:
        mails: see Line.
    """

    def __init__(self, sessions: Sessions, *, mails: bool = False) -> None:
        self._sessions, self.mails = sessions, mails

    async def people_here(self) -> int:
        """See Line."""
        now = self._sessions.now_s
        return await self._sessions.database.work(lambda c: tickets.people_here(c, now))

    async def ask(self, token: str, share: Share, *, language: str, reason: str = "user") -> State:
        """See Line.

        Raises:
            UsageError: no such share or reason, or no language code.
        """
        _check(share, language, reason)
        now_ms = self._sessions.now_ms

        def do(connection: Connection, opened: Opened) -> State:
            row = tickets.last(connection, opened.name)
            if row is None or row.state in ("ended", "left"):
                tickets.make(connection, opened.name, share, language, reason, now_ms)
                return "asked"
            if row.state == "expired":
                _again(connection, row, now_ms)
            self._set_share(connection, opened, row, share)
            return "asked" if row.state == "expired" else cast(State, row.state)

        return await self._sessions.on(token, do)

    async def waiting(self, token: str) -> Waiting | None:
        """See Line."""
        return await self._sessions.on(
            token, lambda c, opened: self._waiting(c, tickets.last(c, opened.name))
        )

    async def share(self, token: str, share: Share) -> None:
        """See Line."""
        _check(share, "en", "user")

        def do(connection: Connection, opened: Opened, row: Any) -> None:
            self._set_share(connection, opened, row, share)

        await self._live(token, do)

    async def keep_waiting(self, token: str) -> Waiting:
        """See Line."""

        def do(connection: Connection, _: Opened, row: Any) -> None:
            if row.state == "expired":
                _again(connection, row, self._sessions.now_ms)

        return await self._live(token, do)

    async def notify(self, token: str, address: str = "") -> Waiting:
        """See Line.

        Raises:
            UsageError: no address that a message could go to, no mail here, or a person is there
                already.
        """
        address = address.strip()
        if address and not self.mails:
            raise UsageError(
                "this server sends no mail, so it takes no address; leave it out, or set "
                "CLEARSIGHT_MAIL and the pages' address (serve --url)"
            )
        if address and ("@" not in address[1:-1] or len(address) > MOST_ADDRESS
                        or not address.isprintable()):  # fmt: skip
            raise UsageError(
                f"the address has {len(address)} characters; expected name@host, at most "
                f"{MOST_ADDRESS} printable characters, or none"
            )
        now, now_ms = self._sessions.now_s, self._sessions.now_ms

        def do(connection: Connection, opened: Opened, row: Any) -> None:
            if row.state in ("accepted", "connected"):
                raise UsageError("a person is there already; nothing has to be told")
            if row.state != "expired":
                tickets.move(connection, row.id, "expired", actor="user", now_ms=now_ms)
            tickets.note(connection, row.id, "user", "notify", now_ms)
            connection.execute(update(t).where(t.c.id == row.id).values(notify=True))
            if address:
                sealed = seal.seal(opened.key, opened.name, "address", {"address": address})
                put(connection, opened, "address", row.id, sealed, now=now, most_s=DAY_S)
                keep_within(connection, self._sessions.room, opened.name, row.id)

        return await self._live(token, do)

    async def leave(self, token: str) -> None:
        """See Line."""
        now, now_ms = self._sessions.now_s, self._sessions.now_ms

        def do(connection: Connection, opened: Opened) -> None:
            tickets.leave(connection, opened.name, now_ms)
            reasons.drop_unwanted(connection, now, self._sessions.keep, opened.name)

        await self._sessions.on(token, do)

    async def _live(self, token: str, do: Callable[[Connection, Opened, Any], None]) -> Waiting:
        """Do something with the ticket that can still be taken up; where it stands then."""

        def whole(connection: Connection, opened: Opened) -> Waiting:
            row = tickets.last(connection, opened.name)
            if row is None or row.state in ("ended", "left"):
                raise NoTicket
            do(connection, opened, row)
            found = self._waiting(connection, tickets.last(connection, opened.name))
            if found is None:
                raise NoTicket
            return found

        return await self._sessions.on(token, whole)

    def _set_share(self, connection: Connection, opened: Opened, row: Any, share: Share) -> None:
        if row.share == share:
            return
        now, now_ms = self._sessions.now_s, self._sessions.now_ms
        connection.execute(update(t).where(t.c.id == row.id).values(share=share))
        tickets.note(connection, row.id, "user", share, now_ms)
        reasons.drop_unwanted(connection, now, self._sessions.keep, opened.name)

    def _waiting(self, connection: Connection, row: Any) -> Waiting | None:
        if row is None:
            return None
        return Waiting(
            state=cast(State, row.state),
            position=tickets.position(connection, row),
            people_here=tickets.people_here(connection, self._sessions.now_s),
            shared=cast(Share, row.share),
            waited_s=max(0.0, (self._sessions.now_ms - row.asked_ms) / 1000),
            usual_wait_s=tickets.usual_wait_s(connection),
            notify=bool(row.notify),
        )


def _again(connection: Connection, row: Any, now_ms: int) -> None:
    tickets.move(connection, row.id, "asked", actor="user", now_ms=now_ms, notify=False)


def _check(share: str, language: str, reason: str) -> None:
    if share not in SHARES:
        raise UsageError(f"share is {share!r}, expected one of {', '.join(SHARES)}")
    if not 0 < len(language) <= MOST_LANGUAGE or not language.replace("-", "").isalnum():
        raise UsageError(f"language is {language[:40]!r}, expected a code such as 'en'")
    if reason not in tickets.REASONS:
        known = ", ".join(tickets.REASONS)
        raise UsageError(f"reason is {reason[:40]!r}, expected one of {known}")
