"""The training set of the judge: published rows, harmless twins and banks, questions about people.

On top of `judgement_rows` (published sets, templates): minimal-edit twins of harmful rows and
banks of harmless requests on touchy topics in ten languages (`benign/`, written by the developers),
and questions about people from `people/`. Split by cluster; near-duplicates across the split go.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from clearsight.detect.fold import fold
from clearsight.train.garbled_rows import garbled
from clearsight.train.judgement_row import Label, Row, read
from clearsight.train.judgement_rows import rows as published
from clearsight.train.people_questions import people_rows
from clearsight.train.pictured_rows import pictured, turned
from clearsight.train.plain_answers import plain_answers

DEV_FOLD = 4
SEED = 20261125
HERE = Path(__file__).parent
# Sets that are mostly one form: a share is enough, and the rest would drown the twins.
SHARES = {
    "twins": 0.5,
    "hatecheck": 0.6,
    "multilingual_hatecheck": 0.6,
    "hatemoji": 0.5,
    "msts_refusal_labels": 0.3,
    "yanismiraoui_injection": 0.5,
    "slabs_injection": 0.6,
    "neuralchemy_injection": 0.5,
    "screen_qa_aloud": 0.5,
    "nextqa_aloud": 0.5,
    "chatterbot_corpus": 0.6,
}
_SELF_HARM = re.compile(r"suicid|self-harm|self harm|eating|grief|depress|feelings")
# One list of situations was written in every language: it is one cluster.
_LANGUAGE = re.compile(
    r", (Arabic|Chinese|French|German|Hindi|Japanese|Portuguese|Russian|Spanish)$"
)
_PLENTY = 500  # rows of a set, half of which do for one epoch
_USUAL = 300  # rows of a set that count as they stand
_NEAR = 0.8  # share of word pairs that two near-duplicates have in common


def training_rows(data: Path) -> list[Row]:
    """All rows in a fixed order, repeats dropped; a cluster lies wholly in one fold."""
    labelled = list(relabelled(data))
    told = {_key(row.text) for row in labelled}
    base = [row for row in published(data) if _kept(row) and _key(row.text) not in told]
    base += [row for row in labelled if row.harm is not None]
    base = [_of_nobody(replace(row, pair=_pair_of(row))) for row in base]
    base = [turned(row) if row.family == "msts" else row for row in base]
    out: dict[str, Row] = {}
    for row in (*base, *twins(data), *banks(), *people_rows(), *plain_answers()):
        out.setdefault(_key(row.text), row)
    made = list(out.values())
    for row in (*pictured(made), *garbled(made, SEED)):
        out.setdefault(_key(row.text), row)
    return _without_near_duplicates(list(out.values()))


def balanced(rows: Sequence[Row]) -> list[Row]:
    """The rows with large sets weighing less for each row and small ones more.

    A set of one label counts as (rows in it / 300) ** .7 instead of in proportion, within limits.
    """
    sizes = Counter((row.family, row.harm) for row in rows)
    return [replace(row, weight=row.weight * _share(sizes[row.family, row.harm])) for row in rows]


def of_epoch(rows: Sequence[Row], epoch: int) -> list[Row]:
    """Harmful rows and small and hard sets whole; of each plentiful set a half in turn.

    After two epochs every row was there. Order kept.
    """
    sizes = Counter(row.dataset for row in rows)

    def here(row: Row) -> bool:
        if sizes[row.dataset] < _PLENTY or row.harm == 1 or _is_hard(row):
            return True
        return zlib.crc32(b"e" + row.text.encode("utf-8", "replace")) % 2 == epoch % 2

    return [row for row in rows if here(row)]


def _is_hard(row: Row) -> bool:
    return row.dataset.startswith(("bank_", "twins")) or row.dataset.endswith("_twin")


def _share(size: int) -> float:
    return float(np.clip((_USUAL / size) ** 0.3, 0.5, 2.0))


def _of_nobody(row: Row) -> Row:
    """Questions about screens, charts and chores ask nothing about a person shown."""
    if row.family not in {"screen_qa", "hallusionbench", "clinc150"}:
        return row
    return replace(row, identify=0, trait=0, ungrounded=0, person=0)


def _kept(row: Row) -> bool:
    whole = row.dataset == "slabs_injection" and row.harm == 0
    share = 1.0 if whole else SHARES.get(row.dataset, 1.0)
    return zlib.crc32(b"kept" + row.text.encode("utf-8", "replace")) % 1000 < 1000 * share


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


def _pair_of(row: Row) -> str:
    """A number for a harmful row that a twin may name: its text's hash."""
    return f"{zlib.crc32(_key(row.text).encode()):08x}" if row.harm == 1 else ""


