"""What a visitor chose to have kept: the token in their browser, the three consents, deletion.

Nothing is stored for a visitor without this cookie, and it is set only when somebody asks for a
person or gives a consent.
"""

from datetime import UTC, datetime
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response

from clearsight.app.door import Door
from clearsight.app.form import Form, FormError
from clearsight.app.render import words_of
from clearsight.app.seal import Turn
from clearsight.app.shown import Kept, Teller
from clearsight.app.visitor import visitor_of
from clearsight.app.words import Words
from clearsight.errors import StoreError, UnknownName, UsageError
from clearsight.people.tries import KEEP
from clearsight.vault import (
    OPEN,
    PURPOSES,
    Checked,
    DeletionOwed,
    NoRoom,
    NotKept,
    Purpose,
    Receipt,
    Waiting,
)
from clearsight.vault import Turn as KeptTurn

COOKIE = "clearsight_kept"
log = structlog.stdlib.get_logger("clearsight.app")


def token_of(request: Request) -> str:
    """The visitor's token, empty without one."""
    return request.cookies.get(COOKIE, "")


def give_token(response: Response, request: Request, token: str) -> None:
    """Remember a token until the browser is closed."""
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=secure)


class Keeping:
    """Handlers of `/kept`, and what other pages need of the vault."""

    def __init__(self, door: Door) -> None:
        self._door, self._house = door, door.house
        self._teller = Teller(door.house, door.sealer)

    async def save(self, token: str, kept: Kept) -> None:
        """Offer pictures and conversation; the vault stores what a consent or a ticket wants.

        Raises:
            NoRoom: the vault is full.
            NotKept: the token is none of ours any more.
            StoreError: the database fails.
        """
        for picture in kept.pictures:
            reading = await self._teller.reading(picture)
            explicit = reading.explicit if reading is not None else None
            await self._house.vault.save_photo(token, picture.image, explicit)
        await self._house.vault.save_turns(token, [_turn(one) for one in kept.turns])

    async def offer(self, request: Request, kept: Kept) -> None:
        """`save` for a visitor who may have a token; an answer does not fail because of it."""
        if token := token_of(request):
            try:
                await self.save(token, kept)
            except NotKept:
                pass
            except (NoRoom, StoreError) as error:
                log.error("not kept", error=type(error).__name__)

    async def consents(self, token: str) -> frozenset[Purpose]:
        """Those that are given; none without a token."""
        if not token:
            return frozenset()
        try:
            return (await self._house.vault.kept(token)).consents
        except NotKept:
            return frozenset()

    async def waiting(self, token: str) -> Waiting | None:
        """The last ticket, None when there is none."""
        try:
            return await self._house.vault.line.waiting(token) if token else None
        except NotKept:
            return None

    async def line(self, token: str, words: Words) -> dict[str, Any]:
        """What other pages show of the line; an answer does not fail because of it."""
        try:
            waiting = await self.waiting(token)
        except StoreError as error:
            log.error("no line", error=type(error).__name__)
            return {}
        if waiting is None or waiting.state not in (*OPEN, "expired"):
            return {}
        return {"line": waiting, "line_text": said(waiting, words)}

    async def delete(self, token: str) -> Receipt | None:
        """Everything that is kept for a token; None when nothing was."""
        if not token:
            return None
        try:
            return await self._house.vault.delete(token)
        except NotKept:
            return None

    async def look(self, request: Request) -> Response:
        """GET /kept; also for whoever may not ask any more and has something kept."""
        token = token_of(request)
        refused = None if await self._known(token) else await self._door.at_door(request)
        return refused or await self._page(request, token)

    async def change(self, request: Request) -> Response:
        """POST /kept: give or withdraw consents."""
        token, form = token_of(request), Form({}, {})
        try:
            form = await self._door.own(request)
            wanted = frozenset(p for p in PURPOSES if form.get(f"consent_{p}"))
            had = await self.consents(token)
            if wanted - had or (form.get("contact") and not had - wanted):
                await visitor_of(self._house, request)
                await self._door.may_try(request, KEEP)
            if wanted and not await self._known(token):
                token = await self._house.vault.begin()
            await self._consent(token, wanted, form, words_of(request))
        except FormError as error:
            status = 429 if error.key == "error_often" else 400
            return await self._page(request, token, problem=error.key, status=status)
        except NoRoom:
            return await self._page(request, token, problem="error_no_room", status=503)
        except UsageError:
            return await self._page(request, token, problem="error_contact", status=400)
        return await self._page(request, token, note="kept_changed")

    async def remove(self, request: Request) -> Response:
        """POST /kept/delete"""
        try:
            await self._door.own(request)
        except FormError as error:
            return await self._page(request, token_of(request), problem=error.key, status=400)
        try:
            receipt = await self.delete(token_of(request))
        except DeletionOwed as owed:
            return await self._page(request, "", problem="error_owed", receipt=owed.receipt,
                                    status=503)  # fmt: skip
        return await self._page(request, "", note="kept_deleted", receipt=receipt)

    async def check(self, request: Request) -> Response:
        """POST /kept/check: what is known of a receipt, to whoever holds it."""
        token = token_of(request)
        try:
            form = await self._door.own(request)
        except FormError as error:
            return await self._page(request, token, problem=error.key, status=400)
        checked = await self._house.vault.check(form.get("receipt"))
        return await self._page(request, token, checked=checked)

    async def _known(self, token: str) -> bool:
        try:
            return bool(token) and bool(await self._house.vault.kept(token))
        except NotKept:
            return False

    async def _consent(
        self, token: str, wanted: frozenset[Purpose], form: Form, language: Words
    ) -> None:
        had = await self.consents(token)
        for purpose in PURPOSES:
            given = purpose in wanted
            contact = form.get("contact") if given and purpose == "research" else ""
            if given != (purpose in had) or contact:
                await self._house.vault.consent(
                    token, purpose, given, language=language.code, contact=contact
                )

    async def _page(
        self, request: Request, token: str, *, note: str = "", problem: str = "",
        receipt: Receipt | None = None, checked: Checked | None = None, status: int = 200,
    ) -> Response:  # fmt: skip
        language = words_of(request)
        kept = await self._house.vault.kept(token) if await self._known(token) else None
        values: dict[str, Any] = {
            "kept": kept, "asks": _asks(self._house.vault.consent_words, language), "note": note,
            "problem": self._door.text(problem, language) if problem else "", "receipt": receipt,
            "checked": _told(checked, language) if checked is not None else "",
        }  # fmt: skip
        response = self._door.page(request, "kept.html", status=status, **values)
        if kept is not None:
            give_token(response, request, token)
        else:
            response.delete_cookie(COOKIE)
        return response


