"""The users' side of the line, and what a helper sees."""

import io
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from PIL import Image as Pillow
from sqlalchemy import Connection, select, text, update

from clearsight.app.messenger import Messenger
from clearsight.app.words import LANGUAGES, words
from clearsight.errors import StoreError, UsageError
from clearsight.people.mail import FileMail, MailError
from clearsight.store.vault_tables import ticket_events, tickets
from clearsight.vault import NEXT, STATES, NoTicket, Share, State, Turn
from clearsight.vault import tickets as rows
from clearsight.vault.views import blurred
from tests.vault.conftest import Place, photo

TURNS = (Turn("What is this?", "A jar of jam."),)
HELPER = "helper-1"


async def asked(place: Place, share: Share = "photo_and_chat", language: str = "en") -> str:
    token = await place.vault.begin()
    await place.vault.line.ask(token, share, language=language)
    return token


async def ticket_of(place: Place) -> str:
    (row,) = await place.store.database.run(
        select(tickets.c.id).order_by(tickets.c.asked_ms.desc()).limit(1)
    )
    return str(row.id)


async def move(place: Place, ticket: str, to: State, helper: str | None = None) -> bool:
    actor = f"helper:{helper}" if helper else "system"
    more = {"helper": helper} if helper else {}
    return await place.vault.sessions.write(
        lambda c: rows.move(c, ticket, to, actor=actor, now_ms=place.vault.sessions.now_ms, **more)
    )


async def helped(
    place: Place, share: Share = "photo_and_chat", explicit: float | None = 0.0
) -> str:
    """A ticket that a helper has accepted; the user's photo and chat were offered to it."""
    token = await asked(place, share)
    await place.vault.save_photo(token, photo(), explicit)
    await place.vault.save_turns(token, TURNS)
    ticket = await ticket_of(place)
    assert await move(place, ticket, "offered")
    assert await move(place, ticket, "accepted", HELPER)
    return ticket


async def here(place: Place, number: int = 1) -> None:
    until = int(place.clock.seconds) + 60
    for one in range(number):
        await place.vault.sessions.write(partial(arrived, f"helper-{one}", until))


def arrived(name: str, until: int, connection: Connection) -> None:
    rows.here(connection, name, until)


async def test_one_waits_at_a_place_and_learns_whether_somebody_is_there(place: Place) -> None:
    tokens = []
    for _ in range(3):
        place.clock.seconds += 1
        tokens.append(await asked(place))
    waiting = await place.vault.line.waiting(tokens[1])
    assert waiting is not None
    assert (waiting.state, waiting.position, waiting.people_here) == ("asked", 2, 0)
    assert (waiting.waited_s, waiting.usual_wait_s) == (1.0, None)
    await here(place, 2)
    await place.vault.line.leave(tokens[0])
    waiting = await place.vault.line.waiting(tokens[1])
    assert waiting is not None
    assert (waiting.position, waiting.people_here) == (1, 2)
    left = await place.vault.line.waiting(tokens[0])
    assert left is not None
    assert (left.state, left.position) == ("left", 0)
    place.clock.seconds += 61
    assert await place.vault.line.people_here() == 0


async def test_asking_again_keeps_the_place(place: Place) -> None:
    first = await asked(place)
    place.clock.seconds += 5
    await asked(place)
    assert await place.vault.line.ask(first, "photo", language="en") == "asked"
    waiting = await place.vault.line.waiting(first)
    assert waiting is not None
    assert (waiting.position, waiting.shared) == (1, "photo")
    assert len(await place.store.database.run(select(tickets.c.id))) == 2


async def test_without_a_ticket_there_is_nothing_to_change(place: Place) -> None:
    token = await place.vault.begin()
    assert await place.vault.line.waiting(token) is None
    with pytest.raises(NoTicket):
        await place.vault.line.share(token, "nothing")
    with pytest.raises(UsageError, match="share is 'all'"):
        await place.vault.line.ask(token, "all", language="en")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="reason is 'my words'"):
        await place.vault.line.ask(token, "photo", language="en", reason="my words")
    with pytest.raises(UsageError, match="language is '!'"):
        await place.vault.line.ask(token, "photo", language="!")


@pytest.mark.parametrize(
    ("share", "photos", "texts"), [("photo_and_chat", 1, 1), ("photo", 1, 0), ("nothing", 0, 0)]
)
async def test_only_what_is_shared_is_stored(
    place: Place, share: Share, photos: int, texts: int
) -> None:
    token = await asked(place, share)
    assert await place.vault.save_photo(token, photo(), 0.0) == bool(photos)
    assert await place.vault.save_turns(token, TURNS) == bool(texts)
    kept = await place.vault.kept(token)
    assert (kept.photos, kept.texts, kept.waiting) == (photos, texts, True)
    await place.vault.line.share(token, "nothing")
    assert (await place.vault.kept(token)).nothing


