"""Encoder and heads together, over a stand-in encoder and heads written in the test."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from clearsight.detect.engine import Engine, from_files
from clearsight.detect.judge import BUCKETS, Judge, pieces
from clearsight.errors import WeightsError


class WordEncoder:
    """One token per word; the vector says whether the piece holds the word "red"."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str], *, truncate: bool = False) -> NDArray[np.float32]:
        self.encoded += texts
        return np.array([[float("red" in text.split()), 1.0] for text in texts], np.float32)

    def count(self, text: str) -> int:
        return len(text.split())

    def windows(self, text: str, *, size_tokens: int, stride: int) -> list[tuple[int, int]]:
        ends = [index for index, letter in enumerate(text + " ") if letter == " "]
        starts = [0, *(end + 1 for end in ends[:-1])]
        firsts = range(0, max(1, len(ends) - size_tokens + stride), stride)
        return [(starts[i], ends[min(i + size_tokens, len(ends)) - 1]) for i in firsts]


@pytest.fixture
def heads(tmp_path: Path) -> Path:
    """A head that fires on the first axis alone, and two kinds."""
    path = tmp_path / "heads.npz"
    arrays: dict[str, Any] = {
        "heads": np.array(["harm"]),
        "kinds": np.array(["illicit", "privacy"]),
        "weight": np.array([[4, 0], [2, 0], [0, 0]], np.float32),
        "bias": np.zeros(3, np.float32),
        "calibration": np.array([[2, -4]], np.float32),
        "buckets": np.array([0]),
        "grams": np.zeros(1, np.float32),
    }
    np.savez(path, **arrays)
    return path


def test_a_short_text_is_one_piece_with_its_scores(heads: Path) -> None:
    (judged,) = Engine(lambda: (WordEncoder(), Judge(heads))).judge("a red door")
    assert (judged.start, judged.end) == (0, 10)
    assert judged.heads["harm"] == pytest.approx(1 / (1 + np.exp(-4)), abs=1e-4)
    assert max(judged.kinds, key=lambda kind: judged.kinds[kind]) == "illicit"
    assert sum(judged.kinds.values()) == pytest.approx(1)


def test_calibration_is_applied_to_the_logit(heads: Path) -> None:
    (judged,) = Engine(lambda: (WordEncoder(), Judge(heads))).judge("a blue door")
    assert judged.heads["harm"] == pytest.approx(1 / (1 + np.exp(4)), abs=1e-4)


@pytest.mark.parametrize("place", [0, 150, 299, 700])
def test_one_word_in_a_long_text_is_judged(heads: Path, place: int) -> None:
    words = ["blue"] * max(300, place + 100)
    words[place] = "red"
    judged = Engine(lambda: (WordEncoder(), Judge(heads))).judge(" ".join(words))
    assert max(j.heads["harm"] for j in judged) > 0.9


def test_of_many_windows_each_counts_for_less(heads: Path) -> None:
    engine = Engine(lambda: (WordEncoder(), Judge(heads)))
    scores = {}
    for many in (1, 4, 9):
        words = ["blue"] * (96 * many + 20)
        words[40] = "red"
        judged = engine.judge(" ".join(words))
        scores[len(judged)] = max(j.heads["harm"] for j in judged)
    (few, middle, most) = (scores[n] for n in sorted(scores))
    assert few > middle > most
    # Odds of 1 : e ** -4, divided by the number of looks to the power of .8.
    looks = max(scores)
    assert most == pytest.approx(1 / (1 + looks**0.8 * np.exp(-4)), abs=1e-3)


def test_only_heads_of_harm_are_doubted(tmp_path: Path) -> None:
    path = tmp_path / "heads.npz"
    arrays: dict[str, Any] = {
        "heads": np.array(["harm", "refusal", "injection"]),
        "kinds": np.array(["illicit"]),
        "weight": np.array([[4, 0], [4, 0], [4, 0], [0, 0]], np.float32),
        "bias": np.zeros(4, np.float32),
        "calibration": np.array([[1, -2]] * 3, np.float32),
        "buckets": np.array([0]),
        "grams": np.zeros(1, np.float32),
    }
    np.savez(path, **arrays)
    words = ["red", *["blue"] * 600]
    judged = Engine(lambda: (WordEncoder(), Judge(path))).judge(" ".join(words))
    best = {name: max(j.heads[name] for j in judged) for name in judged[0].heads}
    assert best["refusal"] == best["injection"] > best["harm"]


class Diluting(WordEncoder):
    """As its parent, but the share of "red" words counts, so that a long text drowns one."""

    def encode(self, texts: Sequence[str], *, truncate: bool = False) -> NDArray[np.float32]:
        words = [text.replace(".", "").split() for text in texts]
        return np.array([[w.count("red") / len(w), 1.0] for w in words], np.float32)


