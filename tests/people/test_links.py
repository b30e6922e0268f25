"""Links work once, in time, for their purpose, in their browser; tries are counted."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any

from sqlalchemy import Row, text

from clearsight.people import People
from clearsight.people.tries import Limit, Tries
from clearsight.store import Store
from tests.people.conftest import Place
from tests.people.test_accounts import made

FEW = Limit("test", 3, 60)


async def test_a_link_works_only_in_the_browser_that_asked(place: Place) -> None:
    person, links = await made(place), place.people.links
    token = await links.make("passkey-in", person=person.id, browser="mine")
    assert not await links.look(token, "passkey-in", browser="another")
    assert await links.take(token, "passkey-in", browser="another") is None
    assert await links.take(token, "passkey-in", browser="") is None
    assert await links.look(token, "passkey-in", browser="mine")
    assert await links.take(token, "passkey-in", browser="mine") is not None


async def test_looking_uses_nothing_up_and_taking_does(place: Place) -> None:
    person, links = await made(place), place.people.links
    token = await links.make("passkey-in", person=person.id, browser="mine")
    assert await links.look(token, "passkey-in", browser="mine")
    assert await links.look(token, "passkey-in", browser="mine")
    assert await links.take(token, "passkey-in", browser="mine") is not None
    assert not await links.look(token, "passkey-in", browser="mine")


async def test_a_link_is_good_for_one_purpose(place: Place) -> None:
    person, links = await made(place), place.people.links
    token = await links.make("passkey-new", person=person.id, browser="mine")
    assert await links.take(token, "passkey-in", browser="mine") is None
    assert await links.take(token, "invitation", browser="mine") is None


async def test_of_many_who_take_a_link_at_once_one_gets_it(place: Place, other: Store) -> None:
    person = await made(place)
    token = await place.people.links.make("passkey-in", person=person.id, browser="mine")
    second = People(other.database, clock=place.clock).links
    found = await asyncio.gather(
        *(
            links.take(token, "passkey-in", browser="mine")
            for links in (place.people.links, second) * 4
        )
    )
    assert sum(one is not None for one in found) == 1


async def test_a_late_link_is_none(place: Place) -> None:
    person, links = await made(place), place.people.links
    token = await links.make("passkey-in", person=person.id, browser="mine")
    place.clock.seconds += 15 * 60
    assert await links.take(token, "passkey-in", browser="mine") is None


async def test_the_database_tells_no_network_address_and_forgets(place: Place) -> None:
    def names() -> Awaitable[Sequence[Row[Any]]]:
        return place.store.database.run(text("SELECT name FROM people_tries"))

    first, second = (Tries(place.store.database, key, clock=place.clock) for key in (b"a", b"b"))
    await first.take(FEW, "192.168.1.5")
    await second.take(FEW, "192.168.1.5")
    assert len(set(await names())) == 2
    place.clock.seconds += 61
    await first.take(FEW, "192.168.1.6")
    assert len(await names()) == 1


async def test_tries_are_counted_over_all_processes_and_forgotten_in_time(
    place: Place, other: Store
) -> None:
    here, there = place.people.tries, People(other.database, b"k" * 32, clock=place.clock).tries
    assert [await t.take(FEW, "eve") for t in (here, there, here, there)] == [
        True, True, True, False,
    ]  # fmt: skip
    assert await here.take(FEW, "ana")
    place.clock.seconds += 60
    assert await here.take(FEW, "eve")
