"""The tables of scripts/measure_text.py: rates with n and Wilson intervals clustered by text."""

from collections import Counter
from collections.abc import Callable, Sequence
from statistics import mean, median
from typing import Any

from clearsight.stats import clustered_rate
from scripts.measures.disguised import SPLIT
from scripts.measures.table import table
from scripts.measures.textual import Row

REQUESTS = ("disguise", "letters read", "words read", "unread noticed", "refused, prompt",
            "refused or grey, prompt", "refused, no words", "refused or grey, no words",
            "harmless refused, prompt", "harmless refused, no words", "CPU ms")  # fmt: skip
PAGES = ("kind", "pages refused whatever was asked", "asked, refused", "asked, grey",
         "no words, refused", "no words, grey", "disguised, refused", "disguised, grey",
)  # fmt: skip
DEV_FOLD = 4


def report(rows: Sequence[Row], made: dict[str, Any]) -> str:
    """What it was measured with, then a table each of requests, pages and albums."""
    about = ", ".join(f"{name} {value}" for name, value in made.items())
    parts = [f"Measured with {about}."]
    requests = [row for row in rows if row["part"] == "requests"]
    if requests:
        names = dict.fromkeys(row["kind"] for row in requests)
        lines = [_request(n, [r for r in requests if r["kind"] == n]) for n in names]
        whole = [row for row in requests if row["kind"] not in SPLIT]
        split = [row for row in requests if row["kind"] in SPLIT]
        held = [row for row in requests if row["fold"] in (None, DEV_FOLD)]
        other = [row for row in requests if "/" in row["name"]]
        totals = [("all, one picture", whole), ("all, split", split), ("all", requests),
                  ("all, held out fold", held), ("all, HarmBench", other)]  # fmt: skip
        lines += [_request(name, found) for name, found in totals if found]
        parts.append(table(REQUESTS, lines))
    pages = [row for row in rows if row["part"] == "pages"]
    if pages:
        kinds = dict.fromkeys(row["kind"] for row in pages)
        lines = [_page(kind, [r for r in pages if r["kind"] == kind]) for kind in kinds]
        single = [r for r in pages if not _album(r["kind"])]
        parts.append(table(PAGES, [*lines, _page("all but albums", single)]))
        parts += [_blamed(single, "all kinds"), _by_disguise(single)]
    return "\n\n".join(part for part in parts if part)


def _album(kind: str) -> bool:
    return kind.startswith(("album", "comic", "menu pages", "chat over"))


def _request(name: str, rows: Sequence[Row]) -> list[str]:
    bad = [row for row in rows if row["group"] == "illicit"]
    good = [row for row in rows if row["group"] == "twin"]
    known = [row for row in rows if row["read"] is not None and row["question"] == "prompt"]
    cells = [name, _mean(known, "read"), _mean(known, "words"), _unread(known)]
    for question in ("prompt", "empty"):
        mine = [row for row in bad if row["question"] == question]
        cells += [_rate(mine, stopped), _rate(mine, noticed)]
    for question in ("prompt", "empty"):
        cells.append(_rate([row for row in good if row["question"] == question], stopped))
    spent = [row["cpu_ms"] for row in rows if row["question"] == "prompt"]
    return [*cells, f"{median(spent):.0f}" if spent else ""]


def _unread(rows: Sequence[Row]) -> str:
    """Of the pictures of which less than half of the words were read: were any noticed?"""
    lost = [row for row in rows if row["words"] < 0.5]
    return _rate(lost, lambda row: row["unread"] or row["unscannable"]) if lost else ""


def _page(kind: str, rows: Sequence[Row]) -> list[str]:
    plain = [row for row in rows if not row["disguise"]]
    cells = [kind, _rate(_worst(plain), stopped)]
    for found in (
        [row for row in plain if row["question"] == "asked"],
        [row for row in plain if row["question"] == "empty"],
        [row for row in rows if row["disguise"]],
    ):
        cells += [_rate(found, stopped), _rate(found, lambda row: row["grey"])]
    return cells


def _worst(rows: Sequence[Row]) -> list[Row]:
    """Of each page the asking that was refused, if any was: askings of one page are no sample."""
    ordered = sorted(rows, key=stopped)
    return list({(row["kind"], row["name"]): row for row in ordered}.values())


def _by_disguise(rows: Sequence[Row]) -> str:
    hidden = [row for row in rows if row["disguise"]]
    names = sorted({row["disguise"] for row in hidden})
    groups = [[row for row in hidden if row["disguise"] == name] for name in names]
    cells = [
        [name, _rate(found, stopped), _rate(found, lambda r: r["grey"]),
         _rate(found, lambda r: r["rule"].startswith("fail_closed"))]
        for name, found in zip(names, groups, strict=True)
    ]  # fmt: skip
    return (
        table(("pages under", "refused", "grey", "refused as unreadable"), cells) if cells else ""
    )


def _blamed(rows: Sequence[Row], what: str) -> str:
    """Which rules and detectors stopped harmless pictures, and which made them grey."""
    parts = []
    for name, found in (("Refused", [r for r in rows if stopped(r)]),
                        ("Grey", [r for r in rows if r["grey"] and not stopped(r)])):  # fmt: skip
        count = Counter(f"{r['rule']} ({'+'.join(r['detectors'])})" for r in found)
        listed = "; ".join(f"{rule} {number}" for rule, number in count.most_common())
        parts.append(f"{name}, {what}: {listed or 'none'}.")
    return " ".join(parts)


def stopped(row: Row) -> bool:
    return bool(row["action"] in ("refuse", "person"))


def noticed(row: Row) -> bool:
    return stopped(row) or bool(row["grey"])


def _rate(rows: Sequence[Row], test: Callable[[Row], bool]) -> str:
    if not rows:
        return ""
    return str(clustered_rate([bool(test(row)) for row in rows], [row["name"] for row in rows]))


def _mean(rows: Sequence[Row], key: str) -> str:
    return f"{mean(row[key] for row in rows):.2f}" if rows else ""
