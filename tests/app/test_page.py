"""The page `/` as a plain form: nothing here runs a script."""

import json
from dataclasses import replace
from importlib import resources

import pytest

from clearsight.models.scripted import Scripted
from clearsight.reading import Box, Person, Quality, Reading
from tests.app.conftest import Browser, Open, hidden, photo
from tests.app.doubles import TestHouse
from tests.doubles import FixedReader, WordDetector, line

ATTACK = '"><script>alert(1)</script>'


def test_an_empty_page_takes_a_photo_and_names_model_and_policy(browser: Browser) -> None:
    page = browser.open()
    assert 'name="photo" accept="image/*"' in page
    assert 'capture="environment"' in page
    assert "Answers come from scripted" in page
    assert "--model http:" in page


def test_a_photo_is_answered_without_scripts(browser: Browser) -> None:
    answer = browser.ask("What is this?")
    assert answer.status_code == 200
    assert ">A menu.</p>" in browser.page
    assert "<title>Answer" in browser.page


def test_a_follow_up_carries_the_picture_and_the_conversation(
    browser: Browser, house: TestHouse
) -> None:
    browser.ask("What is this?")
    assert browser.send(question="And the price?").status_code == 200
    asked = house.asked[-1]
    assert [message.text for message in asked] == ["What is this?", "A menu.", "And the price?"]
    assert len(asked.images) == 1
    assert browser.page.count('<p class="said" dir="auto" lang') == 2


def test_a_follow_up_shows_the_model_the_very_bytes_of_the_first_answer(
    browser: Browser, house: TestHouse
) -> None:
    browser.ask("What is this?")
    browser.send(question="And the price?")
    first, second = (asked.images[0] for asked in house.asked)
    assert first == second


def test_a_suggestion_is_sent_as_the_question(browser: Browser, house: TestHouse) -> None:
    browser.ask("What is this?")
    browser.send(question="", quick="Read all the text")
    assert house.asked[-1].messages[-1].text == "Read all the text"


def test_a_picture_with_a_forged_seal_is_decoded_like_a_strangers(
    browser: Browser, house: TestHouse
) -> None:
    browser.ask()
    forged = json.loads(hidden(browser.page)["seal"]) | {"mac": "0" * 64}
    assert browser.send(question="And?", seal=json.dumps(forged)).status_code == 200
    first, second = (asked.images[0] for asked in house.asked)
    assert first.digest != second.digest


def test_a_refusal_is_shown_with_its_wording_and_its_reason(browser: Browser) -> None:
    browser.ask("Where do I buy an explosive?")
    assert "<title>Not answered" in browser.page
    assert "Why: wrongdoing." in browser.page
    assert "can&#39;t help with this" in browser.page


def test_a_refused_answer_never_reaches_the_page(house: TestHouse, visit: Open) -> None:
    house.made = [Scripted("Mix the explosive with care.")]
    browser = visit(house)
    browser.ask("How?")
    assert "Not answered" in browser.page
    assert "Mix the" not in browser.page


def test_a_model_that_fails_leaves_photo_and_question(house: TestHouse, visit: Open) -> None:
    house.made = [Scripted(fault="error")]
    browser = visit(house)
    assert browser.ask("What is this?").status_code == 502
    assert "The model did not answer" in browser.page
    assert hidden(browser.page)["picture"].startswith("data:image/")
    assert ">What is this?</textarea>" in browser.page


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"just words", "not a picture that can be read here"),
        (b"", "The file is empty"),
        (photo()[:300], "damaged"),
    ],
)
def test_a_file_that_is_no_picture_is_explained_and_the_question_kept(
    browser: Browser, data: bytes, told: str
) -> None:
    assert browser.ask("How <much> is it?", data).status_code == 400
    assert told in browser.page
    assert "How &lt;much&gt; is it?</textarea>" in browser.page


def test_a_form_without_a_photo_says_so(browser: Browser) -> None:
    browser.open()
    assert browser.send(question="What?").status_code == 400
    assert "Choose a photo first" in browser.page


@pytest.mark.parametrize("turns", ["{", '[{"question": 1, "answer": ""}]', '"x"', "[[]]"])
def test_a_damaged_conversation_is_no_server_error(browser: Browser, turns: str) -> None:
    browser.ask()
    assert browser.send(question="And?", turns=turns).status_code == 400
    assert "arrived damaged" in browser.page


