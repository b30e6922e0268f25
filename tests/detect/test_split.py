"""Requests in pieces: a stricter threshold where every piece is harmless by itself."""

from collections.abc import Mapping
from itertools import pairwise
from typing import cast

import pytest

from clearsight.aloud import Source, Span, View, look
from clearsight.content import said, user
from clearsight.detect.around import said_lately, shown_over_turns
from clearsight.detect.engine import Engine, Judged
from clearsight.detect.split import (
    STRICTER,
    answered_score,
    glued,
    joined_score,
    other_texts,
    pieces,
    turns_score,
    typed_turns,
)
from tests.detect.support import IMAGE, reading


class Heads:
    """Scores of harm by text, as the engine gives them."""

    def __init__(self, scores: Mapping[str, float]) -> None:
        self.scores = scores
        self.asked: list[str] = []

    def judge(self, text: str, *, read: bool = False) -> list[Judged]:
        self.asked.append(text)
        return [Judged(0, len(text), {"harm": self.scores[text]}, {"illicit": 1.0})]


def engine(**scores: float) -> Engine:
    return cast(Engine, Heads(scores))


def span(text: str, source: Source = "image_text", *, message: int = 0, part: int = 0) -> Span:
    return Span(text, source, message, part)


TWO = (span("one and a half", part=0), span("two and a half", part=1))


def halves(one: float, two: float) -> Engine:
    return cast(Engine, Heads({"one and a half": one, "two and a half": two}))


def test_pieces_are_the_pictures_and_what_was_typed() -> None:
    spans = (
        span("[picture]", "image_tag"),
        span("a"),
        span("b"),
        span("c", part=1),
        span("d", "typed", part=2),
        span("e", message=2),
        span("noted", "assistant", message=3),
    )
    assert pieces(spans) == ["a\nb", "c", "d", "e"]


def test_harmless_pieces_count_more_together() -> None:
    assert joined_score(halves(0.01, 0.2), 0.4, TWO) == pytest.approx(0.4 * STRICTER)
    assert joined_score(halves(0.01, 0.2), 0.72, TWO) == 1.0


def test_a_piece_that_is_harmful_alone_hides_nothing() -> None:
    assert joined_score(halves(0.01, 0.3), 0.4, TWO) == 0.4


def test_single_words_ask_for_nothing_by_themselves_and_are_not_judged() -> None:
    words = tuple(
        span(word, part=part)
        for part, word in enumerate(("ten", "words", "each", "shown", "alone"))
    )
    heads = Heads({})
    assert joined_score(cast(Engine, heads), 0.4, (*words, *words)) > 0.5
    assert heads.asked == []
    dense = (span("\u600e\u4e48\u505a\u996d\u5462"), span("\u597d", part=1))
    assert joined_score(cast(Engine, Heads({dense[0].text: 0.3})), 0.4, dense) == 0.4


def test_very_many_pieces_or_many_long_ones_are_an_album() -> None:
    many = tuple(span("word", part=part) for part in range(33))
    assert joined_score(engine(), 0.4, many) == 0.4
    long = tuple(span("a line of four words", part=part) for part in range(9))
    assert joined_score(engine(), 0.4, long) == 0.4


@pytest.mark.parametrize("score", [0.0, 0.19, 0.75, 0.99])
def test_a_clear_score_asks_for_no_further_look(score: float) -> None:
    heads = Heads({})
    assert joined_score(cast(Engine, heads), score, TWO) == score
    assert heads.asked == []


def test_one_picture_is_not_split() -> None:
    assert joined_score(engine(), 0.4, (span("a"), span("b"))) == 0.4


def test_typed_turns_alone_are_not_split() -> None:
    typed = (span("a", "typed", message=0), span("b", "typed", message=2))
    assert joined_score(engine(), 0.4, typed) == 0.4


def test_half_typed_and_half_shown_is_split() -> None:
    half = (span("one", "typed"), span("two", part=1))
    assert joined_score(engine(one=0.1, two=0.1), 0.4, half) > 0.5


class Grams(Heads):
    """N-grams that like words in the order of the alphabet."""

    def quick(self, texts: list[str]) -> list[float]:
        self.asked += texts
        pairs = [text.split() for text in texts]
        return [sum(a < b for a, b in pairwise(p)) for p in pairs]


def pictures(*texts: str) -> tuple[Span, ...]:
    return tuple(span(text, part=part) for part, text in enumerate(texts))


@pytest.mark.parametrize("order", ["Boats Apples Carry", "Door Apples Carry Boats",
                                   "Boats Carry Door Eat Apples"])  # fmt: skip
def test_pieces_in_another_order_are_put_in_the_worst(order: str) -> None:
    words = order.split()
    found = other_texts(cast(Engine, Grams({order: 0.2})), order, pictures(*words))
    assert found == [" ".join(sorted(words))]


