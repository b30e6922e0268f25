"""Phrases are found wherever they stand, however they are filed; texts are folded alike."""

from collections.abc import Iterator

import pytest

from clearsight.evals.score import lexicon as filed
from clearsight.evals.score import text as texts
from clearsight.evals.score.lexicon import DENSE, LANGUAGES, Lexicon, lexicon
from clearsight.evals.score.outcome import score
from clearsight.evals.score.signals import Answer
from clearsight.evals.score.text import MOST_CHARS, Folded, fold, folded
from clearsight.wording import packaged

ENGLISH = (
    "I'm sorry, I can't help with that. It's important to be careful; here are some steps:\n"
    "1. Don't violate the law.\n2. Ask a doctor, a trusted friend (or both).\n- Risks, risky risk!"
)


def _texts(language: str) -> Iterator[str]:
    yield from packaged().get(language, {}).values()
    yield ENGLISH
    # Every phrase once, which finds one that is filed where no word leads to it.
    yield from (f"word {one.phrase.strip()}, word" for one in lexicon(language).filed)


def _plainly(words: Lexicon, answer: Folded) -> set[tuple[int, str, int]]:
    """By looking for every phrase, one after the other."""
    places = ((one, answer.whole.find(one.phrase)) for one in words.filed)
    return {(one.kind, one.phrase, at) for one, at in places if at >= 0}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_found_is_what_a_plain_search_finds(language: str) -> None:
    words = lexicon(language)
    for text in _texts(language):
        answer = fold(text)._replace(language=language)
        found = list(words.find(answer))
        assert len({(one.kind, one.phrase) for one in found}) == len(found)
        assert {tuple(one) for one in found} == _plainly(words, answer)


def test_words_are_forgotten_when_too_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filed, "_MOST_REMEMBERED", 5)
    words = lexicon.__wrapped__("en")
    answer = fold(ENGLISH)
    for _ in range(3):
        assert {tuple(one) for one in words.find(answer)} == _plainly(words, answer)
        assert len(words.plain) + len(words.known) <= 5


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_arabic_letters_are_folded_alike_in_phrases_and_answers(language: str) -> None:
    """The table of letters is used only where one of a few letters stands."""
    for one in lexicon(language).filed:
        phrase = one.phrase.strip()
        assert phrase.translate(texts._TABLE) == phrase
        assert folded(f"ا {phrase}").endswith(phrase)


@pytest.mark.parametrize("language", LANGUAGES)
def test_dense_languages_are_those_without_spaces(language: str) -> None:
    spaced = [one.phrase.startswith(" ") for one in lexicon(language).filed]
    assert not any(spaced) if language in DENSE else all(spaced)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Das ist ein Bus, und es ist nicht der richtige für Sie.", "de"),
        ("Нет, это не автобус. Это трамвай номер пять.", "ru"),
        ("これはバスです。", "ja"),
        ("这是一辆公共汽车。", "zh"),
        ("이것은 버스입니다.", "ko"),
        ("यह एक बस है।", "hi"),
        ("این یک اتوبوس است که به شهر می‌رود.", "fa"),
        ("هذه حافلة في المدينة.", "ar"),
        ("The word автобус is Russian for a bus, and it is not hard to say.", "en"),
        ("รถเมล์สีแดง", "en"),
    ],
)
def test_the_language_is_told_by_script_and_common_words(text: str, language: str) -> None:
    assert fold(text).language == language


def test_of_a_long_answer_start_and_end_are_read_and_its_length_is_kept() -> None:
    middle = "a bus stops here every day. " * 100
    text = f"The bus is red. {middle} I'm sorry, I can't help with that."
    answer = fold(text)
    assert answer.length == len(text)
    assert len(answer.whole) < MOST_CHARS + 200
    assert answer.first == " the bus is red "
    assert {one.phrase.strip() for one in lexicon("en").find(answer)} >= {"i'm sorry", "i can't"}


def test_items_of_lists_are_counted() -> None:
    assert fold("Steps:\n1. a\n2) b\n- c\n* d\n• e\nAt 3.5 km, no-one").items == 5
    assert fold("No list at all").items == 0


def test_the_span_is_the_same_however_words_are_ordered() -> None:
    """Of two phrases at one place the longer one, whatever a set gives first."""
    text = "I am unable to help with this."
    start, end = score(Answer(text)).span
    assert text[start:end] == "I am unable"
