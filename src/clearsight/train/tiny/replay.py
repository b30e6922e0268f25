"""The base model's own answers, so that it keeps talking while it learns to see ("replay").

    python -m clearsight.train.tiny.replay --work WORK [--minutes 8] [--workers 2]

Asks SmolLM2 (WORK/bases, see `bases`) what WORK/base/ holds: everyday requests, and the harmless
twins of refused ones. Greedy, in batches; every answer is kept in WORK/replay.sqlite, so a second
call goes on where the first one stopped. Then writes rows/SPLIT/{replay,safety_twins,
prefer_base}.jsonl from those that were answered, and says how many were not. No text of any other
model is used.
"""

import argparse
import hashlib
import json
import re
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clearsight.errors import UsageError
from clearsight.imaging.render.pick import Pick
from clearsight.scale import Pool
from clearsight.train.tiny.refusals import NEEDLESS
from clearsight.train.tiny.rows import Row, Turn, parse, write_rows

MOST_TOKENS = 56
_BATCH = 24
_SENTENCE = re.compile(r"[.!?](?=\s|$)")
# The base model's own refusals and talk of itself: nothing that a twin should teach.
_UNFIT = re.compile(
    r"\b(?:i'?m sorry|i am sorry|i can(?:no|')t (?:help|assist|provide|fulfil)|as an ai"
    r"|i'?m (?:just )?an ai|language model|smollm|hugging face)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of asking.

    Attributes:
        rows: written, by family.   unanswered: left out, the time was up.
        unfit: left out, by reason.
    """

    rows: dict[str, int]
    unanswered: int
    unfit: dict[str, int]
    seconds: float


def answer(
    work: Path, *, minutes: float = 8.0, workers: int = 2, progress: bool = False
) -> Answered:
    """Ask what was not asked before, then write the rows.

    Raises:
        UsageError: there is nothing to ask, or the base model is not in WORK/bases.
    """
    began = time.perf_counter()
    waiting = list(_waiting(work))
    if not waiting:
        raise UsageError(
            f"{work}/base holds nothing to ask; build the data first: python -m "
            "clearsight.train.tiny.data --work WORK (a quick build needs no replay)"
        )
    bases = work / "bases"
    if not (bases / "decoder.safetensors").is_file():
        raise UsageError(
            f"{bases} holds no base model; make it with python -m clearsight.train.tiny.bases"
        )
    with _Cache(work / "replay.sqlite", _digest(bases)) as cache:
        asks = list(dict.fromkeys(ask for ask, _ in waiting))
        missing = [ask for ask in asks if cache.get(ask) is None]
        end = began + minutes * 60
        for batch, answers in _asked(missing, bases, workers, end, progress=progress):
            cache.put(batch, answers)
        known = {ask: found for ask in asks if (found := cache.get(ask)) is not None}
    return _written(work, waiting, known, time.perf_counter() - began)


def _waiting(work: Path) -> Iterator[tuple[str, Row]]:
    for path in sorted((work / "base").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            yield record["ask"], parse(record["row"])


def _digest(bases: Path) -> str:
    with (bases / "decoder.safetensors").open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Cache:
    """Answers by what was asked, of whom, and how long they may be."""

    def __init__(self, path: Path, model: str) -> None:
        self._model = f"{model}/{MOST_TOKENS}"
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS said (model TEXT, ask TEXT, answer TEXT, "
            "PRIMARY KEY (model, ask))"
        )

    def get(self, ask: str) -> str | None:
        """The answer, None if it was never asked."""
        found = self._connection.execute(
            "SELECT answer FROM said WHERE model = ? AND ask = ?", (self._model, ask)
        ).fetchone()
        return None if found is None else str(found[0])

    def put(self, asks: Sequence[str], answers: Sequence[str]) -> None:
        """Keep answers."""
        rows = [(self._model, ask, said) for ask, said in zip(asks, answers, strict=True)]
        self._connection.executemany("INSERT OR REPLACE INTO said VALUES (?, ?, ?)", rows)

    def __enter__(self) -> "_Cache":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def _asked(
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
    """The text; where it was cut off, what ends with a whole sentence, "" if nothing does."""
    text = text.strip()
    if not cut:
        return text
    ends = [found.end() for found in _SENTENCE.finditer(text)]
    # A number of a list ("2.") is no end of a sentence.
    ends = [end for end in ends if not re.search(r"(?:^|\n)\s*\d+\.$", text[:end])]
    return text[: ends[-1]].strip() if ends else ""


def unfit(said: str, *, twin: bool) -> str:
    """Why an answer is not learnt, "" if it is."""
    words = said.split()
    if len(words) < 2:
        return "too short"
    if len(words) > 20 and len(set(words)) < 0.4 * len(words):
        return "goes round in circles"
    if twin and _UNFIT.search(said):
        return "refuses or talks of itself"
    return ""


def _written(
    work: Path, waiting: Sequence[tuple[str, Row]], known: dict[str, str], seconds: float
) -> Answered:
    files: dict[tuple[str, str], list[Row]] = defaultdict(list)
    left: Counter[str] = Counter()
    unanswered = 0
    for ask, row in waiting:
        said = known.get(ask)
        if said is None:
            unanswered += 1
            continue
        twin = row.family == "safety_twins"
        if why := unfit(said, twin=twin):
            left[why] += 1
            continue
        source = f"{row.source} + SmolLM2-135M-Instruct (answer)"
        licence = row.licence if "Apache-2.0" in row.licence else f"{row.licence} + Apache-2.0"
        done = replace(row, answer=said, source=source, licence=licence)
        files[row.split, row.family].append(done)
        if twin:
            files[row.split, "prefer_base"].append(_preferred(done))
    for (split, family), rows in files.items():
        write_rows(work / "rows" / split / f"{family}.jsonl", rows)
    counts = {f"{family}/{split}": len(rows) for (split, family), rows in sorted(files.items())}
    return Answered(counts, unanswered, dict(left), round(seconds, 1))


def _preferred(row: Row) -> Row:
    """The answer over a needless refusal."""
    rejected = Pick("needless", 0, row.id).one(NEEDLESS)
    return replace(
        row, id=row.id.replace("safety_twins", "prefer_base"), family="prefer_base",
        kind="prefer_base/answer", rejected=rejected, twin=None,
    )  # fmt: skip


def main() -> None:
    """Ask as the command line says, and print what came of it."""
    parser = argparse.ArgumentParser(description="Let the base model answer.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=8.0)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    try:
        done = answer(given.work, minutes=given.minutes, workers=given.workers, progress=True)
    except UsageError as error:
        raise SystemExit(f"clearsight.train.tiny.replay: {error}") from error
    print(f"{done.rows}; unanswered {done.unanswered}; unfit {done.unfit}; {done.seconds:.0f} s")


if __name__ == "__main__":
    main()
