"""Rows of a measurement as Markdown: rates with n and interval, refusals with their rule."""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

from clearsight.stats import Rate
from scripts.measures.work import Row

TOP = 5
HEAD = ("set", "group", "condition", "stage", "refused", "person", "warned", "grey", "answer told",
        "errors", "rules of those stopped", "CPU ms, median")  # fmt: skip


def report(rows: Sequence[Row]) -> str:
    """The main table, then a table by topic for the sets that have topics."""
    parts = [table(HEAD, [_line(found) for found in _grouped(rows, "group").values()])]
    topics = [row for row in rows if row["topic"]]
    if topics:
        parts.append("By topic, request stage:\n\n" + by_topic(topics))
    own = Counter(w for row in rows if _stopped(row) for w in row["evidence"])
    if own:
        listed = ", ".join(f"{word} {count}" for word, count in own.most_common(12))
        parts.append(f"Evidence of refusals of package photos: {listed}.")
    failed = Counter(row["error"][:120] for row in rows if row["error"])
    parts += [f"Error, {count} times: {error}" for error, count in failed.most_common(TOP)]
    return "\n\n".join(parts)


def by_topic(rows: Sequence[Row]) -> str:
    """Refusals (with hand-overs to a person) by topic, one column a condition."""
    asked = [row for row in rows if row["stage"] == "request"]
    parts: list[str] = []
    for name in dict.fromkeys(row["set"] for row in asked):
        mine = [row for row in asked if row["set"] == name]
        conditions = list(dict.fromkeys(row["condition"] for row in mine))
        cells = _grouped(mine, "topic", keys=("topic", "condition"))
        lines = [
            [topic, *(str(_stops(cells.get((topic, c), []))) for c in conditions)]
            for topic in dict.fromkeys(row["topic"] for row in mine)
        ]
        parts.append(table((f"{name}, stopped", *conditions), lines))
    return "\n\n".join(parts)


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in row) + " |"
                     for row in rows)  # fmt: skip


def _grouped(
    rows: Iterable[Row],
    fine: str,
    *,
    keys: tuple[str, ...] = (),
) -> dict[tuple[str, ...], list[Row]]:
    names = keys or ("set", fine, "condition", "stage")
    out: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        out.setdefault(tuple(row[name] for name in names), []).append(row)
    return out


def _line(rows: Sequence[Row]) -> list[str]:
    judged = [row for row in rows if row["error"] is None]
    rules = Counter(_rule(row) for row in judged if _stopped(row))
    spent = [row["cpu_ms"] for row in judged if row["read"]]
    told = [row["told"] for row in judged if row["told"] is not None]
    first = rows[0]
    return [
        first["set"],
        first["group"],
        first["condition"],
        first["stage"],
        str(_share(judged, "refuse")),
        str(_share(judged, "person")),
        str(Rate(sum(bool(row["notices"]) for row in judged), len(judged))),
        str(Rate(sum(row["grey"] for row in judged), len(judged))),
        str(Rate(sum(told), len(told))) if told else "",
        str(len(rows) - len(judged)),
        "; ".join(f"{rule} {count}" for rule, count in rules.most_common(TOP)),
        f"{median(spent):.0f}" if spent else "",
    ]


def _share(rows: Sequence[Row], action: str) -> Rate:
    return Rate(sum(row["action"] == action for row in rows), len(rows))


def _stops(rows: Sequence[Row]) -> Rate:
    judged = [row for row in rows if row["error"] is None]
    return Rate(sum(map(_stopped, judged)), len(judged))


def _stopped(row: Row) -> bool:
    return row["action"] in ("refuse", "person")


def _rule(row: Row) -> str:
    """The rule with the detectors whose findings decided."""
    by = "+".join(row["detectors"])
    return f"{row['rule']} ({by})" if by else str(row["rule"])
