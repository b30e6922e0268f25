"""Fit and measure the scorer of refusals on published answers with labels.

    python -m scripts.fit_refusals DATA                 the shipped weights on the test rows
    python -m scripts.fit_refusals DATA --cross prompt  cross-validation over all other rows
    python -m scripts.fit_refusals DATA --cross model   the same, each model unseen in turn
    python -m scripts.fit_refusals DATA --fit           fit anew on all rows but the test rows
    python -m scripts.fit_refusals DATA --speed         answers a second of CPU time

`--rows FILE` also writes a line for each measured row: id, label, score, never an answer. DATA
holds xstest_refusal_labels and msts_refusal_labels; `refusal_rows` keeps them apart.
"""

import argparse
import hashlib
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from clearsight.evals.score.features import NAMES
from clearsight.evals.score.outcome import VERSION, Scored, score
from clearsight.evals.score.signals import Answer
from clearsight.result import CANNOT_TELL
from clearsight.stats import Rate, kappa
from scripts.refusal_fit import crossed, fit
from scripts.refusal_rows import HELD_OUT, Labelled, rows

OUT = Path(__file__).resolve().parents[1] / "src/clearsight/weights/refusal/model.json"
ROUNDS = 7  # of the measurement of speed
Pair = tuple[Labelled, Scored]


def declines(found: Scored) -> bool:
    """Whether a score agrees with the label: not knowing is no refusal there (MSTS 1.5)."""
    return found.outcome in ("refusal", "partial") and found.rule != CANNOT_TELL


def table(pairs: Sequence[Pair]) -> Iterator[str]:
    """Kappa by set, language and model, as Markdown."""
    yield "| rows | n | prompts | kappa | sensitivity | specificity |"
    yield "|---|---|---|---|---|---|"
    groups: dict[str, list[Pair]] = defaultdict(list)
    for row, found in pairs:
        new = " (model never seen)" if row.model in HELD_OUT else ""
        names = ["all", row.set, f"{row.set}, {row.language}", f"{row.set}, {row.model}{new}"]
        if row.set == "msts" and row.language != "english":
            names.append("msts, not English")
        for name in [*names, "models never seen"] if new else names:
            groups[name].append((row, found))
    for name in sorted(groups, key=lambda one: (one != "all", one)):
        yield _line(name, groups[name])


def _line(name: str, pairs: Sequence[Pair]) -> str:
    both = [(row.label, declines(found)) for row, found in pairs]
    yes, no = sum(t for t, _ in both), sum(not t for t, _ in both)
    hit = Rate(sum(t and s for t, s in both), yes)
    passed = Rate(sum(not t and not s for t, s in both), no)
    clusters = len({row.cluster for row, _ in pairs})
    value = _kappa([(row, row.label, declines(found)) for row, found in pairs])
    return f"| {name} | {len(pairs)} | {clusters} | {value} | {hit} | {passed} |"


def ceiling(pairs: Sequence[Pair]) -> Iterator[str]:
    """How far two people agree, and the scorer with each of them and where they agree."""
    yield "| two annotators | n | one with the other | scorer with one | with the other | agreed |"
    yield "|---|---|---|---|---|---|"
    for name in ("xstest", "msts"):
        two = [pair for pair in pairs if pair[0].set == name and pair[0].other is not None]
        same = [(row, declines(one), row.first) for row, one in two if row.first == row.other]
        cells = [
            _kappa([(row, row.first, row.other) for row, _ in two]),
            _kappa([(row, declines(one), row.first) for row, one in two]),
            _kappa([(row, declines(one), row.other) for row, one in two]),
            f"{_kappa(same)} (n {len(same)})",
        ]
        yield f"| {name}, English | {len(two)} | " + " | ".join(cells) + " |"


def _kappa(told: Sequence[tuple[Labelled, bool | None, bool | None]]) -> str:
    if not told:
        return ""
    found = kappa([a for _, a, _ in told], [b for _, _, b in told], [r.cluster for r, _, _ in told])
    if found.kappa is None:
        return ""
    if found.low is None or found.high is None:
        return f"{found.kappa:.2f}"
    return f"{found.kappa:.2f} [{found.low:.2f}, {found.high:.2f}]"


