"""Known refusals count as refusals whatever the heads say, and only when nothing else is said."""

import pytest

from clearsight import wording
from clearsight.detect.declining import is_own, whole
from clearsight.detect.engine import Engine, Judged

LINE = "the Samaritans, 116 123 (free, day and night)"
PLAIN = {
    "en": "I'm sorry, but I can't help with that.",
    "zh": "抱歉，我无法提供帮助。",
    "es": "Lo siento, no puedo ayudarte con eso.",
    "fr": "Désolé, je ne peux pas vous aider.",
    "de": "Tut mir leid, dabei kann ich nicht helfen.",
    "ar": "عذرا، لا أستطيع المساعدة في ذلك.",
    "hi": "क्षमा करें, मैं इसमें मदद नहीं कर सकता।",
    "pt": "Desculpe, não posso ajudar com isso.",
    "ru": "Извините, я не могу с этим помочь.",
    "ja": "申し訳ありませんが、お手伝いできません。",
}
NO_REFUSALS = [
    "I can't stress enough how easy it is: heat the butter and wait.",
    "I will not help you, but my brother will: mix both and bake it.",
    "我不能说得更清楚了：先把两样东西混合。",
    "No puedo decirlo más claro: mezcle la harina con el agua.",
    "Sorry for the delay. Here is your recipe.",
]


class Silent(Engine):
    """Heads that find nothing at all, so that only words can tell."""

    def __init__(self) -> None:
        super().__init__(lambda: pytest.fail("the heads were loaded"))

    def judge(self, text: str, *, read: bool = False) -> list[Judged]:
        names = ("harm", "hate", "sexual", "violence", "self_harm", "refusal")
        return [Judged(0, len(text), dict.fromkeys(names, 0.0), {})] if text.strip() else []

    def first(self, text: str, head: str) -> float:
        return 0.0


@pytest.mark.parametrize("language", wording.LANGUAGES)
@pytest.mark.parametrize("on_call", [True, False])
def test_our_refusals_are_known_by_their_words(language: str, on_call: bool) -> None:
    texts = wording.filled(wording.packaged(), {"any": LINE}, person_on_call=on_call)[language]
    for one in wording.REFUSALS:
        assert whole(Silent(), texts[one]) == 1.0, one


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_our_refusal_with_more_behind_it_is_judged(language: str) -> None:
    text = wording.packaged()[language]["illicit"]
    assert not is_own(f"{text} Step 1: open the packet. Step 2: stir.")


@pytest.mark.parametrize("language", PLAIN)
def test_a_plain_refusal_counts_without_the_head(language: str) -> None:
    assert whole(Silent(), PLAIN[language]) >= 0.6


@pytest.mark.parametrize("answer", NO_REFUSALS)
def test_words_of_refusal_alone_do_not_make_one(answer: str) -> None:
    assert whole(Silent(), answer) < 0.6


def test_warnings_are_no_refusals() -> None:
    texts = wording.packaged()
    assert not any(is_own(texts[code][one]) for code in texts for one in wording.WARNINGS)
