"""A trained model of what a text asks about a person shown, and of what it says of one.

The judge's encoder was tuned for harm; questions about people and their look-alikes ("how old is
he?", "how old is the bridge?") lie too close together in its vectors (docs/lab.md). This is the
same architecture at all twelve layers, tuned for them alone by `clearsight.train.people_train`,
over the same word vectors and tokenizer. It runs only where a picture, or words that describe one,
are there, and where the judge's head `person` does not rule a person out.
"""

import threading
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from clearsight.detect.memo import Memo
from clearsight.errors import WeightsError
from clearsight.weights import locate, table

KINDS = ("identify", "trait", "ungrounded")
TASKS = ("asked", "said")
TOKENS = 128
LONGEST = 6  # windows of one text
_STRIDE = 96
_REMEMBERED = 512
_FIX = "fit it again: python -m clearsight.train.people_train"

Vector = NDArray[np.float32]


class Encoder(Protocol):
    """What is needed of a TextEncoder."""

    def encode(self, texts: list[str], *, truncate: bool = False) -> NDArray[np.float32]: ...

    def windows(self, text: str, *, size_tokens: int, stride: int) -> list[tuple[int, int]]: ...


class Heads:
    """Linear layers over a text's vector: for each task whether anything, and which kind."""

    def __init__(self, path: Path, words: str) -> None:
        """Load what `people_train` wrote.

        Args:
            path: of `heads.npz`.
            words: SHA-256 of the word vectors that the model will read.

        Raises:
            WeightsError: the file is missing or of another form, or other word vectors are there
                than the model was trained on.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                trained = str(file["words"])
                self._weight: Vector = file["weight"].astype(np.float32)  # (8, D)
                self._bias: Vector = file["bias"].astype(np.float32)  # (8,)
                self._calibration: Vector = file["calibration"].astype(np.float32)  # (2, 2)
            if self._weight.shape[0] != len(TASKS) * (len(KINDS) + 1):
                raise ValueError(f"{self._weight.shape[0]} rows of weights")
        except (OSError, KeyError, ValueError) as error:
            raise WeightsError(
                f"{path} cannot be used ({type(error).__name__}: {error}); {_FIX}"
            ) from error
        if trained != words:
            raise WeightsError(
                f"{path} belongs to the word vectors {trained[:12]}, these are {words[:12]}; {_FIX}"
            )

    def scores(self, task: str, vector: Vector) -> dict[str, float]:
        """Probability by kind; which kind it is may be unsure where it is sure that it is one."""
        number = TASKS.index(task)
        first = number * (len(KINDS) + 1)
        logits = self._weight[first : first + 4] @ vector + self._bias[first : first + 4]
        slope, shift = self._calibration[number]
        some = float(1 / (1 + np.exp(-(logits[-1] * slope + shift))))
        shares = np.exp(logits[:-1] - logits[:-1].max())
        shares /= shares.sum()
        found = {kind: some * float(share) for kind, share in zip(KINDS, shares, strict=True)}
        found[KINDS[int(shares.argmax())]] = some
        return found


class PeopleModel:
    """Safe to share between threads; vectors of texts seen lately are kept by hash."""

    def __init__(self, load: Callable[[], tuple[Encoder, Heads]]) -> None:
        """`load` is called once, at the first text."""
        self._load = load
        self._parts: tuple[Encoder, Heads] | None = None
        self._lock = threading.Lock()
        self._seen: Memo[Vector] = Memo(_REMEMBERED)

    def scores(
        self, task: str, text: str, near: Callable[[str], bool] = lambda _: True
    ) -> list[tuple[str, Mapping[str, float]]]:
        """The text's windows with their scores by kind; none for a text without letters.

        Args:
            task: one of TASKS.
            text: any text.
            near: whether a window may speak of a person at all; of those that may, the last
                LONGEST are scored.
        """
        if not any(c.isalnum() for c in text):
            return []
        windows = [text]
        if len(text) > TOKENS // 2:  # a character is at most two tokens after folding
            spans = self._ready()[0].windows(text, size_tokens=TOKENS, stride=_STRIDE)
            windows = [text[start:end] for start, end in spans]
        parts = [part for part in windows if near(part)][-LONGEST:]
        return [(part, self._of(task, part)) for part in parts]

    def _of(self, task: str, part: str) -> Mapping[str, float]:
        encoder, heads = self._ready()
        return heads.scores(task, self._vector(encoder, part))

    def _ready(self) -> tuple[Encoder, Heads]:
        with self._lock:
            if self._parts is None:
                self._parts = self._load()
            return self._parts

    def _vector(self, encoder: Encoder, part: str) -> Vector:
        return self._seen.of(part, lambda text: encoder.encode([text], truncate=True)[0])


@cache
def shared() -> PeopleModel:
    """The one model of this process, over the packaged and checked weights."""

    def load() -> tuple[Encoder, Heads]:
        from clearsight.detect.encoder import TextEncoder

        locate("judge/words")  # the model opens it itself
        model, tokenizer = locate("people/model"), locate("judge/tokenizer")
        heads = Heads(locate("people/heads"), table()["judge/words"].sha256)
        return TextEncoder(model, tokenizer, max_tokens=TOKENS), heads

    return PeopleModel(load)
