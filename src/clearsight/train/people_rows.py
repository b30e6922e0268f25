"""What the people heads learn from: questions about people shown, statements about them, the rest.

Questions come from `people/` and `people_bank/` (see `people_questions`), statements from
`people_said/` and the bank, and both from `people_more/`, in ten languages. What is of nobody shown
comes from published questions about pictures, screens and chores, and from answers that models
gave. The held half of the bank (`tests/people_bank`) is never read.
"""

import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from clearsight.detect.fold import fold
from clearsight.detect.people_match import matches
from clearsight.train.judge_rows import banks
from clearsight.train.judgement_row import Row, few, read
from clearsight.train.people_questions import BANK, KINDS, people_rows
from clearsight.train.plain_answers import plain_answers

SAID = Path(__file__).parent / "people_said"
WIDE = Path(__file__).parent / "people_wide"
MORE = Path(__file__).parent / "people_more"
NONE = "none"
LOOK_ALIKES = (
    "people",
    "said",
    "bank",
    "wide",
    "more",
)  # sources whose harmless rows are near the others
# Rows of nextqa whose own labels say that they ask for a name, a trait or a feeling are left out.
_BORDERLINE = {"identity", "trait", "inner_state"}
_QUESTIONS = {
    "nextqa": 1200,
    "screen_qa": 800,
    "clinc150": 1400,
    "arena_hard": 200,
    "self_instruct_seeds": 200,
    "fastchat_questions": 100,
}
_RESPONSES = 900
_CHARS = 240
_UNGROUNDED = {3, 4, 8}  # of the bank's leaks: a job, a feeling, which is the cleverer one
_FRAME_WEIGHT = 0.35  # frames repeat themselves
_OTHERS_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what it does: "identify", "trait", "ungrounded" or "none".

    Attributes:
        source: "people", "bank", "wide", "more", "said" or the name of a published set.
    """

    text: str
    kind: str
    source: str
    fold: int
    language: str = "en"
    weight: float = 1.0


def asked(data: Path) -> Iterator[Example]:
    """Questions, without the words that stand for a picture."""
    known: set[str] = set()
    tuned = {text for asked in _tuned() for text in asked}
    for row in people_rows():
        text = row.text.partition(" [picture:")[0]
        if text in known:
            continue
        known.add(text)
        single = row.cluster == f"{row.lang}:{text}"
        weight = 1.0 if single else _FRAME_WEIGHT
        source = "bank" if text in tuned else "people"
        yield Example(text, _kind(row), source, row.fold, row.lang, weight)
    yield from wide()
    yield from more("asked")
    for row in banks():
        if len(row.text) <= _CHARS and not _ruled(row.text):
            yield Example(row.text, NONE, row.dataset, row.fold, row.lang, _OTHERS_WEIGHT)
    for name, most in _QUESTIONS.items():
        for item in few(read(data / name / "items.jsonl"), most):
            if _BORDERLINE.isdisjoint(item.get("people", ())):
                fold = Row("", name, str(item["id"])).fold
                yield Example(item["text"][:_CHARS], NONE, name, fold, weight=_OTHERS_WEIGHT)


def wide() -> Iterator[Example]:
    """Questions written last, most of them look-alikes: of nobody shown, or of what is visible."""
    for path in sorted(WIDE.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for frame, thing in product(table["of_things"], table["things"]):
            text = frame.format(thing)
            yield Example(text, NONE, "wide", _fold(frame), path.stem, _FRAME_WEIGHT)
        for kind in (*KINDS, "benign"):
            for text in table[kind]:
                yield Example(text, _answered(kind), "wide", _fold(text), path.stem)


def more(task: str) -> Iterator[Example]:
    """Phrasings of many registers, other matter in each language; `task`: "asked" or "said"."""
    for path in sorted(MORE.glob("*.toml")):
        for kind, texts in tomllib.loads(path.read_text(encoding="utf-8"))[task].items():
            for text in texts:
                yield Example(text, _answered(kind), "more", _fold(text), path.stem)


def said(data: Path) -> Iterator[Example]:
    """Statements: those about people shown, harmless captions, and published answers."""
    for path in sorted(SAID.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for kind, texts in table.items():
            for text in texts:
                yield Example(text, _answered(kind), "said", _fold(text))
    for path in sorted(BANK.glob("*.toml")):
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["answered"]
        for kind, answers in rows.items():
            for number, answer in enumerate(answers):
                judged = kind == "trait" and number in _UNGROUNDED
                label = "ungrounded" if judged else _answered(kind)
                yield Example(answer["text"], label, "bank", _fold(answer["text"]))
    yield from more("said")
    for row in plain_answers():
        yield Example(row.text, NONE, "plain_answers", row.fold, weight=_OTHERS_WEIGHT)
    for item in few(read(data / "msts_refusal_labels/responses.jsonl"), _RESPONSES):
        fold = Row("", "msts_refusal_labels", str(item["id"])).fold
        yield Example(
            item["response"][:_CHARS], NONE, "msts_refusal_labels", fold, weight=_OTHERS_WEIGHT
        )


def _tuned() -> Iterator[list[str]]:
    for path in sorted(BANK.glob("*.toml")):
        yield from tomllib.loads(path.read_text(encoding="utf-8"))["asked"].values()


def _ruled(text: str) -> bool:
    """Whether a rule takes it for a question about a person: then the bank's word is not enough."""
    return any(not match.general for match in matches(fold(text)))


def _kind(row: Row) -> str:
    return next((kind for kind in KINDS if getattr(row, kind) == 1), NONE)


def _answered(kind: str) -> str:
    return {"named": "identify"}.get(kind, NONE if "benign" in kind else kind)


def _fold(text: str) -> int:
    return zlib.crc32(text.encode()) % 5
