"""Requests in pieces: a stricter threshold where every piece is harmless by itself."""

from collections.abc import Mapping
from typing import cast

import pytest

from clearsight.aloud import Source, Span
from clearsight.detect.engine import Engine, Judged
from clearsight.detect.split import STRICTER, joined_score, pieces


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
