"""Kept turns: sealed, for their owner, for their time."""

from collections.abc import Callable

import pytest
from sqlalchemy import text, update

from clearsight.errors import StoreError
from clearsight.store import Store
from clearsight.store.responses import KeptResponses
from clearsight.store.tables import responses

WORDS = b"what was said CANARY"


def alone(body: bytes) -> None:
    """Nothing stands before it."""
    return


async def loaded(kept: KeptResponses, owner: str, name: str) -> bytes | None:
    found = await kept.load(owner, name, alone, most=5)
    return None if found is None else found[0]


def clock(store: Store, now: list[float]) -> KeptResponses:
    return KeptResponses(store.database, now=lambda: now[0])


async def test_kept_bytes_come_back_to_their_owner_alone(store: Store) -> None:
    name = store.responses.new_id()
    await store.responses.save("me", name, WORDS, keep_s=60)
    assert await loaded(store.responses, "me", name) == WORDS
    assert await loaded(store.responses, "you", name) is None
    assert not await store.responses.delete("you", name)
    assert await store.responses.delete("me", name)
    assert await loaded(store.responses, "me", name) is None


async def test_time_ends_and_takes_the_row_along(store: Store) -> None:
    now = [1000.0]
    kept = clock(store, now)
    await kept.save("", "resp_a", WORDS, keep_s=60)
    now[0] += 61
    assert await loaded(kept, "", "resp_a") is None
    await kept.save("", "resp_b", WORDS, keep_s=60)
    assert len(await store.database.run(responses.select())) == 1


async def test_the_database_holds_neither_words_nor_ids(store: Store) -> None:
    name = store.responses.new_id()
    await store.responses.save("me", name, WORDS, keep_s=60)
    rows = await store.database.run(text("SELECT * FROM responses"))
    shown = repr([tuple(bytes(v) if isinstance(v, memoryview) else v for v in r) for r in rows])
    assert "CANARY" not in shown
    assert name not in shown


@pytest.mark.parametrize(
    "change", [lambda row: row[:-1] + bytes([row[-1] ^ 1]), lambda row: bytes(12) + row[12:]]
)
async def test_a_changed_row_is_an_error(store: Store, change: Callable[[bytes], bytes]) -> None:
    await store.responses.save("me", "resp_x", WORDS, keep_s=60)
    (row,) = await store.database.run(responses.select())
    await store.database.run(update(responses).values(sealed=change(row.sealed)))
    with pytest.raises(StoreError, match="changed"):
        await loaded(store.responses, "me", "resp_x")


async def test_a_chain_comes_oldest_first_and_whole_or_not_at_all(store: Store) -> None:
    kept = store.responses
    for number in range(4):
        before = f"resp_{number - 1}" if number else ""
        await kept.save("me", f"resp_{number}", before.encode(), keep_s=60)

    def back(body: bytes) -> str | None:
        return body.decode() or None

    found = await kept.load("me", "resp_3", back, most=4)
    assert found == [b"", b"resp_0", b"resp_1", b"resp_2"]
    assert await kept.load("me", "resp_3", back, most=3) is None
    await kept.delete("me", "resp_1")
    assert await kept.load("me", "resp_3", back, most=4) is None
    assert await kept.load("me", "resp_0", back, most=4) == [b""]
