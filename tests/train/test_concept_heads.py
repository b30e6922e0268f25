"""Heads learn what features hold, and are packed and read back alike."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from clearsight.errors import UsageError
from clearsight.senses import concepts as sense
from clearsight.train.concept_train import packed
from clearsight.train.concepts.choose import Choice, choose
from clearsight.train.concepts.features import Features
from clearsight.train.concepts.heads import Trained, fit
from clearsight.train.concepts.measure import average_precision, held_out
from clearsight.train.concepts.report import report
from clearsight.train.concepts.vocabulary import load

CONCEPTS = load()


def rows(n: int = 1500) -> tuple[np.ndarray, np.ndarray]:
    """Features whose first two places tell two concepts; a fifth of the labels is open."""
    rng = np.random.default_rng(0)
    labels = (rng.random((n, 2)) < 0.2).astype(np.int8)
    values = rng.random((n, 1280)).astype(np.float32)
    values[:, :2] += 4 * labels
    labels[rng.random(labels.shape) < 0.2] = -1
    return values, labels


def test_heads_tell_what_the_features_tell() -> None:
    values, labels = rows()
    logits = fit(values, labels).logits(values)
    assert average_precision(logits, labels).min() > 0.95


def test_what_is_open_is_not_taken_for_absent() -> None:
    values, labels = rows()
    shown = values[:, 0] > 2.5
    hidden = labels.copy()
    hidden[np.flatnonzero(shown)[::2], 0] = -1
    wrong = np.where(hidden == -1, 0, hidden).astype(np.int8)
    fair, unfair = (fit(values, one).logits(values)[shown, 0] for one in (hidden, wrong))
    assert fair[::2].mean() > unfair[::2].mean()


def test_scores_of_pictures_without_a_concept_are_alike_for_all() -> None:
    values, labels = rows()
    logits = fit(values, labels).logits(values)
    for n in range(2):
        absent = logits[labels[:, n] == 0, n]
        assert abs(absent.mean()) < 0.01
        assert abs(absent.std() - 1) < 0.01


def test_the_same_pictures_give_the_same_heads() -> None:
    values, labels = rows(600)
    one, other = (fit(values, labels) for _ in range(2))
    assert (one.last == other.last).all()
    assert (one.shift == other.shift).all()


def features(n: int = 3000) -> Features:
    """Two families; the first concept looks alike in both, the second only in one."""
    values, labels = rows(n)
    families = np.array(["noto", "fluent"] * (n // 2))
    # In fluent pictures another place tells the second concept.
    swapped = families == "fluent"
    values[swapped, 1], values[swapped, 2] = values[swapped, 2], values[swapped, 1].copy()
    return Features(values, labels, families)


def test_a_family_is_looked_at_by_heads_that_never_saw_it() -> None:
    made = features()

    def train(part: Features) -> Callable[[Features], np.ndarray]:
        assert len(set(part.families)) == 1
        heads = fit(part.values, part.labels)
        return lambda rest: heads.logits(rest.values)

    found = held_out(made, train)
    first, second = average_precision(found.logits, made.labels)
    assert first > 0.9
    assert second < 0.6
    text = report(found, made, CONCEPTS[:2])
    assert f"| {CONCEPTS[0].name} | 0." in text
    assert f"| {CONCEPTS[1].name} | not shipped |" in text


def test_packed_heads_score_like_the_trained_ones(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    values, labels = rows()
    heads = fit(values, labels)
    choice = choose(heads.logits(values), labels)
    path = tmp_path / "heads.npz"
    path.write_bytes(packed(CONCEPTS[:2], heads, choice))
    monkeypatch.setattr(sense, "locate", lambda name: path)
    read = sense.heads.__wrapped__()
    expected = choice.scores(heads.logits(values[:1]))[0]
    assert np.allclose(read.scores(values[0]), expected, atol=0.01)
    assert read.names == tuple(concept.name for concept in CONCEPTS[:2])


def trained(k: int) -> Trained:
    zeros = np.zeros(1280, np.float32)
    return Trained(zeros, zeros + 1, np.zeros((1280, k), np.float32), np.zeros(k, np.float32))


def test_the_same_heads_are_packed_into_the_same_bytes() -> None:
    one = np.ones(3, np.float32)
    made = [packed(CONCEPTS[:3], trained(3), Choice(one, one, one)) for _ in range(2)]
    assert made[0] == made[1]


def test_a_concept_that_is_never_right_often_enough_is_not_packed() -> None:
    one, told = np.ones(3, np.float32), np.array([np.inf, 0.7, np.inf], np.float32)
    with np.load(io.BytesIO(packed(CONCEPTS[:3], trained(3), Choice(one, one, told)))) as file:
        assert file["names"].tolist() == [CONCEPTS[1].name]
        assert file["last"].shape == (1280, 1)
    with pytest.raises(UsageError, match="no concept is right often enough"):
        packed(CONCEPTS[:3], trained(3), Choice(one, one, told + np.inf))
