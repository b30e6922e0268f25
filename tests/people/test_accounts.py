"""Accounts: invited, accepted, changed, disabled, recovered; every act is written down."""

import pytest

from clearsight.errors import UsageError
from clearsight.people import Person
from tests.people.conftest import Place

EMAIL = "ana@example.org"


async def made(place: Place, email: str = EMAIL, role: str = "reviewer") -> Person:
    """An active account."""
    invited = await place.people.invite(email, role, by="operator")
    person = await place.people.accept(invited.person.id)
    assert person is not None
    return person


async def test_an_invitation_is_taken_once(place: Place) -> None:
    invited = await place.people.invite(" Ana@Example.org ", "volunteer", by="operator")
    assert (invited.person.email, invited.person.state) == (EMAIL, "invited")
    first = await place.people.links.take(invited.token, "invitation", browser="any")
    assert first is not None
    assert first.person == invited.person.id
    assert await place.people.links.take(invited.token, "invitation", browser="any") is None


async def test_a_second_invitation_ends_the_first(place: Place) -> None:
    first = await place.people.invite(EMAIL, "volunteer", by="operator")
    second = await place.people.invite(EMAIL, "volunteer", by="operator")
    assert second.person == first.person
    assert await place.people.links.take(first.token, "invitation", browser="") is None
    assert await place.people.links.take(second.token, "invitation", browser="") is not None


async def test_an_invitation_runs_out(place: Place) -> None:
    invited = await place.people.invite(EMAIL, "volunteer", by="operator")
    place.clock.seconds += 7 * 86400
    assert await place.people.links.take(invited.token, "invitation", browser="") is None


@pytest.mark.parametrize(
    "email",
    ["", "ana", "ana@x", "Ana <ana@example.org>", "a@b.org\nBcc: c@d.org", "a@" + "b" * 300],
)
async def test_what_is_no_address_is_refused(place: Place, email: str) -> None:
    with pytest.raises(UsageError, match="no e-mail address"):
        await place.people.invite(email, "volunteer", by="operator")


async def test_an_unknown_role_names_the_known_ones(place: Place) -> None:
    with pytest.raises(UsageError, match="volunteer, reviewer, red-teamer, operator"):
        await place.people.invite(EMAIL, "admin", by="operator")


async def test_an_invitation_does_not_change_a_role(place: Place) -> None:
    await made(place)
    with pytest.raises(UsageError, match="is a reviewer already"):
        await place.people.invite(EMAIL, "operator", by="operator")


async def test_another_role_or_a_disabled_account_ends_all_sessions_and_links(
    place: Place,
) -> None:
    person = await made(place)
    for number in range(2):
        token = await place.people.sessions.begin(person, how="mail", agent="")
        link = await place.people.mailed.ask(person.id, browser="b")
        if number:
            await place.people.disable(EMAIL, by="operator")
        else:
            await place.people.role(EMAIL, "volunteer", by="operator")
        assert await place.people.sessions.check(token) is None
        assert await place.people.mailed.take(link.token, browser="b") is None


async def test_a_disabled_account_is_let_in_by_nothing(place: Place) -> None:
    person = await made(place)
    await place.people.disable(EMAIL, by="operator")
    assert await place.people.accept(person.id) is None
    token = await place.people.sessions.begin(person, how="mail", agent="")
    assert await place.people.sessions.check(token) is None
    with pytest.raises(UsageError, match="is disabled"):
        await place.people.invite(EMAIL, "reviewer", by="operator")
    await place.people.enable(EMAIL, by="operator")
    again = await place.people.sessions.begin(person, how="mail", agent="")
    assert await place.people.sessions.check(again) is not None


async def test_recovery_ends_what_was_and_invites_anew(place: Place) -> None:
    person = await made(place)
    token = await place.people.sessions.begin(person, how="mail", agent="")
    invited = await place.people.recover(EMAIL, by="operator")
    assert await place.people.sessions.check(token) is None
    assert await place.people.links.take(invited.token, "invitation", browser="") is not None


async def test_what_was_done_is_written_down(place: Place) -> None:
    person = await made(place)
    await place.people.role(EMAIL, "operator", by="operator")
    told = " | ".join(await place.people.acts(person.id))
    assert "invite reviewer by operator" in told
    assert f"accept  by {person.id}" in told
    assert "role operator by operator" in told


async def test_nobody_is_named_that_nobody_knows(place: Place) -> None:
    with pytest.raises(UsageError, match="nobody has the address"):
        await place.people.disable("eve@example.org", by="operator")


async def test_no_token_stands_in_the_database(place: Place) -> None:
    from sqlalchemy import text

    person = await made(place)
    tokens = [
        (await place.people.invite(EMAIL, "reviewer", by="operator")).token,
        (await place.people.mailed.ask(person.id, browser="browser-cookie")).token,
        await place.people.sessions.begin(person, how="mail", agent=""),
        "browser-cookie",
    ]
    rows = [
        str(row)
        for name in ("people_links", "people_sessions", "people", "people_acts")
        for row in await place.store.database.run(text(f"SELECT * FROM {name}"))
    ]
    assert rows
    assert not [token for token in tokens if token in "".join(rows)]
