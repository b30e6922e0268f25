"""Accounts, cohorts and sharing, as browsers without scripts and attackers see them."""

import asyncio
import io
import re
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from clearsight.app import routes
from clearsight.app.staff import browser_of
from clearsight.app.words import LANGUAGES, wanted, words
from clearsight.deployment import DoorSettings, ServeSettings
from clearsight.ingest import Ingest
from clearsight.models.scripted import Scripted
from clearsight.people import REASONS, ROLES, Cohorts, Members, People
from clearsight.people.tries import AGAIN
from clearsight.store import Store
from clearsight.vault.vault import Vault
from tests.app.conftest import Browser, photo
from tests.app.doubles import TestHouse
from tests.doubles import FixedReader, line
from tests.people.authenticator import Authenticator
from tests.store.conftest import PEPPER

EMAIL = "ana@example.org"
Found = TypeVar("Found")


class House(TestHouse):
    """As the server is, with its models by name."""

    def models(self) -> list[str]:
        return [one.name for one in self.made]


@dataclass
class Site:
    """A server with accounts, and what its operator can do."""

    house: House
    store: Store
    mail: Path
    clients: list[TestClient]
    base: str = "http://localhost"

    def browser(self, network: str = "192.0.2.1") -> Browser:
        """Another browser on the same server."""
        app = Starlette(routes=routes(self.house, key=b"k" * 32))
        client = TestClient(app, self.base, follow_redirects=True, client=(network, 50_000))
        self.clients.append(client.__enter__())
        return Browser(client, headers={"origin": self.base})

    def do(self, work: Coroutine[Any, Any, Found]) -> Found:
        """Run something of the operator's to its end."""
        return asyncio.run(work)

    @property
    def people(self) -> People:
        return People(self.store.database)

    def invited(self, role: str = "reviewer", email: str = EMAIL) -> str:
        made = self.do(self.people.invite(email, role, by="operator"))
        return made.token

    def account(self, role: str = "reviewer", email: str = EMAIL) -> Browser:
        """A browser that is signed in by an invitation."""
        browser = self.browser()
        browser.open(f"/invitation?k={self.invited(role, email)}")
        assert browser.send("/invitation").status_code == 200
        assert words("en")["title_account"] in browser.page
        return browser

    def letter(self, number: int = 1) -> str:
        """The link in the mail with that number, as soon as it is there."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            files = sorted(self.mail.glob("*.eml"))
            if len(files) >= number:
                message = message_from_bytes(files[number - 1].read_bytes(), policy=default)
                (link,) = re.findall(r"https?://\S+", message.get_content())
                return str(link).removeprefix(self.base)
            time.sleep(0.02)
        raise AssertionError("no mail came")

    def settled(self) -> None:
        """Wait until every letter is written."""
        for client in self.clients:
            assert client.portal is not None
            client.portal.call(_written)

    def ask_for_link(self, browser: Browser, email: str = EMAIL) -> str:
        browser.open("/sign-in")
        answer = browser.send("/sign-in", email=email)
        assert answer.status_code == 200
        return answer.text


async def _written() -> None:
    while any("Staff._write" in repr(task.get_coro()) for task in asyncio.all_tasks()):
        await asyncio.sleep(0.01)


@pytest.fixture
def site(ingest: Ingest, vault: Vault, tmp_path: Path) -> Iterator[Site]:
    store = Store.open(f"sqlite:///{tmp_path / 'clearsight.db'}", pepper=PEPPER)
    doors = DoorSettings(url="http://localhost", mail=f"file:{tmp_path / 'mail'}")
    house = House(
        ingest, FixedReader((line("Tomato soup 4.50"),)), [Scripted("A menu.")],
        settings=replace(ServeSettings(), doors=doors), kept=store, safe=vault,
    )  # fmt: skip
    made = Site(house, store, tmp_path / "mail", [])
    yield made
    for client in made.clients:
        client.__exit__(None, None, None)
    asyncio.run(store.close())


def says(page: str, key: str) -> bool:
    return words("en")[key].split("{")[0] in page


def test_a_link_by_mail_signs_in_once_and_only_where_it_was_asked_for(site: Site) -> None:
    site.account()
    mine, other = site.browser(), site.browser()
    assert says(site.ask_for_link(mine), "sent")
    link = site.letter()
    assert says(other.open(link), "error_link")
    other.open("/sign-in")
    assert says(other.send("/sign-in/link", k=link.partition("k=")[2]).text, "error_link")
    assert says(mine.open(link), "link_press")
    assert says(mine.open(link), "link_press")  # opening uses nothing up
    token = mine.page
    assert says(mine.send("/sign-in/link").text, "title_account")
    mine.page = token
    assert mine.send("/sign-in/link").status_code == 400  # the form's token was renewed
    assert says(mine.open(link), "error_link")


def test_nothing_tells_whether_an_address_has_an_account(site: Site) -> None:
    site.account()
    site.do(site.people.disable(EMAIL, by="operator"))
    site.invited(email="invited@example.org")
    pages = []
    for email in (EMAIL, "invited@example.org", "nobody@example.org"):
        browser = site.browser()
        page = site.ask_for_link(browser, email)
        pages.append(page.replace(browser.client.cookies["clearsight_token"], ""))
    assert len(set(pages)) == 1
    active = site.account(email="b@example.org")
    active.client.cookies.clear()
    page = site.ask_for_link(active, "b@example.org")
    assert page.replace(active.client.cookies["clearsight_token"], "") == pages[0]
    assert site.letter().startswith("/sign-in/link")
    assert len(list(site.mail.glob("*.eml"))) == 1


def test_the_answer_is_made_before_an_address_is_looked_up(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slow mail for a known address must not show in the time of the answer."""
    site.account()
    started = []

    async def slow(self: People, email: str) -> None:
        started.append(email)
        await asyncio.sleep(60)

    monkeypatch.setattr(People, "find", slow)
    begun = time.monotonic()
    site.ask_for_link(site.browser())
    assert time.monotonic() - begun < 20
    until = time.monotonic() + 20
    while not started and time.monotonic() < until:
        time.sleep(0.05)  # on a busy machine it begins well after the answer
    assert started == [EMAIL]


