"""Calibration and splitting; with PyTorch (scripts/test --long) the whole way to served files."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("onnx", reason="the train extra is not installed")

from clearsight.detect.judge import Judge
from clearsight.train.judge_calibrate import calibrated, platt
from clearsight.train.judge_example import HEADS, Example
from clearsight.train.judge_export import write_heads
from clearsight.train.judge_rows import DEV_FOLD
from clearsight.train.judge_train import Split, half
from clearsight.train.judgement_row import Row
from tests.train.test_e5 import tiny as tiny  # a fixture

ROWS = [Row(f"text {n}", "set", f"c{n}", harm=1 if n % 2 else 0) for n in range(200)]


def test_half_of_a_cluster_is_never_on_both_sides() -> None:
    assert {half(row) for row in ROWS} == {"calibration", "measure"}
    assert half(ROWS[3]) == half(replace(ROWS[3], text="another"))


def test_dev_rows_and_left_out_sets_are_not_trained_on() -> None:
    split = Split.of(ROWS, frozenset({"set"}))
    assert split.train == []
    assert len(split.dev) == len(ROWS)
    assert all(row.fold != DEV_FOLD for row in Split.of(ROWS).train)


def test_half_is_reached_by_the_stated_share_of_harmless_rows() -> None:
    random = np.random.default_rng(0)
    labels = np.array([1] * 100 + [0] * 1000)
    logits = np.concatenate([random.normal(3, 1, 100), random.normal(-3, 1, 1000)]).astype("f4")
    slope, shift = platt(logits, labels, 0.02)
    probability = 1 / (1 + np.exp(-(slope * logits + shift)))
    assert (probability[labels == 0] >= 0.5).mean() == pytest.approx(0.02, abs=0.002)
    assert slope > 0


def test_a_head_without_both_labels_is_left_as_it_is() -> None:
    logits = np.zeros((len(ROWS), len(HEADS)), np.float32)
    logits[:, 0] = [1.0 if row.harm else -1.0 for row in ROWS]
    found = calibrated(logits, ROWS)
    assert found[1].tolist() == [1.0, 0.0]
    assert found[0].tolist() != [1.0, 0.0]


def test_written_heads_are_read_by_the_judge(tmp_path: Path) -> None:
    weight = np.eye(len(HEADS) + 2, 8, dtype=np.float32)
    bias = np.zeros(len(HEADS) + 2, np.float32)
    grams = (np.array([3], np.int32), np.array([1.5], np.float32))
    calibration = np.tile(np.array([2.0, 1.0], np.float32), (len(HEADS), 1))
    names = (HEADS, ("illicit", "privacy"))
    path = tmp_path / "heads.npz"
    write_heads(path, weight, bias, names=names, grams=grams, calibration=calibration)
    judge = Judge(path)
    assert judge.heads == HEADS
    scores = judge.scores(np.eye(1, 8, dtype=np.float32))
    assert float(scores["harm"][0]) == pytest.approx(1 / (1 + np.exp(-3)), abs=1e-4)


@pytest.mark.slow
def test_tuning_separates_twins_and_the_served_files_agree(tiny: Any, tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed; scripts/test --long")
    import onnxruntime

    from clearsight.train.e5_graph import build
    from clearsight.train.judge_example import Recipe
    from clearsight.train.judge_fit import fit, vectors
    from clearsight.train.judge_net import JudgeNet, tuned

    torch.manual_seed(1)
    words = tiny.matrices["emb.word"]
    net = JudgeNet(tiny, words.dense(), len(HEADS) + 1, layers=3)
    rare = (float("nan"),) * (len(HEADS) - 1)
    examples = [
        Example([0, 5 + n % 7, 20 if harm else 21, 2], (float(harm), *rare), pair=n)
        for n in range(40)
        for harm in (0, 1)
    ]
    recipe = Recipe(rate=3e-4, batch_tokens=64, twin_loss=0.5, word_dropout=0.0)
    fit(net, [examples] * 12, recipe)
    # The bias is the same for all, and the length of the vectors scales alike.
    line = net.head.weight[0].detach().numpy() * np.sqrt(tiny.width)
    harm = vectors(net, [e.ids for e in examples]) @ line
    assert (harm[1::2] > harm[0::2] + 1).all()

    graph = build(tuned(tiny, net.state_dict(), layers=3), words, (3,)).SerializeToString()
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    for example, vector in zip(
        examples[:6], vectors(net, [e.ids for e in examples[:6]]), strict=True
    ):
        ids = np.array([example.ids], np.int64)
        (served,) = session.run(None, {"input_ids": ids})
        assert float(served[0] @ vector) > 0.97
