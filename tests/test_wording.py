"""Refusals and warnings: all there in all ten languages, short, kind, and free of leaks."""

import re

import pytest

from clearsight import wording
from clearsight.language import language_of
from clearsight.policy import Policy
from clearsight.verdict import CATEGORIES

TEXTS = [
    (language, one)
    for language in wording.LANGUAGES
    for one in (*wording.REFUSALS, *wording.WARNINGS)
]
# What a lecture or a leak sounds like; written in each language, lower case.
LECTURE = {
    "en": ["unfortunately", "as an ai", "inappropriate", "unethical", "immoral", "violat", "polic"],
    "zh": ["不道德", "违规", "违反", "作为一个", "作为人工智能", "政策", "不当"],
    "es": ["lamentablemente", "como ia", "inapropiad", "inmoral", "viola", "polític"],
    "fr": ["malheureusement", "en tant qu", "inapproprié", "immoral", "viole", "politique"],
    "de": ["leider", "als ki", "unangemessen", "unmoralisch", "verstößt", "richtlinie"],
    "ar": ["للأسف", "غير لائق", "غير أخلاقي", "ينتهك", "سياس"],
    "hi": ["दुर्भाग्य", "अनुचित", "अनैतिक", "उल्लंघन", "नीति"],
    "pt": ["infelizmente", "como ia", "inapropriad", "imoral", "viola", "polític"],
    "ru": ["к сожалению", "неуместн", "аморальн", "наруша", "политик"],
    "ja": ["残念ながら", "不適切", "非倫理", "違反", "ポリシー"],
}
MACHINERY = re.compile(r"\b(detector|threshold|score|filter|classif|moderation|category)", re.I)
HARM = re.compile(r"\b(bomb|weapon|gun|kill|suicid|drug|malware|fraud|murder|terror|knife)", re.I)


@pytest.fixture(scope="module")
def spoken() -> dict[str, dict[str, str]]:
    return wording.filled(wording.packaged(), {}, person_on_call=True)


@pytest.mark.parametrize(("language", "one"), TEXTS)
def test_a_text_is_there_short_and_in_its_own_language(
    spoken: dict[str, dict[str, str]], language: str, one: str
) -> None:
    text = spoken[language][one]
    kind = "warning" if one in wording.WARNINGS else "refusal"
    limits = wording.MOST_CHARACTERS if language in wording.UNSPACED else wording.MOST_WORDS
    assert wording.length(language, text) <= limits[kind]
    assert language_of(text) == language


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_support_is_short_as_well_when_nobody_is_on_call(language: str) -> None:
    texts = Policy.load().rules.wording[language]
    limits = wording.MOST_CHARACTERS if language in wording.UNSPACED else wording.MOST_WORDS
    for one in ("self_harm_support", "self_harm_instructions"):
        assert wording.length(language, texts[one]) <= limits["refusal"]


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_no_two_texts_of_a_language_are_the_same(language: str) -> None:
    texts = list(wording.packaged()[language].values())
    assert len(set(texts)) == len(texts) == len(wording.IDS)


@pytest.mark.parametrize(("language", "one"), TEXTS)
def test_a_text_neither_shouts_nor_lectures_nor_leaks(
    spoken: dict[str, dict[str, str]], language: str, one: str
) -> None:
    text = spoken[language][one].lower()
    assert not re.search(r"[!！¡{}]", text)
    assert [word for word in LECTURE[language] if word in text] == []
    assert not MACHINERY.search(text)
    assert not HARM.search(text)


@pytest.mark.parametrize("one", wording.REFUSALS)
def test_an_english_refusal_says_what_is_possible_instead(one: str) -> None:
    text = Policy.load().rules.wording["en"][one]
    assert re.search(
        r"\b(I can|can help|can listen|You can talk|is fine|should work|try again)\b", text
    )


def test_support_holds_a_place_for_the_help_line_in_every_language() -> None:
    for language, texts in wording.packaged().items():
        for one in ("self_harm_support", "self_harm_instructions"):
            assert "{helpline}" in texts[one], language
            assert "{person}" in texts[one], language


def test_no_packaged_text_holds_a_telephone_number() -> None:
    numbers = [t for texts in wording.packaged().values() for t in texts.values()]
    assert not any(re.search(r"\d{3}", text) for text in numbers)


def test_every_text_is_used_by_some_rule_and_every_category_has_one() -> None:
    rules = Policy.load().rules
    by_rule = [rule for category in CATEGORIES if (rule := rules.rule(category)) is not None]
    assert len(by_rule) == len(CATEGORIES)
    used = {one for rule in by_rule for one in (rule.wording, *rule.detail_wording.values())}
    failures = {"guard_error", "unscannable", "timeout"}
    assert used | failures == {*wording.REFUSALS, *wording.WARNINGS}
