"""What is kept, why, for how long, and that nobody reads it from the database."""

import pytest
from sqlalchemy import text, update

from clearsight.errors import StoreError, UnknownName, UsageError
from clearsight.store.vault_tables import vault_items, vault_keys
from clearsight.vault import NotKept, Purpose, Retention, Swept, Turn
from clearsight.vault.sessions import name_of
from tests.vault.conftest import Place, photo

HOUR, DAY = 3600, 86_400
TURNS = (Turn("What is this? QUESTION-CANARY", "A jar of jam. ANSWER-CANARY"),)


async def test_without_a_reason_nothing_is_stored(place: Place) -> None:
    token = await place.vault.begin()
    assert not await place.vault.save_photo(token, photo(), 0.0)
    assert not await place.vault.save_turns(token, TURNS)
    assert (await place.vault.kept(token)).nothing


async def test_each_consent_keeps_its_own_kind(place: Place) -> None:
    token = await place.vault.begin()
    await place.vault.consent(token, "text", True, language="en")
    assert not await place.vault.save_photo(token, photo(), 0.0)
    assert await place.vault.save_turns(token, TURNS)
    await place.vault.consent(token, "photo", True, language="ar")
    assert await place.vault.save_photo(token, photo(), 0.0)
    kept = await place.vault.kept(token)
    assert (kept.photos, kept.texts, kept.consents) == (1, 1, frozenset[Purpose](["text", "photo"]))
    told = [(one.purpose, one.given, one.wording) for one in kept.history]
    assert told == [("text", True, "1/en/30d/24h"), ("photo", True, "1/ar/30d/24h")]
    assert kept.history[0].at_s == place.clock.seconds


async def test_withdrawing_deletes_what_only_that_consent_kept(place: Place) -> None:
    token = await place.vault.begin()
    purposes: tuple[Purpose, ...] = ("text", "photo")
    for purpose in purposes:
        await place.vault.consent(token, purpose, True, language="en")
    await place.vault.consent(token, "research", True, language="en", contact="me@example.org")
    await place.vault.save_photo(token, photo(), 0.0)
    await place.vault.save_turns(token, TURNS)
    assert (await place.vault.kept(token)).contact == "me@example.org"
    await place.vault.consent(token, "photo", False, language="en")
    kept = await place.vault.kept(token)
    assert (kept.photos, kept.texts) == (0, 1)
    await place.vault.consent(token, "research", False, language="en")
    await place.vault.consent(token, "text", False, language="en")
    kept = await place.vault.kept(token)
    assert kept.nothing
    assert not kept.consents
    assert [one.given for one in kept.history] == [True, True, True, False, False, False]


async def test_the_same_photo_is_stored_once_and_a_conversation_is_replaced(place: Place) -> None:
    token = await place.vault.begin()
    await place.vault.consent(token, "photo", True, language="en")
    await place.vault.consent(token, "text", True, language="en")
    same, other = photo(), photo("blue")
    for image in (same, same, other):
        await place.vault.save_photo(token, image, 0.0)
    for turns in (TURNS, TURNS * 2):
        await place.vault.save_turns(token, turns, about=same.digest)
    await place.vault.save_turns(token, TURNS, about=other.digest)
    kept = await place.vault.kept(token)
    assert (kept.photos, kept.texts) == (2, 2)


async def test_of_very_many_photos_the_oldest_go(place: Place) -> None:
    token = await place.vault.begin()
    await place.vault.consent(token, "photo", True, language="en")
    for number in range(22):
        assert await place.vault.save_photo(token, photo(f"#0000{number:02x}"), 0.0)
    assert (await place.vault.kept(token)).photos == 20


async def test_times_end_photos_then_words_then_the_session(place: Place) -> None:
    token = await place.vault.begin()
    await place.vault.consent(token, "photo", True, language="en")
    await place.vault.consent(token, "text", True, language="en")
    await place.vault.save_photo(token, photo(), 0.0)
    await place.vault.save_turns(token, TURNS)
    await place.vault.close(token)
    kept = await place.vault.kept(token)
    assert kept.photo_until_s == place.clock.seconds + HOUR
    assert kept.text_until_s == place.clock.seconds + 30 * DAY
    place.clock.seconds += HOUR - 1
    assert await place.sweeper.sweep() == Swept()
    place.clock.seconds += 1
    assert await place.sweeper.sweep() == Swept(photos=1)
    place.clock.seconds += 30 * DAY - HOUR
    assert await place.sweeper.sweep() == Swept(texts=1, sessions=1)
    with pytest.raises(NotKept):
        await place.vault.kept(token)


async def test_a_session_that_goes_on_keeps_a_photo_for_a_day_at_most(place: Place) -> None:
    token = await place.vault.begin()
    await place.vault.consent(token, "photo", True, language="en")
    await place.vault.save_photo(token, photo(), 0.0)
    for _ in range(24 * 4 - 1):
        place.clock.seconds += HOUR / 4
        await place.vault.line.waiting(token)
    assert (await place.sweeper.sweep()).photos == 0
    place.clock.seconds += HOUR / 4
    await place.vault.line.waiting(token)
    assert (await place.sweeper.sweep()).photos == 1


