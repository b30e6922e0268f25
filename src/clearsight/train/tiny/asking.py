"""Asks the base model many things, on several processes, and keeps every answer.

The answers are greedy and short; one that was cut off ends with its last whole sentence.
"""

import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from clearsight.errors import UsageError
from clearsight.imaging.render.pick import Pick
from clearsight.scale import Pool
from clearsight.train.tiny.rows import Turn

MOST_TOKENS = 56
_BATCH = 64
_SENTENCE = re.compile(r"[.!?](?=\s|$)")


class Cache:
    """Answers by what was asked, of whom, and how long they may be."""

    def __init__(self, path: Path, model: str) -> None:
        self._model = f"{model}/{MOST_TOKENS}"
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS said (model TEXT, ask TEXT, answer TEXT, "
            "PRIMARY KEY (model, ask))"
        )

    def get(self, ask: str) -> str | None:
        """The answer, None if it was never asked or was cut off before its first end."""
        found = self._connection.execute(
            "SELECT answer FROM said WHERE model = ? AND ask = ?", (self._model, ask)
        ).fetchone()
        return str(found[0]) if found is not None and found[0] else None

    def put(self, asks: Sequence[str], answers: Sequence[str]) -> None:
        """Keep answers."""
        rows = [(self._model, ask, said) for ask, said in zip(asks, answers, strict=True)]
        self._connection.executemany("INSERT OR REPLACE INTO said VALUES (?, ?, ?)", rows)

    def __enter__(self) -> "Cache":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def asked(
    asks: Sequence[str], bases: Path, workers: int, end: float, *, progress: bool
) -> Iterator[tuple[Sequence[str], list[str]]]:
    """Batches of like length with their answers, until the time is up."""
    from tqdm import tqdm

    ranked = sorted(asks, key=len)
    batches = [ranked[n : n + _BATCH] for n in range(0, len(ranked), _BATCH)]
    # The batches in an order of their own: a run that is cut off has asked short and long.
    batches = Pick("replay", 0).some(batches, len(batches))
    bar = tqdm(total=len(asks), unit="answer", disable=None if progress else True)
    pool = Pool(_generate, prepare=_load, arguments=(bases,), workers=workers, lost=_lost)
    results = pool.map(_until(batches, end))
    for batch, answers in zip(batches, results, strict=False):
        bar.update(len(batch))
        yield batch, answers


def _until(batches: Sequence[Sequence[str]], end: float) -> Iterator[Sequence[str]]:
    for batch in batches:
        if time.perf_counter() > end:
            return
        yield batch


_here: dict[str, object] = {}


def _load(bases: Path) -> None:
    """Load the base model in this process, one thread."""
    import torch

    from clearsight.models.tiny.prompt import Processor
    from clearsight.models.tiny.tokens import Tokens
    from clearsight.vlm import Config, VisionLanguageModel

    torch.set_num_threads(1)
    tokens = Tokens.load(bases / "tokenizer.json")
    model = VisionLanguageModel(Config.smollm())
    model.load_bases(bases)
    _here["model"], _here["tokens"], _here["prompt"] = model.eval(), tokens, Processor(tokens)


def _generate(batch: Sequence[str]) -> list[str]:
    """The answers to some requests, each cut behind its last whole sentence."""
    import torch

    model, tokens, processor = _here["model"], _here["tokens"], _here["prompt"]
    prompts = [processor.prompt((Turn("user", ask),)) for ask in batch]  # type: ignore[attr-defined]
    with torch.inference_mode():
        found = model.generate(prompts, [None] * len(batch), MOST_TOKENS)  # type: ignore[attr-defined]
    return [whole(tokens.decode(ids), len(ids) >= MOST_TOKENS) for ids in found]  # type: ignore[attr-defined]


def _lost(batch: Sequence[str]) -> list[str]:
    raise UsageError(f"asking the base model {len(batch)} requests killed the process twice")


def whole(text: str, cut: bool) -> str:
    """The text; where it was cut off, what ends with a whole sentence or line, ""."""
    text = text.strip()
    if not cut:
        return text
    ends = [found.end() for found in _SENTENCE.finditer(text)]
    # A number of a list ("2.") is no end of a sentence; the line before it is one.
    ends = [end for end in ends if not re.search(r"(?:^|\n)\s*\d+\.$", text[:end])]
    ends += [found.start() for found in re.finditer("\n", text)]
    return text[: max(ends)].strip() if ends else ""
