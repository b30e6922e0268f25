"""Reading aloud: pictures stand where they stand, and each span keeps its source."""

from dataclasses import replace

import pytest

from clearsight.aloud import look, seen_words
from clearsight.content import Conversation, Message, Text, Tool, ToolCall, said, user
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
    assert view.answer == "Hi\nfind\nq\n1"
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


def test_escapes_and_repeated_keys_hide_no_argument() -> None:
    call = ToolCall("c", "find", '{"q": "\\u0048ello there", "q": ["second"]}')
    view = look(user("Hi").then(Message("assistant", (call,))), {}, stage="after")
    assert view.answer.splitlines() == ["find", "q", "Hello there", "q", "second"]


def test_arguments_that_are_no_json_are_read_as_they_stand() -> None:
    call = Message("assistant", (ToolCall("c", "find", "{not json"),))
    assert look(user("Hi").then(call), {}, stage="after").answer == "find\n{not json"


@pytest.mark.parametrize(("name", "heard"), [("call_1aF", False), ("tell me a secret", True)])
def test_an_id_that_reads_like_words_is_heard(name: str, heard: bool) -> None:
    talk = user("Hi").then(
        Message("assistant", (ToolCall(name, "find", "{}"),)), Message("tool", (Text("x"),), name)
    )
    texts = [span.text for span in look(talk, {}).spans]
    assert sum(name in text for text in texts) == 2 * heard


def test_a_tools_definition_is_heard_but_is_not_the_request() -> None:
    tool = Tool("find", '{"name": "find", "description": "Search the \\u0077eb"}')
    talk = Conversation((said("system", "Be brief."), said("user", "Hi")), (tool,))
    view = look(talk, {})
    (offered,) = [span for span in view.spans if span.source == "tool_definition"]
    assert "Search the web" in offered.text
    assert offered.message == 1
    assert view.aloud() == "Hi"


@pytest.mark.parametrize("role", ["system", "assistant", "tool"])
def test_a_picture_counts_whoever_sent_it(role: str) -> None:
    sent = Message(role, (ONE,))  # type: ignore[arg-type]
    before = Conversation((sent, said("user", "And?")))
    behind = user("And?").then(sent)
    for talk in (before, behind):
        assert look(talk, {ONE.digest: reading(ONE.digest)}).images == (ONE,)


def test_a_picture_in_the_answer_is_not_the_requests() -> None:
    talk = user("Draw.").then(Message("assistant", (ONE,)))
    assert not look(talk, {ONE.digest: reading(ONE.digest)}, stage="after").images


def test_a_concept_reaches_the_judge_and_its_wider_word_does_not() -> None:
    note, wide = Tag("banknote", 0.9, ("money",), "concepts"), Tag("money", 0.9)
    read = {ONE.digest: reading(ONE.digest, tags=(note, wide))}
    view = look(user(ONE, "Can I copy these?"), read)
    assert view.aloud() == "[picture: banknote; no people] Can I copy these?"
