"""The words that drove a judgement, over a stand-in judge that fires on words."""

from collections.abc import Sequence

import pytest

from clearsight.detect.reasons import ASKED, drivers


class Fires:
    """Each listed word adds its weight; the cheap ranking sees the same words."""

    def __init__(self, **weights: float) -> None:
        self._weights = weights
        self.asked = 0

    def score(self, text: str, head: str) -> float:
        self.asked += 1
        return sum(w for word, w in self._weights.items() if word in text)

    def quick(self, texts: Sequence[str]) -> list[float]:
        return [sum(w for word, w in self._weights.items() if word in text) for text in texts]


def test_the_strongest_word_stands_first() -> None:
    found = drivers(Fires(red=0.2, door=0.6), "paint the red and old door today", "harm")
    assert found == ("door", "red")


def test_neighbours_are_one_phrase() -> None:
    assert drivers(Fires(red=0.4, door=0.4), "paint the red door today", "harm") == ("red door",)


def test_words_that_change_nothing_are_no_reason() -> None:
    assert drivers(Fires(door=0.9, the=0.01), "paint the red door", "harm") == ("door",)


def test_the_costly_judge_is_asked_about_a_few_words_only() -> None:
    scores = Fires(door=0.9)
    drivers(scores, " ".join(["word"] * 80) + " door", "harm")
    assert scores.asked <= ASKED + 1


def test_when_one_word_holds_the_score_no_more_are_asked() -> None:
    scores = Fires(door=0.9, red=0.05)
    assert drivers(scores, "paint the red and old door today", "harm") == ("door",)
    assert scores.asked == 2


@pytest.mark.parametrize(("text", "found"), [("", ()), ("?!", ()), ("door", ("door",))])
def test_texts_of_one_word_or_none(text: str, found: tuple[str, ...]) -> None:
    assert drivers(Fires(door=0.9), text, "harm") == found


def test_chinese_is_told_in_pieces() -> None:
    (first,) = drivers(Fires(**{"红门": 0.9}), "今天请你把红门刷好", "harm")
    assert "红" in first or "门" in first
