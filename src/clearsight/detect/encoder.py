"""Vectors for the judge's heads, in many languages: a fine-tuned encoder, int8, on one CPU core.

The first six layers of intfloat/multilingual-e5-small (MIT; Wang et al. 2024, arXiv:2402.05672),
fine-tuned together with the heads of `detect.judge` by `clearsight.train.judge_train`. Its vectors
are made for those heads: they are no general measure of likeness between sentences.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearsight.detect.memo import Memo
from clearsight.detect.tokens import Tokenizer
from clearsight.errors import UsageError, WeightsError

WIDTH = 384
POSITIONS = 512
WORDS = "words.int4.bin"  # beside the model: its word vectors, read from disk row by row
SMALLEST_WINDOW = 32
_CUT = 16
# The model was trained with a role before every text; "query: " is the one for comparing texts.
PREFIX = "query: "


class TextEncoder:
    """Turns texts into vectors of length 1. Safe to share between threads.

    Texts run one at a time. int8 activations share one scale per run, so in a batch a text's
    vector would depend on its neighbours; alone it is the same every time.
    """

    def __init__(
        self, model_path: Path, tokenizer_path: Path, *, threads: int = 1, max_tokens: int = 256
    ) -> None:
        """Load both files.

        Args:
            model_path: `model.int8.onnx`; the file WORDS lies beside it.
            tokenizer_path: `tokenizer.model`.
            threads: CPU threads inside one run.
            max_tokens: the longest text `encode` takes, with prefix and marks, at most 512.

        Raises:
            UsageError: `max_tokens` is outside what the model can take.
            WeightsError: a file is missing.
        """
        if not SMALLEST_WINDOW <= max_tokens <= POSITIONS:
            raise UsageError(
                f"max_tokens is {max_tokens}; give a number from {SMALLEST_WINDOW} to {POSITIONS}"
            )
        for path in (model_path, model_path.with_name(WORDS), tokenizer_path):
            if not path.is_file():
                raise WeightsError(
                    f"{path} is missing; reinstall the package, or build the file with "
                    "python -m clearsight.train.judge_train"
                )
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.max_tokens = max_tokens
        self._session: Any = onnxruntime.InferenceSession(
            str(model_path), options, providers=["CPUExecutionProvider"]
        )
        self._output = self._session.get_outputs()[0].name  # "layer6": the last layer, pooled
        self._tokenizer = Tokenizer(tokenizer_path.read_bytes())
        self._cut: Memo[list[int]] = Memo(_CUT)  # a text is counted first and then encoded

    def encode(self, texts: Sequence[str], *, truncate: bool = False) -> NDArray[np.float32]:
        """One vector of length 1 per text: (N, 384).

        Args:
            texts: N texts; an empty text is allowed.
            truncate: read only the first `max_tokens` of a longer text. Without it a longer
                text is an error, because a guard must not skip the end of a text unnoticed.

        Raises:
            UsageError: a text that is too long.
        """
        rows = [self._ids(text, truncate) for text in texts]
        vectors = np.empty((len(rows), WIDTH), np.float32)
        for index, ids in enumerate(rows):
            feed = {"input_ids": np.array([ids], np.int64)}  # [1, T]
            vectors[index] = self._session.run([self._output], feed)[0][0]
        return vectors

    def count(self, text: str) -> int:
        """Tokens that `encode` would use for the whole text, prefix and marks included."""
        return len(self._cut.of(PREFIX + text, self._tokenizer.ids))

    def windows(self, text: str, *, size_tokens: int, stride: int) -> list[tuple[int, int]]:
        """Pieces of a text that `encode` can take, as (start, end) character offsets.

        Args:
            text: any text; together the windows cover all of it.
            size_tokens: the most tokens per window, counted as in `count`; at least 32.
            stride: tokens from the start of one window to the start of the next, at most what
                a window holds, so that nothing falls between two windows.

        Raises:
            UsageError: sizes that cannot cover the text.
        """
        room = size_tokens - self.count("")
        if size_tokens < SMALLEST_WINDOW or not 0 < stride <= room:
            raise UsageError(
                f"size_tokens is {size_tokens} and stride {stride}; give at least "
                f"{SMALLEST_WINDOW} tokens and a stride from 1 to {room}"
            )
        if self.count(text) <= size_tokens:
            return [(0, len(text))]
        spans = self._tokenizer.spans(text)
        found: list[tuple[int, int]] = []
        first = start = 0
        while first < len(spans):
            last = self._fit(text, start, spans[first : first + room], size_tokens)
            end = len(text) if first + last >= len(spans) else spans[first + last - 1][1]
            found.append((start, end))
            if end == len(text):
                break
            first += min(stride, last)
            start = spans[first][0]
        return found

    def _fit(
        self, text: str, start: int, spans: Sequence[tuple[int, int]], size_tokens: int
    ) -> int:
        """How many of `spans` fit a window that begins at `start`."""
        # A cut inside a word may split the rest into more pieces than the whole word had.
        many = len(spans)
        while many > 1:
            excess = self.count(text[start : spans[many - 1][1]]) - size_tokens
            if excess <= 0:
                break
            many = max(1, many - excess)
        return many

    def _ids(self, text: str, truncate: bool) -> list[int]:
        """Token numbers of a text with prefix, begin and end mark."""
        ids = self._cut.of(PREFIX + text, self._tokenizer.ids)
        if len(ids) <= self.max_tokens:
            return ids
        if not truncate:
            raise UsageError(
                f"a text of {len(ids)} tokens, at most {self.max_tokens} fit; cut it with "
                "windows(), or pass truncate=True to read only its beginning"
            )
        return [*ids[: self.max_tokens - 1], ids[-1]]
