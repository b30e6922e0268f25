"""The master key: made once, readable by its owner alone, changed while servers run."""

import asyncio
from pathlib import Path

import pytest

from clearsight.errors import StoreError, UsageError
from clearsight.store.vault_tables import vault_keys
from clearsight.vault.interface import NotKept
from clearsight.vault.master import Master, new_key
from clearsight.vault.room import Room
from clearsight.vault.rotate import rotate
from clearsight.vault.sessions import Sessions
from clearsight.vault.status import status
from clearsight.vault.vault import Vault
from clearsight.vault.words import Retention, Turn
from tests.vault.conftest import Place, photo


def test_a_file_is_made_when_a_key_is_needed_and_not_before(tmp_path: Path) -> None:
    path = tmp_path / "config" / "vault-key"
    Master(path).check()
    assert not path.exists()
    (key,) = Master(path).all()
    assert path.stat().st_mode & 0o777 == 0o600
    assert Master(path).all() == (key,)
    assert key.secret.hex() not in repr(key)


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vault-key"
    Master(path).all()
    path.chmod(0o640)
    with pytest.raises(StoreError, match="chmod 600"):
        Master(path).check()


@pytest.mark.parametrize("text", ["", "short", "%" * 44, new_key() + " short"])
def test_what_is_no_key_is_said_without_repeating_it(text: str) -> None:
    with pytest.raises(UsageError, match="32 bytes") as told:
        Master(text).all()
    assert "short" not in str(told.value)


async def filled(place: Place) -> str:
    token = await place.vault.begin()
    await place.vault.consent(token, "photo", True, language="en")
    await place.vault.save_photo(token, photo(), 0.0)
    return token


async def test_a_rotation_wraps_every_key_anew_while_others_go_on(place: Place) -> None:
    token = await filled(place)
    running = place.again(Retention())
    assert (await running.kept(token)).photos == 1
    (old,) = place.vault.sessions.master.all()
    rotated = await rotate(place.vault.sessions)
    (new,) = Master(place.key_file).all()
    assert (rotated.sessions, rotated.lost, rotated.name) == (1, 0, new.name)
    assert new != old
    assert (await running.kept(token)).photos == 1
    assert (await running.kept(await running.begin())).photos == 0
    rows = await place.store.database.run(vault_keys.select())
    assert {row.master for row in rows} == {new.name}


async def test_rotations_and_new_sessions_at_once_lose_nothing(place: Place) -> None:
    others = [place.again(Retention()) for _ in range(3)]
    tokens: list[str] = []

    async def begin(vault: Vault) -> None:
        for _ in range(6):
            token = await vault.begin()
            await vault.kept(token)
            tokens.append(token)

    async def turn() -> None:
        for _ in range(4):
            await rotate(place.vault.sessions)

    await asyncio.gather(turn(), *(begin(vault) for vault in others))
    for token in tokens:
        assert (await place.vault.kept(token)).nothing
    (key,) = Master(place.key_file).all()
    rows = await place.store.database.run(vault_keys.select())
    assert [row.master for row in rows] == [key.name] * 18


async def test_a_copy_of_before_does_not_open_after_a_rotation(place: Place) -> None:
    token = await filled(place)
    (copy,) = await place.store.database.run(vault_keys.select())
    await rotate(place.vault.sessions)
    await place.store.database.run(vault_keys.delete())
    await place.store.database.run(
        vault_keys.insert().values(
            session=copy.session, master=copy.master, wrapped=bytes(copy.wrapped)
        )
    )
    with pytest.raises(StoreError, match="not in"):
        await place.vault.sessions.look(token, lambda _, opened: opened.key)
    assert (await status(place.vault.sessions)).lost == 1


async def test_keys_in_the_environment_are_changed_by_their_owner(place: Place) -> None:
    old, new = new_key(), new_key()

    def sessions(text: str) -> Sessions:
        return Sessions(
            place.store.database, Master(text), Retention(), room=Room(),
            owed=place.vault.sessions.owed, now=place.clock,
        )  # fmt: skip

    token = await sessions(old).begin()
    with pytest.raises(UsageError, match="holds one key"):
        await rotate(sessions(old))
    rotated = await rotate(sessions(f"{new} {old}"))
    assert (rotated.sessions, rotated.old_left) == (1, True)
    await sessions(new).look(token, lambda _, opened: opened.key)
    with pytest.raises(StoreError, match="not in CLEARSIGHT_VAULT_KEY"):
        await sessions(old).look(token, lambda _, opened: opened.key)


async def test_without_the_master_key_one_can_look_take_back_and_delete(place: Place) -> None:
    token = await filled(place)
    await place.vault.line.ask(token, "photo", language="en")
    place.vault.sessions.master = Master(new_key())  # the one before is away
    with pytest.raises(StoreError, match="not in"):
        await place.vault.save_turns(token, [Turn("Which one?", "The left one.")])
    waiting = await place.vault.line.waiting(token)
    assert waiting is not None
    assert waiting.state == "asked"
    await place.vault.line.share(token, "nothing")
    await place.vault.line.leave(token)
    kept = await place.vault.kept(token)
    for purpose in kept.consents:
        await place.vault.consent(token, purpose, False, language="en")
    assert (await place.vault.kept(token)).nothing
    receipt = await place.vault.delete(token)
    assert (await place.vault.check(receipt.text)).left == 0
    with pytest.raises(NotKept):
        await place.vault.kept(token)


async def test_status_counts(place: Place) -> None:
    token = await filled(place)
    await place.vault.line.ask(token, "photo", language="en")
    place.clock.seconds += 60
    found = await status(place.vault.sessions)
    assert (found.sessions, found.photos, found.texts, found.oldest_photo_s) == (1, 1, 0, 60)
    assert found.consents == {"text": 0, "photo": 1, "research": 0}
    assert found.tickets == {"asked": 1}
    assert found.sealed_bytes > 1000
    await place.vault.delete(token)
    found = await status(place.vault.sessions)
    assert (found.sessions, found.deletions, found.pending, found.lost) == (0, 1, 0, 0)