def _asks(consent_words: Any, language: Words) -> dict[Purpose, str]:
    """The words of the consents, in English where they are not written in this language."""
    try:
        return dict(consent_words(language.code))
    except UnknownName:
        return dict(consent_words("en"))


def _told(checked: Checked, language: Words) -> str:
    """What is known of a receipt, in two sentences."""
    if not checked.genuine:
        return language["receipt_none"]
    when = datetime.fromtimestamp(checked.at_s, UTC).strftime("%Y-%m-%d %H:%M UTC")
    when = f"\u2066{when}\u2069"  # figures keep their order among words from right to left
    photos = language.many("photos", checked.photos)
    texts = language.many("conversations", checked.texts)
    said = language["receipt_good"].format(when=when, photos=photos, texts=texts)
    said += " " + language.many("receipt_left", checked.left)
    clean = "receipt_clean" if checked.cleaned_s is not None else "receipt_not_clean"
    return f"{said} {language[clean]}"


def _turn(turn: Turn) -> KeptTurn:
    marked = f"{turn.answer}\n\n[wrong] {turn.wrong}".strip() if turn.wrong is not None else ""
    return KeptTurn(turn.question, marked or turn.answer, turn.refused)


def said(waiting: Waiting, words: Words) -> str:
    """Where one stands, in a sentence or two."""
    key: str = waiting.state
    if key == "asked" and not waiting.people_here:
        key = "nobody"
    if key == "expired" and waiting.notify:
        key = "here" if waiting.people_here else "told"
    text = words[f"line_{key}"].format(position=waiting.position)
    if key == "asked" and waiting.usual_wait_s is not None:
        seconds = max(5, 5 * round(waiting.usual_wait_s / 5))
        text += " " + words.many("line_usual", seconds)
    return text
