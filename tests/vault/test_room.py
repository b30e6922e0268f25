"""How much may be stored: a session's oldest goes, nobody else's; an answer never depends on it."""

import asyncio
import hashlib
import io
import random

import pytest
from PIL import Image as Pillow

from clearsight.content import Image
from clearsight.errors import UsageError
from clearsight.vault import NoRoom, Retention, Room, Turn
from clearsight.vault.room import GIB, MIB, read_room, write_room
from clearsight.vault.sweep import Sweeper
from clearsight.vault.vault import Vault
from clearsight.vault.within import held
from tests.vault.conftest import Place

SMALL = Room(all_bytes=2 * MIB, session_bytes=MIB)
TURNS = (Turn("QUESTION", "ANSWER"),)


def large(number: int, side: int = 350) -> Image:
    """A picture of some 360 kB, so that two of them are a session, and five are all."""
    noise = random.Random(number).randbytes(3 * side * side)
    picture = Pillow.frombytes("RGB", (side, side), noise)
    out = io.BytesIO()
    picture.save(out, "PNG")
    data = out.getvalue()
    return Image(data, "image/png", side, side, hashlib.sha256(data).hexdigest())


async def agreed(vault: Vault) -> str:
    token = await vault.begin()
    await vault.consent(token, "photo", True, language="en")
    return token


async def test_of_a_session_that_is_full_the_oldest_goes(place: Place) -> None:
    place.vault.sessions.room = SMALL
    token = await agreed(place.vault)
    await place.vault.consent(token, "text", True, language="en")
    await place.vault.save_turns(token, TURNS)
    for number in range(4):
        assert await place.vault.save_photo(token, large(number), 0.0)
    kept = await place.vault.kept(token)
    assert (kept.photos, kept.texts) == (2, 0)
    assert await place.vault.save_photo(token, large(3), 0.0)  # the newest is still there: no more
    assert (await place.vault.kept(token)).photos == 2
    assert await place.store.database.work(held) <= SMALL.session_bytes


async def test_what_is_larger_than_a_session_is_not_kept_and_nothing_goes_for_it(
    place: Place,
) -> None:
    place.vault.sessions.room = SMALL
    token = await agreed(place.vault)
    assert await place.vault.save_photo(token, large(0), 0.0)
    with pytest.raises(NoRoom, match="a session may hold 1048576 bytes"):
        await place.vault.save_photo(token, large(1, 650), 0.0)
    assert (await place.vault.kept(token)).photos == 1


async def test_when_all_is_full_nobody_makes_room_for_somebody_else(place: Place) -> None:
    place.vault.sessions.room = SMALL
    tokens = [await agreed(place.vault) for _ in range(4)]
    for number, token in enumerate(tokens[:3]):
        for more in (0, 10):
            if number < 2 or not more:
                assert await place.vault.save_photo(token, large(number + more), 0.0)
    last = tokens[3]
    with pytest.raises(NoRoom, match="all sessions may hold 2097152 bytes"):
        await place.vault.save_photo(last, large(9), 0.0)
    assert (await place.vault.kept(last)).photos == 0
    assert [(await place.vault.kept(one)).photos for one in tokens[:3]] == [2, 2, 1]
    await place.vault.delete(tokens[0])
    assert await place.vault.save_photo(last, large(9), 0.0)


async def test_what_nothing_wants_needs_no_room(place: Place) -> None:
    place.vault.sessions.room = SMALL
    full = [await agreed(place.vault) for _ in range(3)]
    for number in range(5):
        await place.vault.save_photo(full[number // 2], large(number), 0.0)
    token = await place.vault.begin()
    assert not await place.vault.save_photo(token, large(9), 0.0)
    assert not await place.vault.save_turns(token, TURNS)


async def test_two_processes_never_take_the_last_place_twice(place: Place) -> None:
    vaults = [place.vault, place.again(Retention())]
    tokens = []
    for vault in vaults:
        vault.sessions.room = SMALL
        tokens += [await agreed(vault) for _ in range(4)]
    found = await asyncio.gather(
        *(
            vaults[number % 2].save_photo(token, large(number), 0.0)
            for number, token in enumerate(tokens)
        ),
        return_exceptions=True,
    )
    assert sum(one is True for one in found) == 5
    assert sum(isinstance(one, NoRoom) for one in found) == 3
    assert await place.store.database.work(held) <= SMALL.all_bytes


async def test_addresses_need_room_too(place: Place) -> None:
    tokens = [await agreed(place.vault) for _ in range(3)]
    for number in range(5):
        await place.vault.save_photo(tokens[number // 2], large(number), 0.0)
    now = await place.store.database.work(held)
    place.vault.sessions.room = Room(all_bytes=now, session_bytes=MIB)
    token = await place.vault.begin()
    with pytest.raises(NoRoom):
        await place.vault.consent(token, "research", True, language="en", contact="a@b.org")
    assert not (await place.vault.kept(token)).consents
    await place.vault.line.ask(token, "nothing", language="en")
    with pytest.raises(NoRoom):
        await place.vault.line.notify(token, "a@b.org")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_the_sweeper_shows_how_full_it_is(place: Place) -> None:
    from prometheus_client import REGISTRY

    token = await agreed(place.vault)
    await place.vault.save_photo(token, large(0), 0.0)
    await Sweeper(place.vault).sweep()
    held_bytes = REGISTRY.get_sample_value("clearsight_vault_bytes")
    assert held_bytes == await place.store.database.work(held) > 340_000
    assert REGISTRY.get_sample_value("clearsight_vault_room_bytes") == 2 * GIB
    before = REGISTRY.get_sample_value("clearsight_vault_not_kept_total", {"limit": "all"}) or 0
    place.vault.sessions.room = Room(all_bytes=MIB, session_bytes=MIB)
    await place.vault.save_photo(await agreed(place.vault), large(1), 0.0)
    with pytest.raises(NoRoom):
        await place.vault.save_photo(await agreed(place.vault), large(2), 0.0)
    after = REGISTRY.get_sample_value("clearsight_vault_not_kept_total", {"limit": "all"})
    assert after == before + 1


@pytest.mark.parametrize(
    ("text", "room"),
    [
        (None, Room()),
        ("all=10GiB", Room(10 * GIB, 64 * MIB)),
        ("all=32MiB", Room(32 * MIB, 32 * MIB)),
        ("session=8MiB, all=1GiB", Room(GIB, 8 * MIB)),
    ],
)
def test_sizes_are_read_and_written(text: str | None, room: Room) -> None:
    assert read_room(text) == room
    assert read_room(write_room(room)) == room


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("all=2", "holds 'all=2'"), ("2GiB", "holds '2GiB'"), ("all=2GB", "holds 'all=2GB'"),
        ("photo=1GiB", "holds 'photo=1GiB'"), ("session=4GiB", "no more than in all"),
        ("all=0MiB", "1 MiB or more"), ("session=0MiB", "1 MiB or more"),
    ],
)  # fmt: skip
def test_sizes_that_cannot_be_are_said(text: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        read_room(text)
