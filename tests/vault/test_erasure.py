"""After a deletion neither photo nor key is in any file, and the receipt says so."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from clearsight.errors import StoreError
from clearsight.store import Store
from clearsight.store.engine import parse
from clearsight.store.vault_tables import vault_items, vault_keys
from clearsight.vault import Checked, NotKept, Retention, Turn
from clearsight.vault.sessions import name_of
from clearsight.vault.sweep import Sweeper
from tests.vault.conftest import Place, photo

TURNS = (Turn("QUESTION-CANARY", "ANSWER-CANARY"),)


@dataclass
class Traces:
    """What a careless deletion would leave behind.

    Attributes:
        never: may stand in no file at any time.
        keys: the wrapped data key, which must go.
        sealed: of photo and words; without the key they are noise.
    """

    token: str
    never: list[bytes]
    keys: list[bytes]
    sealed: list[bytes]


async def filled(place: Place) -> Traces:
    """A session with everything in it, and others around it."""
    image = photo("green")
    for token in [await place.vault.begin() for _ in range(3)]:
        await place.vault.line.ask(token, "photo_and_chat", language="en")
        await place.vault.consent(token, "text", True, language="en")
        await place.vault.save_photo(token, photo() if token else image, 0.0)
        await place.vault.save_turns(token, TURNS)
    await place.vault.save_photo(token, image, 0.0)
    if not place.store.database.sqlite:
        # Pages of an unlogged table stay in memory for long; here they must be in the file.
        await place.store.database.run(text("VACUUM (FULL) vault_keys"))
    key = await place.vault.sessions.look(token, lambda _, opened: opened.key)
    rows = await place.store.database.run(
        vault_items.select().where(vault_items.c.session == name_of(token))
    )
    (kept,) = await place.store.database.run(
        vault_keys.select().where(vault_keys.c.session == name_of(token))
    )
    sealed = [bytes(row.sealed)[middle : middle + 24] for row in rows for middle in (40, -60)]
    never = [key, image.data[300:332], b"QUESTION-CANARY", b"ANSWER-CANARY", token.encode()]
    return Traces(token, never, [bytes(kept.wrapped)[12:44]], sealed)


async def found(place: Place, wanted: list[bytes]) -> list[bytes]:
    """Which of them stand in a file of the database or beside the master key."""
    if not place.store.database.sqlite:
        await place.store.database.run(text("CHECKPOINT"))
    everything = [
        path.read_bytes()
        for folder in (place.files, place.key_file.parent)
        for path in folder.rglob("*")
        if path.is_file()
    ]
    return [one for one in wanted if any(one in data for data in everything)]


async def test_nothing_of_a_deleted_session_is_in_any_file(place: Place) -> None:
    traces = await filled(place)
    assert await found(place, traces.never) == []
    assert await found(place, traces.keys) == traces.keys
    # A piece that lies across two pages of the file is not found; most are.
    assert 2 * len(await found(place, traces.sealed)) > len(traces.sealed)
    receipt = await place.vault.delete(traces.token)
    assert await found(place, traces.never) == []
    assert await found(place, traces.keys) == []
    if place.store.database.sqlite:
        assert await found(place, traces.sealed) == []
        assert (place.files / "clearsight.db-wal").stat().st_size < 8192  # the receipt's own row
    assert (receipt.photos, receipt.texts) == (2, 1)
    with pytest.raises(NotKept):
        await place.vault.kept(traces.token)
    checked = await place.vault.check(receipt.text)
    at = place.clock.seconds
    assert checked == Checked(True, at, 2, 1, left=0, cleaned_s=at)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_reader_that_holds_the_log_delays_the_cleaning_and_a_restart_ends_it(
    place: Place,
) -> None:
    traces = await filled(place)
    reader = sqlite3.connect(place.files / "clearsight.db")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM vault_items").fetchone()
    receipt = await place.vault.delete(traces.token)
    assert (await place.vault.check(receipt.text)).cleaned_s is None
    assert await found(place, traces.keys) == traces.keys
    reader.close()
    place.clock.seconds += 20
    # Another process: it has nothing in memory of the one that deleted.
    assert (await Sweeper(place.again(Retention())).sweep()).cleaned
    assert await found(place, [*traces.never, *traces.keys, *traces.sealed]) == []
    assert (await place.vault.check(receipt.text)).cleaned_s == place.clock.seconds


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_a_transaction_that_still_sees_the_key_delays_the_cleaning(
    place: Place, database: tuple[Path, str]
) -> None:
    traces = await filled(place)
    engine = create_async_engine(parse(database[1]), isolation_level="REPEATABLE READ")
    async with engine.connect() as reading:
        await reading.execute(text("SELECT count(*) FROM vault_keys"))
        receipt = await place.vault.delete(traces.token)
        assert (await place.vault.check(receipt.text)).cleaned_s is None
    await engine.dispose()
    assert (await place.sweeper.sweep()).cleaned
    assert (await place.vault.check(receipt.text)).cleaned_s is not None
    assert await found(place, traces.keys) == []


@pytest.mark.parametrize("way", ["withdrawn", "run out", "by name"])
async def test_other_ways_out_leave_no_more(place: Place, way: str) -> None:
    traces = await filled(place)
    if way == "withdrawn":
        await place.vault.line.leave(traces.token)
        await place.vault.consent(traces.token, "text", False, language="en")
    elif way == "by name":
        assert await place.vault.delete_named(name_of(traces.token)) is not None
        assert await place.vault.delete_named(name_of(traces.token)) is None
    else:
        place.clock.seconds += 40 * 86_400
    await place.sweeper.sweep()
    if place.store.database.sqlite:
        assert await found(place, [*traces.never, *traces.sealed]) == []
    if way != "withdrawn":
        assert await found(place, traces.keys) == []


async def test_a_swept_vault_holds_nothing(place: Place) -> None:
    await filled(place)
    place.clock.seconds += 40 * 86_400
    await place.sweeper.sweep()
    for table in ("vault_sessions", "vault_keys", "vault_items", "vault_consents"):
        ((count,),) = await place.store.database.run(text(f"SELECT count(*) FROM {table}"))
        assert count == 0
    place.clock.seconds += 100 * 86_400
    await place.sweeper.sweep()
    for table in ("tickets", "ticket_events", "vault_receipts"):
        ((count,),) = await place.store.database.run(text(f"SELECT count(*) FROM {table}"))
        assert count == 0


async def test_a_session_whose_key_was_lost_is_swept(place: Place) -> None:
    traces = await filled(place)
    await place.store.database.run(vault_keys.delete())
    with pytest.raises(NotKept):
        await place.vault.kept(traces.token)
    assert (await place.sweeper.sweep()).sessions == 3


async def test_only_our_own_receipts_are_genuine(place: Place) -> None:
    traces = await filled(place)
    receipt = (await place.vault.delete(traces.token)).text
    folded = "\n  ".join(receipt.split())
    assert (await place.vault.check(folded)).genuine
    for forged in (receipt.replace("photos=2", "photos=0"), receipt[:-1], "", "\udcff" * 9,
                   receipt + "0"):  # fmt: skip
        assert not (await place.vault.check(forged)).genuine
    assert not any(trace.hex() in receipt for trace in traces.never)


async def test_a_receipt_is_genuine_after_its_row_has_gone(place: Place) -> None:
    traces = await filled(place)
    receipt = await place.vault.delete(traces.token)
    place.clock.seconds += 91 * 86_400
    await place.sweeper.sweep()
    checked = await place.vault.check(receipt.text)
    assert (checked.genuine, checked.cleaned_s) == (True, None)


async def test_the_sweeper_runs_by_itself_and_survives_a_broken_database(
    place: Place, tmp_path: Path
) -> None:
    import asyncio

    traces = await filled(place)
    sweeper = Sweeper(place.vault, every_s=0.01)
    place.clock.seconds += 40 * 86_400
    sweeper.rounds.start()
    for _ in range(500):
        await asyncio.sleep(0.02)
        if not await place.store.database.run(vault_items.select()):
            break
    await sweeper.rounds.stop()
    assert await found(place, traces.keys) == []
    broken = Store.open(f"sqlite:///{tmp_path / 'empty.db'}", pepper="x" * 40)
    place.vault.sessions.database = broken.database
    with pytest.raises(StoreError):
        await Sweeper(place.vault).sweep()
    again = Sweeper(place.vault, every_s=0.01)
    again.rounds.start()
    await asyncio.sleep(0.1)
    await again.rounds.stop()
    await broken.close()
