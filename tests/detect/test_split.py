"""Requests in pieces: a stricter threshold where every piece is harmless by itself."""

from collections.abc import Mapping
from itertools import pairwise
from typing import cast

import pytest

from clearsight.aloud import Source, Span, look
from clearsight.content import said, user
from clearsight.detect.around import said_lately, shown_over_turns
from clearsight.detect.engine import Engine, Judged
from clearsight.detect.split import (
    STRICTER,
    founded_score,
    joined_score,
    other_texts,
    pieces,
    typed_turns,
)
from tests.detect.support import IMAGE, reading


class Heads:
    """Scores of harm by text, as the engine gives them."""

    def __init__(self, scores: Mapping[str, float]) -> None:
        self.scores = scores
        self.asked: list[str] = []

    def judge(self, text: str) -> list[Judged]:
        self.asked.append(text)
        return [Judged(0, len(text), {"harm": self.scores[text]}, {"illicit": 1.0})]


def engine(**scores: float) -> Engine:
    return cast(Engine, Heads(scores))


def span(text: str, source: Source = "image_text", *, message: int = 0, part: int = 0) -> Span:
    return Span(text, source, message, part)


TWO = (span("one", part=0), span("two", part=1))


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
    assert joined_score(engine(one=0.01, two=0.2), 0.4, TWO) == pytest.approx(0.4 * STRICTER)
    assert joined_score(engine(one=0.01, two=0.2), 0.72, TWO) == 1.0


def test_a_piece_that_is_harmful_alone_hides_nothing() -> None:
    assert joined_score(engine(one=0.01, two=0.3), 0.4, TWO) == 0.4


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


@pytest.mark.parametrize(
    "order", [("b", "a", "c"), ("d", "a", "c", "b"), ("b", "c", "d", "e", "a")]
)
def test_pieces_in_another_order_are_put_in_the_worst(order: tuple[str, ...]) -> None:
    text = "\n".join(order)
    found = other_texts(cast(Engine, Grams({text: 0.2})), text, pictures(*order))
    assert found == [" ".join(sorted(order))]


@pytest.mark.parametrize("score", [0.01, 0.5, 0.9])
def test_a_clear_text_stays_in_its_order(score: float) -> None:
    assert other_texts(cast(Engine, Grams({"b\na": score})), "b\na", pictures("b", "a")) == []


def test_the_lines_of_one_picture_are_pieces_too() -> None:
    heads = Grams({"b\na": 0.2})
    assert other_texts(cast(Engine, heads), "b\na", (span("b"), span("a"))) == ["a b"]
    assert other_texts(cast(Engine, Grams({"b": 0.2})), "b", (span("b"),)) == []


def test_many_pieces_are_left_in_their_order() -> None:
    letters = tuple("hgfedcba")
    text = "[1] " + " ".join(letters)
    found = other_texts(cast(Engine, Grams({text: 0.2})), text, pictures(*letters))
    assert found == [" ".join(letters)]
    assert other_texts(cast(Engine, Grams({})), text, pictures(*letters, "i")) == []


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


def test_joined_turns_without_a_trace_of_harm_count_for_less() -> None:
    parts = ("one", "two")
    # Odds of 4 : 1 become 1 : 1.
    assert founded_score(engine(one=0.04, two=0.01), 0.8, parts) == pytest.approx(0.5)
    answered = founded_score(engine(one=0.04, two=0.01), 0.8, parts, answered=True)
    assert answered == pytest.approx(0.2)
    assert founded_score(engine(one=0.04, two=0.06), 0.8, parts) == 0.8
    assert founded_score(engine(one=0.04, two=0.01), 0.8, ()) == 0.8


def test_a_low_score_asks_for_no_look_at_the_parts() -> None:
    heads = Heads({})
    assert founded_score(cast(Engine, heads), 0.1, ("one", "two")) == 0.1
    assert heads.asked == []


def test_turns_are_typed_turns_only_without_words_in_pictures() -> None:
    turns = (span("a", "typed"), span("b", "typed", part=1), span("c", "typed", message=2))
    assert typed_turns(turns) == ("a\nb", "c")
    assert typed_turns((*turns, span("d", message=2))) == ()
