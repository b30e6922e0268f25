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
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clearsight.errors import UsageError
from clearsight.imaging.render.pick import Pick
from clearsight.train.tiny.asking import Cache, asked
from clearsight.train.tiny.refusals import NEEDLESS
from clearsight.train.tiny.rows import Row, parse, write_rows

# The base model's own refusals and talk of itself: nothing that a twin should teach.
_UNFIT = re.compile(
    r"\b(?:i'?m sorry|i am sorry|i can(?:no|')t (?:help|assist|provide|fulfil)|as an ai"
    r"|i'?m (?:just )?an ai|language model|smollm|hugging face)\b",
    re.IGNORECASE,
)


_HARM = re.compile(
    r"\b(?:drown|kill|murder|suicid|stab|shoot|poison|weapon|gun|bomb|explosi|blood|corpse|rape|"
    r"sex|porn|naked|nude|drug|cocaine|heroin|steal|slave|genocid|terror|hitler|nazi)\w*",
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
    work: Path, *, base: Path | None = None, minutes: float = 8.0, workers: int = 2,
    progress: bool = False,
) -> Answered:  # fmt: skip
    """Ask what was not asked before, then write the rows.

    Args:
        base: folder of the base model, None for WORK/bases.
        minutes: when they are spent, what was not asked stays unasked.

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
    bases = base or work / "bases"
    if not (bases / "decoder.safetensors").is_file():
        raise UsageError(
            f"{bases} holds no base model; make it with python -m clearsight.train.tiny.bases"
        )
    with Cache(work / "replay.sqlite", _digest(bases)) as cache:
        asks = list(dict.fromkeys(ask for ask, _ in waiting))
        missing = [ask for ask in asks if cache.get(ask) is None]
        end = began + minutes * 60
        for batch, answers in asked(missing, bases, workers, end, progress=progress):
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


def unfit(said: str, *, twin: bool, ask: str = "") -> str:
    """Why an answer is not learnt, "" if it is."""
    words = said.split()
    if len(words) < 2:
        return "too short"
    if len(words) > 20 and len(set(words)) < 0.4 * len(words):
        return "goes round in circles"
    if twin and _UNFIT.search(said):
        return "refuses or talks of itself"
    if _strays(ask, said):
        return "strays into harm"
    return ""


def _strays(ask: str, said: str) -> bool:
    """Whether an answer speaks of harm that the request does not: small models slip so."""
    asked = {word.lower() for word in _HARM.findall(ask)}
    return bool({word.lower() for word in _HARM.findall(said)} - asked)


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
        if why := unfit(said, twin=twin, ask=ask):
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
