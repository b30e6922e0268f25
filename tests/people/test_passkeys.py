"""Passkeys: what a genuine authenticator may do, and what nothing else may."""

import json

import pytest

pytest.importorskip("webauthn", reason="the extra clearsight[passkey] is missing")

from clearsight.people import Person
from clearsight.people.passkeys import Passkeys
from tests.people.authenticator import PRESENT, Authenticator
from tests.people.conftest import Place
from tests.people.test_accounts import made

ORIGIN = "https://assist.example.org"
BROWSER = "the cookie of this browser"


def passkeys(place: Place) -> Passkeys:
    return Passkeys(place.store.database, place.people, ORIGIN, clock=place.clock)


async def registered(place: Place, person: Person) -> Authenticator:
    """An authenticator that holds a passkey of this person."""
    keys, made = passkeys(place), Authenticator(ORIGIN)
    options = await keys.offer_new(person, browser=BROWSER)
    assert await keys.add(made.make(options), person, browser=BROWSER, label="phone")
    return made


async def test_a_passkey_signs_its_owner_in(place: Place) -> None:
    person, keys = await made(place), passkeys(place)
    held = await registered(place, person)
    answer = held.sign(await keys.offer(browser=BROWSER))
    assert await keys.check(answer, browser=BROWSER) == person
    (shown,) = await keys.list(person.id)
    assert (shown.label, shown.used is not None) == ("phone", True)


async def test_an_answer_works_once_and_in_one_browser(place: Place) -> None:
    person, keys = await made(place), passkeys(place)
    held = await registered(place, person)
    answer = held.sign(await keys.offer(browser=BROWSER))
    assert await keys.check(answer, browser="another") is None
    assert await keys.check(answer, browser=BROWSER) == person
    assert await keys.check(answer, browser=BROWSER) is None


async def test_a_challenge_runs_out(place: Place) -> None:
    person, keys = await made(place), passkeys(place)
    held = await registered(place, person)
    answer = held.sign(await keys.offer(browser=BROWSER))
    place.clock.seconds += 5 * 60
    assert await keys.check(answer, browser=BROWSER) is None


async def test_another_page_gets_no_answer_that_works_here(place: Place) -> None:
    person, keys = await made(place), passkeys(place)
    held = await registered(place, person)
    held.origin = "https://assist.example.org.evil.example"
    assert await keys.check(held.sign(await keys.offer(browser=BROWSER)), browser=BROWSER) is None


async def test_somebody_must_have_been_asked(place: Place) -> None:
    person, keys = await made(place), passkeys(place)
    held = await registered(place, person)
    held.flags = PRESENT
    assert await keys.check(held.sign(await keys.offer(browser=BROWSER)), browser=BROWSER) is None


async def test_a_copied_authenticator_is_noticed_by_its_counter(place: Place) -> None:
    person, keys = await made(place), passkeys(place)
    held = await registered(place, person)
    held.count = 5
    answer = held.sign(await keys.offer(browser=BROWSER))
    assert await keys.check(answer, browser=BROWSER) == person
    held.count = 2
    assert await keys.check(held.sign(await keys.offer(browser=BROWSER)), browser=BROWSER) is None


async def test_another_key_under_a_known_id_is_nobody(place: Place) -> None:
    person, keys = await made(place), passkeys(place)
    await registered(place, person)
    forged = Authenticator(ORIGIN)
    answer = forged.sign(await keys.offer(browser=BROWSER))
    assert await keys.check(answer, browser=BROWSER) is None


async def test_a_passkey_cannot_be_put_on_anothers_account(place: Place) -> None:
    ana, eve = await made(place), await made(place, "eve@example.org")
    keys, held = passkeys(place), Authenticator(ORIGIN)
    answer = held.make(await keys.offer_new(ana, browser=BROWSER))
    assert not await keys.add(answer, eve, browser=BROWSER, label="")
    assert await keys.list(ana.id) == await keys.list(eve.id) == []


async def test_a_known_credential_is_not_taken_over(place: Place) -> None:
    ana, eve = await made(place), await made(place, "eve@example.org")
    held, keys = await registered(place, ana), passkeys(place)
    forged = Authenticator(ORIGIN, id=held.id)
    answer = forged.make(await keys.offer_new(eve, browser=BROWSER))
    assert not await keys.add(answer, eve, browser=BROWSER, label="")
    sign = held.sign(await keys.offer(browser=BROWSER))
    assert await keys.check(sign, browser=BROWSER) == ana


async def test_disabled_or_removed_is_nobody(place: Place) -> None:
    person, keys = await made(place), passkeys(place)
    held = await registered(place, person)
    await place.people.disable(person.email, by="operator")
    assert await keys.check(held.sign(await keys.offer(browser=BROWSER)), browser=BROWSER) is None
    await place.people.enable(person.email, by="operator")
    (shown,) = await keys.list(person.id)
    await keys.remove(shown.id, person="somebody else")
    assert len(await keys.list(person.id)) == 1
    await keys.remove(shown.id, person=person.id)
    assert await keys.check(held.sign(await keys.offer(browser=BROWSER)), browser=BROWSER) is None


@pytest.mark.parametrize(
    "answer",
    ["", "[]", "{}", '{"response": 1}', "[" * 5000, '{"response": {"clientDataJSON": "%%%"}}',
     "x" * 30_000],
)  # fmt: skip
async def test_what_is_no_answer_is_nobody(place: Place, answer: str) -> None:
    person, keys = await made(place), passkeys(place)
    assert await keys.check(answer, browser=BROWSER) is None
    assert not await keys.add(answer, person, browser=BROWSER, label="")


async def test_a_broken_answer_to_a_good_challenge_is_nobody(place: Place) -> None:
    person, keys = await made(place), passkeys(place)
    held = await registered(place, person)
    for name in ("authenticatorData", "signature"):
        answer = json.loads(held.sign(await keys.offer(browser=BROWSER)))
        answer["response"][name] = "AAAA"
        assert await keys.check(json.dumps(answer), browser=BROWSER) is None