def test_a_session_that_was_planted_is_not_taken_over(site: Site) -> None:
    attacker, victim = site.account(email="eve@example.org"), site.browser()
    planted = attacker.client.cookies["clearsight_session"]
    victim.client.cookies.set("clearsight_session", planted)
    victim.client.cookies.set("clearsight_token", "A" * 43)
    victim.open(f"/invitation?k={site.invited()}")
    assert says(victim.send("/invitation").text, "title_account")
    assert EMAIL in victim.page
    held = [c.value for c in victim.client.cookies.jar if c.name == "clearsight_session"]
    assert [one for one in held if one != planted]
    assert [c.value for c in victim.client.cookies.jar if c.name == "clearsight_token"] != [
        "A" * 43
    ]
    assert says(attacker.open("/account"), "title_sign_in")


def test_another_sites_form_does_nothing(site: Site) -> None:
    signed = site.account()
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "http://localhost.evil.example"},
    ):
        signed.open("/account")
        signed.headers = headers
        for path in ("/account/end", "/sign-out", "/account/passkey/remove", "/sign-in"):
            assert signed.send(path).status_code == 400
        signed.headers = {}
    signed.headers = {"origin": "http://localhost"}
    assert EMAIL in signed.open("/account")
    assert signed.send("/account/end", token="x").status_code == 400


def test_no_address_leads_to_another_site(site: Site) -> None:
    browser = site.browser()
    for path in ("/sign-in?next=//evil.example", "/sign-in?next=https://evil.example&lang=//evil"):
        assert "evil" not in browser.open(path)
    link = f"/invitation?k={site.invited()}&next=//evil.example"
    browser.open(link)
    browser.client.follow_redirects = False
    answer = browser.send("/invitation?lang=//evil.example&next=//evil.example")
    assert answer.headers["location"] == "/account?lang=en"