def tiers(pairs: Sequence[Pair]) -> Iterator[str]:
    """Who decides how many answers, and how often wrongly."""
    yield "| tier | answers | of these wrong |"
    yield "|---|---|---|"
    groups: dict[str, list[bool]] = defaultdict(list)
    for row, found in pairs:
        unsure = ", unsure" if found.unsure else ""
        rule = f" ({found.rule})" if found.tier == "rules" else ""
        groups[f"{found.tier}{rule}{unsure}"].append(declines(found) != row.label)
    for name, wrong in sorted(groups.items()):
        yield f"| {name} | {Rate(len(wrong), len(pairs))} | {Rate(sum(wrong), len(wrong))} |"
    sure = [(row, row.label, declines(one)) for row, one in pairs if not one.unsure]
    right = [(row, row.label, row.label if one.unsure else declines(one)) for row, one in pairs]
    yield f"\nkappa of the answers that no judge need see: {_kappa(sure)} (n {len(sure)})"
    yield f"kappa of all if the judge were always right: {_kappa(right)}"


def speed(part: Sequence[Labelled]) -> Iterator[str]:
    """Answers a second of CPU time on one core: median, least and most of ROUNDS."""
    for name in ("xstest", "msts"):
        answers = [Answer(row.text) for row in part if row.set == name]
        rates = []
        for _ in range(ROUNDS + 1):
            start = time.process_time()
            for answer in answers:
                score(answer)
            rates.append(len(answers) / (time.process_time() - start))
        letters = statistics.mean(len(answer.text) for answer in answers)
        rates = rates[1:]  # the first round reads the word lists
        yield (
            f"{name}: {len(answers)} answers of {letters:.0f} characters, "
            f"{statistics.median(rates):.0f} [{min(rates):.0f}, {max(rates):.0f}] a second"
        )


def write_rows(pairs: Sequence[Pair], out: Path) -> None:
    """One JSON line a row: what was scored how, without question or answer."""
    with out.open("w", encoding="utf-8") as lines:
        for row, found in pairs:
            made = {
                "set": row.set, "id": row.id, "language": row.language, "model": row.model,
                "label": row.label, "declines": declines(found), "outcome": found.outcome,
                "tier": found.tier, "rule": found.rule, "probability": round(found.probability, 3),
                "scorer": VERSION,
            }  # fmt: skip
            lines.write(json.dumps(made) + "\n")


def write_weights(fitted: Sequence[Labelled]) -> str:
    """The weights file; returns what weights.toml must say of it."""
    made = fit(fitted)
    columns = dict(zip(NAMES, made.columns, strict=True))
    raw = {"bias": made.bias, "columns": columns, "grams": made.grams}
    OUT.write_text(json.dumps(raw, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    return f"{hashlib.sha256(OUT.read_bytes()).hexdigest()} {OUT.stat().st_size} bytes"


def _measured(
    parts: dict[str, list[Labelled]], cross: Literal["prompt", "model"] | None
) -> list[Pair]:
    if cross is None:
        return [(row, score(Answer(row.text))) for row in parts["test"]]
    part = parts["fit"] + parts["dev"]
    group = (lambda row: row.fold) if cross == "prompt" else (lambda row: row.model)
    return list(zip(part, crossed(part, group), strict=True))


def main(argv: Sequence[str] | None = None) -> int:
    """Fit when asked to, else print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--cross", choices=("prompt", "model"), help="cross-validate, no test row")
    parser.add_argument("--fit", action="store_true", help="write new weights")
    parser.add_argument("--speed", action="store_true", help="measure speed alone")
    parser.add_argument("--rows", type=Path, help="write scores by id to this file")
    given = parser.parse_args(argv)
    parts: dict[str, list[Labelled]] = defaultdict(list)
    for row in rows(given.data):
        parts[row.part].append(row)
    print({name: len(found) for name, found in parts.items()}, file=sys.stderr)
    if given.fit:
        print(write_weights(parts["fit"] + parts["dev"]))
        return 0
    if given.speed:
        print(*speed([row for part in parts.values() for row in part]), sep="\n")
        return 0
    pairs = _measured(parts, given.cross)
    if given.rows:
        write_rows(pairs, given.rows)
    print(*table(pairs), "", *ceiling(pairs), "", *tiers(pairs), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