def twins(data: Path) -> Iterator[Row]:
    """Harmless twins, in the fold of the row they are twins of."""
    harmful = _by_id(data)
    for path in sorted((HERE / "benign").glob("twins_*.jsonl")):
        for x in read(path):
            origin = harmful.get((x["of"], x["id"]))
            if origin is None:
                continue
            name = f"{origin.dataset}_twin"
            row = Row(x["text"], name, origin.cluster, harm=0, pair=_pair_of(origin))
            yield row if x["change"] == "help" else _clean(row)


def relabelled(data: Path) -> Iterator[Row]:
    """Rows of sets that name no harm or name it too widely, by the developers' labels.

    2 is plainly harmful, 0 plainly harmless as worded; what is between has no label here.
    """
    labels = {(x["of"], x["id"]): x["label"] for x in read(HERE / "benign/labels.jsonl")}
    for name, key, cluster, lang in (
        ("red_instruct", "text", "subtopic", "lang"),
        ("aart", "prompt", "topic", ""),
    ):
        for path in sorted((data / name).glob("*.jsonl")):
            for x in read(path):
                label = labels.get((name, x["id"]))
                if label is None:
                    continue
                harm: Label | None = 1 if label == 2 else 0 if label == 0 else None
                yield Row(x[key], name, str(x[cluster]), x.get(lang, "en"), harm, weight=0.8)


def _by_id(data: Path) -> dict[tuple[str, str], Row]:
    """Harmful rows by set and id, as `judgement_rows` clusters them."""
    out: dict[tuple[str, str], Row] = {}
    for x in read(data / "advbench/behaviors.jsonl"):
        out["advbench", x["id"]] = Row(x["prompt"], "advbench", x["id"], harm=1)
    for x in read(data / "red_instruct/items.jsonl"):
        out["red_instruct", x["id"]] = Row(x["text"], "red_instruct", x["subtopic"], harm=1)
    for x in read(data / "figstep/items.jsonl"):
        out["figstep", x["id"]] = Row(x["instruction"], "figstep", x["id"], harm=1)
    for path in sorted((data / "harmbench_text").glob("*.jsonl")):
        for x in read(path):
            text = f"{x['context']}\n{x['prompt']}".strip()
            out["harmbench_text", x["id"]] = Row(text, "harmbench_text", x["id"], harm=1)
    for x in read(data / "pyrit_seeds/items.jsonl"):
        out["pyrit_seeds", x["id"]] = Row(x["text"], "pyrit_seeds", x["id"], harm=1)
    for x in read(data / "msts/prompts.jsonl"):
        row = Row(x["text_only_prompt"], "msts", x["case_id"], harm=1)
        out["msts", x["id"]] = out["msts", x["case_id"]] = row
    return out


def banks() -> Iterator[Row]:
    """Harmless requests and statements in ten languages; one topic is one cluster."""
    for path in sorted((HERE / "benign").glob("bank_*.jsonl")):
        lang = path.stem.split("_")[1]
        for x in read(path):
            topic = _LANGUAGE.sub("", x["topic"])
            row = Row(x["text"], f"bank_{x['kind']}", topic, lang, 0)
            yield row if _SELF_HARM.search(topic) else _clean(row)


def _clean(row: Row) -> Row:
    """A harmless request is not hateful, sexual or violent; help that is asked for may be."""
    return replace(row, hate=0, self_harm=0, sexual=0, violence=0)


def _without_near_duplicates(rows: Sequence[Row]) -> list[Row]:
    """Without training rows that nearly repeat a dev row; twins share their row's fold."""
    dev: dict[int, list[frozenset[str]]] = {}
    for row in rows:
        if row.fold == DEV_FOLD:
            pairs = _pairs(row.text)
            for name in sorted(pairs, key=lambda p: zlib.crc32(p.encode()))[:4]:
                dev.setdefault(zlib.crc32(name.encode()), []).append(pairs)
    return [row for row in rows if row.fold == DEV_FOLD or not _near(_pairs(row.text), dev)]


def _near(pairs: frozenset[str], dev: dict[int, list[frozenset[str]]]) -> bool:
    for name in sorted(pairs, key=lambda p: zlib.crc32(p.encode()))[:4]:
        for other in dev.get(zlib.crc32(name.encode()), ()):
            if len(pairs & other) >= _NEAR * len(pairs | other):
                return True
    return False


def _pairs(text: str) -> frozenset[str]:
    words = fold(text).split()
    if len(words) < 3:
        words = list("".join(words))
    return frozenset(f"{a} {b}" for a, b in pairwise(words))
