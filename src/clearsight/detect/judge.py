"""The trained heads over sentence vectors and word pieces. numpy only; trained by train/.

Two views of a text: its sentence vector, lifted by random Fourier features (Rahimi and Recht 2007)
so that a linear head can bend; and hashed word and character n-grams, which know exact wording.
Each head adds the two and is calibrated to a probability (Platt 1999). Source of the weights:
`clearsight.train.train_judgement`; figures in docs/lab.md.
"""

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clearsight.detect.fold import fold
from clearsight.errors import WeightsError

BUCKETS = 1 << 17
LAYER = 8
_WORD = re.compile(r"[^\W_]+|[^\w\s]")
_DENSE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")

Vectors = NDArray[np.float32]


def pieces(text: str) -> tuple[NDArray[np.int64], Vectors]:
    """Hashed n-grams of a text: bucket numbers and values with Euclidean length 1.

    Words, pairs of words, pairs with a gap, and 3 to 5 characters inside a word; for Chinese and
    Japanese one to three characters.
    """
    words = _WORD.findall(fold(text)[:6000])
    if _DENSE.search(text):
        words = [c for word in words for c in (word if _DENSE.search(word) else [word])]
    grams = [f"w{word}" for word in words]
    grams += [f"b{a} {b}" for a, b in pairwise(words)]
    grams += [f"g{a} {c}" for a, c in zip(words, words[2:], strict=False)]
    grams.append("s" + " ".join(words[:3]))
    for word in words:
        edged = f"<{word}>"
        grams += [
            "c" + edged[start : start + size]
            for size in (3, 4, 5)
            for start in range(len(edged) - size + 1)
        ]
    hashed = np.array([zlib.crc32(g.encode("utf-8", "replace")) % BUCKETS for g in grams], np.int64)
    buckets, counts = np.unique(hashed, return_counts=True)
    values = np.log1p(counts).astype(np.float32)
    length = float(np.linalg.norm(values))
    return buckets, values / length if length else values


@dataclass(frozen=True, slots=True)
class Lift:
    """Random Fourier features of centred vectors.

    Attributes:
        mean: (D,).   directions: (D, F).   phases: (F,).
    """

    mean: Vectors
    directions: Vectors
    phases: Vectors

    def __call__(self, vectors: Vectors) -> Vectors:
        """(N, D) -> (N, D + F): the scaled centred vectors beside their cosines."""
        centred = (vectors - self.mean) * np.float32(4)
        waves = np.cos(centred @ self.directions + self.phases)
        waves *= np.float32(np.sqrt(2 / self.phases.size))
        return np.concatenate([centred, waves * np.float32(4)], axis=1)


@dataclass(frozen=True, slots=True)
class Head:
    """One yes-or-no judgement.

    Attributes:
        lifted: (D + F,) weights.   grams: (BUCKETS,) weights.
        mix: (3,): weight of each view's logit, and the calibrated intercept.
    """

    lifted: Vectors
    grams: Vectors
    mix: Vectors

    def score(self, lifted: Vectors, found: Sequence[tuple[NDArray[np.int64], Vectors]]) -> Vectors:
        """Probabilities (N,) from lifted vectors (N, D + F) and the texts' n-grams."""
        dense = lifted @ self.lifted
        sparse = np.array([float(self.grams[b] @ v) for b, v in found], np.float32)
        logit = self.mix[0] * dense + self.mix[1] * sparse + self.mix[2]
        probability: Vectors = (1 / (1 + np.exp(-logit))).astype(np.float32)
        return probability


class Judge:
    """All heads: name -> probability, and for harmful requests which kind it most likely is."""

    def __init__(self, path: Path) -> None:
        """Load `judgement.npz`.

        Raises:
            WeightsError: the file is missing or not one that train_judgement wrote.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            self._lift = Lift(
                arrays["mean"].astype(np.float32),
                arrays["directions"].astype(np.float32),
                arrays["phases"].astype(np.float32),
            )
            self._heads = {str(name): _head(arrays, str(name)) for name in arrays["heads"]}
            self.kinds = tuple(str(kind) for kind in arrays["kinds"])
            self._kind = arrays["kind_weights"].astype(np.float32)
        except (OSError, KeyError, ValueError) as error:
            raise WeightsError(
                f"{path} cannot be used ({type(error).__name__}: {error}); reinstall the package, "
                "or train it with python -m clearsight.train.train_judgement"
            ) from error

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(self._heads)

    def scores(self, vectors: Vectors, texts: Sequence[str]) -> Mapping[str, Vectors]:
        """Each head's probability for each text: name -> (N,). `vectors` is (N, D)."""
        lifted = self._lift(vectors)
        found = [pieces(text) for text in texts]
        return {name: head.score(lifted, found) for name, head in self._heads.items()}

    def quick(self, texts: Sequence[str]) -> list[float]:
        """How harmful the n-grams alone find each text: only for ranking, some 0.2 ms each."""
        grams = self._heads["harm"].grams
        return [float(grams[buckets] @ values) for buckets, values in map(pieces, texts)]

    def kind(self, vector: Vectors) -> Mapping[str, float]:
        """Share of each kind, given that the request (D,) is harmful; they add to 1."""
        lifted = np.append(self._lift(vector[None])[0], np.float32(1))
        logits = self._kind @ lifted
        shares = np.exp(logits - logits.max())
        return dict(zip(self.kinds, (shares / shares.sum()).tolist(), strict=True))


def _head(arrays: Mapping[str, NDArray[np.float32]], name: str) -> Head:
    grams = np.zeros(BUCKETS, np.float32)
    grams[arrays[f"{name}.buckets"].astype(np.int64)] = arrays[f"{name}.grams"].astype(np.float32)
    lifted, mix = arrays[f"{name}.lifted"], arrays[f"{name}.mix"]
    return Head(lifted.astype(np.float32), grams, mix.astype(np.float32))
