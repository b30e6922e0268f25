"""Encoder and heads together: texts in, probabilities out. Loaded once, when first needed."""

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from clearsight.detect.judge import Judge
from clearsight.detect.memo import Memo
from clearsight.weights import locate

_REMEMBERED = 512  # vectors; ranks of sentences are a number each
_RANKED = 8192
_TOKENS = 128
_STRIDE = 96
_ALONE = 3
# Of development rows 99.7 % of the harmful and 48 % of the harmless ones score more in n-grams.
_SUSPECT = 0.5
_SHORT = 8  # characters; less is no sentence
# The more pieces of a text are looked at, the likelier one of them alarms by chance: a piece's
# odds of harm are divided by (number of looks) ** this. Chosen on the calibration half of the
# development rows (docs/lab.md).
_WINDOWS_DOUBT = 0.8
_SENTENCES_DOUBT = 0.3
_MOST_SENTENCES = 10  # further ones add no doubt: a plain request must be found in any text
# A sentence alone whose windows show no trace of what it shows: its odds are divided by this too.
# Of harm, which most rows teach, half the trace is asked and the doubt is greater; and a sentence
# was chosen for its words, so that its odds of harm are divided by _CHOSEN in any case. Of 460
# buried lines of the calibration half 403 are found, 401 by the numbers of the other heads.
_TRACE, _UNFOUNDED = 0.1, 4.0
_TRACE_OF_HARM, _HARM_UNFOUNDED, _CHOSEN = 0.05, 16.0, 1.22
_DOUBTED = frozenset({"harm", "hate", "self_harm", "sexual", "violence"})
# The head of sexual text learned from few rows and takes ordinary words for more than they are.
# Every labelled sexual row that it finds reaches .05 in harm as well (docs/lab.md); a text that
# does not is unsure at most: grey, so that the answer faces the stricter threshold.
_BACKED_BY_HARM, _UNSURE = 0.05, 0.45
# Where the network takes a piece for harm and is not sure, the n-grams of harm must agree: else the
# piece is unsure at most. Of 380 harmful rows of the calibration half that it finds none is lost,
# and 5 of 69 false alarms are gone; of the other half 1 of 495 and 7 of 57 (docs/lab.md).
_ALARM, _SURE, _SPOKEN_OF = 0.5, 0.9, 2.75
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
    """Safe to share between threads; what was worked out lately is kept by hash, not by text.

    A text of more than 128 tokens, the most that the judge has learned on, is judged in windows of
    128 that start 96 apart.
    Benign sentences drown a harmful one in the same window: of a text with several sentences, the
    three that the n-grams find worst are judged once more on their own, unless they find nothing.
    Of many pieces one alarms by chance: each counts for less, the more there are.
    """

    def __init__(self, load: Callable[[], tuple[Encoder, Judge]]) -> None:
        """`load` is called once, at the first judgement."""
        self._load = load
        self._parts: tuple[Encoder, Judge] | None = None
        self._lock = threading.Lock()
        self._vectors: Memo[NDArray[np.float32]] = Memo(_REMEMBERED)
        self._windows: Memo[list[tuple[int, int]]] = Memo(_REMEMBERED)
        self._ranks: Memo[float] = Memo(_RANKED)

    def judge(self, text: str, *, read: bool = False) -> list[Judged]:
        """Judgements of the text's pieces in order; none for a text without letters or digits.

        Args:
            read: in a picture, partly; n-grams, which misread letters hide, need not agree.
        """
        if not any(c.isalnum() for c in text):
            return []
        encoder, judge = self._ready()
        windows = self._pieces(encoder, text)
        alone, many = self._worst(judge, text)
        spans = list(dict.fromkeys([*windows, *alone]))
        vectors = np.stack([self._vector(encoder, text[start:end]) for start, end in spans])
        scores = judge.scores(vectors)
        found = []
        for index, span in enumerate(spans):
            heads = {name: float(p[index]) for name, p in scores.items()}
            if index < len(windows):
                weighed = _weighed(heads, len(windows) ** _WINDOWS_DOUBT)
            else:
                near = [n for n, window in enumerate(windows) if _overlap(window, span)]
                around = {name: float(p[near].max()) for name, p in scores.items()}
                weighed = _weighed(heads, min(many, _MOST_SENTENCES) ** _SENTENCES_DOUBT, around)
            if not read and _ALARM <= weighed.get("harm", 0.0) < _SURE:
                weighed["harm"] = self._agreed(judge, text[slice(*span)], weighed["harm"])
            found.append(Judged(*span, weighed, judge.kind(vectors[index])))
        return found

    def first(self, text: str, head: str) -> float:
        """One head's probability for the text's first window; 0 without letters or digits."""
        if not any(c.isalnum() for c in text):
            return 0.0
        encoder, judge = self._ready()
        start, end = self._pieces(encoder, text)[0]
        return float(judge.scores(self._vector(encoder, text[start:end])[None])[head][0])

    def vectors(self, text: str) -> list[tuple[int, int, NDArray[np.float32]]]:
        """Start, end and vector (D,) of the text's windows, for heads of another file."""
        if not any(c.isalnum() for c in text):
            return []
        encoder, _ = self._ready()
        spans = self._pieces(encoder, text)
        return [(start, end, self._vector(encoder, text[start:end])) for start, end in spans]

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
        return self._windows.of(text, lambda given: _windows(encoder, given))

    def _vector(self, encoder: Encoder, part: str) -> NDArray[np.float32]:
        return self._vectors.of(part, lambda given: encoder.encode([given], truncate=True)[0])

    def _agreed(self, judge: Judge, piece: str, harm: float) -> float:
        """The probability of harm, unsure at most where no words of the piece speak of any."""
        spoken = self._ranks.of(piece, lambda given: judge.rank(given, {}))
        return harm if spoken >= _SPOKEN_OF else min(harm, _UNSURE)

    def _worst(self, judge: Judge, text: str) -> tuple[list[tuple[int, int]], int]:
        """The sentences most worth a look of their own, in order, and of how many they are."""
        found = _SENTENCE.finditer(text)
        spans = [one.span() for one in found if len(one[0].strip()) >= _SHORT]
        if len(spans) < 2:
            return [], 1
        known: dict[str, list[int]] = {}
        scores = [
            self._ranks.of(text[start:end], lambda given: judge.rank(given, known))
            for start, end in spans
        ]
        suspect = [index for index, score in enumerate(scores) if score > _SUSPECT]
        ranked = sorted(suspect, key=lambda index: -scores[index])
        return [spans[index] for index in sorted(ranked[:_ALONE])], len(spans)


