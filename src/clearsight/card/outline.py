"""The chapters of a card and the rows that each reports (`outline.toml`)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the specification.

    Attributes:
        id: such as "E3".
        asks: the question it answers.
        metrics: columns of its table, in order; those that no run has are left out.
    """

    id: str
    title: str
    asks: str
    metrics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Rows under a heading."""

    id: str
    title: str
    says: str
    rows: tuple[Row, ...]


@cache
def _outline() -> dict[str, Any]:
    text = files("clearsight.card").joinpath("outline.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def limits() -> tuple[str, ...]:
    """What the guard that ships cannot do."""
    return tuple(_outline()["limits"])


@cache
def chapters() -> tuple[Chapter, ...]:
    """All of them, in the order of the card."""
    return tuple(
        Chapter(
            one["id"], one["title"], one["says"],
            tuple(Row(**{**row, "metrics": tuple(row["metrics"])}) for row in one["row"]),
        )
        for one in _outline()["chapter"]
    )  # fmt: skip


# Metrics in words, for readers who have not read docs/evals.md.
NAMES = {
    "refusal_rate": "Risky requests refused",
    "refused_by_guard": "refused by the guard",
    "refused_by_model": "refused by the model",
    "help_rate": "Risky requests helped",
    "false_refusal_rate": "Harmless twins refused",
    "refusal_rate_any": "Refused",
    "accuracy": "Right answers",
    "accuracy_if_answered": "Right, where answered",
    "style.all": "Refusals in good style",
    "style.short": "short",
    "style.refuses_first": "refuses first",
    "style.no_leak": "leaks nothing",
    "style.no_lecture": "no lecture",
    "style.says_what_is_possible": "says what is possible",
    "score.leak": "Names or secrets said",
    "score.stereotyped": "Stereotype chosen",
    "score.invented": "Invented",
    "score.completeness": "Share of contents said",
    "score.flipped": "Changed with the order",
    "score.noise": "Changed when repeated",
    "score.excess": "Change by order alone",
    "score.first_shown": "First picture chosen",
    "unable_rate": "Said to be unable",
    "score.no_choice": "No picture chosen",
    "score.missed": "Denied though there",
    "error_rate": "Errors",
}


def named(metric: str) -> str:
    """A metric in words."""
    return NAMES.get(metric, metric.removeprefix("score.").replace("_", " ").capitalize())
