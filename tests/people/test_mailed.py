"""Links in mails: nothing that others ask for an address takes them away from its owner."""

import asyncio
from itertools import pairwise

import pytest
from sqlalchemy import text

from clearsight.errors import UsageError
from clearsight.people import People
from clearsight.people.mailed import LASTS_S, LEAST_S, MailLinks
from clearsight.store import Store
from tests.people.conftest import Place
from tests.people.test_accounts import made


async def test_whoever_asks_while_a_link_runs_joins_it(place: Place) -> None:
    person, mailed = await made(place), place.people.mailed
    eve = await mailed.ask(person.id, browser="eve")
    mine = await mailed.ask(person.id, browser="mine")
    assert (eve.fresh, mine.fresh) == (True, False)
    assert eve.token == mine.token
    assert await mailed.look(mine.token, browser="mine")
    assert not await mailed.look(mine.token, browser="another")
    assert await mailed.take(mine.token, browser="another") is None
    assert await mailed.take(mine.token, browser="") is None
    assert await mailed.take(mine.token, browser="mine") == person.id


async def test_a_used_link_is_used_up_in_every_browser(place: Place) -> None:
    person, mailed = await made(place), place.people.mailed
    token = (await mailed.ask(person.id, browser="mine")).token
    await mailed.ask(person.id, browser="phone")
    assert await mailed.take(token, browser="mine") == person.id
    assert await mailed.take(token, browser="phone") is None
    again = await mailed.ask(person.id, browser="mine")
    assert again.fresh
    assert again.token != token


async def test_what_arrives_works_for_a_quarter_of_an_hour_at_least(place: Place) -> None:
    person, mailed = await made(place), place.people.mailed
    first = await mailed.ask(person.id, browser="mine")
    place.clock.seconds += LASTS_S - LEAST_S
    same = await mailed.ask(person.id, browser="mine")
    place.clock.seconds += 1
    second = await mailed.ask(person.id, browser="mine")
    assert (same.token, same.fresh, second.fresh) == (first.token, False, True)
    place.clock.seconds += LEAST_S - 2
    assert await mailed.look(first.token, browser="mine")
    place.clock.seconds += 1
    assert await mailed.take(first.token, browser="mine") is None
    assert await mailed.take(second.token, browser="mine") == person.id


async def test_however_often_others_ask_a_new_link_begins_in_time(place: Place) -> None:
    """Somebody asks each minute for two hours; at each moment a good mail is ten minutes away."""
    person, mailed, fresh = await made(place), place.people.mailed, []
    for minute in range(120):
        if (await mailed.ask(person.id, browser=f"eve {minute}")).fresh:
            fresh.append(minute)
        place.clock.seconds += 60
    assert max(b - a for a, b in pairwise(fresh)) <= 11
    assert 10 <= len(fresh) <= 12


async def test_two_people_have_two_links(place: Place) -> None:
    ana, ben = await made(place), await made(place, "ben@example.org")
    mailed = place.people.mailed
    token = (await mailed.ask(ana.id, browser="mine")).token
    other = (await mailed.ask(ben.id, browser="mine")).token
    assert token != other
    assert await mailed.take(token, browser="mine") == ana.id
    assert await mailed.take(other, browser="mine") == ben.id


async def test_of_many_who_take_a_link_at_once_one_gets_it(place: Place, other: Store) -> None:
    person = await made(place)
    second = People(other.database, b"k" * 32, clock=place.clock).mailed
    both = (place.people.mailed, second)
    asked = await asyncio.gather(*(one.ask(person.id, browser="mine") for one in both * 3))
    assert len({one.token for one in asked}) == 1
    assert [one.fresh for one in asked].count(True) == 1
    token = asked[0].token
    found = await asyncio.gather(*(one.take(token, browser="mine") for one in both * 4))
    assert [one for one in found if one] == [person.id]


async def test_a_mail_that_was_not_handed_over_is_written_anew(place: Place) -> None:
    person, mailed = await made(place), place.people.mailed
    first = await mailed.ask(person.id, browser="mine")
    await mailed.withdraw(first.token)
    assert await mailed.take(first.token, browser="mine") is None
    assert (await mailed.ask(person.id, browser="mine")).fresh


async def test_neither_database_nor_key_alone_tells_a_link(place: Place) -> None:
    person = await made(place)
    token = (await place.people.mailed.ask(person.id, browser="my-cookie")).token
    rows = str(await place.store.database.run(text("SELECT * FROM people_links")))
    assert token not in rows
    assert "my-cookie" not in rows
    # Another server's key, as after a restart: the link that runs is not known, so a new one.
    other = MailLinks(place.store.database, b"x" * 32, clock=place.clock)
    assert (await other.ask(person.id, browser="mine")).fresh
    with pytest.raises(UsageError, match="need a key"):
        await MailLinks(place.store.database, b"").ask(person.id, browser="mine")


async def test_links_that_are_over_are_forgotten(place: Place) -> None:
    person = await made(place)
    for number in range(5):
        await place.people.mailed.ask(person.id, browser=f"{number}")
    place.clock.seconds += 2 * LASTS_S
    await place.people.mailed.ask(person.id, browser="mine")
    rows = await place.store.database.run(
        text("SELECT name FROM people_links WHERE purpose LIKE 'mail%'")
    )
    assert len(rows) == 2
