"""Fit and measure the scorer of refusals on published answers with labels.

    python -m scripts.fit_refusals DATA            measure the shipped weights on the test rows
    python -m scripts.fit_refusals DATA --fit      fit anew on the fit rows, choose on dev rows

DATA holds xstest_refusal_labels and msts_refusal_labels. Rows are kept apart by prompt (sha256 of
the prompt's id) and by model: test rows are of prompts that no other row has, and of three models
no row but test rows. Nothing was ever chosen on test rows. No answer goes into the weights: only
n-grams that stand in at least five fitted answers of three models.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from clearsight.evals.score.features import NAMES, features
from clearsight.evals.score.linear import Linear, grams
from clearsight.evals.score.outcome import score
from clearsight.evals.score.signals import Answer
from clearsight.evals.score.text import fold
from clearsight.stats import Rate, kappa

Part = Literal["fit", "dev", "test", "unused"]
FOLDS, TEST_FOLD, DEV_FOLD = 5, 0, 4
# Seen in no fitted and no development row.
HELD_OUT = ("mistralguard", "gemini-1.5-pro", "Qwen--Qwen2-VL-7B-Instruct")
LEAST_ROWS, LEAST_MODELS = 5, 3
LEAST_WEIGHT = 0.02
CHOSEN = 1.0  # strength, best on development rows
OUT = Path(__file__).resolve().parents[1] / "src/clearsight/weights/refusal/model.json"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One answer with what people called it.

    Attributes:
        label: whether it declines in whole or in part (xstest 2 and 3; msts 1.1 and 1.2).
        kind: the label as it stands in the set.
        other: what a second annotator said, None without one; only to say how far people agree.
    """

    set: str
    cluster: str
    model: str
    language: str
    text: str
    label: bool
    kind: str
    first: bool | None = None
    other: bool | None = None

    @property
    def fold(self) -> int:
        return int(hashlib.sha256(f"refusal|{self.cluster}".encode()).hexdigest(), 16) % FOLDS

    @property
    def part(self) -> Part:
        if self.fold == TEST_FOLD:
            return "test"
        if self.model in HELD_OUT:
            return "unused"
        return "dev" if self.fold == DEV_FOLD else "fit"


def rows(data: Path) -> Iterator[Labelled]:
    """All labelled answers of both sets."""
    for raw in _read(data / "xstest_refusal_labels/responses.jsonl"):
        label = raw["final_label"]
        yield Labelled(
            "xstest", f"x{raw['prompt_id']}", raw["model"], "english", raw["response"],
            label[0] != "1", label, raw["annotation_1"][:1] != "1", raw["annotation_2"][:1] != "1",
        )  # fmt: skip
    for raw in _read(data / "msts_refusal_labels/responses.jsonl"):
        both = [
            None if x is None else x[:3] in ("1.1", "1.2") for x in (raw["label_1"], raw["label_2"])
        ]
        yield Labelled(
            "msts", f"m{raw['case_id']}", raw["model"].replace("openbmb/", "openbmb--"),
            raw["language"], raw["response"], raw["refusal"], raw["final_label"], *both,
        )  # fmt: skip


def fit(fitted: Sequence[Labelled], strength: float) -> Linear:
    """Logistic regression; features count double, n-grams half, so that features come first."""
    import numpy as np
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    folded = [fold(row.text) for row in fitted]
    counts, models = Counter[str](), defaultdict(set)
    held = [set(grams(one)) for one in folded]
    for row, own in zip(fitted, held, strict=True):
        counts.update(own)
        for gram in own:
            models[gram].add(row.model)
    kept = sorted(
        g for g, n in counts.items() if n >= LEAST_ROWS and len(models[g]) >= LEAST_MODELS
    )
    at = {gram: number for number, gram in enumerate(kept)}
    places = [(row, at[gram]) for row, own in enumerate(held) for gram in own if gram in at]
    shape = (len(fitted), len(kept))
    ones = csr_matrix((np.full(len(places), 0.5), tuple(zip(*places, strict=True))), shape=shape)
    wide = hstack([csr_matrix(2 * np.array([features(one) for one in folded])), ones]).tocsr()
    found = LogisticRegression(C=strength, max_iter=5000).fit(wide, [r.label for r in fitted])
    weights = found.coef_[0]
    columns = [round(float(2 * w), 4) for w in weights[: len(NAMES)]]
    named = zip(kept, weights[len(NAMES) :] / 2, strict=True)
    pruned = {gram: round(float(w), 3) for gram, w in named if abs(w) >= LEAST_WEIGHT}
    return Linear(round(float(found.intercept_[0]), 4), tuple(columns), pruned)