def _windows(encoder: Encoder, text: str) -> list[tuple[int, int]]:
    if encoder.count(text) <= _TOKENS:
        return [(0, len(text))]
    return encoder.windows(text, size_tokens=_TOKENS, stride=_STRIDE)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _weighed(
    heads: Mapping[str, float], doubt: float, around: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Probabilities of one piece, given how many pieces the text has and what others say.

    Args:
        around: of a sentence that was judged alone, what the windows say that hold it.
    """
    found = {}
    for name, p in heads.items():
        further = 1.0 if around is None else _alone(name, around[name])
        found[name] = _doubted(name, p, doubt * further)
    if heads.get("harm", 1.0) < _BACKED_BY_HARM and "sexual" in found:
        found["sexual"] = min(found["sexual"], _UNSURE)
    return found


def _alone(head: str, around: float) -> float:
    """What the odds of a sentence alone are divided by, given what the windows around it say."""
    if head == "harm":
        return _CHOSEN * (_HARM_UNFOUNDED if around < _TRACE_OF_HARM else 1.0)
    return _UNFOUNDED if around < _TRACE else 1.0


def _doubted(head: str, probability: float, doubt: float) -> float:
    """The probability with its odds divided by `doubt`."""
    if head not in _DOUBTED or probability in (0.0, 1.0):
        return probability
    return probability / (probability + doubt * (1 - probability))


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
