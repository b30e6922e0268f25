"""The trained heads over sentence vectors, and the n-grams that rank sentences. numpy only.

The encoder was fine-tuned together with the heads (`clearsight.train.judge_train`; figures in
docs/lab.md and docs/detectors.md), so each head is one linear layer, calibrated to a probability
(Platt 1999). Hashed word and character n-grams of harm are far cheaper than the encoder: they tell
which sentences of a long text deserve a look of their own, and which words drove a judgement.
"""

import re
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clearsight.detect.fold import fold
from clearsight.errors import WeightsError

BUCKETS = 1 << 17
_MARK = zlib.crc32(b"c")  # stands before grams inside a word
_WORD = re.compile(r"[^\W_]+|[^\w\s]")
_DENSE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")

Vectors = NDArray[np.float32]


def pieces(
    text: str, known: dict[str, list[int]] | None = None
) -> tuple[NDArray[np.int64], Vectors]:
    """Hashed n-grams of a text: bucket numbers and values with Euclidean length 1.

    Words, pairs of words, pairs with a gap, and 3 to 5 characters inside a word; for Chinese and
    Japanese one to three characters. `known` keeps the hashes of words between texts that share
    most of them.
    """
    known = {} if known is None else known
    words = _WORD.findall(fold(text)[:6000])
    if _DENSE.search(text):
        words = [c for word in words for c in (word if _DENSE.search(word) else [word])]
    grams = [f"w{word}" for word in words]
    grams += [f"b{a} {b}" for a, b in pairwise(words)]
    grams += [f"g{a} {c}" for a, c in zip(words, words[2:], strict=False)]
    grams.append("s" + " ".join(words[:3]))
    hashed = [zlib.crc32(gram.encode("utf-8", "replace")) for gram in grams]
    for word in words:
        if word not in known:
            known[word] = _inside(f"<{word}>")
        hashed += known[word]
    numbers = np.array(hashed, np.int64) % BUCKETS
    buckets, counts = np.unique(numbers, return_counts=True)
    values = np.log1p(counts).astype(np.float32)
    length = float(np.linalg.norm(values))
    return buckets, values / length if length else values


def _inside(word: str) -> list[int]:
    """Hashes of 3 to 5 characters inside a word."""
    grams = (word[at : at + size] for size in (3, 4, 5) for at in range(len(word) - size + 1))
    return [zlib.crc32(gram.encode("utf-8", "replace"), _MARK) for gram in grams]


class Judge:
    """All heads: name -> probability, and for harmful requests which kind it most likely is."""

    def __init__(self, path: Path) -> None:
        """Load `heads.npz`.

        Raises:
            WeightsError: the file is missing or not one that judge_train wrote.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                self.heads = tuple(str(name) for name in file["heads"])
                self.kinds = tuple(str(kind) for kind in file["kinds"])
                self._weight: Vectors = file["weight"].astype(np.float32)  # (heads + kinds, D)
                self._bias: Vectors = file["bias"].astype(np.float32)  # (heads + kinds,)
                self._calibration: Vectors = file["calibration"].astype(np.float32)  # (heads, 2)
                self._grams: Vectors = np.zeros(BUCKETS, np.float32)
                self._grams[file["buckets"].astype(np.int64)] = file["grams"].astype(np.float32)
            if self._weight.shape[0] != len(self.heads) + len(self.kinds):
                raise ValueError(f"{self._weight.shape[0]} rows of weights for {self.heads}")
        except (OSError, KeyError, ValueError) as error:
            raise WeightsError(
                f"{path} cannot be used ({type(error).__name__}: {error}); reinstall the package, "
                "or train it with python -m clearsight.train.judge_train"
            ) from error

    def scores(self, vectors: Vectors) -> Mapping[str, Vectors]:
        """Each head's probability for each text: name -> (N,). `vectors` is (N, D)."""
        logits = vectors @ self._weight.T + self._bias  # (N, heads + kinds)
        slope, shift = self._calibration.T
        calibrated = logits[:, : len(self.heads)] * slope + shift
        probability: Vectors = (1 / (1 + np.exp(-calibrated))).astype(np.float32)
        return dict(zip(self.heads, probability.T, strict=True))

    def quick(self, texts: Sequence[str]) -> list[float]:
        """How harmful the n-grams alone find each text: only for ranking, some 0.2 ms each."""
        known: dict[str, list[int]] = {}
        return [self.rank(text, known) for text in texts]

    def rank(self, text: str, known: dict[str, list[int]]) -> float:
        """`quick` for one text; `known` as in `pieces`, for texts that share words."""
        buckets, values = pieces(text, known)
        return float(self._grams[buckets] @ values)

    def kind(self, vector: Vectors) -> Mapping[str, float]:
        """Share of each kind, given that the request (D,) is harmful; they add to 1."""
        logits = self._weight[len(self.heads) :] @ vector + self._bias[len(self.heads) :]
        shares = np.exp(logits - logits.max())
        return dict(zip(self.kinds, (shares / shares.sum()).tolist(), strict=True))
