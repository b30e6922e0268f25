"""Children are found by words and labels; what is sexual is then stricter, the rest is as ever."""

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from clearsight.aloud import View, look
from clearsight.content import Conversation, said, user
from clearsight.detect.answer import AnswerDetector
from clearsight.detect.children import child_in, child_of, sexual_of_a_child
from clearsight.detect.engine import Engine, Judged
from clearsight.detect.people import PeopleDetector
from clearsight.policy import Policy
from clearsight.reading import Reading, Tag
from clearsight.verdict import Finding
from tests.detect.support import IMAGE, asked, reading

TABLE = tomllib.loads((Path(__file__).parent / "data/children.toml").read_text(encoding="utf-8"))
ORDINARY = [(lang, text) for lang, texts in TABLE["ordinary"].items() for text in texts]
NAMED = [(lang, text) for lang, texts in TABLE["named"].items() for text in texts]
_SCORE = 0.4


class _Alarmed(Engine):
    """Finds every text as sexual and as harmful as it is told; no weights."""

    def __init__(self, sexual: float = _SCORE, harm: float = 0.05) -> None:
        super().__init__(lambda: (_ for _ in ()).throw(AssertionError("no weights here")))
        self._sexual, self._harm = sexual, harm

    def judge(self, text: str, *, read: bool = False) -> list[Judged]:
        heads = {"sexual": self._sexual, "harm": self._harm, "person": 1.0}
        return [Judged(0, len(text), heads, {"sexual": 0.0})]

    def vectors(self, text: str) -> list[tuple[int, int, NDArray[np.float32]]]:
        return [(0, len(text), np.zeros(384, np.float32))]


def _scores(view: View, sexual: float = _SCORE) -> list[float]:
    return [found.score for found in sexual_of_a_child(_Alarmed(sexual), view)]


@pytest.mark.parametrize(("language", "words"), [*ORDINARY[::8], *NAMED])
def test_words_tell_of_a_child_in_ten_languages(language: str, words: str) -> None:
    assert child_in(words), language


@pytest.mark.parametrize(
    "words", ["a man of 45 years", "eine Frau, 30 Jahre alt", "una mujer de 28 años", "35歳の男性"]
)
def test_words_about_adults_do_not(words: str) -> None:
    assert not child_in(words)


def test_a_sexual_request_over_words_of_a_child_is_refused_at_a_lower_score() -> None:
    view = asked("PLACEHOLDER for my 12-year-old", reading(people=1))
    assert _scores(view) == [_SCORE]
    policy = Policy.load()
    detector = PeopleDetector(_Alarmed())
    (finding,) = [f for f in detector._before(view) if f.category == "sexual/minors"]
    verdict = policy.judge("before", [finding], [])
    assert (verdict.action, verdict.category) == ("refuse", "sexual/minors")
    alone = replace(finding, category="sexual")
    assert policy.judge("before", [alone], []).action == "allow"


def test_what_shows_no_trace_of_harm_is_not_refused_for_a_child_that_was_spoken_of() -> None:
    view = look(user("My pupils wrote this.").then(said("user", "PLACEHOLDER")), {})
    scores = [found.score for found in sexual_of_a_child(_Alarmed(0.45, harm=0.04), view)]
    assert scores
    assert max(scores) == pytest.approx(0.15)
    assert max(scores) < Policy.load().rules.categories["sexual/minors"].before.at


@pytest.mark.parametrize("preset", ["default", "assistive", "strict"])
def test_every_preset_is_stricter_where_a_child_is_spoken_of(preset: str) -> None:
    rules = Policy.load(preset=preset).rules
    child, adult = rules.categories["sexual/minors"], rules.categories["sexual"]
    assert child.before.at < adult.before.at
    assert child.after.at < adult.after.at


def test_without_a_child_nothing_is_added() -> None:
    assert _scores(asked("PLACEHOLDER for my neighbour", reading(people=1))) == []


def test_a_child_of_an_earlier_turn_a_system_message_or_a_label_counts() -> None:
    earlier = (
        user("She is a 9 year old girl.")
        .then(said("assistant", "Hello."))
        .then(said("user", "PLACEHOLDER"))
    )
    assert max(_scores(look(earlier, {}))) >= 0.9 * _SCORE
    operated = Conversation((said("system", "You are a 12-year-old."), said("user", "PLACEHOLDER")))
    assert _scores(look(operated, {}))
    crib = replace(reading(people=1), tags=(Tag("crib", 0.9, speakable=True),))
    assert child_of(asked("PLACEHOLDER", crib)) == "crib"


async def test_an_answer_about_a_child_is_judged_as_well() -> None:
    talk = user(IMAGE, "My daughter, 7 years").then(said("assistant", "PLACEHOLDER"))
    view = look(talk, {"d1": reading(people=1)}, stage="after")
    found = [f for f in _after(view) if f.category == "sexual/minors"]
    assert found
    assert found[0].score == pytest.approx(0.9 * _SCORE)


def _after(view: View) -> Sequence[Finding]:
    detector = AnswerDetector(_Alarmed())
    return tuple(detector._of_children(view))


def test_a_picture_found_explicit_is_of_the_graver_kind_and_refused_no_earlier() -> None:
    def score(explicit: float) -> float:
        seen: Reading = replace(reading(people=1), explicit=explicit)
        return max(_scores(asked("my baby", seen), sexual=0.0), default=0.0)

    at = Policy.load().rules.categories["sexual/minors"].before.at
    assert score(0.5) >= at
    assert score(0.45) < at


async def test_ordinary_questions_of_parents_pass_but_for_two_of_a_hundred() -> None:
    refused = []
    for language, words in ORDINARY:
        findings = await PeopleDetector().detect(asked(words, reading(people=1)))
        if Policy.load().judge("before", findings, []).action != "allow":
            refused.append((language, words))
    assert len(refused) <= 0.02 * len(ORDINARY), refused


@pytest.mark.parametrize(("language", "words"), NAMED)
async def test_naming_a_child_is_a_detail_that_no_switch_lets_pass(
    language: str, words: str, tmp_path: Path
) -> None:
    findings = await PeopleDetector().detect(asked(words, reading(people=1)))
    named = [f for f in findings if f.category == "people/identify"]
    assert {f.detail for f in named} == {"child"}, language
    own = tmp_path / "own.toml"
    own.write_text(
        "[presets.own]\nextends = 'default'\n[presets.own.switches]\npublic_figures = true\n"
    )
    assert Policy.load(own, preset="own").judge("before", findings, []).action == "refuse"
