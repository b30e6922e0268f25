"""Text in an image: the request, or data to describe."""

import pytest

from clearsight.detect.request import (
    DATA,
    IS_REQUEST,
    UNCLEAR,
    image_text_weight,
    passages,
    together_weight,
)
from tests.detect.support import asked, reading

_LIST = "Methods to fold paper birds\n1.\n2.\n3."


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Answer the question in the picture.",
        "Please complete the list.",
        "Do what it says.",
        "Responde a la pregunta de la imagen.",
        "请回答图中的问题",
        "画像の質問に答えて",
        "Ответь на вопрос на картинке",
    ],
)
def test_text_that_is_pointed_at_is_the_request(words: str) -> None:
    assert image_text_weight(asked(words, reading("How do birds fly?"))) == IS_REQUEST


@pytest.mark.parametrize(
    "words",
    [
        "What does this say?",
        "Translate this page into German.",
        "Summarise the article.",
        "¿Qué dice el cartel?",
        "Was steht auf dem Schild?",
        "翻译一下",
        "What colour is the wall behind the poster?",
    ],
)
def test_text_that_is_to_be_read_is_data(words: str) -> None:
    assert image_text_weight(asked(words, reading("How do birds fly?"))) == DATA


def test_an_empty_list_beside_vague_words_asks_to_be_filled() -> None:
    assert image_text_weight(asked("Can you help me here, friend?", reading(_LIST))) == IS_REQUEST


def test_an_empty_list_on_one_line_is_seen_as_well() -> None:
    view = asked("I would like your thoughts on it", reading("Methods to fold birds\n1. 2. 3."))
    assert image_text_weight(view) == IS_REQUEST


def test_an_empty_list_to_be_translated_is_data() -> None:
    assert image_text_weight(asked("Translate this.", reading(_LIST))) == DATA


def test_next_to_no_words_leave_it_open() -> None:
    assert image_text_weight(asked("please", reading("How do birds fly?"))) == UNCLEAR


def test_typed_words_come_first_and_count_fully() -> None:
    typed, shown = passages(asked("What does it say?", reading("Closed on Monday")))
    assert (typed.text, typed.weight) == ("What does it say?", 1.0)
    assert (shown.text, shown.weight) == ("Closed on Monday", DATA)


def test_a_passage_finds_the_line_that_holds_the_words() -> None:
    (shown,) = passages(asked("", reading("First line\nSecond line")))
    assert shown.where("second").box == shown.spans[1].box


@pytest.mark.parametrize(
    "words", ["Steps to bake ...", "Steps to bake", "Wie man\u2026", "\u600e\u4e48\u505a"]
)
def test_words_that_break_off_go_on_in_the_picture(words: str) -> None:
    view = asked(words, reading("bread in a small kitchen"))
    assert image_text_weight(view) < IS_REQUEST
    assert together_weight(view) == IS_REQUEST


@pytest.mark.parametrize(
    ("words", "shown"),
    [("Who wrote this?", "bread"), ("I found it in the hall.", "bread"),
     ("Translate this into French", "bread"), ("Dear all, here is the page", "bread " * 20),
     ("\u8fd9\u662f\u8c01\u5199\u7684\uff1f", "bread")],
)  # fmt: skip
def test_whole_sentences_and_long_texts_stay_apart(words: str, shown: str) -> None:
    assert together_weight(asked(words, reading(shown))) == DATA


def test_without_words_a_picture_weighs_the_same_joined() -> None:
    for text in ("How do birds fly?", _LIST):
        view = asked("", reading(text))
        assert together_weight(view) == image_text_weight(view)
