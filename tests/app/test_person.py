"""The way to a person, what is kept, what is called wrong; all as plain forms."""

import re

import pytest

from clearsight.app import keeping, person
from clearsight.app.keeping import COOKIE
from clearsight.app.words import words
from clearsight.app.wrong import WRONG
from clearsight.models.scripted import Scripted
from clearsight.people.tries import Limit
from clearsight.vault.vault import Vault
from tests.app.conftest import Browser, Open, hidden, photo
from tests.app.doubles import TestHouse
from tests.doubles import WordDetector

FILE = {"photo": ("photo.jpg", photo(), "image/jpeg")}


@pytest.fixture
def served(house: TestHouse, vault: Vault, visit: Open) -> Browser:
    house.safe = vault
    return visit(house)


def _stored(browser: Browser) -> str:
    return re.sub(r"\s+", " ", browser.client.get("/kept").text)


def test_the_button_stands_on_every_state_of_the_page(served: Browser) -> None:
    for page in (served.open(), served.ask("What?").text, served.send("/forget").text):
        assert page.count('formaction="/person?lang=en#now" formnovalidate') >= 1


def test_a_visitor_chooses_what_to_share_and_waits_in_the_line(served: Browser) -> None:
    served.ask("What is this?")
    served.send("/person", question="And the price?")
    assert "What may they see?" in served.page
    assert "Nobody is here yet" in served.page
    assert COOKIE not in served.client.cookies
    served.send("/person/line", do="join", share="photo_and_chat")
    assert "<title>Waiting for a person" in served.page
    assert "You keep your place: number 1." in served.page
    assert "1 photo, 1 conversation" in _stored(served)
    served.send("/person/line", do="look")
    assert "number 1" in served.page
    assert served.client.get("/person/state").json()["state"] == "asked"


@pytest.mark.parametrize(
    ("share", "stored"),
    [("photo", "1 photo, 0 conversations"), ("nothing", "Nothing of you is stored")],
)
def test_only_what_is_shared_is_stored(served: Browser, share: str, stored: str) -> None:
    served.ask("What is this?")
    served.send("/person")
    served.send("/person/line", do="join", share=share)
    assert stored in _stored(served)


def test_another_choice_takes_back_what_was_shared(served: Browser) -> None:
    served.ask("What is this?")
    served.send("/person")
    served.send("/person/line", do="join", share="photo_and_chat")
    served.send("/person/line", do="share", share="nothing")
    assert "<strong>nothing</strong>" in served.page
    assert "Nothing of you is stored" in _stored(served)


def test_back_to_the_model_keeps_the_talk_and_the_place_in_the_line(
    served: Browser, house: TestHouse
) -> None:
    served.ask("What is this?")
    served.send("/person", question="And the price?")
    served.send("/person/line", do="join", share="photo_and_chat")
    served.send("/person/line", do="back")
    assert ">And the price?</textarea>" in served.page
    assert "You keep your place" in served.page
    served.send(question="And the price?")
    assert next(one.text for one in house.asked[-1]) == "What is this?"
    assert "You keep your place" in served.page


def test_leaving_the_line_takes_away_what_was_only_for_it(served: Browser) -> None:
    served.ask("What is this?")
    served.send("/person")
    served.send("/person/line", do="join", share="photo_and_chat")
    served.send("/person/line", do="leave")
    assert "You left the line" in served.page
    assert ">A menu.</p>" in served.page
    assert "Nothing of you is stored" in _stored(served)


def test_one_can_be_told_instead_of_waiting(served: Browser) -> None:
    served.ask("What is this?")
    served.send("/person")
    served.send("/person/line", do="join", share="nothing")
    served.send("/person/line", do="notify", address="not an address")
    assert "This address cannot be used" in served.page
    served.send("/person/line", do="notify", address="ana@example.org")
    assert "You will be told" in served.page


def test_a_photo_that_was_not_asked_about_can_be_shared_too(
    served: Browser, house: TestHouse
) -> None:
    served.open()
    served.send("/person", files=FILE, question="Is this my train?")
    assert "What may they see?" in served.page
    served.send("/person/line", do="join", share="photo")
    assert house.asked == []
    assert "1 photo," in _stored(served)


def test_a_place_that_has_gone_is_said(served: Browser) -> None:
    served.ask("What is this?")
    served.client.cookies.set(COOKIE, "x" * 43)
    served.send("/person/line", do="look")
    served.send("/person/line", do="stay")
    assert "Your place in the line is gone" in served.page


def test_deleting_gives_a_receipt_that_the_vault_knows(served: Browser, vault: Vault) -> None:
    served.ask("What is this?")
    served.send("/person")
    served.send("/person/line", do="join", share="photo_and_chat")
    served.send("/person/line", do="back")
    served.send("/forget")
    assert "1 photo, 1 conversation" in served.page
    receipt = re.search(r"<code>(.+?)</code>", served.page)
    assert receipt is not None
    assert "Nothing of you is stored" in _stored(served)
    checked = served.client.portal.call(vault.check, receipt[1])  # type: ignore[union-attr]
    assert checked.genuine
    assert checked.left == 0


