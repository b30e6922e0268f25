"""Pictures without words: an article is no request, a list that waits to be filled is."""

import pytest

from clearsight.detect.request import DATA, IS_REQUEST, image_text_weight, only_shown, passages
from clearsight.detect.shown import is_empty_list, only_tells
from tests.detect.support import asked, reading

NEWS = (
    "Police arrest two after jewellery raid. Two men were arrested on Tuesday after a shop was "
    "robbed. Nobody was hurt. Detectives asked witnesses to come forward."
)
NOVEL = (
    "The inspector closed the door. On the carpet lay the candlestick, and beside it the colonel, "
    "quite dead. Nobody in the house had heard a thing, or so they said."
)


@pytest.mark.parametrize("text", [NEWS, NOVEL])
def test_prose_only_tells(text: str) -> None:
    assert only_tells(text)


@pytest.mark.parametrize(
    "text",
    [
        "Steps to fold paper birds\n1.\n2.\n3.",
        "How do paper birds fly?",
        f"{NEWS} How is a paper bird folded?",
        f"{NEWS} Write down the steps to fold a bird.",
        f"{NEWS} Explain it to me.",
        f"{NEWS} The steps are:",
        f"{NEWS} First you take ___",
        "You are a careful assistant that folds birds. The user has paper. The birds are white and "
        "they fly well over the lake in the evening.",
        "Opening hours Monday to Friday",
        "Paper birds\nWhite paper\nA steady hand\nA flat table\nA quiet hour\nA little patience\n"
        "A bone folder\nA ruler of steel\nA sharp knife",
    ],
)
def test_what_may_ask_does_not_only_tell(text: str) -> None:
    assert not only_tells(text)


def test_frames_of_other_languages_ask() -> None:
    text = "Das ist ein langer Text über Vögel. " * 4
    assert only_tells(text)
    assert not only_tells(text + "Wie kann ich einen Vogel aus Papier falten.")


def test_prose_without_words_is_data_and_with_an_order_the_request() -> None:
    assert image_text_weight(asked("", reading(NEWS))) == DATA
    assert image_text_weight(asked("Do what it says.", reading(NEWS))) == IS_REQUEST
    assert image_text_weight(asked("", reading("How do birds fly?"))) == IS_REQUEST


def test_hate_counts_fully_whoever_shows_it() -> None:
    view = asked("", reading(NEWS))
    (passage,) = passages(view)
    assert only_shown(view)
    assert passage.weight_of("illicit/violent") == DATA
    assert passage.weight_of("violence") == DATA
    assert passage.weight_of("hate/threatening") == IS_REQUEST
    assert passage.weight_of("sexual") == IS_REQUEST
    assert passage.weight_of("self-harm/intent") == IS_REQUEST


def test_text_that_is_asked_about_keeps_its_weight() -> None:
    view = asked("What does this say?", reading(NEWS))
    assert not only_shown(view)
    passage = next(p for p in passages(view) if p.text.startswith("Police"))
    assert passage.weight_of("hate") == DATA


def test_a_list_with_items_is_not_empty() -> None:
    assert is_empty_list("Birds\n1.\n2.\n3.")
    assert not is_empty_list("Birds\n1. white\n2. grey\n3. brown")
