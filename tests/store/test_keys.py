"""A key works until it ends, is shown once, and stands in the database only as a keyed digest."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from clearsight.errors import StoreError, UsageError
from clearsight.store import KeyLimits, Store
from clearsight.store.keys import FRESH_S, Keys
from clearsight.store.tables import keys
from tests.store.conftest import PEPPER, Clock


async def test_a_key_comes_back_as_it_was_made(store: Store) -> None:
    limits = KeyLimits(requests=60, pixels=10**10)
    made = await store.keys.create("a team", policy="strict", rights=["trace"], limits=limits)
    found = await store.keys.check(made.secret)
    assert found == made.key
    assert found is not None
    assert (found.label, found.policy, found.limits) == ("a team", "strict", limits)
    assert found.may("trace")


async def test_a_key_has_256_random_bits(store: Store) -> None:
    secrets = {(await store.keys.create("x")).secret for _ in range(5)}
    assert len(secrets) == 5
    assert {len(s) for s in secrets} == {len("cs-") + 43}  # 43 * 6 bits hold 256


@pytest.mark.parametrize("presented", ["", "cs-", "sk-123", "cs-" + "a" * 43, "cs-" + "é" * 43])
async def test_what_was_never_made_is_no_key(store: Store, presented: str) -> None:
    await store.keys.create("x")
    assert await store.keys.check(presented) is None


async def test_the_database_holds_no_secret(store: Store) -> None:
    made = await store.keys.create("x")
    (row,) = await store.database.run(select(keys))
    told = repr(tuple(row)) + repr(made) + repr(await store.keys.list())
    assert made.secret not in told
    assert made.secret[3:] not in told


async def test_a_digest_of_the_key_alone_does_not_open(store: Store) -> None:
    import hashlib

    planted = "cs-" + "A" * 43
    made = await store.keys.create("x")
    digest = hashlib.sha256(planted.encode()).hexdigest()
    await store.database.run(update(keys).where(keys.c.id == made.key.id).values(digest=digest))
    assert await store.keys.check(planted) is None


async def test_a_revoked_key_is_refused_at_once_where_it_was_revoked(store: Store) -> None:
    made = await store.keys.create("x")
    assert await store.keys.check(made.secret)
    revoked = await store.keys.revoke(made.key.id)
    assert revoked.state() == "revoked"
    assert await store.keys.check(made.secret) is None
    assert (await store.keys.revoke(made.key.id)).revoked == revoked.revoked


async def test_another_process_sees_a_revocation_within_five_seconds(
    store: Store, clock: Clock
) -> None:
    elsewhere = Keys(store.database, PEPPER, clock=clock)
    made = await store.keys.create("x")
    assert await elsewhere.check(made.secret)
    await store.keys.revoke(made.key.id)
    clock.seconds += FRESH_S - 0.01
    assert await elsewhere.check(made.secret), "from memory: no question per request"
    clock.seconds += 0.02
    assert await elsewhere.check(made.secret) is None
    assert FRESH_S <= 5


async def test_an_expired_key_is_refused(store: Store) -> None:
    made = await store.keys.create("x", expires=datetime.now(UTC) + timedelta(hours=1))
    assert await store.keys.check(made.secret)
    assert made.key.state(datetime.now(UTC) + timedelta(hours=2)) == "expired"
    past = int(datetime.now(UTC).timestamp()) - 1
    await store.database.run(update(keys).values(expires_s=past))
    fresh = Keys(store.database, PEPPER)
    assert await fresh.check(made.secret) is None


async def test_requests_that_arrive_together_ask_the_database_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await store.keys.create("x")
    asked = 0
    run = store.database.run

    async def counted(*arguments: object) -> object:
        nonlocal asked
        asked += 1
        return await run(*arguments)  # type: ignore[arg-type]

    await store.keys.check("cs-" + "a" * 43)
    monkeypatch.setattr(store.database, "run", counted)
    found = await asyncio.gather(*(store.keys.check(made.secret) for _ in range(50)))
    assert all(found)
    assert asked == 1


async def test_a_request_that_is_cancelled_does_not_spoil_the_others(store: Store) -> None:
    made = await store.keys.create("x")
    first = asyncio.create_task(store.keys.check(made.secret))
    second = asyncio.create_task(store.keys.check(made.secret))
    await asyncio.sleep(0)
    first.cancel()
    assert await second is not None


async def test_a_lost_pepper_is_an_error_and_not_a_wrong_key(store: Store, url: str) -> None:
    made = await store.keys.create("x")
    strange = Store.open(url, pepper="another pepper of at least 32 characters")
    with pytest.raises(StoreError, match="another pepper"):
        await strange.keys.check(made.secret)
    with pytest.raises(StoreError, match="another pepper"):
        await strange.keys.create("y")
    assert [key.ours for key in await strange.keys.list()] == [False]
    await strange.keys.revoke(made.key.id)
    assert await strange.keys.create("y")
    await strange.close()


async def test_the_pepper_is_made_once_and_for_its_owner(
    store: Store, url: str, tmp_path: Path
) -> None:
    file = tmp_path / "config" / "pepper"
    one, two = Store.open(url, pepper=file), Store.open(url, pepper=file)
    assert await one.keys.check("cs-" + "a" * 43) is None
    assert not file.exists(), "checking makes no pepper"
    made, _ = await asyncio.gather(one.keys.create("x"), two.keys.create("y"))
    assert file.stat().st_mode & 0o777 == 0o600
    assert await two.keys.check(made.secret)
    file.chmod(0o644)
    late = Store.open(url, pepper=file)
    with pytest.raises(StoreError, match="chmod 600"):
        await late.keys.check(made.secret)
    for opened in (one, two, late):
        await opened.close()


@pytest.mark.parametrize(
    ("label", "rights", "expires", "told"),
    [
        (" ", (), None, "label"),
        ("a\nb", (), None, "label"),
        ("x", ("everything",), None, "known: trace"),
        ("x", (), datetime(2020, 1, 1, tzinfo=UTC), "time to come"),
        ("x", (), datetime(2920, 1, 1), "time zone"),
    ],
)
async def test_a_key_that_cannot_be_meant_is_an_error(
    store: Store, label: str, rights: tuple[str, ...], expires: datetime | None, told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        await store.keys.create(label, rights=rights, expires=expires)
    assert await store.keys.list() == []


def test_a_negative_limit_is_an_error() -> None:
    with pytest.raises(UsageError, match="images per minute is -1"):
        KeyLimits(images=-1)


async def test_an_unknown_id_cannot_be_revoked(store: Store) -> None:
    with pytest.raises(UsageError, match="keys list"):
        await store.keys.revoke("nobody")