@pytest.mark.parametrize(
    ("head", "benign", "doubt"),
    [("harm", 3, 1.22), ("harm", 30, 1.22 * 16), ("violence", 3, 4.0), ("violence", 1, 1.0)],
)
def test_a_sentence_alone_counts_for_less_where_its_window_shows_no_trace(
    tmp_path: Path, head: str, benign: int, doubt: float
) -> None:
    path = tmp_path / "heads.npz"
    sentence = "red red red red"
    arrays: dict[str, Any] = {
        "heads": np.array([head]),
        "kinds": np.array(["illicit"]),
        "weight": np.array([[6, 0], [0, 0]], np.float32),
        "bias": np.zeros(2, np.float32),
        "calibration": np.array([[1, -4]], np.float32),
        "buckets": pieces(sentence)[0][:1],
        "grams": np.full(1, 99, np.float32),
    }
    np.savez(path, **arrays)
    text = " ".join([f"{sentence}.", *["quite blue doors here."] * benign])
    judged = Engine(lambda: (Diluting(), Judge(path))).judge(text)
    (alone,) = [j for j in judged if text[j.start : j.end].strip() == f"{sentence}."]
    odds = np.exp(2) / min(benign + 1, 10) ** 0.3 / doubt
    assert alone.heads[head] == pytest.approx(odds / (1 + odds), abs=0.01)


@pytest.mark.parametrize(("harm_bias", "most"), [(-4.0, 0.45), (-2.0, 1.0)])
def test_a_sexual_text_without_a_trace_of_harm_is_unsure_at_most(
    tmp_path: Path, harm_bias: float, most: float
) -> None:
    path = tmp_path / "heads.npz"
    arrays: dict[str, Any] = {
        "heads": np.array(["harm", "sexual"]),
        "kinds": np.array(["illicit"]),
        "weight": np.array([[0, 0], [9, 0], [0, 0]], np.float32),
        "bias": np.zeros(3, np.float32),
        "calibration": np.array([[1, harm_bias], [1, 0]], np.float32),
        "buckets": np.array([0]),
        "grams": np.zeros(1, np.float32),
    }
    np.savez(path, **arrays)
    (judged,) = Engine(lambda: (WordEncoder(), Judge(path))).judge("a red door")
    assert judged.heads["sexual"] == pytest.approx(most, abs=1e-3)


def test_a_piece_seen_before_is_not_encoded_again(heads: Path) -> None:
    encoder = WordEncoder()
    engine = Engine(lambda: (encoder, Judge(heads)))
    assert engine.judge("a red door") == engine.judge("a red door")
    assert encoder.encoded == ["a red door"]


@pytest.mark.parametrize("text", ["a red door", "blue " * 200 + "red " * 200, "red " * 300])
def test_the_first_window_is_the_one_that_judge_finds_first(heads: Path, text: str) -> None:
    engine = Engine(lambda: (WordEncoder(), Judge(heads)))
    pieces = engine.vectors(text)
    assert engine.first(text, "harm") == pytest.approx(
        engine.score(text[pieces[0][0] : pieces[0][1]], "harm")
    )
    assert engine.first(" ?! ", "harm") == 0


def test_parts_are_loaded_once_and_only_when_needed(heads: Path) -> None:
    loads: list[int] = []

    def load() -> tuple[WordEncoder, Judge]:
        loads.append(1)
        return WordEncoder(), Judge(heads)

    engine = Engine(load)
    assert not engine.judge(" ?! ")
    assert not loads
    engine.judge("one")
    engine.judge("two")
    assert len(loads) == 1


def test_a_missing_file_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="reinstall"):
        Judge(tmp_path / "none.npz")


def test_a_file_that_is_no_judgement_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", mean=np.zeros(2))
    with pytest.raises(WeightsError, match="judge_train"):
        Judge(tmp_path / "other.npz")


def test_an_engine_over_files_that_are_missing_fails_when_it_is_used(tmp_path: Path) -> None:
    engine = from_files(tmp_path / "m.onnx", tmp_path / "t.json", tmp_path / "h.npz")
    with pytest.raises(WeightsError):
        engine.judge("a text")


def test_pieces_of_a_text_have_length_one_and_their_bucket_numbers() -> None:
    buckets, values = pieces("Where does the next bus go?")
    assert float(np.linalg.norm(values)) == pytest.approx(1, abs=1e-5)
    assert buckets.max() < BUCKETS
    assert len(set(buckets.tolist())) == len(buckets)


def test_no_words_give_no_pieces_that_could_count() -> None:
    buckets, values = pieces("")
    assert len(buckets) == len(values)
    assert np.isfinite(values).all()


@pytest.mark.parametrize(
    ("logit", "grams", "expected"),
    [(1.0, 3.0, 0.73), (1.0, 0.5, 0.45), (3.0, 0.5, 0.95), (-0.3, 0.5, 0.43)],
)
def test_an_alarm_that_no_words_speak_of_is_unsure_at_most_unless_it_is_sure(
    tmp_path: Path, logit: float, grams: float, expected: float
) -> None:
    path, text = tmp_path / "heads.npz", "a red door"
    buckets, values = pieces(text)
    arrays: dict[str, Any] = {
        "heads": np.array(["harm"]),
        "kinds": np.array(["illicit"]),
        "weight": np.array([[0, logit], [0, 0]], np.float32),
        "bias": np.zeros(2, np.float32),
        "calibration": np.array([[1, 0]], np.float32),
        "buckets": buckets,
        "grams": np.full(len(buckets), grams / values.sum(), np.float32),
    }
    np.savez(path, **arrays)
    engine = Engine(lambda: (WordEncoder(), Judge(path)))
    assert engine.quick([text]) == pytest.approx([grams], abs=1e-4)
    (judged,) = engine.judge(text)
    assert judged.heads["harm"] == pytest.approx(expected, abs=0.01)
    (read,) = engine.judge(text, read=True)
    assert read.heads["harm"] == pytest.approx(1 / (1 + np.exp(-logit)), abs=0.01)