@pytest.mark.parametrize(
    ("retention", "stored"),
    [
        (Retention(photo_most_s=0), (False, True)),
        (Retention(text_s=0), (True, False)),
        (Retention(photo_after_s=0), (True, True)),
    ],
)
async def test_every_time_may_be_zero(
    place: Place, retention: Retention, stored: tuple[bool, bool]
) -> None:
    vault = place.again(retention)
    token = await vault.begin()
    await vault.consent(token, "photo", True, language="en")
    await vault.consent(token, "text", True, language="en")
    found = (await vault.save_photo(token, photo(), 0.0), await vault.save_turns(token, TURNS))
    assert found == stored
    await vault.close(token)
    kept = await vault.kept(token)
    assert kept.photos == (stored[0] and retention.photo_after_s > 0)


async def test_shorter_settings_hold_for_what_is_stored_and_longer_ones_do_not(
    place: Place,
) -> None:
    token = await place.vault.begin()
    await place.vault.consent(token, "text", True, language="en")
    await place.vault.save_turns(token, TURNS)
    longer, shorter = place.again(Retention(text_s=300 * DAY)), place.again(Retention(text_s=DAY))
    assert (await longer.kept(token)).text_until_s == place.clock.seconds + 30 * DAY
    assert (await shorter.kept(token)).text_until_s == place.clock.seconds + DAY


async def test_the_database_shows_no_photo_no_word_and_no_key(place: Place) -> None:
    token = await place.vault.begin()
    await place.vault.consent(token, "photo", True, language="en")
    await place.vault.consent(token, "text", True, language="en")
    image = photo()
    await place.vault.save_photo(token, image, 0.91)
    await place.vault.save_turns(token, TURNS)
    everything = bytearray()
    for table in ("vault_sessions", "vault_keys", "vault_items", "vault_consents"):
        for row in await place.store.database.run(text(f"SELECT * FROM {table}")):
            for value in row:
                raw = value if isinstance(value, bytes | memoryview) else str(value).encode()
                everything += bytes(raw)
    key = await place.vault.sessions.look(token, lambda _, opened: opened.key)
    master = place.vault.sessions.master.all()[0].secret
    for hidden in (image.data[200:232], b"CANARY", key, master, token.encode(), b"0.91",
                   image.digest.encode()):  # fmt: skip
        assert hidden not in everything


@pytest.mark.parametrize("column", ["sealed", "kind", "session"])
async def test_a_changed_or_moved_row_is_an_error(place: Place, column: str) -> None:
    token, other = await place.vault.begin(), await place.vault.begin()
    for one in (token, other):
        address = "me@example.org"
        await place.vault.consent(one, "research", True, language="en", contact=address)
    v = vault_items.c
    (row,) = await place.store.database.run(vault_items.select().where(v.session == name_of(token)))
    await place.store.database.run(vault_items.delete().where(v.id != row.id))
    changed = {
        "sealed": bytes(row.sealed[:-1]) + bytes([row.sealed[-1] ^ 1]),
        "session": name_of(other),
        "kind": "turns",
    }
    await place.store.database.run(update(vault_items).values({column: changed[column]}))
    if column == "kind":
        assert (await place.vault.kept(token)).contact == ""
        return
    with pytest.raises(StoreError, match="changed"):
        await place.vault.kept(token if column == "sealed" else other)


async def test_a_swapped_key_opens_nothing(place: Place) -> None:
    tokens = [await place.vault.begin() for _ in range(2)]
    rows = await place.store.database.run(vault_keys.select())
    await place.store.database.run(
        update(vault_keys)
        .where(vault_keys.c.session == rows[0].session)
        .values(wrapped=rows[1].wrapped)
    )
    token = next(t for t in tokens if name_of(t) == rows[0].session)
    with pytest.raises(StoreError, match="changed"):
        await place.vault.sessions.look(token, lambda _, opened: opened.key)


async def test_what_is_not_right_is_said(place: Place) -> None:
    token = await place.vault.begin()
    with pytest.raises(NotKept):
        await place.vault.kept("no token of ours")
    with pytest.raises(UsageError, match="address"):
        await place.vault.consent(token, "research", True, language="en")
    with pytest.raises(UsageError, match="address"):
        await place.vault.consent(token, "text", True, language="en", contact="me@example.org")
    with pytest.raises(UnknownName, match="xx"):
        await place.vault.consent(token, "text", True, language="xx")
    with pytest.raises(UsageError, match="photo_after_s is -1"):
        Retention(photo_after_s=-1)
    with pytest.raises(UsageError, match="photo_most_s is 90000"):
        Retention(photo_most_s=90_000)
