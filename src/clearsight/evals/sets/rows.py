"""Rows of text sets from their origin's files, with the ids that our results use."""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from clearsight.errors import UsageError

Row = dict[str, Any]
# Wrappers that we do not bring along: sexual, or about the young; and what looks like an address.
_LEFT_OUT = re.compile(
    r"sex|porn|nsfw|nude|naked|erotic|lewd|fetish|incest|\b(child|kid|minor|teen|underage|loli)|"
    r"[\w.]+@[\w.]+\.\w|\+?\d[\d -]{8,}\d",
    re.I,
)
_MOST_CHARACTERS = 4000


def harmbench_text(path: Path) -> Iterator[Row]:
    wanted = {
        "prompt": "Behavior", "context": "ContextString", "tags": "Tags",
        "functional_category": "FunctionalCategory", "semantic_category": "SemanticCategory",
    }  # fmt: skip
    for row in _table(path, ["BehaviorID", *wanted.values()]):
        yield {"id": row["BehaviorID"], **{ours: row[theirs] for ours, theirs in wanted.items()}}


def xstest(path: Path) -> Iterator[Row]:
    for row in _table(path, ["id", "prompt", "type", "focus", "note"]):
        contrast = row["type"].startswith("contrast")
        yield {
            "id": f"xstest_{row['id'].removeprefix('v2-')}", "prompt": row["prompt"],
            "type": row["type"], "label": row.get("label") or ("unsafe" if contrast else "safe"),
            "focus": row["focus"], "note": row["note"],
        }  # fmt: skip


def bbq(path: Path) -> Iterator[Row]:
    """Every category whose file lies beside this one."""
    for file in sorted(path.parent.glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            row = _object(line, f"{file}:{number}")
            yield _fields(lambda r=row: _bbq(r), f"{file}:{number}")  # type: ignore[misc]


def _bbq(row: Mapping[str, Any]) -> Row:
    return {
        "id": f"bbq_{row['category']}_{row['example_id']}", "category": row["category"],
        "question_index": str(row["question_index"]), "polarity": row["question_polarity"],
        "condition": row["context_condition"], "context": row["context"],
        "question": row["question"], "options": [row[f"ans{n}"] for n in range(3)],
        "answer": row["label"], "answer_info": row["answer_info"],
        "stereotyped_groups": row["additional_metadata"]["stereotyped_groups"],
    }  # fmt: skip


def jailbreak_in_the_wild(path: Path) -> Iterator[Row]:
    for n, text in enumerate(_list(path)):
        if not isinstance(text, str):
            raise UsageError(f"{path}: entry {n} is no text; expected a list of texts")
        yield {"id": f"wild_{n}", "text": text}


def cyberseceval_injection(path: Path) -> Iterator[Row]:
    names = ("test_case_prompt", "user_input", "judge_question", "injection_variant",
             "injection_type", "risk_category", "speaking_language")  # fmt: skip
    for n, row in enumerate(_list(path)):
        found = _fields(lambda r=row: {name: r[name] for name in names}, f"{path}: entry {n}")  # type: ignore[misc]
        yield {"id": f"pi_{row.get('prompt_id', n)}", **found}


def may_stay(name: str, row: Row) -> bool:
    """Whether a row is brought along; wrappers found in the wild are sifted."""
    if name != "jailbreak_in_the_wild":
        return True
    return len(row["text"]) <= _MOST_CHARACTERS and not _LEFT_OUT.search(row["text"])


READERS: Mapping[str, Callable[[Path], Iterator[Row]]] = {
    "harmbench_text": harmbench_text,
    "xstest": xstest,
    "bbq": bbq,
    "jailbreak_in_the_wild": jailbreak_in_the_wild,
    "cyberseceval_injection": cyberseceval_injection,
}


def _table(path: Path, wanted: list[str]) -> Iterator[dict[str, str]]:
    """Rows of a CSV file.

    Raises:
        UsageError: a column is missing, or the file is no UTF-8.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            has = list(rows.fieldnames or ())
            missing = [name for name in wanted if name not in has]
            if missing:
                raise UsageError(f"{path} has no column {missing[0]!r}; it has {', '.join(has)}")
            yield from rows
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8: {error}") from error


def _list(path: Path) -> list[Any]:
    found = _object(path.read_text(encoding="utf-8"), str(path))
    if not isinstance(found, list):
        raise UsageError(f"{path} holds {type(found).__name__}, expected a list")
    return found


def _object(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise UsageError(f"{where}: not JSON: {error}") from error


def _fields(make: Callable[[], Row], where: str) -> Row:
    try:
        return make()
    except (KeyError, TypeError) as error:
        raise UsageError(f"{where}: field {error} is missing; is it the published file?") from error