def test_a_receipt_can_be_checked_on_the_page(served: Browser) -> None:
    served.ask("What is this?")
    served.send("/person")
    served.send("/person/line", do="join", share="photo")
    served.open("/kept")
    served.send("/kept/delete")
    receipt = re.search(r"<code>(.+?)</code>", served.page)
    assert receipt is not None
    served.open("/kept")
    served.send("/kept/check", receipt=receipt[1])
    assert "genuine" in served.page
    assert "1 photo, 0 conversations. Of them 0 are stored now." in served.page
    assert "No file of the database holds them" in served.page
    served.send("/kept/check", receipt=receipt[1].replace("photos=1", "photos=9"))
    assert "made no such receipt" in served.page


def test_consents_are_off_and_each_is_given_by_itself(served: Browser) -> None:
    page = served.open("/kept")
    assert page.count('type="checkbox"') == 3
    assert "checked" not in page
    served.send("/kept", consent_text="1")
    assert served.page.count(" checked") == 1
    served.ask("What is this?")
    assert "0 photos, 1 conversation" in _stored(served)
    served.open("/kept")
    served.send("/kept")
    assert "checked" not in served.page
    assert "Nothing of you is stored" in _stored(served)


def test_an_address_for_research_is_checked(served: Browser) -> None:
    served.open("/kept")
    assert served.send("/kept", consent_research="1").status_code == 400
    assert "This address cannot be used" in served.page
    served.send("/kept", consent_research="1", contact="ana@example.org")
    assert 'value="ana@example.org"' in served.page


def test_everything_stored_can_be_deleted(served: Browser) -> None:
    served.open("/kept")
    served.send("/kept", consent_text="1")
    served.ask("What is this?")
    served.open("/kept")
    served.send("/kept/delete")
    assert "0 photos, 1 conversation" in served.page
    assert COOKIE not in served.client.cookies


def test_a_wrong_answer_is_a_number_and_no_words_without_consent(
    served: Browser, house: TestHouse
) -> None:
    counter = WRONG.labels(house.model_name, house.default_policy)._value
    before = counter.get()
    served.ask("What is this?")
    served.send("/wrong", why="It is a bill")
    assert counter.get() == before + 1
    assert "counted as wrong" in served.page
    assert 'name="why"' not in served.page
    assert "It is a bill" not in served.page
    assert "A person can check it" in served.page
    served.send("/wrong")
    assert counter.get() == before + 1  # the same answer twice is one


def test_with_consent_the_reason_is_kept_with_the_conversation(
    served: Browser, vault: Vault
) -> None:
    served.open("/kept")
    served.send("/kept", consent_text="1")
    served.ask("What is this?")
    served.send("/wrong")
    assert 'name="why"' in served.page
    served.send("/wrong", why="It is a bill")
    assert "It is a bill" in hidden(served.page)["turns"]


@pytest.mark.parametrize(
    ("answer", "question", "told"),
    [
        ("I cannot tell what this is.", "What is this?", "able to see it"),
        ("Here are the pills.", "Which?", "Better to have a person check"),
        ("A menu.", "Where do I buy an explosive?", "may be able to help"),
    ],
)
def test_a_person_is_offered_where_the_answer_calls_for_one(
    served: Browser, house: TestHouse, answer: str, question: str, told: str
) -> None:
    house.detectors = [WordDetector("explosive"), WordDetector("pills", "medical")]
    house.made = [Scripted(answer)]
    served.ask(question)
    assert told in served.page


def test_a_person_is_offered_when_the_visitor_doubts(served: Browser) -> None:
    served.ask("What is this?")
    assert "note offer" not in served.page
    served.send(question="Are you sure?")
    assert "A person can check this answer" in served.page
    served.send(question="what is this")
    assert "A person can check this answer" in served.page


def test_one_network_cannot_fill_the_vault_or_the_line_and_can_always_take_back(
    served: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (keeping, person):
        monkeypatch.setattr(module, "KEEP", Limit("keep", 3, 600))
    served.ask("What is this?")
    asked = served.page
    served.send("/person/line", do="join", share="photo_and_chat")
    mine = served.client.cookies[COOKIE]
    for _ in range(2):  # as visitors without a cookie
        served.client.cookies.delete(COOKIE)
        served.page = asked
        assert served.send("/kept", consent_text="1").status_code == 200
    served.client.cookies.delete(COOKIE)
    for path, fields in (
        ("/kept", {"consent_photo": "1"}), ("/person/line", {"do": "join", "share": "photo"}),
    ):  # fmt: skip
        served.page = asked
        answer = served.send(path, None, **fields)
        assert answer.status_code == 429
        assert words("en")["error_often"] in answer.text
        assert COOKIE not in served.client.cookies
    served.client.cookies.set(COOKIE, mine)
    served.page = asked
    assert "You keep your place" in served.send("/person/line", do="look").text
    assert served.send("/person/line", do="share", share="nothing").status_code == 200
    assert "Nothing of you is stored" in _stored(served)
    served.page = asked
    assert served.send("/person/line", do="leave").status_code == 200
    assert served.send("/kept/delete").status_code == 200


def test_who_may_not_ask_any_more_can_still_see_take_back_and_delete(
    served: Browser, house: TestHouse
) -> None:
    served.open("/kept")
    served.send("/kept", consent_text="1", consent_photo="1")
    house.open = False  # a key is needed from now on
    assert served.client.get("/").status_code == 403
    served.open("/kept")
    assert served.send("/kept", consent_research="1", contact="a@example.org").status_code == 400
    assert served.send("/kept", consent_photo="1").status_code == 200
    served.open("/kept")
    assert served.send("/kept/delete").status_code == 200
    assert "clearsight-receipt/1" in served.page
    assert served.client.get("/kept").status_code == 403
