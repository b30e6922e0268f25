"""Forms that no browser of ours sends: each is told so, and none breaks the server."""

import json
from html import unescape

import pytest

from clearsight.app.words import words
from clearsight.people.tries import network_of
from tests.app.conftest import Browser, photo
from tests.app.doubles import TestHouse

FILE = {"photo": ("photo.jpg", photo(), "image/jpeg")}
HALF = chr(0xD800)
TOLD = "Please send the form again"


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "null", ""])
def test_an_origin_that_is_none_is_another_site(
    browser: Browser, house: TestHouse, origin: str
) -> None:
    browser.open()
    browser.headers = {"origin": origin}
    answer = browser.send(files=FILE, question="What is this?")
    assert answer.status_code == 400
    assert TOLD in answer.text
    assert not house.asked


def test_a_seal_nested_too_deep_is_no_seal_of_ours(browser: Browser, house: TestHouse) -> None:
    browser.ask("What is this?")
    answer = browser.send(question="And now?", seal="[" * 100_000)
    assert answer.status_code == 200
    assert len(house.asked) == 2  # decoded anew, as a stranger's picture


@pytest.mark.parametrize("where", ["question", "answer", "wrong"])
@pytest.mark.parametrize("path", ["/", "/wrong", "/person/line"])
def test_half_a_character_in_a_conversation_is_refused_before_anybody_is_asked(
    browser: Browser, house: TestHouse, path: str, where: str
) -> None:
    browser.ask("What is this?")
    turn = {"question": "a", "answer": "b", "wrong": "c"} | {where: HALF}
    answer = browser.send(path, turns=json.dumps([turn]), question="And now?", do="join")
    assert answer.status_code == 400
    assert len(house.asked) == 1


def test_half_a_character_by_way_of_a_charset_is_refused(
    browser: Browser, house: TestHouse
) -> None:
    browser.open()
    known = browser.client.cookies["clearsight_token"]
    lines = []
    for name, value in (("token", known), ("email", "+2AA-")):
        lines += ["--x", f'Content-Disposition: form-data; name="{name}"', "", value]
    head = {"content-type": "multipart/form-data; boundary=x; charset=utf-7"}
    answer = browser.client.post(
        "/", content="\r\n".join([*lines, "--x--", ""]).encode(), headers=browser.headers | head
    )
    assert words("en")["error_form"] in unescape(answer.text)
    assert not house.asked


@pytest.mark.parametrize(
    ("who", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_all_addresses_of_one_network_are_one_visitor(who: str, counted: str) -> None:
    assert network_of(who) == counted
