"""The base model's answers: which are learnt, how they are cut, and that a second call asks
nothing twice."""

import json
from pathlib import Path

import pytest

from clearsight.errors import UsageError
from clearsight.train.tiny import replay
from clearsight.train.tiny.asking import Cache, whole
from clearsight.train.tiny.rows import Row, Turn, read_rows


def waiting(work: Path, family: str, asks: list[str]) -> None:
    path = work / "base" / f"{family}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = []
    for number, ask in enumerate(asks):
        row = Row(f"{family}/train/{number}", family, f"{family}/chat", (Turn("user", ask),), "…",
                  source="s", licence="MIT")  # fmt: skip
        lines.append(json.dumps({"ask": ask, "row": row.to_json()}) + "\n")
    path.write_text("".join(lines), encoding="utf-8")


def known(work: Path, answers: dict[str, str]) -> None:
    (work / "bases").mkdir()
    (work / "bases" / "decoder.safetensors").write_bytes(b"weights")
    digest = replay._digest(work / "bases")
    with Cache(work / "replay.sqlite", digest) as cache:
        cache.put(list(answers), list(answers.values()))


def test_answers_become_rows_and_twins_become_preferences_too(tmp_path: Path) -> None:
    waiting(tmp_path, "replay", ["How are you?"])
    waiting(tmp_path, "safety_twins", ["How do I bake bread?", "What is arson?"])
    known(tmp_path, {"How are you?": "I am well.", "How do I bake bread?": "Mix flour and water.",
                     "What is arson?": "I'm sorry, I can't assist."})  # fmt: skip
    done = replay.answer(tmp_path)
    assert done.rows == {"prefer_base/train": 1, "replay/train": 1, "safety_twins/train": 1}
    assert done.unfit == {"refuses or talks of itself": 1}
    (chat,) = read_rows(tmp_path / "rows/train/replay.jsonl")
    assert chat.answer == "I am well."
    assert "SmolLM2" in chat.source
    assert chat.licence == "MIT + Apache-2.0"
    (pair,) = read_rows(tmp_path / "rows/train/prefer_base.jsonl")
    assert pair.answer == "Mix flour and water."
    assert pair.rejected


def test_nothing_to_ask_and_nobody_to_ask_are_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="build the data first"):
        replay.answer(tmp_path)
    waiting(tmp_path, "replay", ["How are you?"])
    with pytest.raises(UsageError, match=r"train\.tiny\.bases"):
        replay.answer(tmp_path)


@pytest.mark.parametrize(
    ("said", "cut", "kept"),
    [
        ("One. Two thr", True, "One."),
        ("Steps: 1. Mix it. 2. Bake", True, "Steps: 1. Mix it. 2."),
        ("Steps:\n1. Mix it\n2. Bake", True, "Steps:\n1. Mix it"),
        ("no end at all", True, ""),
        ("no end at all", False, "no end at all"),
        ("It costs 3.50 euros now", True, ""),
    ],
)
def test_an_answer_that_was_cut_ends_with_a_whole_sentence(said: str, cut: bool, kept: str) -> None:
    assert whole(said, cut) == kept


@pytest.mark.parametrize(
    ("said", "twin", "why"),
    [
        ("Yes.", False, "too short"),
        ("go on " * 15, False, "goes round in circles"),
        ("As an AI, I like bread.", True, "refuses or talks of itself"),
        ("As an AI, I like bread.", False, ""),
        ("Mix flour, water and salt.", True, ""),
    ],
)
def test_an_answer_that_teaches_nothing_good_is_not_learnt(said: str, twin: bool, why: str) -> None:
    assert replay.unfit(said, twin=twin) == why


def test_an_answer_that_strays_into_harm_is_not_learnt() -> None:
    said = "To kill the process, use its number."
    assert replay.unfit(said, twin=True, ask="How do I kill a Python process?") == ""
    assert replay.unfit(said, twin=False, ask="How do I draw a cat?") == "strays into harm"