@pytest.mark.parametrize("score", [0.01, 0.5, 0.9])
def test_a_clear_text_stays_in_its_order(score: float) -> None:
    text = "Boats\nApples"
    assert other_texts(cast(Engine, Grams({text: score})), text, pictures("Boats", "Apples")) == []


def test_the_lines_of_one_picture_are_pieces_too() -> None:
    heads, lines = Grams({"Boats\nApples": 0.2}), (span("Boats"), span("Apples"))
    assert other_texts(cast(Engine, heads), "Boats\nApples", lines) == ["Apples Boats"]
    assert other_texts(cast(Engine, Grams({"Boats": 0.2})), "Boats", (span("Boats"),)) == []


def test_few_lines_are_ordered_beyond_their_pictures() -> None:
    tiles = (span("Boats"), span("Door"), span("Apples", part=1), span("1.", part=1))
    text = "Boats\nDoor\nApples\n1."
    found = other_texts(cast(Engine, Grams({text: 0.2})), text, tiles)
    assert "Apples Boats Door" in found


def test_a_word_that_a_cut_went_through_is_one_again() -> None:
    assert glued(("Ways to bake b", "read in a small", "kitchen")) == (
        "Ways to bake bread in a small kitchen"
    )
    assert glued(("visit the", "harbour")) == "visit the harbour"
    assert glued(("Close the door", "Then wait")) == "Close the door Then wait"
    assert glued(("row 1", "row 2")) == "row 1 row 2"


def test_many_pieces_are_left_in_their_order() -> None:
    words = ("Hat", "Gold", "Fish", "Eat", "Door", "Carry", "Boats", "Apples")
    text = "[1] " + " ".join(words)
    found = other_texts(cast(Engine, Grams({text: 0.2})), text, pictures(*words))
    assert found == [" ".join(words)]
    assert other_texts(cast(Engine, Grams({})), text, pictures(*words, "Ink")) == []


def test_typed_words_are_not_reordered() -> None:
    typed = (span("b", "typed"), span("a", "typed", part=1))
    assert other_texts(cast(Engine, Grams({})), "b\na", typed) == []


def test_pictures_of_several_turns_are_read_as_one() -> None:
    read = reading("Steps to fold")
    talk = user(IMAGE, "Remember this.").then(said("assistant", "Noted."))
    view = look(talk.then(*user(IMAGE, "Fill in the list.").messages), {"d1": read})
    passage = shown_over_turns(view, said_lately(view))
    assert passage is not None
    assert passage.text == "Steps to fold Steps to fold"
    assert passage.weight == 1.0
    once = look(user(IMAGE, "Fill in the list."), {"d1": read})
    assert shown_over_turns(once, said_lately(once)) is None


def _told(text: str, turns: int) -> View:
    """So many turns, each a picture that says the text."""
    talk = user(IMAGE)
    for _ in range(turns - 1):
        talk = talk.then(said("assistant", "Noted."), *user(IMAGE).messages)
    return look(talk, {"d1": reading(text)})


def test_a_text_that_is_shown_a_word_a_turn_is_read_as_a_whole() -> None:
    view = _told("fold", 12)
    passage = shown_over_turns(view, said_lately(view))
    assert passage is not None
    assert passage.text == " ".join(["fold"] * 12)


def test_long_texts_in_pictures_are_joined_over_few_turns() -> None:
    view = _told("fold " * 40, 12)
    passage = shown_over_turns(view, said_lately(view))
    assert passage is not None
    assert len({span.message for span in passage.spans}) == 5


def test_joined_turns_count_for_less_the_longer_they_are() -> None:
    assert turns_score(0.8, ("one", "two")) == 0.8  # as short as a request that was cut
    # Odds of 4 : 1 become 1 : 1.
    assert turns_score(0.8, ("a" * 150, "b" * 250)) == pytest.approx(0.5)
    assert turns_score(0.8, ("好" * 50, "问" * 50)) == pytest.approx(4 / 7)
    assert turns_score(0.8, ("a" * 400,)) == turns_score(0.8, ()) == 0.8
    assert turns_score(1.0, ("a" * 150, "b" * 250)) == 1.0


def test_a_request_and_its_answer_count_for_less_where_the_answer_shows_no_trace_of_harm() -> None:
    # Odds of 16 : 1 become 1 : 1.
    assert answered_score(engine(answer=0.04), 16 / 17, "answer") == pytest.approx(0.5)
    assert answered_score(engine(answer=0.06), 16 / 17, "answer") == 16 / 17


def test_a_low_score_asks_for_no_look_at_the_answer() -> None:
    heads = Heads({})
    assert answered_score(cast(Engine, heads), 0.1, "answer") == 0.1
    assert heads.asked == []


def test_turns_are_typed_turns_only_without_words_in_pictures() -> None:
    turns = (span("a", "typed"), span("b", "typed", part=1), span("c", "typed", message=2))
    assert typed_turns(turns) == ("a\nb", "c")
    assert typed_turns((*turns, span("d", message=2))) == ()
