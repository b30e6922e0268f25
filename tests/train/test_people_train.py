"""The rows and the calibration of the model of questions about people; training needs PyTorch."""

import tomllib
from pathlib import Path

import numpy as np

from clearsight.detect.tokens import Tokenizer
from clearsight.train.people_forms import BEFORE, careless, served
from clearsight.train.people_rows import MORE, WIDE, Example, more, wide
from clearsight.train.people_train import calibrated, epochs, labels, left_out
from clearsight.weights import locate

HELD = Path(__file__).resolve().parents[1] / "people_bank"
LANGUAGES = ("ar", "de", "en", "es", "fr", "hi", "ja", "pt", "ru", "zh")


def test_labels_stand_for_one_task_and_leave_the_other_open() -> None:
    row = labels(Example("How old is he?", "trait", "people", 0), "asked")
    assert row[:4] == (0.0, 1.0, 0.0, 1.0)
    assert all(np.isnan(row[4:]))
    assert labels(Example("A man waves.", "none", "said", 0), "said")[4:] == (0.0,) * 4


def test_the_tuned_half_of_the_bank_is_trained_on_only_where_asked() -> None:
    assert left_out(Example("", "none", "bank", 0))
    assert not left_out(Example("", "none", "bank", 4), bank=True)
    assert left_out(Example("", "none", "more", 4), bank=True)
    assert not left_out(Example("", "none", "more", 3))
    assert left_out(Example("", "none", "clinc150", 4))
    assert not left_out(Example("", "none", "clinc150", 3))
    assert not left_out(Example("", "none", "wide", 4))


def test_the_threshold_is_the_share_of_look_alikes_that_may_be_taken_for_questions() -> None:
    random = np.random.default_rng(0)
    kinds = ["none"] * 200 + ["trait"] * 200
    rows = [
        (task, Example(str(n), kind, "bank", 0))
        for task in ("asked", "said")
        for n, kind in enumerate(kinds)
    ]
    logits = np.zeros((len(rows), 8), np.float32)
    for number, (task, example) in enumerate(rows):
        any_of_them = 3 if task == "asked" else 7
        logits[number, any_of_them] = random.normal() + (2 if example.kind == "trait" else 0)
    calibration, report = calibrated(rows, logits, {"asked": 0.05, "said": 0.1})
    for part, share, (slope, shift) in ((3, 0.05, calibration[0]), (7, 0.1, calibration[1])):
        assert slope > 0
        mine = slice(0, 200) if part == 3 else slice(400, 600)
        alarms = (logits[mine, part] * slope + shift >= 0).mean()
        assert share - 0.01 <= alarms <= share + 0.01
    assert any("trait of bank" in line for line in report)


def test_rows_of_every_language_are_distinct_and_have_both_sides() -> None:
    rows = list(wide())
    assert {row.language for row in rows} == set(LANGUAGES) == {p.stem for p in WIDE.glob("*.toml")}
    for language in LANGUAGES:
        table = tomllib.loads((WIDE / f"{language}.toml").read_text(encoding="utf-8"))
        for kind in ("identify", "trait", "ungrounded", "benign"):
            assert len(table[kind]) == len(set(table[kind])) >= 30, (language, kind)
        assert all(frame.count("{}") == 1 for frame in table["of_things"])


def test_the_latest_rows_are_many_and_none_is_of_the_held_half() -> None:
    for language in LANGUAGES:
        table = tomllib.loads((MORE / f"{language}.toml").read_text(encoding="utf-8"))
        for kinds in table.values():
            assert set(kinds) == {"identify", "trait", "ungrounded", "benign"}
            assert all(len(texts) == len(set(texts)) for texts in kinds.values())
        assert sum(len(texts) for texts in table["asked"].values()) >= 200
        bank = tomllib.loads((HELD / f"{language}.toml").read_text(encoding="utf-8"))
        held = {text.casefold() for texts in bank["asked"].values() for text in texts}
        held |= {row["text"].casefold() for rows in bank["answered"].values() for row in rows}
        for task in ("asked", "said"):
            written = {row.text.casefold() for row in more(task) if row.language == language}
            assert not written & held


def test_earlier_rows_are_drawn_by_their_weight_and_the_latest_always() -> None:
    tokenizer = Tokenizer(locate("judge/tokenizer").read_bytes())
    rows = [("asked", Example(f"How old is he {n}?", "trait", "more", 0)) for n in range(20)]
    rows += [("asked", Example("Who is it?", "identify", "people", 0, weight=0.5))] * 400
    first, second = epochs(rows, tokenizer, 2, 1, replay=0.5)
    assert all(60 <= len(drawn) - 20 <= 140 for drawn in (first, second))
    assert {number.weight for number in first} == {1.0}
    (everything,) = epochs(rows, tokenizer, 1, 1)
    assert len(everything) == 420
    assert {number.weight for number in everything} == {0.5, 1.0}


def test_what_stands_before_a_question_is_harmless_and_its_words_stay() -> None:
    random = np.random.default_rng(1)
    forms = {served("How old is he?", "en", random) for _ in range(80)}
    assert "How old is he?" in forms
    assert any(form.startswith(BEFORE["en"]) for form in forms)
    assert careless("他几岁？", random) == "他几岁"