async def test_leaving_takes_along_what_was_shared_only_for_it(place: Place) -> None:
    token = await asked(place)
    await place.vault.consent(token, "text", True, language="en")
    await place.vault.save_photo(token, photo(), 0.0)
    await place.vault.save_turns(token, TURNS)
    await place.vault.line.leave(token)
    kept = await place.vault.kept(token)
    assert (kept.photos, kept.texts, kept.waiting) == (0, 1, False)


async def test_nobody_comes_so_one_is_told_once_and_may_go_on_waiting(place: Place) -> None:
    token, other = await asked(place), await asked(place)
    telling = place.vault.telling
    place.clock.seconds += 60
    waiting = await place.vault.line.notify(token, "me@example.org")
    assert (waiting.state, waiting.notify, waiting.position) == ("expired", True, 0)
    await place.vault.line.notify(other)
    assert await telling.next() is None
    await here(place)
    told = await telling.next()
    assert told is not None
    assert told.address == "me@example.org"
    # Taken: another process gets it only when this one has been silent for two minutes.
    assert await telling.next() is None
    place.clock.seconds += 120
    await here(place)
    assert await telling.next() == told
    await telling.told(told.ticket)
    place.clock.seconds += 120
    await here(place)
    assert await telling.next() is None
    items = await place.store.database.run(text("SELECT count(*) FROM vault_items"))
    assert items[0][0] == 0
    back = await place.vault.line.keep_waiting(token)
    assert (back.state, back.waited_s) == ("asked", 300.0)


async def test_an_address_is_taken_only_where_mail_is_sent(place: Place) -> None:
    token = await asked(place)
    with pytest.raises(UsageError, match="expected name@host"):
        await place.vault.line.notify(token, "nobody")
    place.vault.line.mails = False
    with pytest.raises(UsageError, match="sends no mail"):
        await place.vault.line.notify(token, "me@example.org")
    assert (await place.vault.line.notify(token)).notify


async def test_a_message_is_written_and_the_address_forgotten(place: Place, tmp_path: Path) -> None:
    for address in ("me@example.org", "me@two@example.org"):
        token = await asked(place)
        await place.vault.line.notify(token, address)
    await here(place)
    mail = FileMail(tmp_path / "mail")
    messenger = Messenger(place.vault.telling, mail, "https://assist.example.org")
    assert await messenger.tell() == 2
    (message,) = mails(tmp_path / "mail")
    assert message["To"] == "me@example.org"
    assert "https://assist.example.org/person?lang=en" in message.get_content().split()
    items = await place.store.database.run(text("SELECT count(*) FROM vault_items"))
    assert items[0][0] == 0
    assert await messenger.tell() == 0


@pytest.mark.parametrize("code", LANGUAGES)
async def test_a_message_is_in_the_language_of_the_page(
    place: Place, tmp_path: Path, code: str
) -> None:
    await place.vault.line.notify(await asked(place, language=code), "me@example.org")
    await here(place)
    mail, t = FileMail(tmp_path / "mail"), words(code)
    assert await Messenger(place.vault.telling, mail, "https://a.example.org").tell() == 1
    (message,) = mails(tmp_path / "mail")
    assert message["Subject"] == t["mail_here"]
    lead, link, rest = message.get_content().strip().split("\n\n")
    assert (lead, link) == (t["mail_here_lead"], f"https://a.example.org/person?lang={code}")
    assert t["line_stay"] in rest
    assert rest == t["mail_here_rest"].format(button=t["line_stay"])


def mails(folder: Path) -> list[EmailMessage]:
    read = partial(message_from_bytes, policy=default)
    return [cast(EmailMessage, read(path.read_bytes())) for path in sorted(folder.iterdir())]


async def test_mail_that_is_not_taken_is_tried_again(place: Place, tmp_path: Path) -> None:
    token = await asked(place)
    await place.vault.line.notify(token, "me@example.org")
    await here(place)
    (tmp_path / "mail").write_text("in the way")
    messenger = Messenger(place.vault.telling, FileMail(tmp_path / "mail"), "https://a.example.org")
    with pytest.raises(MailError):
        await messenger.tell()
    assert await messenger.tell() == 0
    (tmp_path / "mail").unlink()
    place.clock.seconds += 121
    await here(place)
    assert await messenger.tell() == 1


async def test_who_is_gone_expires_and_later_leaves(place: Place) -> None:
    token = await asked(place)
    place.clock.seconds += 299
    assert (await place.sweeper.sweep()).tickets == 0
    place.clock.seconds += 1
    assert (await place.sweeper.sweep()).tickets == 1
    waiting = await place.vault.line.waiting(token)
    assert waiting is not None
    assert waiting.state == "expired"
    place.clock.seconds += 3600
    assert (await place.sweeper.sweep()).tickets == 1
    assert await states(place, await ticket_of(place)) == ["asked", "expired", "left"]


