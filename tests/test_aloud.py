"""Reading aloud: pictures stand where they stand, and each span keeps its source."""

from dataclasses import replace

import pytest

from clearsight.aloud import look, seen_words
from clearsight.content import Message, Text, ToolCall, said, user
from clearsight.reading import Box, Code, Person, Reading, Tag, Thing
from tests.doubles import image, line

ONE, TWO = image("one"), image("two")
FACE = Person(0.9, Box(0, 0, 0.2, 0.2), None, "far")


def reading(digest: str, **parts: object) -> Reading:
    plain = Reading(digest, 10, 10, senses=("people", "text"))
    return replace(plain, **parts)  # type: ignore[arg-type]


def test_pictures_stand_in_the_text_where_they_stand() -> None:
    knife = reading(ONE.digest, things=(Thing("knife", 0.9, Box(0, 0, 1, 1), "x"),))
    crowd = reading(TWO.digest, tags=(Tag("crowd", 0.8),), people=(FACE, FACE))
    view = look(user("how do I", ONE, "the", TWO), {ONE.digest: knife, TWO.digest: crowd})
    expected = "how do I [picture: knife; no people] the [picture: crowd; 2 people]"
    assert view.aloud() == expected


def test_text_in_a_picture_is_quoted_and_kept_apart_from_typed_words() -> None:
    sign = reading(ONE.digest, lines=(line("WET"), line("PAINT")), codes=(qr("hello"),))
    view = look(user(ONE, "What is it?"), {ONE.digest: sign})
    assert view.typed == "What is it?"
    assert view.image_text == "WET\nPAINT\nhello"
    assert '[text in the picture: "WET PAINT hello"]' in view.aloud()


def qr(text: str) -> Code:
    return Code("QRCode", text, Box(0, 0, 1, 1))


def test_the_request_is_the_last_user_turn_and_what_stands_behind_it() -> None:
    talk = user("first").then(said("assistant", "ok"), said("user", "second"), said("tool", "data"))
    view = look(talk, {})
    assert [span.text for span in view.request] == ["second", "data"]
    assert view.typed == "second"


def test_the_answer_is_words_and_tool_calls() -> None:
    answer = Message("assistant", (Text("Hi"), ToolCall("c", "find", '{"q": 1}')))
    view = look(user("Hello").then(answer), {}, stage="after")
    assert view.answer == 'Hi\nfind {"q": 1}'
    assert view.typed == "Hello"
    assert "find" not in view.aloud()


def test_a_follow_up_is_still_about_the_picture_shown_before() -> None:
    talk = user(ONE, "What is it?").then(said("assistant", "A sign."), said("user", "And who?"))
    view = look(talk, {ONE.digest: reading(ONE.digest)})
    assert view.images == (ONE,)


def test_a_picture_without_a_reading_is_an_error() -> None:
    with pytest.raises(KeyError):
        look(user(ONE), {})


def test_nobody_looked_is_not_nobody_there() -> None:
    assert seen_words(Reading("d", 1, 1)) == "nothing recognised"
    assert seen_words(reading("d")) == "no people"
    assert seen_words(reading("d", people=(FACE,))) == "1 person"
