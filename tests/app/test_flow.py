"""The assistant's flow as plain forms: first the answer, then more; bad photos, several photos."""

import json
from dataclasses import replace

import pytest

from clearsight.app.talk import MOST_EARLIER
from clearsight.models.scripted import Scripted
from clearsight.reading import Box, Quality, Reading, Unread
from tests.app.conftest import Browser, Open, hidden, photo
from tests.app.doubles import TestHouse
from tests.doubles import FixedReader, WordDetector, line

LONG = "A menu of a kitchen by the harbour. It has ten lines. " + "The soup is warm. " * 30


def _graded(**flags: object) -> FixedReader:
    def change(reading: Reading) -> Reading:
        return replace(reading, quality=Quality(0.1, 0.1, 9.0, **flags))  # type: ignore[arg-type]

    return FixedReader((line("Tomato soup"),), change=change)


def test_the_answer_stands_first_in_one_sentence_and_the_rest_is_folded(
    house: TestHouse, visit: Open
) -> None:
    house.made = [Scripted(LONG)]
    browser = visit(house)
    browser.ask("What is this?")
    assert '">A menu of a kitchen by the harbour.</p>' in browser.page
    assert '<details class="fold more"><summary>More</summary>' in browser.page
    house.made = [Scripted("A menu of a kitchen by the harbour. It has ten lines.")]
    browser.ask("What is this?")
    assert '<details class="fold more" open>' in browser.page


def test_the_reading_mode_keeps_the_order_and_marks_what_cannot_be_read(
    house: TestHouse, visit: Open
) -> None:
    lines = (("Tomato soup", 0.99), ("0n1on s0up", 0.7), ("Apple pie", 0.9))
    placed = tuple(
        replace(line(text), confidence=sure, box=Box(0.1, 0.1 + 0.2 * n, 0.6, 0.2 + 0.2 * n))
        for n, (text, sure) in enumerate(lines)
    )

    def change(reading: Reading) -> Reading:
        gap = Unread(Box(0.6, 0.8, 0.9, 0.9), 5.0, unscannable=False)
        return replace(reading, lines=placed, unread=(gap,))

    house.senses = FixedReader(placed, change=change)
    browser = visit(house)
    browser.ask()
    read = browser.page[browser.page.index("All the text, line by line") :]
    read = read[: read.index("</ol>")]
    order = ["Tomato soup", "[cannot read]", "perhaps:</span>", "Apple pie", "[cannot read]",
             "bottom right"]  # fmt: skip
    at = 0
    for text in order:
        assert text in read[at:], read
        at = read.index(text, at) + 1
    assert "0n1on" not in read


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        ({"dark": True}, "Turn on a light"),
        ({"blurred": True}, "The picture is blurred"),
        ({"bright": True}, "Turn away from the light"),
        ({"blank": True}, "covers the lens"),
        ({"cut_off": ("left",)}, "on the left"),
    ],
)
def test_a_bad_photo_is_held_back_with_advice_before_any_model_is_asked(
    house: TestHouse, visit: Open, flags: dict[str, object], told: str
) -> None:
    house.senses = _graded(**flags)
    browser = visit(house)
    assert browser.ask("How <much> is it?").status_code == 200
    assert "<title>Take it again?" in browser.page
    assert told in browser.page
    assert house.asked == []
    assert "How &lt;much&gt; is it?</textarea>" in browser.page
    answer = browser.send(anyway="1")
    assert answer.status_code == 200
    assert [message.text for message in house.asked[-1]] == ["How <much> is it?"]
    assert told not in browser.page.split("<ol id")[1].split("What the guard saw")[0]


def test_a_screenshot_whose_text_runs_to_the_edge_is_not_held_back(
    house: TestHouse, visit: Open
) -> None:
    house.senses = _graded(cut_off=("left",), kind="screenshot")
    browser = visit(house)
    browser.ask("What is this?")
    assert "<title>Answer" in browser.page


def test_a_stream_ends_with_the_advice_when_the_photo_is_held_back(
    house: TestHouse, visit: Open
) -> None:
    house.senses = _graded(dark=True)
    browser = visit(house)
    browser.open()
    files = {"photo": ("photo.jpg", photo(), "image/jpeg")}
    end = browser.send("/answer", files, question="What?").json()["end"]
    assert end["state"] == "held"
    assert hidden(end["gate"])["question"] == "What?"
    assert hidden(end["gate"])["gates"] == "1"


