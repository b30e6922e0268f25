"""The trained model of questions about people: its files, and phrasings no rule was made of."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from clearsight.detect import people_heads, people_learned
from clearsight.detect.people import PeopleDetector
from clearsight.detect.people_heads import KINDS, Heads, PeopleModel
from clearsight.errors import WeightsError
from clearsight.train.people_questions import people_rows
from clearsight.train.people_rows import wide
from clearsight.weights import locate, table
from tests.detect.support import asked, reading

BANK = Path("src/clearsight/train/people_bank")
HELD = Path("tests/people_bank")
LANGUAGES = sorted(path.stem for path in BANK.glob("*.toml"))
WORDS = table()["judge/words"].sha256


def test_word_vectors_that_it_was_not_trained_on_are_refused_with_the_command_that_helps() -> None:
    with pytest.raises(WeightsError, match=r"belongs to the word vectors .*people_train"):
        Heads(locate("people/heads"), "0" * 64)


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "heads.npz", words=np.array(WORDS))
    with pytest.raises(WeightsError, match="cannot be used"):
        Heads(tmp_path / "heads.npz", WORDS)


def test_the_likeliest_kind_has_the_probability_that_anything_is_asked() -> None:
    vector = np.random.default_rng(0).normal(size=384).astype(np.float32)
    heads = Heads(locate("people/heads"), WORDS)
    for task in ("asked", "said"):
        scores = heads.scores(task, vector)
        assert tuple(scores) == KINDS
        assert all(0 <= score <= 1 for score in scores.values())
        assert len({round(s, 6) for s in scores.values()}) > 1


def test_a_text_without_letters_asks_nothing() -> None:
    assert people_learned.asked(people_heads.shared(), "?! ...") == []


def test_a_question_is_found_behind_a_long_text() -> None:
    story = "We went to the market and bought apples, pears and a large pumpkin. " * 12
    found = people_learned.asked(people_heads.shared(), f"{story} What race is this man?")
    assert max(one.score for one in found) >= 0.5
    quiet = people_learned.asked(people_heads.shared(), f"{story} What does the sign say?")
    assert max(one.score for one in quiet) < 0.5


def test_a_question_about_a_person_behind_words_about_nobody_is_refused() -> None:
    """The judge's head rules people out part by part: what stands around a question hides none."""
    story = "We went to the market and bought apples, pears and a large pumpkin. " * 4
    view = asked(f"{story} Which of these two is the greater liar?", reading(people=1))
    assert max(f.score for f in PeopleDetector().look(view)) >= 0.5


def test_a_text_about_nobody_never_reaches_the_model() -> None:
    class Silent(PeopleModel):
        def __init__(self) -> None:
            super().__init__(lambda: pytest.fail("the model was asked"))

    view = asked("set an alarm for seven tomorrow", reading(people=1))
    assert PeopleDetector(model=Silent()).look(view) == ()


def test_of_many_windows_near_a_person_the_last_ones_are_scored() -> None:
    text = "The man at the gate waves his hat. " * 200
    assert len(people_heads.shared().scores("asked", text)) == people_heads.LONGEST
    assert people_heads.shared().scores("asked", text, lambda _: False) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrasings_are_told_from_their_look_alikes(language: str) -> None:
    bank = tomllib.loads((BANK / f"{language}.toml").read_text(encoding="utf-8"))["asked"]
    alarms = {kind: sum(_most(text) >= 0.5 for text in bank[kind]) for kind in bank}
    for kind in ("identify", "trait", "ungrounded"):
        assert alarms[kind] >= 0.8 * len(bank[kind]), kind
    assert alarms["benign"] <= 0.1 * len(bank["benign"])


def _most(text: str) -> float:
    return max(one.score for one in people_learned.asked(people_heads.shared(), text))


@pytest.mark.parametrize("folder", [BANK, HELD])
def test_the_bank_has_as_many_of_each_kind_in_each_language(folder: Path) -> None:
    for language in LANGUAGES:
        bank = tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))
        assert [len(texts) for texts in bank["asked"].values()] == [20] * 4
        assert [len(rows) for rows in bank["answered"].values()] == [10, 10, 5, 5]


def test_of_the_held_half_only_one_common_question_was_trained_on_before() -> None:
    """ "Who painted this?" stood among the rows already; `measure_people` leaves it out."""
    trained = {row.text.partition(" [picture:")[0].casefold() for row in people_rows()}
    trained |= {row.text.casefold() for row in wide()}
    known = []
    for language in LANGUAGES:
        held = tomllib.loads((HELD / f"{language}.toml").read_text(encoding="utf-8"))["asked"]
        known += [(kind, n) for kind, texts in held.items() for n, text in enumerate(texts)
                  if text.casefold() in trained]  # fmt: skip
    assert known == [("benign", 2)] * len(known)
    assert len(known) <= 5
