"""Encoder and heads together: texts in, probabilities out. Loaded once, when first needed."""

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from clearsight.detect.judge import Judge
from clearsight.weights import locate

_REMEMBERED = 512
_TOKENS = 128
_STRIDE = 96
_ALONE = 3
# Of development rows 99.7 % of the harmful and 48 % of the harmless ones score more in n-grams.
_SUSPECT = 0.5
_SHORT = 8  # characters; less is no sentence
_SENTENCE = re.compile(r"[^.!?。！？؟।\n]+[.!?。！？؟।]*")


class Encoder(Protocol):
    """What the engine needs of a TextEncoder."""

    def encode(self, texts: Sequence[str], *, truncate: bool = False) -> NDArray[np.float32]: ...

    def count(self, text: str) -> int: ...

    def windows(self, text: str, *, size_tokens: int, stride: int) -> list[tuple[int, int]]: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """What the heads say of one piece of text.

    Attributes:
        start, end: character offsets of the piece in the text that was asked about.
        heads: probability by head. kinds: share of each kind, if the piece is a harmful request.
    """

    start: int
    end: int
    heads: Mapping[str, float]
    kinds: Mapping[str, float]


class Engine:
    """Safe to share between threads; vectors of pieces seen lately are kept by hash, not by text.

    A text of more than 128 tokens, the most that the judge has learned on, is judged in windows of
    128 that start 96 apart.
    Benign sentences drown a harmful one in the same window: of a text with several sentences, the
    three that the n-grams find worst are judged once more on their own, unless they find nothing.
    """

    def __init__(self, load: Callable[[], tuple[Encoder, Judge]]) -> None:
        """`load` is called once, at the first judgement."""
        self._load = load
        self._parts: tuple[Encoder, Judge] | None = None
        self._lock = threading.Lock()
        self._seen: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()

    def judge(self, text: str) -> list[Judged]:
        """Judgements of the text's pieces in order; none for a text without letters or digits."""
        if not any(c.isalnum() for c in text):
            return []
        encoder, judge = self._ready()
        spans = list(dict.fromkeys([*self._pieces(encoder, text), *_worst(judge, text)]))
        parts = [text[start:end] for start, end in spans]
        vectors = np.stack([self._vector(encoder, part) for part in parts])
        scores = judge.scores(vectors)
        return [
            Judged(
                start,
                end,
                {name: float(values[index]) for name, values in scores.items()},
                judge.kind(vectors[index]),
            )
            for index, (start, end) in enumerate(spans)
        ]

    def score(self, text: str, head: str) -> float:
        """One head's probability for a text as a whole, without a look at its sentences.

        Used for `reasons.drivers`; a longer text than the encoder takes is cut.
        """
        encoder, judge = self._ready()
        if not any(c.isalnum() for c in text):
            return 0.0
        return float(judge.scores(self._vector(encoder, text)[None])[head][0])

    def quick(self, texts: Sequence[str]) -> list[float]:
        """How harmful the n-grams find each text: cheap, only for ranking."""
        return self._ready()[1].quick(texts)

    def _ready(self) -> tuple[Encoder, Judge]:
        with self._lock:
            if self._parts is None:
                self._parts = self._load()
            return self._parts

    def _pieces(self, encoder: Encoder, text: str) -> list[tuple[int, int]]:
        if len(text) <= _TOKENS // 2:  # a character is at most two tokens after folding
            return [(0, len(text))]
        tokens = encoder.count(text)
        if tokens <= _TOKENS:
            return [(0, len(text))]
        return encoder.windows(text, size_tokens=_TOKENS, stride=_STRIDE)

    def _vector(self, encoder: Encoder, part: str) -> NDArray[np.float32]:
        key = hashlib.blake2b(part.encode("utf-8", "replace"), digest_size=16).digest()
        with self._lock:
            if key in self._seen:
                self._seen.move_to_end(key)
                return self._seen[key]
        vector: NDArray[np.float32] = encoder.encode([part], truncate=True)[0]
        with self._lock:
            self._seen[key] = vector
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
        return vector


def _worst(judge: Judge, text: str) -> list[tuple[int, int]]:
    """The sentences most worth a look of their own, in order."""
    spans = [found.span() for found in _SENTENCE.finditer(text) if len(found[0].strip()) >= _SHORT]
    if len(spans) < 2:
        return []
    scores = judge.quick([text[start:end] for start, end in spans])
    suspect = [index for index, score in enumerate(scores) if score > _SUSPECT]
    ranked = sorted(suspect, key=lambda index: -scores[index])
    return [spans[index] for index in sorted(ranked[:_ALONE])]


def from_files(model: Path, tokenizer: Path, heads: Path) -> Engine:
    """An engine over three given files, loaded at the first judgement."""

    def load() -> tuple[Encoder, Judge]:
        from clearsight.detect.encoder import TextEncoder

        return TextEncoder(model, tokenizer, max_tokens=_TOKENS), Judge(heads)

    return Engine(load)


@cache
def shared() -> Engine:
    """The one engine of this process, over the packaged and checked weights."""

    def load() -> tuple[Encoder, Judge]:
        from clearsight.detect.encoder import TextEncoder

        locate("judge/words")  # the model opens it itself
        encoder = TextEncoder(locate("judge/model"), locate("judge/tokenizer"), max_tokens=_TOKENS)
        return encoder, Judge(locate("judgement/heads"))

    return Engine(load)