def test_a_second_photo_joins_the_conversation(browser: Browser, house: TestHouse) -> None:
    browser.ask("What is this?")
    browser.send(
        files={"photo": ("b.jpg", photo("BILL"), "image/jpeg")}, question="Does it match this bill?"
    )
    first, answer, second = house.asked[-1].messages
    assert [len(one.images) for one in (first, answer, second)] == [1, 0, 1]
    assert first.images[0] == house.asked[0].images[0]
    assert first.images[0] != second.images[0]
    browser.send(question="And now?")
    assert [len(one.images) for one in house.asked[-1] if one.role == "user"] == [1, 1, 0]


def test_the_oldest_photo_leaves_when_there_are_too_many_and_its_words_stay(
    browser: Browser, house: TestHouse
) -> None:
    browser.ask("Photo 0?")
    for number in range(1, MOST_EARLIER + 2):
        files = {"photo": ("b.jpg", photo(f"N{number}"), "image/jpeg")}
        assert browser.send(files=files, question=f"Photo {number}?").status_code == 200
    asked = [one for one in house.asked[-1] if one.role == "user"]
    assert [len(one.images) for one in asked] == [0, 1, 1, 1]
    assert asked[0].text == "Photo 0?"


def test_the_standing_warning_comes_once_a_visit(browser: Browser) -> None:
    browser.open()
    assert browser.page.count("Do not rely on them") == 2  # at the top, and among the facts
    browser.ask("What?")
    browser.open()
    assert browser.page.count("Do not rely on them") == 1


def test_warnings_of_request_and_answer_come_before_their_words(
    house: TestHouse, visit: Open
) -> None:
    house.made = [Scripted("Here are the pills, two of them. They are white.")]
    house.detectors = [WordDetector("crossing", "mobility"), WordDetector("pills", "medical")]
    browser = visit(house)
    browser.open()
    files = {"photo": ("photo.jpg", photo(), "image/jpeg")}
    lines = browser.send("/answer", files, question="At the crossing?").text.strip().splitlines()
    kinds = [next(iter(json.loads(one))) for one in lines]
    assert kinds == ["notice", "notice", "text", "text", "end"]
    assert "data-say" not in json.loads(lines[-1])["end"]["extras"]


def test_an_answer_that_breaks_off_stays_and_can_be_continued(
    house: TestHouse, visit: Open
) -> None:
    house.made = [Scripted(fault="truncate", text=LONG * 3)]
    browser = visit(house)
    browser.open()
    files = {"photo": ("photo.jpg", photo(), "image/jpeg")}
    lines = browser.send("/answer", files, question="What?").text.strip().splitlines()
    end = json.loads(lines[-1])["end"]
    assert end["state"] == "cut"
    assert "stopped early" in end["after"]
    assert 'name="quick"' in end["after"]
    assert "A menu of a kitchen" in hidden(end["kept"])["turns"]


def test_a_model_that_says_nothing_is_given_up_and_everything_stays(
    house: TestHouse, visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clearsight.app.streamed.SILENT_S", 0.2)
    monkeypatch.setattr("clearsight.app.assist.WHOLE_S", 0.2)
    house.made = [Scripted(fault="hang")]
    browser = visit(house)
    assert browser.ask("What?").status_code == 502
    assert "took too long" in browser.page
    assert ">What?</textarea>" in browser.page
    browser.open()
    files = {"photo": ("photo.jpg", photo(), "image/jpeg")}
    end = browser.send("/answer", files, question="What?").json()["end"]
    assert "took too long" in end["problem"]
    assert hidden(end["kept"])["picture"]


def test_a_busy_guard_is_not_taken_for_a_silent_model(
    house: TestHouse, visit: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under load photos waited 12 s for a processor, and answers were lost as if models hung."""
    monkeypatch.setattr("clearsight.app.streamed.SILENT_S", 0.2)
    house.detectors = [WordDetector("explosive", delay_s=0.3)]
    house.made = [Scripted(LONG, latency_ms=50)]
    browser = visit(house)
    browser.open()
    files = {"photo": ("photo.jpg", photo(), "image/jpeg")}
    lines = browser.send("/answer", files, question="What?").text.strip().splitlines()
    events = [json.loads(one) for one in lines]
    assert events[-1]["end"]["state"] == "answered"
    assert "".join(one.get("text", "") for one in events) == LONG