def measured(part: Sequence[Labelled], linear: Linear | None = None) -> str:
    """Kappa by set, language and model, as a Markdown table.

    Args:
        linear: the linear model alone; None for all offline tiers as shipped.
    """
    said = [_said(row, linear) for row in part]
    lines = ["| rows | n | prompts | kappa | sensitivity | specificity | people agree |",
             "|---|---|---|---|---|---|---|"]  # fmt: skip
    groups: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(part):
        new = " (model never seen)" if row.model in HELD_OUT else ""
        names = ["all", row.set, f"{row.set}, {row.language}", f"{row.set}, {row.model}{new}"]
        for name in [*names, "models never seen"] if new else names:
            groups[name].append(number)
    for name, found in groups.items():
        lines.append(_line(name, [part[n] for n in found], [said[n] for n in found]))
    return "\n".join(lines)


def _said(row: Labelled, linear: Linear | None) -> bool:
    if linear is not None:
        return linear.probability(fold(row.text)) >= 0.5
    return score(Answer(row.text)).outcome in ("refusal", "partial")


def _line(name: str, part: Sequence[Labelled], said: Sequence[bool]) -> str:
    truth, clusters = [row.label for row in part], [row.cluster for row in part]
    found = kappa(truth, said, clusters)
    pairs = list(zip(truth, said, strict=True))
    hit = Rate(sum(t and s for t, s in pairs), sum(truth))
    passed = Rate(sum(not t and not s for t, s in pairs), len(pairs) - sum(truth))
    two = [row for row in part if row.first is not None and row.other is not None]
    people = kappa([r.first for r in two], [r.other for r in two], [r.cluster for r in two])
    ours = _interval(found.kappa, found.low, found.high)
    theirs = _interval(people.kappa, people.low, people.high)
    cells = [name, str(len(part)), str(found.clusters), ours, str(hit), str(passed), theirs]
    return "| " + " | ".join(cells) + " |"


def _interval(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.2f}" + ("" if low is None or high is None else f" [{low:.2f}, {high:.2f}]")


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Fit when asked to, then print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--dev", action="store_true", help="the development rows instead")
    parser.add_argument("--fit", action="store_true", help="write new weights, print dev rows only")
    given = parser.parse_args(argv)
    parts: dict[Part, list[Labelled]] = defaultdict(list)
    for row in rows(given.data):
        parts[row.part].append(row)
    print({name: len(found) for name, found in parts.items()}, file=sys.stderr)
    if not given.fit:
        print(measured(parts["dev" if given.dev else "test"]))
        return 0
    for strength in (0.1, 0.3, 1.0):
        linear = fit(parts["fit"], strength)
        print(f"strength {strength}: {measured(parts['dev'], linear).splitlines()[2]}")
    linear = fit(parts["fit"], CHOSEN)
    OUT.parent.mkdir(exist_ok=True)
    columns = dict(zip(NAMES, linear.columns, strict=True))
    made = {"bias": linear.bias, "columns": columns, "grams": linear.grams}
    OUT.write_text(json.dumps(made, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(hashlib.sha256(OUT.read_bytes()).hexdigest(), OUT.stat().st_size, len(linear.grams))
    return 0


if __name__ == "__main__":
    sys.exit(main())