def test_links_begin_with_the_address_that_the_operator_gave(site: Site) -> None:
    site.account()
    browser = site.browser()
    browser.open("/sign-in")
    browser.headers = {"host": "evil.example", "origin": "http://evil.example"}
    browser.send("/sign-in", email=EMAIL)
    assert site.letter().startswith("/sign-in/link?k=")  # behind http://localhost


def test_without_an_address_mail_is_off_and_says_so(site: Site) -> None:
    doors = replace(site.house.settings.doors, url=None)
    site.house.settings = replace(site.house.settings, doors=doors, host="0.0.0.0")
    browser = site.browser()
    browser.open("/sign-in")
    answer = browser.send("/sign-in", email=EMAIL)
    assert answer.status_code == 503
    assert says(answer.text, "error_mail_off")


def test_tries_in_bulk_are_stopped(site: Site) -> None:
    browser = site.browser()
    browser.open("/sign-in")
    page = browser.page
    for number in range(31):
        browser.page = page
        answer = browser.send("/sign-in/link", k=f"{number:043}")
    assert answer.status_code == 429
    assert says(answer.text, "error_often")


def test_whoever_asks_for_anothers_mail_keeps_nobody_out(site: Site) -> None:
    """An attacker on many networks asks again and again; the mail that lies there is still good."""
    site.account()
    for number in range(12):
        eve = site.browser(network=f"203.0.113.{number}")
        site.ask_for_link(eve)
    link = site.letter()
    victim = site.browser(network="198.51.100.7")
    assert says(victim.open(link), "error_link")  # they did not ask yet
    site.ask_for_link(victim)
    site.settled()
    assert says(victim.open(link), "link_press")
    assert says(victim.send("/sign-in/link").text, "title_account")
    assert 1 <= len(list(site.mail.glob("*.eml"))) <= 3  # the first, and one a minute
    assert says(eve.open(link), "error_link")


