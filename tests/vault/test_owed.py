"""The list of owed deletions: nothing is lost, whoever else writes, and a full one says so."""

import multiprocessing
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from clearsight.errors import StoreError
from clearsight.vault import DeletionOwed, NotKept, Turn
from clearsight.vault.owed import PLACES, Debt, Owed, Reserve
from clearsight.vault.sessions import name_of
from clearsight.vault.sweep import Sweeper
from tests.vault.conftest import Place, photo

TURNS = (Turn("QUESTION", "ANSWER"),)


def debt(number: int) -> Debt:
    return Debt(f"{number:064x}", f"{number:032x}")


def ready(folder: Path) -> Owed:
    made = Owed(folder / "owed")
    made.ready()
    return made


def test_what_is_noted_is_there_until_it_is_paid(tmp_path: Path) -> None:
    owed = ready(tmp_path)
    assert (tmp_path / "owed").stat().st_mode & 0o077 == 0
    assert owed.all() == ()
    for number in (1, 2, 3, 2):
        owed.add(debt(number))
    assert owed.all() == (debt(1), debt(2), debt(3))
    owed.paid(debt(2).name)
    owed.paid(debt(9).name)
    Owed(tmp_path / "owed").ready()  # another process begins: nothing is overwritten
    assert owed.names() == {debt(1).name, debt(3).name}
    owed.add(debt(4))
    assert owed.all() == (debt(1), debt(4), debt(3))


def test_a_full_list_says_so(tmp_path: Path) -> None:
    owed = ready(tmp_path)
    slots = b"".join(bytes.fromhex(debt(n).name + debt(n).number) + bytes(16)
                     for n in range(1, PLACES + 1))  # fmt: skip
    (tmp_path / "owed").write_bytes(slots)
    assert len(owed.all()) == PLACES
    with pytest.raises(StoreError, match="1024 deletions are owed already"):
        owed.add(debt(5000))
    owed.add(debt(7))  # is noted already
    owed.paid(debt(8).name)
    owed.add(debt(5000))
    assert len(owed.all()) == PLACES


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="list of owed deletions"):
        Owed(tmp_path / "file" / "owed").ready()
    assert Owed(tmp_path / "none").all() == ()
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match="cannot be used"):
        Owed(tmp_path / "folder").all()


def many(folder: Path, first: int) -> None:
    for number in range(first, first + 40):
        Owed(folder / "owed").add(debt(number))


def test_processes_that_note_at_once_lose_nothing(tmp_path: Path) -> None:
    ready(tmp_path)
    made = multiprocessing.get_context("fork")
    processes = [made.Process(target=many, args=(tmp_path, first)) for first in (1, 101, 201)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert len(Owed(tmp_path / "owed").names()) == 120


def test_the_reserve_is_held_and_given(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "reserve")
    reserve.give()
    reserve.take()
    assert (tmp_path / "reserve").stat().st_blocks * 512 >= 256 * 1024
    reserve.give()
    assert (tmp_path / "reserve").stat().st_size == 0
    Reserve(tmp_path / "none" / "reserve").take()  # no place: nothing breaks


async def broken(place: Place, *, keys_too: bool) -> str:
    """A session that the database does not delete, as on a disk that is full."""
    token = await place.vault.begin()
    await place.vault.line.ask(token, "photo_and_chat", language="en")
    await place.vault.save_photo(token, photo(), 0.0)
    await place.vault.save_turns(token, TURNS)
    tables = ("vault_sessions", *(("vault_keys",) if keys_too else ()))
    for table in tables:
        await place.store.database.run(text(
            f"CREATE TRIGGER no_{table} BEFORE DELETE ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'full'); END"))  # fmt: skip
    return token


async def mended(place: Place) -> None:
    for table in ("vault_sessions", "vault_keys"):
        await place.store.database.run(text(f"DROP TRIGGER IF EXISTS no_{table}"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("keys_too", [False, True])
async def test_to_everybody_an_owed_session_has_gone(place: Place, keys_too: bool) -> None:
    token = await broken(place, keys_too=keys_too)
    with pytest.raises(DeletionOwed) as caught:
        await place.vault.delete(token)
    receipt = caught.value.receipt
    assert (receipt.photos, receipt.texts, receipt.owed) == (1, 1, True)
    for deed in (place.vault.kept, place.vault.delete, place.vault.line.waiting):
        with pytest.raises(NotKept):
            await deed(token)
    assert await place.vault.delete_named(name_of(token)) is None
    assert (await place.vault.check(receipt.text)).left == 2
    with suppress(StoreError):  # nor can anything else of the round be deleted
        await Sweeper(place.vault).sweep()
    assert len(place.vault.sessions.owed.all()) == 1
    await mended(place)
    await Sweeper(place.vault).sweep()
    checked = await place.vault.check(receipt.text)
    assert (checked.genuine, checked.left, checked.cleaned_s is None) == (True, 0, False)
    assert place.vault.sessions.owed.all() == ()
    (row,) = await place.store.database.run(text("SELECT state FROM tickets"))
    assert row.state == "left"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_strangers_tokens_fill_no_list(place: Place) -> None:
    await broken(place, keys_too=True)
    await place.store.database.run(text("CREATE TABLE other (x)"))
    for number in range(3):
        with pytest.raises(NotKept):
            await place.vault.delete(f"a token of nobody {number}")
    assert place.vault.sessions.owed.all() == ()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_full_list_still_destroys_the_key(place: Place) -> None:
    token = await broken(place, keys_too=False)
    file = place.files / "clearsight.db-owed"
    file.write_bytes(b"".join(bytes.fromhex(debt(n).name + debt(n).number) + bytes(16)
                              for n in range(1, PLACES + 1)))  # fmt: skip
    with pytest.raises(DeletionOwed):
        await place.vault.delete(token)
    rows = await place.store.database.run(text("SELECT session FROM vault_keys"))
    assert list(rows) == []
    file.write_bytes(bytes(64 * PLACES))
    await mended(place)
    for _ in range(2):
        await Sweeper(place.vault).sweep()
    rows = await place.store.database.run(text("SELECT name FROM vault_sessions"))
    assert list(rows) == []
    (row,) = await place.store.database.run(text("SELECT state FROM tickets"))
    assert row.state == "left"