def test_a_body_beyond_the_cap_is_told_so(browser: Browser) -> None:
    answer = browser.ask(picture=b"\xff\xd8\xff" + bytes(35_000_000))
    assert answer.status_code == 400
    assert "larger than 20 MB" in browser.page


def test_words_of_people_pictures_and_models_are_never_markup(
    house: TestHouse, visit: Open
) -> None:
    house.senses = FixedReader((line(ATTACK),))
    house.made = [Scripted(ATTACK)]
    browser = visit(house)
    browser.open()
    browser.send(files={"photo": (ATTACK, photo(), ATTACK)}, question=ATTACK)
    assert "<script>alert" not in browser.page
    assert browser.page.count("&lt;script&gt;alert(1)") >= 3


def test_the_section_shows_boxes_and_says_the_same_in_words(house: TestHouse, visit: Open) -> None:
    def change(reading: Reading) -> Reading:
        face = Person(0.9, Box(0.4, 0.1, 0.6, 0.3), None, "middle")
        return replace(reading, people=(face,), quality=Quality(0.1, 0.1, 9.0, dark=True))

    house.senses = FixedReader((line("Tomato soup"),), change=change)
    browser = visit(house)
    browser.ask("What is this?")
    browser.send(question="What is this?", anyway="1")
    assert '<rect class="s-person" x="128.0" y="24.0" width="64.0" height="48.0"/>' in browser.page
    assert '<rect class="s-text"' in browser.page
    assert "Your photo with 2 places marked" in browser.page
    assert "1 person. Who it is is never looked for." in browser.page
    assert ">A photo, 320 by 240 pixels, dark</p>" in browser.page


def test_a_warning_stands_before_the_answer(house: TestHouse, visit: Open) -> None:
    house.detectors = [WordDetector("pills", "medical")]
    browser = visit(house)
    browser.ask("Which pills are these?")
    warning = browser.page.index("check with a pharmacist")
    assert warning < browser.page.index(">A menu.</p>")


def test_deleting_forgets_picture_and_source(browser: Browser, house: TestHouse) -> None:
    browser.ask("What is this?")
    image = house.asked[0].images[0]
    answer = browser.send("/forget")
    assert answer.status_code == 200
    assert "are deleted" in browser.page
    assert "picture" not in hidden(browser.page)
    ((digest, source),) = house.forgotten
    assert digest == image.digest
    assert len(source) == 64


def test_visitors_are_cached_apart(house: TestHouse, visit: Open) -> None:
    for _ in range(2):
        visit(house).ask()
    assert len(set(house.tenants)) == 2


def test_arabic_runs_from_right_to_left(browser: Browser) -> None:
    assert '<html lang="ar" dir="rtl">' in browser.open("/?lang=ar")


def test_page_and_scripts_are_small(browser: Browser) -> None:
    page = browser.open()
    folder = resources.files("clearsight.app").joinpath("static")
    names = [one.name for one in folder.iterdir() if one.name.endswith((".js", ".css"))]
    sent = {name: len(browser.client.get(f"/static/{name}").content) for name in names}
    # The scripts of all pages together; no page loads them all.
    assert sum(size for name, size in sent.items() if name.endswith(".js")) <= 10_000
    assert len(page.encode()) + sum(sent.values()) <= 60_000


def test_a_long_line_is_shortened_at_a_blank_or_where_there_is_none(
    house: TestHouse, visit: Open
) -> None:
    house.senses = FixedReader((line("本店所有菜品均为现做现卖" * 6), line("word " * 20)))
    browser = visit(house)
    browser.ask("What does it say?")
    assert f"text “{('本店所有菜品均为现做现卖' * 6)[:40]} …” (1 line)" in browser.page
    assert "text “word word word word word word word word …” (1 line)" in browser.page


def test_without_a_question_a_refusal_is_in_the_language_of_the_page(
    house: TestHouse, visit: Open
) -> None:
    house.senses = FixedReader((line("explosive"),))
    refused = {
        "zh": "这个请求我帮不了",
        "es": "No puedo ayudar con esto",
        "ar": "لا أستطيع المساعدة",
    }
    for code, told in refused.items():
        browser = visit(house)
        browser.open(f"/?lang={code}")
        photo_file = {"photo": ("photo.jpg", photo(), "image/jpeg")}
        browser.send(f"/?lang={code}", photo_file, question="")
        assert told in browser.page
