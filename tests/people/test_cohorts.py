"""Cohorts: a cap that holds, a line that is fair, versions, the switch, and what members say."""

import asyncio

import pytest
from sqlalchemy import text

from clearsight.errors import UsageError
from clearsight.people import Cohort, Members
from clearsight.store import Store
from tests.people.conftest import Place

DAY_S = 86400


async def cohort(place: Place, cap: int = 2, name: str = "pilot") -> Cohort:
    return await place.cohorts.create(
        name, cap=cap, model="describer", policy="assistive", digest="0123abcd"
    )


async def joined(place: Place, many: int, name: str = "pilot") -> list[str]:
    """Tokens of so many new members, in their order."""
    link = await place.members.invite(name, uses=many, days=7)
    found = [await place.members.join(link) for _ in range(many)]
    return [one for one in found if one is not None]


async def state(place: Place, token: str) -> str:
    member = await place.members.member(token)
    return "none" if member is None else f"{member.state} {member.ahead}"


async def test_who_comes_when_all_places_are_taken_waits_in_order(place: Place) -> None:
    await cohort(place, 2)
    tokens = await joined(place, 4)
    assert [await state(place, t) for t in tokens] == ["in 0", "in 0", "waiting 0", "waiting 1"]
    now = await place.cohorts.get("pilot")
    assert (now.members, now.waiting) == (2, 2)


async def test_a_larger_cap_lets_in_who_waited_longest(place: Place) -> None:
    await cohort(place, 1)
    tokens = await joined(place, 4)
    await place.cohorts.resize("pilot", 3)
    assert [await state(place, t) for t in tokens] == ["in 0", "in 0", "in 0", "waiting 0"]


async def test_a_smaller_cap_puts_nobody_out_and_lets_nobody_in(place: Place) -> None:
    await cohort(place, 2)
    tokens = await joined(place, 3)
    await place.cohorts.resize("pilot", 1)
    await place.members.leave(tokens[0])
    assert [await state(place, t) for t in tokens] == ["none", "in 0", "waiting 0"]


async def test_who_leaves_gives_the_place_to_the_next(place: Place) -> None:
    await cohort(place, 1)
    tokens = await joined(place, 3)
    await place.members.leave(tokens[0])
    assert [await state(place, t) for t in tokens] == ["none", "in 0", "waiting 0"]


async def test_the_cap_holds_when_many_come_at_once(place: Place, other: Store) -> None:
    await cohort(place, 5)
    link = await place.members.invite("pilot", uses=12, days=1)
    there = Members(other.database, clock=place.clock)
    tokens = await asyncio.gather(*(m.join(link) for m in (place.members, there) * 8))
    now = await place.cohorts.get("pilot")
    assert (now.members, now.waiting) == (5, 7)
    assert sum(token is None for token in tokens) == 4


async def test_an_invitation_ends_by_use_by_time_and_when_it_is_withdrawn(place: Place) -> None:
    await cohort(place, 9)
    once = await place.members.invite("pilot", uses=1, days=7)
    assert (await place.members.invited(once)) is not None
    assert await place.members.join(once) is not None
    assert await place.members.join(once) is None
    late = await place.members.invite("pilot", uses=9, days=7)
    place.clock.seconds += 7 * DAY_S
    assert await place.members.join(late) is None
    taken = await place.members.invite("pilot", uses=9, days=7)
    await place.members.withdraw("pilot")
    assert await place.members.join(taken) is None
    assert await place.members.invited(taken) is None
    assert (await place.cohorts.get("pilot")).members == 1


async def test_the_switch_stops_and_starts(place: Place) -> None:
    await cohort(place)
    (token,) = await joined(place, 1)
    await place.cohorts.stop("pilot")
    member = await place.members.member(token)
    assert member is not None
    assert member.cohort.state == "stopped"
    assert (await place.cohorts.resume("pilot")).state == "open"


async def test_versions_are_kept_and_the_newest_answers(place: Place) -> None:
    await cohort(place)
    await cohort(place, name="another")
    (token,) = await joined(place, 1)
    same = {"model": "describer", "policy": "assistive", "digest": "0123abcd"}
    assert (await place.cohorts.set_version("pilot", **same)).version.number == 1
    changed = await place.cohorts.set_version("pilot", **(same | {"digest": "ffff0000"}))
    assert changed.version.number == 2
    assert [v.digest for v in await place.cohorts.versions("pilot")] == ["0123abcd", "ffff0000"]
    member = await place.members.member(token)
    assert member is not None
    assert member.cohort.version == changed.version
    assert (await place.cohorts.get("another")).version.number == 1