async def states(place: Place, ticket: str) -> list[str]:
    events = await place.store.database.work(lambda c: rows.history(c, ticket))
    return [one.what for one in events]


@pytest.mark.parametrize("before", STATES)
async def test_only_what_may_follow_follows(place: Place, before: State) -> None:
    await asked(place)
    ticket = await ticket_of(place)
    for to in STATES:
        await place.store.database.run(update(tickets).values(state=before))
        assert await move(place, ticket, to) == (to in NEXT[before])


async def test_of_two_who_accept_one_is_told_that_it_is_taken(place: Place) -> None:
    await asked(place)
    ticket = await ticket_of(place)
    assert await move(place, ticket, "offered")
    assert await move(place, ticket, "accepted", "helper-1")
    assert not await move(place, ticket, "accepted", "helper-2")


async def test_a_lost_helper_brings_one_back_to_the_front(place: Place) -> None:
    token = await asked(place)
    place.clock.seconds += 9
    await asked(place)
    (first, _) = await place.store.database.run(select(tickets.c.id).order_by("asked_ms"))
    steps: tuple[State, ...] = ("offered", "accepted", "connected", "asked")
    for to in steps:
        assert await move(place, first.id, to)
    waiting = await place.vault.line.waiting(token)
    assert waiting is not None
    assert waiting.position == 1


async def test_the_usual_wait_is_the_median_of_the_last_ones(place: Place) -> None:
    for wait in (2, 4, 6, 8, 10):
        await asked(place)
        ticket = await ticket_of(place)
        await move(place, ticket, "offered")
        place.clock.seconds += wait
        await move(place, ticket, "accepted", HELPER)
        place.clock.seconds += 1
    waiting = await place.vault.line.waiting(await asked(place))
    assert waiting is not None
    assert waiting.usual_wait_s == 6.0


async def test_events_are_only_added_to(place: Place) -> None:
    await asked(place)
    with pytest.raises(StoreError, match="only added to"):
        await place.store.database.run(update(ticket_events).values(actor="somebody else"))


async def test_a_helper_sees_what_is_shared_while_they_help(place: Place) -> None:
    ticket = await helped(place)
    view = await place.vault.views.photo(ticket, HELPER)
    assert view is not None
    assert (view.blurred, view.notice, view.media_type) == (False, "", "image/jpeg")
    assert await place.vault.views.turns(ticket, HELPER) == TURNS
    with pytest.raises(UsageError, match="not theirs"):
        await place.vault.views.photo(ticket, "helper-2")
    await move(place, ticket, "ended", HELPER)
    with pytest.raises(UsageError, match="talk is not on"):
        await place.vault.views.photo(ticket, HELPER)
    await place.sweeper.sweep()
    items = await place.store.database.run(text("SELECT count(*) FROM vault_items"))
    assert items[0][0] == 0


@pytest.mark.parametrize(("share", "sees"), [("photo", (True, False)), ("nothing", (False, False))])
async def test_a_helper_sees_no_more_than_was_shared(
    place: Place, share: Share, sees: tuple[bool, bool]
) -> None:
    ticket = await helped(place, share)
    view = await place.vault.views.photo(ticket, HELPER)
    turns = await place.vault.views.turns(ticket, HELPER)
    assert (view is not None, bool(turns)) == sees


async def test_what_has_run_out_is_not_shown_before_it_is_swept(place: Place) -> None:
    ticket = await helped(place)
    place.clock.seconds += 86_400
    assert await place.vault.views.photo(ticket, HELPER) is None


@pytest.mark.parametrize(
    ("explicit", "notice"), [(0.95, "explicit"), (0.2, "explicit"), (None, "unchecked")]
)
async def test_an_explicit_photo_is_announced_and_blurred_until_asked_for(
    place: Place, explicit: float | None, notice: str
) -> None:
    ticket = await helped(place, explicit=explicit)
    view = await place.vault.views.photo(ticket, HELPER)
    assert view is not None
    assert (view.blurred, view.notice) == (True, notice)
    whole = await place.vault.views.photo(ticket, HELPER, whole=True)
    assert whole is not None
    assert (whole.blurred, whole.notice) == (False, notice)
    assert replace(whole, data=b"") != replace(view, data=b"")
    assert (await states(place, ticket))[-2:] == ["view", "view_whole"]


def test_what_is_blurred_shows_no_detail() -> None:
    # Stripes of 8 px: none is left, and no two neighbours differ much.
    picture = Pillow.new("L", (640, 480))
    for left in range(0, 640, 16):
        picture.paste(255, (left, 0, left + 8, 480))
    out = io.BytesIO()
    picture.save(out, "PNG")
    with Pillow.open(io.BytesIO(blurred(out.getvalue()))) as opened:
        assert max(opened.size) == 480
        low, high = opened.convert("L").getextrema()
    assert high - low < 40  # type: ignore[operator]
