"""What the user may do with a thing is asked of nobody, where nobody was found."""

import pytest

from clearsight.detect.fold import fold
from clearsight.detect.people import PeopleDetector
from clearsight.detect.people_match import is_of_goods, matches
from tests.detect.support import asked, reading

ACTS = (
    "May I bring this to school?",
    "Do you think I should go for it?",
    "Darf ich das mitnehmen?",
    "¿Puedo llevar esto?",
    "Je peux l'emporter ?",
    "Devo fazer isso?",
    "Можно это взять с собой?",
    "我可以带这个吗?",
    "これを持って行ってもいいですか?",
    "هل يمكنني ان اخذ هذا؟",
    "क्या मैं यह रख सकता हूँ?",
)
OF_SOMEBODY = (
    "Can I trust this man with my keys?",
    "Should I take her to be honest?",
    "Can I leave this woman alone with my money?",
    "Je peux laisser mes enfants à cette baby-sitter ?",
)


async def _most(words: str, *, people: int) -> float:
    found = await PeopleDetector().detect(asked(words, reading(people=people)))
    return max((f.score for f in found), default=0.0)


@pytest.mark.parametrize("words", ACTS)
async def test_they_are_not_refused_over_a_thing(words: str) -> None:
    assert await _most(words, people=0) < 0.25


@pytest.mark.parametrize("words", OF_SOMEBODY)
def test_words_that_name_somebody_are_none_of_them(words: str) -> None:
    assert not is_of_goods(fold(words))


async def test_a_judgement_of_somebody_counts_as_before() -> None:
    words = "Can I trust this man with my keys?"
    assert any(matches(fold(words)))
    assert await _most(words, people=0) >= 0.5
    assert await _most(words, people=1) >= 0.5