@pytest.mark.parametrize(("name", "cap"), [("Pilot!", 5), ("", 5), ("pilot", 0), ("x" * 41, 5)])
async def test_what_cannot_be_a_cohort_is_refused(place: Place, name: str, cap: int) -> None:
    with pytest.raises(UsageError, match="expected"):
        await cohort(place, cap, name)


async def test_a_name_is_taken_once_and_an_unknown_one_is_told(place: Place) -> None:
    await cohort(place)
    with pytest.raises(UsageError, match="already"):
        await cohort(place)
    with pytest.raises(UsageError, match="no cohort is called"):
        await place.cohorts.stop("other")


async def test_what_members_say_becomes_a_rate_with_its_interval(place: Place) -> None:
    now = await cohort(place, 9)
    tokens = await joined(place, 4)
    for index, token in enumerate(tokens):
        member = await place.members.member(token)
        assert member is not None
        await place.members.answered(now.version.id)
        ticket = place.feedback.ticket(now.version.id, member.name)
        right = index > 0
        reason = "" if right else "misread"
        assert await place.feedback.say(ticket, member.name, right=right, reason=reason)
        if index == 2:
            place.clock.seconds += 8 * DAY_S
    await place.members.answered(now.version.id)
    first, second = await place.feedback.periods(now.version)
    assert (first.answers, str(first.wrong)) == (3, "1/3 = .33 [.06, .79]")
    assert first.reasons == {"misread": 1}
    assert (second.answers, second.wrong.successes, second.wrong.n) == (2, 0, 1)
    assert (second.first - first.first).days == 7


async def test_one_who_presses_a_thousand_times_makes_no_narrow_interval(place: Place) -> None:
    now = await cohort(place)
    for number in range(60):
        who = "eve" if number >= 10 else f"member {number}"
        ticket = place.feedback.ticket(now.version.id, who)
        assert await place.feedback.say(ticket, who, right=who != "eve")
    (only,) = await place.feedback.periods(now.version)
    assert (only.wrong.successes, only.wrong.n, only.wrong.clusters) == (50, 60, 11)
    assert only.wrong.low < 0.45  # Wilson's at n = 60 would begin at .72
    assert only.wrong.high > 0.95


async def test_an_answer_is_judged_once_and_may_be_judged_otherwise(place: Place) -> None:
    now = await cohort(place)
    ticket = place.feedback.ticket(now.version.id, "a member")
    assert await place.feedback.say(ticket, "a member", right=True)
    assert await place.feedback.say(ticket, "a member", right=False, reason="invented")
    (only,) = await place.feedback.periods(now.version)
    assert (only.wrong.successes, only.wrong.n) == (1, 1)


async def test_nobody_judges_what_they_did_not_get(place: Place) -> None:
    now = await cohort(place)
    ticket = place.feedback.ticket(now.version.id, "a member")
    forged = ticket.replace(".", "0.", 1)
    for told, who in ((ticket, "another"), (forged, "a member"), ("", ""), ("x", "a member"),
                      ("é.é.é", "a member")):  # fmt: skip
        assert not await place.feedback.say(told, who, right=False)
    assert (await place.feedback.periods(now.version))[0].wrong.n == 0


@pytest.mark.parametrize(("right", "reason"), [(True, "misread"), (False, "my own words")])
async def test_only_listed_reasons_and_only_for_wrong_ones(
    place: Place, right: bool, reason: str
) -> None:
    now = await cohort(place)
    ticket = place.feedback.ticket(now.version.id, "m")
    with pytest.raises(UsageError, match="the reason is"):
        await place.feedback.say(ticket, "m", right=right, reason=reason)


async def test_leaving_takes_what_was_said_along(place: Place) -> None:
    now = await cohort(place)
    (token,) = await joined(place, 1)
    member = await place.members.member(token)
    assert member is not None
    ticket = place.feedback.ticket(now.version.id, member.name)
    await place.feedback.say(ticket, member.name, right=True)
    await place.members.leave(token)
    rows = await place.store.database.run(text("SELECT * FROM cohort_feedback"))
    assert list(rows) == []
    assert await place.members.member(token) is None


async def test_sixteen_thousand_members_are_no_burden(place: Place) -> None:
    await cohort(place, 16_000)
    link = await place.members.invite("pilot", uses=3, days=1)
    columns = "name, cohort, place, state, joined_s"
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 15999)"
    await place.store.database.run(
        text(
            f"INSERT INTO cohort_members ({columns}) {numbers} "
            "SELECT 'seat' || i, 'pilot', i, 'in', 0 FROM n"
        )
    )
    last, late = await place.members.join(link), await place.members.join(link)
    assert last is not None
    assert late is not None
    assert await state(place, last) == "in 0"
    assert await state(place, late) == "waiting 0"