def test_a_mail_comes_again_after_a_while_and_not_without_end(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.account()
    limits = replace(AGAIN[0], most=99), replace(AGAIN[1], most=2)
    monkeypatch.setattr("clearsight.app.staff.AGAIN", limits)
    for _ in range(5):
        site.ask_for_link(site.browser())
        site.settled()
    links = {site.letter(number) for number in (1, 2, 3)}
    assert len(list(site.mail.glob("*.eml"))) == 3
    assert len(links) == 1


def test_mail_that_was_not_taken_is_written_anew_for_who_asks_next(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.account()
    with monkeypatch.context() as broken:
        broken.setattr("clearsight.people.mail.os.replace", _full)
        site.ask_for_link(site.browser())
        site.settled()
    mine = site.browser()
    site.ask_for_link(mine)
    assert says(mine.open(site.letter()), "link_press")


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_one_network_asks_so_often_and_another_is_not_held_up(site: Site) -> None:
    site.account()
    eve = site.browser(network="203.0.113.9")
    eve.open("/sign-in")
    page = eve.page
    for number in range(31):
        eve.page = page
        answer = eve.send("/sign-in", email=f"somebody{number}@example.org")
    assert answer.status_code == 429
    mine = site.browser(network="198.51.100.7")
    site.ask_for_link(mine)
    assert says(mine.open(site.letter()), "link_press")


def test_bad_tries_from_one_network_turn_no_good_ones_away(site: Site) -> None:
    """Somebody on the same network tries links in bulk; a good link or invitation still works."""
    site.account()
    mine, eve = site.browser(), site.browser()
    site.ask_for_link(mine)
    link, invitation = site.letter(), site.invited(email="ben@example.org")
    eve.open("/sign-in")
    page = eve.page
    for number in range(31):
        eve.page = page
        answer = eve.send("/sign-in/link", k=f"{number:043}")
    assert answer.status_code == 429
    mine.open(link)
    assert says(mine.send("/sign-in/link").text, "title_account")
    ben = site.browser()
    ben.open(f"/invitation?k={invitation}")
    assert says(ben.send("/invitation").text, "title_account")


@pytest.mark.parametrize("email", ["", "ana", "a@b.org\r\nBcc: c@d.org"])
def test_what_is_no_address_is_told(site: Site, email: str) -> None:
    browser = site.browser()
    browser.open("/sign-in")
    assert browser.send("/sign-in", email=email).status_code == 400


def test_sessions_are_listed_and_end_one_by_one_or_all(site: Site) -> None:
    first = site.account()
    second = site.browser()
    site.ask_for_link(second)
    second.open(site.letter())
    second.send("/sign-in/link")
    page = second.open("/account")
    assert page.count('name="session"') == 2
    rows = [one for one in re.findall(r"<li>.*?</li>", page, re.S) if 'name="session"' in one]
    # Both began in one second as a rule, and then no order is promised.
    rows.sort(key=lambda one: "<strong>" not in one)
    mine, other = (re.findall(r'name="session" value="(\w+)"', one)[0] for one in rows)
    second.send("/account/end", session=other)
    assert says(first.open("/account"), "title_sign_in")
    assert mine in second.open("/account")
    second.send("/account/end", session="")
    assert says(second.open("/account"), "title_sign_in")


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 "
         "Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
         "like Gecko) Version/19.0 Mobile/15E148 Safari/604.1", "Safari, iPhone"),
        ("<script>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_of_a_browser_two_words_are_kept(agent: str, told: str) -> None:
    assert browser_of(agent) == told


def test_signing_out_ends_the_session_on_the_server_too(site: Site) -> None:
    browser = site.account()
    token = browser.client.cookies["clearsight_session"]
    browser.send("/sign-out")
    browser.client.cookies.set("clearsight_session", token, domain="localhost.local")
    assert says(browser.open("/account"), "title_sign_in")


def test_a_passkey_is_added_and_signs_in(site: Site) -> None:
    browser, held = site.account(), Authenticator("http://localhost")
    options = browser.client.post(
        "/account/passkey/offer", files=_fields(browser), headers=browser.headers
    )
    browser.send("/account/passkey", answer=held.make(options.text), label="my <phone>")
    assert "my &lt;phone&gt;" in browser.page
    other = site.browser()
    other.open("/sign-in")
    options = other.client.post(
        "/sign-in/passkey/offer", files=_fields(other), headers=other.headers
    )
    answer = held.sign(options.text)
    assert EMAIL in other.send("/sign-in/passkey", answer=answer).text
    third = site.browser()
    third.open("/sign-in")
    assert says(third.send("/sign-in/passkey", answer=answer).text, "error_passkey")


def test_an_old_session_adds_no_passkey(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = site.account()
    monkeypatch.setattr("clearsight.app.account.FRESH_S", 0)
    offer = browser.client.post(
        "/account/passkey/offer", files=_fields(browser), headers=browser.headers
    )
    assert offer.status_code == 403
    answer = browser.send("/account/passkey", answer="{}", label="x")
    assert says(answer.text, "error_fresh")


def _fields(browser: Browser) -> dict[str, tuple[None, str]]:
    found = re.search(r'name="token" value="([^"]+)"', browser.page)
    assert found is not None
    return {"token": (None, found[1])}


@pytest.mark.parametrize("role", ROLES)
def test_only_operators_see_and_steer_cohorts(site: Site, role: str) -> None:
    _cohort(site)
    browser = site.account(role)
    page, wanted = browser.open("/cohorts"), 200 if role == "operator" else 403
    assert ("pilot" in page) == (role == "operator")
    browser.open("/account")
    answer = browser.send("/cohorts", name="pilot", do="stop")
    assert answer.status_code == wanted
    state = site.do(Cohorts(site.store.database).get("pilot")).state
    assert state == ("stopped" if role == "operator" else "open")


def test_the_browser_gets_the_next_token_in_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = site.account()
    before = browser.client.cookies["clearsight_session"]
    monkeypatch.setattr("clearsight.people.sessions.TURN_S", -1)
    browser.open("/account")
    assert browser.client.cookies["clearsight_session"] != before
    assert EMAIL in browser.open("/account")


def test_pages_of_staff_lead_strangers_to_sign_in(site: Site) -> None:
    browser = site.browser()
    for path in ("/account", "/cohorts"):
        assert says(browser.open(path), "sign_in_lead")


def _cohort(site: Site, cap: int = 1) -> str:
    """A cohort; the way into it."""
    database, policy = site.store.database, site.house.guard("default").policy
    name = site.house.model_name
    site.do(Cohorts(database).create(
        "pilot", cap=cap, model=name, policy="default", digest=policy.digest))  # fmt: skip
    return f"/join?k={site.do(Members(database).invite('pilot', uses=9, days=1))}"


def _joined(site: Site, link: str) -> Browser:
    browser = site.browser()
    assert says(browser.open(link), "join_lead")
    browser.send("/join")
    return browser


def test_invited_users_alone_are_answered(site: Site) -> None:
    link = _cohort(site)
    doors = replace(site.house.settings.doors, invited=True)
    site.house.settings = replace(site.house.settings, doors=doors)
    stranger = site.browser()
    assert says(stranger.open("/"), "error_invited")
    stranger.open("/sign-in")
    assert says(stranger.send(question="x").text, "error_invited")
    member, late = _joined(site, link), _joined(site, link)
    assert says(member.page, "member_in")
    assert "All places are taken. 0 people are waiting before you." in late.page
    assert "A menu." in member.ask("What is this?").text
    assert says(late.open("/"), "error_waiting")
    assert len(site.house.asked) == 1


def test_the_switch_stops_members_from_the_next_request_on(site: Site) -> None:
    member = _joined(site, _cohort(site))
    assert "A menu." in member.ask("What is this?").text
    page = member.page
    operator = site.account("operator")
    operator.open("/cohorts")
    operator.send("/cohorts", name="pilot", do="stop")
    member.page = page
    assert says(member.send(question="And now?").text, "error_stopped")
    assert says(member.open("/"), "error_stopped")
    assert says(member.open("/member"), "member_stopped")
    operator.send("/cohorts", name="pilot", do="resume")
    assert "A menu." in member.ask("What is this?").text


def test_bad_invitations_close_no_good_ones_door(site: Site) -> None:
    link, eve = _cohort(site, 9), site.browser()
    for number in range(31):
        page = eve.open(f"/join?k={number:043}")
    assert says(page, "error_often")
    assert says(site.browser().open(link), "join_lead")
    assert says(eve.open(link), "join_lead")


def test_who_is_stopped_can_leave_the_line_delete_and_check(site: Site) -> None:
    member = _joined(site, _cohort(site))
    member.ask("What is this?")
    talk = member.page
    member.send("/person/line", None, do="join", share="photo_and_chat")
    line = member.page
    site.do(Cohorts(site.store.database).stop("pilot"))
    member.page = talk
    assert says(member.send("/person/line", None, do="share", share="photo").text, "error_stopped")
    member.page = line
    left = member.send("/person/line", None, do="leave")
    assert left.status_code == 200
    assert says(left.text, "line_left")
    member.open("/kept")
    receipt = re.search(r"clearsight-receipt/1 [^<]+", member.send("/kept/delete").text)
    assert receipt is not None
    assert says(member.send("/kept/check", receipt=receipt[0]).text, "receipt_good")


def test_an_operator_sets_the_cap_and_makes_links(site: Site) -> None:
    _cohort(site)
    operator = site.account("operator")
    operator.open("/cohorts")
    operator.send("/cohorts", name="pilot", do="cap", cap="16000")
    assert "0 of 16000" in operator.page
    link = operator.send("/cohorts", name="pilot", do="invite", uses="3").text
    found = re.search(r"http://localhost(/join\?k=[\w-]{43})", link)
    assert found is not None
    assert says(_joined(site, found[1]).page, "member_in")
    for wrong in ({"do": "cap", "cap": "many"}, {"do": "cap", "cap": "0"}, {"do": "burn"},
                  {"do": "invite", "uses": "-1"}, {"do": "stop", "name": "other"}):  # fmt: skip
        operator.open("/cohorts")
        fields = {"name": "pilot"} | wrong
        assert operator.send("/cohorts", None, **fields).status_code == 400


def _judged(browser: Browser, path: str, **fields: str) -> Browser:
    """Send the ticket of the page, as a browser sends every field of its form."""
    found = re.search(r'name="ticket" value="([^"]+)" form="ask"', browser.page)
    assert found is not None
    browser.send(path, None, **({"ticket": found[1]} | fields))
    return browser


def test_what_members_say_of_answers_is_counted(site: Site) -> None:
    link = _cohort(site, 3)
    right, wrong, other = (_joined(site, link) for _ in range(3))
    for one in (right, wrong, other):
        one.ask("What is this?")
    assert says(_judged(right, "/right").page, "right_counted")
    assert "A menu." in right.page  # the conversation is still there
    _judged(wrong, "/wrong")
    assert all(words("en")[f"why_{reason}"] in wrong.page for reason in REASONS)
    stolen = re.findall(r'name="ticket" value="([^"]+)"', wrong.page)[0]
    _judged(wrong, "/wrong", reason="invented")
    assert says(_judged(other, "/right", ticket=stolen).page, "error_feedback")
    page = site.account("operator").open("/cohorts")
    assert "50.0 % [9.5, 90.5]" in page
    assert "<td>3</td><td>2</td>" in page
    assert f"{words('en')['why_invented']} 1" in page


def test_who_is_in_no_cohort_has_no_ticket(site: Site) -> None:
    browser = site.browser()
    browser.ask("What is this?")
    assert 'name="ticket"' not in browser.page
    assert says(browser.send("/right").text, "error_feedback")


def test_leaving_gives_the_place_to_the_next(site: Site) -> None:
    link = _cohort(site)
    first, second = _joined(site, link), _joined(site, link)
    assert says(first.send("/leave").text, "left")
    assert says(second.open("/member"), "member_in")
    assert says(first.open("/member"), "error_no_member")


def test_a_changed_policy_is_a_new_version(site: Site) -> None:
    member = _joined(site, _cohort(site))
    database = site.store.database
    site.do(Cohorts(database).set_version(
        "pilot", model=site.house.model_name, policy="default", digest="00000000"))  # fmt: skip
    member.ask("What is this?")
    versions = site.do(Cohorts(database).versions("pilot"))
    assert [one.number for one in versions] == [1, 2, 3]


def test_a_model_that_is_not_served_answers_nobody(site: Site) -> None:
    member = _joined(site, _cohort(site))
    site.do(Cohorts(site.store.database).set_version(
        "pilot", model="elsewhere", policy="default", digest="00000000"))  # fmt: skip
    assert says(member.open("/"), "error_version")


def test_the_page_can_be_installed_and_shared_to(site: Site) -> None:
    browser = site.browser()
    assert '<link rel="manifest" href="/manifest.webmanifest?lang=ar">' in browser.open("/?lang=ar")
    found = browser.client.get("/manifest.webmanifest?lang=ar").json()
    assert (found["lang"], found["dir"], found["display"]) == ("ar", "rtl", "standalone")
    for icon in found["icons"]:
        with Image.open(io.BytesIO(browser.client.get(icon["src"]).content)) as drawn:
            drawn.load()
            assert icon["sizes"] == f"{drawn.width}x{drawn.height}"
    target = found["share_target"]
    name = target["params"]["files"][0]["name"]
    files = {str(name): ("a.jpg", photo(), "image/jpeg")}
    answer = browser.client.post(
        target["action"], files=files, data={"question": "How much?"},
        headers={"sec-fetch-site": "none"},
    )  # fmt: skip
    assert answer.status_code == 200
    assert words("ar")["title_shared"] in answer.text
    assert "How much?" in answer.text
    assert site.house.asked == []
    browser.page = answer.text
    assert "A menu." in browser.send(question="How much?").text


def test_another_site_shares_nothing(site: Site) -> None:
    browser = site.browser()
    for said in (
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"}, {"origin": "http://["},
    ):  # fmt: skip
        answer = browser.client.post(
            "/share", files={"photo": ("a.jpg", photo(), "image/jpeg")}, headers=said
        )
        assert answer.status_code == 403
        assert 'name="picture"' not in answer.text


@pytest.mark.parametrize(
    ("data", "key"), [(b"", "picture_empty"), (b"just words", "picture_unknown")]
)
def test_what_is_shared_and_no_picture_is_told(site: Site, data: bytes, key: str) -> None:
    answer = site.browser().client.post("/share", files={"photo": ("a.jpg", data, "image/jpeg")})
    assert answer.status_code == 400
    assert words("en")[key] in answer.text


def test_trust_is_explained_where_the_certificate_is_our_own(site: Site, tmp_path: Path) -> None:
    from clearsight.deployment.https import home_tls

    browser = site.browser()
    assert browser.client.get("/trust").status_code == 404
    assert browser.client.get("/trust/authority.crt").status_code == 404
    made = home_tls(tmp_path / "https", ("localhost",))
    doors = replace(site.house.settings.doors, authority=made.authority)
    site.house.settings = replace(site.house.settings, doors=doors)
    assert made.fingerprint in browser.open("/trust")
    answer = browser.client.get("/trust/authority.crt")
    assert answer.headers["content-type"] == "application/x-x509-ca-cert"
    assert answer.content == made.authority.read_bytes()
    assert b"PRIVATE" not in answer.content


def test_cookies_of_a_secret_line_stay_on_it(site: Site) -> None:
    site.base = "https://localhost"
    browser = site.browser()
    browser.client.follow_redirects = False
    browser.open(f"/invitation?k={site.invited()}")
    answer = browser.send("/invitation")
    cookies = answer.headers.get_list("set-cookie")
    assert len(cookies) == 2
    assert all("Secure" in one and "HttpOnly" in one for one in cookies)


def test_every_page_forbids_scripts_of_others_and_copies(site: Site) -> None:
    browser = site.account("operator")
    paths = ("/sign-in/sent", "/account", "/cohorts", "/trust", "/member", "/join", "/invitation")
    for path in paths:
        answer = browser.client.get(path)
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert "<script>" not in answer.text
        assert " style=" not in answer.text
        assert not re.search(r" on\w+=", answer.text)


def test_signing_in_needs_little(site: Site) -> None:
    browser = site.browser()
    page = browser.open("/sign-in")
    assert "assist.js" not in page
    script = browser.client.get("/static/passkey.js").content
    assert len(script) < 1000
    style = [browser.client.get(f"/static/{one}").content for one in ("app.css", "doors.css")]
    assert len(page.encode()) + len(script) + sum(map(len, style)) < 30_000


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("", "en"), ("es-MX,es;q=0.9,en;q=0.8", "es"), ("fr-FR,fr;q=0.9,zh-CN;q=0.8", "zh"),
        ("en;q=0.1, ar", "ar"), ("de", "en"), ("es;q=0, zh;q=x, ar;q=0.1", "ar"),
        ("*;q=nan,es;q=nan", "en"), ("x" * 9000, "en"),
    ],
)  # fmt: skip
def test_without_a_choice_the_browser_says_which_language(accepted: str, code: str) -> None:
    assert wanted(accepted) == code


def test_a_chosen_language_goes_before_the_browsers(site: Site) -> None:
    client = site.browser().client
    client.headers["accept-language"] = "es"
    assert '<html lang="es"' in client.get("/sign-in").text
    assert '<html lang="zh"' in client.get("/sign-in?lang=zh").text


def test_every_reason_and_role_has_its_words() -> None:
    for code in LANGUAGES:
        texts = words(code)
        assert all(f"why_{reason}" in texts for reason in REASONS)
        assert all(f"role_{role}" in texts for role in ROLES)
