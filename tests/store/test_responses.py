"""Kept turns: sealed, for their owner, for their time."""

from collections.abc import Callable

import pytest
from sqlalchemy import text, update

from clearsight.errors import StoreError
from clearsight.store import Store
from clearsight.store.responses import KeptResponses
from clearsight.store.tables import responses

WORDS = b"what was said CANARY"


def clock(store: Store, now: list[float]) -> KeptResponses:
    return KeptResponses(store.database, now=lambda: now[0])


async def test_kept_bytes_come_back_to_their_owner_alone(store: Store) -> None:
    name = store.responses.new_id()
    await store.responses.save("me", name, WORDS, keep_s=60)
    assert await store.responses.load("me", name) == WORDS
    assert await store.responses.load("you", name) is None
    assert not await store.responses.delete("you", name)
    assert await store.responses.delete("me", name)
    assert await store.responses.load("me", name) is None


async def test_time_ends_and_takes_the_row_along(store: Store) -> None:
    now = [1000.0]
    kept = clock(store, now)
    await kept.save("", "resp_a", WORDS, keep_s=60)
    now[0] += 61
    assert await kept.load("", "resp_a") is None
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
        await store.responses.load("me", "resp_x")
