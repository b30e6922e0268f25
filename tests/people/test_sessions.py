"""Sessions: limits, turning tokens, and what a stolen one is worth."""

import pytest

from clearsight.people.sessions import AGAIN_S, GRACE_S, LONGEST_S, MOST, TURN_S
from clearsight.people.words import LIMITS
from tests.people.conftest import Place
from tests.people.test_accounts import made


async def begun(place: Place, role: str = "reviewer") -> str:
    return await place.people.sessions.begin(await made(place, role=role), how="mail", agent="x")


async def test_a_session_tells_who_it_is(place: Place) -> None:
    seen = await place.people.sessions.check(await begun(place))
    assert seen is not None
    assert (seen.person.role, seen.session.how, seen.token) == ("reviewer", "mail", None)


@pytest.mark.parametrize("token", ["", "x", "é" * 43, "A" * 43])
async def test_an_unknown_token_is_nobody(place: Place, token: str) -> None:
    await begun(place)
    assert await place.people.sessions.check(token) is None


async def test_an_idle_session_ends(place: Place) -> None:
    token = await begun(place)
    place.clock.seconds += LIMITS["reviewer"].idle_s + 1
    assert await place.people.sessions.check(token) is None
    place.clock.seconds -= LIMITS["reviewer"].idle_s
    assert await place.people.sessions.check(token) is None


async def test_a_used_session_ends_too_in_the_end(place: Place) -> None:
    token = await begun(place, "operator")
    for _ in range(100):
        place.clock.seconds += 20 * 60
        seen = await place.people.sessions.check(token)
        if seen is None:
            break
        token = seen.token or token
    assert place.clock.seconds - 60 * 30_000_000.0 == pytest.approx(
        LIMITS["operator"].whole_s, abs=20 * 60
    )


async def turned(place: Place, token: str) -> str:
    """The next token of a session."""
    place.clock.seconds += TURN_S + 1
    seen = await place.people.sessions.check(token)
    assert seen is not None
    assert seen.token is not None
    return seen.token


async def test_the_token_turns_over_and_the_old_one_stays_good_for_a_moment(place: Place) -> None:
    old = await begun(place)
    new = await turned(place, old)
    assert await place.people.sessions.check(new) is not None
    place.clock.seconds += GRACE_S - 1
    assert await place.people.sessions.check(old) is not None
    assert await place.people.sessions.check(new) is not None


async def test_an_old_token_that_comes_back_ends_the_session_for_both(place: Place) -> None:
    old = await begun(place)
    new = await turned(place, old)
    assert await place.people.sessions.check(new) is not None
    place.clock.seconds += GRACE_S + 1
    assert await place.people.sessions.check(old) is None
    assert await place.people.sessions.check(new) is None


async def test_a_next_token_that_was_lost_on_the_way_signs_nobody_out(place: Place) -> None:
    old = await begun(place)
    await turned(place, old)
    seen = await place.people.sessions.check(old)
    assert seen is not None
    assert seen.token is None  # one is under way
    place.clock.seconds += AGAIN_S + 1
    seen = await place.people.sessions.check(old)
    assert seen is not None
    assert seen.token is not None
    assert await place.people.sessions.check(seen.token) is not None


async def test_one_ends_and_the_others_stay(place: Place) -> None:
    person = await made(place)
    sessions = place.people.sessions
    first = await sessions.begin(person, how="mail", agent="")
    second = await sessions.begin(person, how="passkey", agent="")
    seen = await sessions.check(first)
    assert seen is not None
    await sessions.end(seen.session.id, person="somebody else")
    assert await sessions.check(first) is not None
    await sessions.end(seen.session.id, person=person.id)
    assert await sessions.check(first) is None
    assert await sessions.check(second) is not None
    await sessions.end_all(person.id)
    assert await sessions.check(second) is None


async def test_sessions_that_are_over_are_forgotten(place: Place) -> None:
    person = await made(place)
    await place.people.sessions.begin(person, how="mail", agent="")
    place.clock.seconds += LONGEST_S + 1
    await place.people.sessions.begin(person, how="mail", agent="")
    assert len(await place.people.sessions.list(person.id)) == 1


async def test_nobody_fills_the_table(place: Place) -> None:
    person = await made(place)
    for _ in range(MOST + 3):
        place.clock.seconds += 1
        await place.people.sessions.begin(person, how="mail", agent="\x1b[31m" + "x" * 200)
    found = await place.people.sessions.list(person.id)
    assert len(found) == MOST
    assert found[0].agent == "[31m" + "x" * 76
