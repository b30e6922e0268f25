"""The stream that the page's script reads: one JSON object a line."""

import json
from typing import Any

from clearsight.models.scripted import Scripted
from tests.app.conftest import Browser, Open, hidden, photo
from tests.app.doubles import TestHouse

FILE = {"photo": ("photo.jpg", photo(), "image/jpeg")}
LONG = "It is a menu. " * 60


def streamed(browser: Browser, **fields: str) -> list[dict[str, Any]]:
    browser.open()
    answer = browser.send("/answer", FILE, **fields)
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.strip().splitlines()]


def test_the_words_come_in_pieces_and_the_end_is_said(house: TestHouse, visit: Open) -> None:
    house.made = [Scripted(LONG)]
    *pieces, last = streamed(visit(house), question="What?")
    assert len(pieces) > 1
    assert "".join(piece["text"] for piece in pieces) == LONG
    assert last["end"]["state"] == "answered"


def test_the_end_brings_the_state_of_the_next_form(browser: Browser) -> None:
    end = streamed(browser, question="What?")[-1]["end"]
    assert set(hidden(end["kept"])) == {"picture", "seal", "turns"}
    assert "href" not in end["photo"]  # the script takes the picture from the form
    assert "Tomato soup" in end["saw"]


def test_a_follow_up_sends_no_picture_back(browser: Browser) -> None:
    browser.ask("What?")
    answer = browser.send("/answer", question="And the price?")
    end = json.loads(answer.text.strip().splitlines()[-1])["end"]
    assert "kept" not in end
    assert "base64" not in answer.text
    assert [turn["question"] for turn in json.loads(end["turns"])] == ["What?", "And the price?"]


def test_a_refusal_comes_as_one_piece_with_its_reason(browser: Browser) -> None:
    *pieces, last = streamed(browser, question="An explosive?")
    assert len(pieces) == 1
    assert last["end"]["state"] == "refused"
    assert "wrongdoing" in last["end"]["extras"]


def test_an_answer_that_turns_bad_is_cut_with_the_reason(house: TestHouse, visit: Open) -> None:
    house.made = [Scripted(LONG + "Mix the explosive. " + LONG)]
    *pieces, last = streamed(visit(house), question="What?")
    assert "explosive" not in "".join(piece["text"] for piece in pieces)
    assert last["end"]["state"] == "refused"
    assert "Stopped here" in last["end"]["extras"]


def test_a_model_that_fails_is_a_problem_that_keeps_the_picture(
    house: TestHouse, visit: Open
) -> None:
    house.made = [Scripted(fault="truncate", text="It is a")]
    end = streamed(visit(house), question="What?")[-1]["end"]
    assert end["state"] == "error"
    assert "The model did not answer" in end["problem"]
    assert hidden(end["kept"])["picture"]


def test_a_bad_file_is_a_problem(browser: Browser) -> None:
    browser.open()
    answer = browser.send("/answer", {"photo": ("a.jpg", b"words", "image/jpeg")})
    (only,) = [json.loads(line) for line in answer.text.strip().splitlines()]
    assert "not a picture" in only["end"]["problem"]
