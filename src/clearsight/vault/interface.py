"""What pages may ask of the vault; `Vault` is one, and a test may bring its own.

Nothing is stored before `begin`, and a page calls that only when something must be kept: the user
asks for a person, or gives a consent. The token it returns is the only way to what is kept for that
user: hold it in a cookie of their browser (httponly), and write it into no log, address or page.

    token = await vault.begin()
    await vault.line.ask(token, "photo_and_chat", language="en")   # or a consent:
    await vault.consent(token, "text", True, language="en")
    await vault.save_photo(token, picture.image, reading.explicit if reading else None)
    await vault.save_turns(token, turns, about=picture.image.digest)     # after each answer
    waiting = await vault.line.waiting(token)            # state, position, whether somebody is here
    receipt = await vault.delete(token)                  # forget the cookie, show receipt.text

Ask or consent first, then save: what neither wants is not stored (False), so a page may offer
everything after each answer.

Whatever puts something there raises NoRoom (a UsageError) when the vault is full: nothing changed,
say so and go on. Every method raises StoreError when the database fails, and NotKept (a UsageError)
for a token that is unknown, deleted or run out: forget the cookie then and go on as with a new
visitor.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from clearsight.content import Image
from clearsight.errors import StoreError, UsageError
from clearsight.vault.words import (
    Checked,
    Kept,
    Purpose,
    Receipt,
    Share,
    State,
    Turn,
    Waiting,
)


class NotKept(UsageError):
    """Nothing is kept under a token (any more)."""

    def __init__(self) -> None:
        super().__init__(
            "nothing is kept under this token: it was deleted, has run out, or is none of ours. "
            "Forget it and begin anew"
        )


class DeletionOwed(StoreError):
    """The database could not take a deletion now. It is noted, and carried out as soon as it can
    be; nobody is shown anything of the session any more.

    Attributes:
        receipt: says when it was asked for; `Keeper.check` tells when it was carried out.
    """

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(
            "the database cannot delete now (is its disk full?). The deletion is noted, and the "
            "sweeper carries it out once there is room: free some"
        )
        self.receipt = receipt


class NoTicket(UsageError):
    """No ticket of this session can be changed."""

    def __init__(self) -> None:
        super().__init__(
            "this session has no ticket, or it is over. Ask for a person first (Line.ask)"
        )


class Line(Protocol):
    """The user's side of the line for a person. One open ticket a session.

    `share`, `keep_waiting` and `notify` raise NoTicket (a UsageError) where none can be changed.

    Attributes:
        mails: whether `notify` takes an address: this server sends mail and knows its own address.
    """

    mails: bool

    async def people_here(self) -> int:
        """Helpers who are present now; needs no token."""

    async def ask(self, token: str, share: Share, *, language: str, reason: str = "user") -> State:
        """Join the line, or keep the place of an open or expired ticket and share this from now on.

        Args:
            share: what a helper may see of what is saved; call the `save_` methods after this.
            language: code of the language to be helped in, such as "en".
            reason: why, as a short code: "user", "abstained", "disagree", "quality", "warning",
                "sure", "wrong", "refused". Words of the user do not belong here.
        """

    async def waiting(self, token: str) -> Waiting | None:
        """Where the last ticket stands, None when there is none. Also a sign that the user is
        there: a ticket whose user has been gone for five minutes expires."""

    async def share(self, token: str, share: Share) -> None:
        """Change what may be seen; nothing that was shared before can be seen afterwards."""

    async def keep_waiting(self, token: str) -> Waiting:
        """Back from "expired" to the place in the line that the ticket had."""

    async def notify(self, token: str, address: str = "") -> Waiting:
        """Do not wait, but be told when somebody is there: by mail with an address (stored sealed,
        for this one message), or by `waiting` alone (`people_here` is then above 0)."""

    async def leave(self, token: str) -> None:
        """Leave the line or end the talk; what was shared only for it goes at once."""


class Keeper(Protocol):
    """What is kept for users of the pages who chose it; see the module."""

    @property
    def line(self) -> Line: ...

    async def begin(self) -> str:
        """Open a session, with a data key of its own; its token, 256 random bits."""

    async def save_photo(self, token: str, image: Image, explicit: float | None) -> bool:
        """Store a photo, sealed; the same bytes twice are stored once.

        Args:
            image: as `ingest` made it. Anything with metadata in it is refused.
            explicit: `Reading.explicit`; None when nobody looked, and then a helper sees it
                blurred as if it were.

        Returns:
            False where the operator's settings store no photos, or neither a consent nor a ticket
            asks for it.
        """

    async def save_turns(self, token: str, turns: Sequence[Turn], *, about: str = "") -> bool:
        """Store a whole conversation so far, sealed, in place of what was stored of it before.

        Args:
            about: digest of its Image; tells this conversation from others of the session.

        Returns:
            False where neither a consent nor a ticket asks for it, or settings forbid it.
        """

    async def consent(
        self, token: str, purpose: Purpose, given: bool, *, language: str, contact: str = ""
    ) -> None:
        """Record that a consent was given or withdrawn, with the time and the words shown.

        Withdrawing deletes at once what only this consent kept.

        Args:
            language: in which `consent_words` were shown.
            contact: an address, needed to give "research" and refused with the others.
        """

    def consent_words(self, language: str) -> Mapping[Purpose, str]:
        """What a user is asked to agree to, in their language. Show exactly these words.

        Raises:
            UnknownName: not written in that language.
        """

    async def kept(self, token: str) -> Kept:
        """What is stored now; changes nothing."""

    async def close(self, token: str) -> None:
        """The session is over: the time runs that photos still stay. The token keeps working."""

    async def delete(self, token: str) -> Receipt:
        """Destroy the key and everything under it, leave the line, and say so.

        The rows are gone when this returns; the database's files hold none of their bytes at most
        60 s later, which `check` confirms.

        Raises:
            DeletionOwed: the database could not take it; it is noted and carried out later.
        """

    async def check(self, receipt: str) -> Checked:
        """What is known of a receipt; anything may be passed."""
