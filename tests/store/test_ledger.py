"""The ledger: it fades, takes steps by weight and share, and a person has the last word."""

import asyncio
import random
from dataclasses import replace

import pytest

from clearsight.policy import Policy
from clearsight.store import Account, AskedCount, Ledger, Store, Subject
from clearsight.store.account import HOUR_S, due, entered, least_share
from scripts.measure_ledger import abuser, honest
from tests.store.conftest import Clock

RULES = Policy.load().rules.ledger
USER, KEY = Subject("user", "k1:abc"), Subject("key", "k1")
HARM = AskedCount(1, 1, 1.0)
FINE = AskedCount(1)
START = 1.8e9


def after(*requests: AskedCount, apart_s: float = 60.0) -> Account:
    account, now = Account(START), START
    for request in requests:
        now += apart_s
        account = entered(account, request, now, RULES, "user")
    return account


def test_numbers_halve_in_a_half_life() -> None:
    account = after(HARM, HARM)
    later = account.faded(account.at_s + RULES.half_life_h * HOUR_S, RULES)
    assert later.weight == pytest.approx(account.weight / 2)
    assert later.asked == pytest.approx(account.asked / 2)


def test_steps_come_one_after_the_other() -> None:
    steps = [after(*[HARM] * count).step for count in range(25)]
    told = list(dict.fromkeys(steps))
    assert told == [None, "alert", "slow", "review", "suspend"]
    assert steps == sorted(steps, key=told.index)


def test_a_few_refusals_among_many_requests_lead_to_nothing() -> None:
    mixed = ([FINE] * 24 + [HARM]) * 30
    assert after(*mixed).step is None


def test_no_step_without_weight_and_none_without_a_sure_share() -> None:
    light = Account(START, asked=1000, stopped=1000, weight=5.9)
    heavy = Account(START, asked=1000, stopped=60, weight=60)
    assert due(light, RULES.steps["user"]) is None
    assert due(heavy, RULES.steps["user"]) is None


@pytest.mark.parametrize(
    ("stopped", "asked", "least"), [(0, 0, 0.0), (0, 10, 0.0), (6, 6, 0.4), (50, 100, 0.357)]
)
def test_the_lower_bound_is_wilsons(stopped: int, asked: int, least: float) -> None:
    assert least_share(stopped, asked) == pytest.approx(least, abs=0.001)


def test_a_suspension_ends_by_itself_and_nothing_lowers_it_before() -> None:
    account = after(*[HARM] * 24)
    assert account.step == "suspend"
    kept = entered(account, FINE, account.until_s - 1, RULES, "user")
    assert kept.suspended(account.until_s - 1)
    assert kept.until_s == account.until_s
    freed = kept.faded(account.until_s, RULES)
    assert freed.step is None
    assert not freed.suspended(account.until_s)


def test_a_key_is_never_suspended_by_a_rule() -> None:
    account = Account(START)
    for minute in range(500):
        account = entered(account, AskedCount(1, 1, 8.0), START + minute, RULES, "key")
    assert account.step == "alert"


def test_weights_are_the_categorys_or_its_parents_and_failures_weigh_nothing() -> None:
    found = [RULES.weight(c) for c in ("illicit/drugs", "illicit/weapons", "people/identify")]
    assert found == [1, 2, 0.25]
    assert RULES.weight(None) == RULES.weight("self-harm/intent") == RULES.weight("medical") == 0


def test_time_that_goes_back_takes_nothing_away() -> None:
    account = after(HARM, HARM)
    assert entered(account, HARM, account.at_s - 500, RULES, "user").weight > account.weight


def test_a_planted_abuser_is_found_and_nobody_else_suspended() -> None:
    """A short form of scripts/measure_ledger: 300 honest users, 30 days."""
    rng = random.Random(7)
    crowd = [honest(rng) for _ in range(300)]
    planted = abuser(1.0)
    for one in (*crowd, planted):
        one.live(rng, RULES, 30)
    assert "suspend" in planted.reached
    assert [one for one in crowd if set(one.reached) - {"alert"}] == []


@pytest.fixture
def ledger(store: Store, clock: Clock) -> Ledger:
    return Ledger(store.database, now=clock)


async def test_what_is_entered_is_read_by_another_process(
    ledger: Ledger, other: Store, clock: Clock
) -> None:
    for _ in range(7):
        made, _ = await ledger.enter(USER, HARM, RULES, reason="before.illicit.refuse")
    assert made.step == "alert"
    assert await other.ledger.account(USER) == made
    (act,) = await other.ledger.history(USER)
    assert act.what == "step"
    assert act.by == "policy"
    assert "before.illicit.refuse" in act.reason
    assert await other.ledger.account(KEY) is None


async def test_no_process_overwrites_another(ledger: Ledger, other: Store, clock: Clock) -> None:
    second = Ledger(other.database, now=clock)
    both = [one.enter(USER, FINE, RULES) for one in (ledger, second) for _ in range(25)]
    await asyncio.gather(*both)
    found = await ledger.account(USER)
    assert found is not None
    assert found.asked == 50


async def test_a_person_suspends_lifts_and_trusts(ledger: Ledger, clock: Clock) -> None:
    suspended = await ledger.suspend(KEY, by="Ada", reason="a leaked key", hours=5)
    assert suspended.suspended(clock())
    made, changed = await ledger.enter(KEY, FINE, RULES)
    assert made.suspended(clock())
    assert not changed
    await ledger.undo(KEY, by="Ada", reason="it was a test", trust_days=30)
    for _ in range(60):
        made, _ = await ledger.enter(USER, HARM, RULES)
    assert made.step == "suspend"
    await ledger.undo(USER, by="Ada", reason="red team", trust_days=30)
    for _ in range(60):
        made, _ = await ledger.enter(USER, HARM, RULES)
    assert made.step == "alert"
    told = [(act.what, act.by) for act in await ledger.history()]
    assert told[0] == ("step", "policy")
    assert ("undo", "Ada") in told
    assert ("suspend", "Ada") in told
    assert await ledger.undo(Subject("key", "none"), by="Ada", reason="x") is None


async def test_accounts_are_listed_and_forgotten(ledger: Ledger, clock: Clock) -> None:
    await ledger.enter(USER, replace(HARM, weight=3.0), RULES)
    await ledger.enter(KEY, FINE, RULES)
    assert [str(subject) for subject, _ in await ledger.accounts()] == ["user:k1:abc", "key:k1"]
    assert await ledger.forget(older_than_s=clock() - 1) == 0
    assert await ledger.forget(older_than_s=clock() + 1) == 2
    await ledger.enter(USER, HARM, RULES)
    await ledger.undo(USER, by="Ada", reason="red team", trust_days=30)
    assert await ledger.forget(older_than_s=clock() + 86_400) == 0
    assert await ledger.forget(older_than_s=clock() + 31 * 86_400) == 1


@pytest.mark.parametrize("text", ["", "user", "user:", "person:x", "key"])
def test_what_is_no_subject_is_none(text: str) -> None:
    assert Subject.read(text) is None
    assert Subject.read("user:a:b") == Subject("user", "a:b")
