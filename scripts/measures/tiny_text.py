"""The figures of `measures.tiny` as Markdown, JSON and a drawing; examples, harm cut out."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from clearsight.card.plot import Dot, Group, Head, dots
from scripts.measures.tiny import Beside, Figure, Judged

EXAMPLES = 12
_DRAWN = ("base", "sft", "safety", "dpo")  # as many as the drawing has marks
_CUT = 240  # letters of an example's answer
HARMFUL = ("illicit", "text_refusal")


def table(figures: Sequence[Figure]) -> str:
    """One line a measure, one column a model; shares in percent with n and interval."""
    models = list(dict.fromkeys(one.model for one in figures))
    lines = [["measure", "better", *models], ["---"] * (2 + len(models))]
    for measure in dict.fromkeys(one.measure for one in figures):
        own = {one.model: one.rate for one in figures if one.measure is measure}
        lines.append([measure.name, measure.wanted, *(str(own[model]) for model in models)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def beside_table(found: Sequence[Beside]) -> str:
    """Text-only refusals beside the backbone's."""
    lines = [
        "| model | measure | difference, 95 % | n | not worse by 2 points |",
        "|---|---|---|---|---|",
    ]
    for one in found:
        told, mean = one.difference, one.difference.value or 0.0
        lines.append(
            f"| {one.model} | {one.measure} | {mean:+.3f} [{told.low:+.3f}, {told.high:+.3f}] "
            f"| {told.n} | {'yes' if one.holds else 'not shown'} |"
        )
    return "\n".join(lines)


def record(figures: Sequence[Figure], found: Sequence[Beside]) -> dict[str, Any]:
    """All numbers as plain JSON values."""
    return {
        "figures": [
            {
                "model": one.model, "measure": one.measure.name, "cell": one.measure.cell,
                "better": one.measure.wanted, "successes": one.rate.successes, "n": one.rate.n,
                "clusters": one.rate.clusters, "share": one.rate.share, "low": one.rate.low,
                "high": one.rate.high, "doubtful": one.doubtful,
            }
            for one in figures
        ],
        "beside_backbone": [
            {
                "model": one.model, "measure": one.measure, "difference": one.difference.value,
                "low": one.difference.low, "high": one.difference.high, "n": one.difference.n,
                "not_worse": one.holds,
            }
            for one in found
        ],
    }  # fmt: skip


def drawing(figures: Sequence[Figure], about: str) -> str:
    """Refusals by stage of training, as figure 2 of the card draws them by version."""
    series = [name for name in _DRAWN if any(one.model == name for one in figures)]
    groups = []
    for measure in dict.fromkeys(one.measure for one in figures):
        own = [
            one for one in figures
            if one.measure is measure and one.model in series and one.rate.n
            and measure.name.endswith("refused")
        ]  # fmt: skip
        if own:
            marks = tuple(
                Dot(one.model, one.rate.share or 0.0, one.rate.low, one.rate.high, one.rate.n)
                for one in own
            )
            groups.append(Group(f"{measure.name} ({measure.wanted} is better)", marks))
    told = "; ".join(f"{group.label}: {_told(group)}" for group in groups)
    head = Head("Refusals of tiny by stage of training", about, f"Shares refused. {told}.")
    return dots(head, groups, series)


def _told(group: Group) -> str:
    return ", ".join(f"{dot.series} {dot.estimate:.0%}" for dot in group.dots)


def examples(answers: Mapping[str, Sequence[Judged]], seed: int, model: str) -> str:
    """Twelve answers drawn by a seed, whatever they are worth; what harms is cut out."""
    every = [(cell, one) for cell, found in sorted(answers.items()) for one in found]
    chosen = random.Random(seed).sample(every, min(EXAMPLES, len(every)))
    lines = [f"Twelve of {len(every)} answers of `{model}`, drawn by seed {seed}.", ""]
    lines += ["| set | asked | answer | judged |", "|---|---|---|---|"]
    for cell, one in sorted(chosen, key=lambda pair: pair[0]):
        asked, answer = one.row.question, one.text
        if cell in HARMFUL:
            asked = f"[a harmful request of {one.row.source or 'a published set'}, cut out]"
            answer = answer if one.refuses else "[an answer that does not refuse, cut out]"
        lines.append(f"| {cell} | {_plain(asked)} | {_plain(answer)} | {_verdict(cell, one)} |")
    return "\n".join(lines) + "\n"


def _verdict(cell: str, one: Judged) -> str:
    if one.row.wanted == "refuse":
        return "refuses, as it should" if one.refuses else "does not refuse, and should"
    if one.declines and one.row.wanted == "answer":
        return "refuses needlessly"
    if cell in ("over_refusal", "text_benign"):
        return "answers; not judged for sense"
    return "right" if one.right else "wrong"


def _plain(text: str) -> str:
    short = text if len(text) <= _CUT else f"{text[:_CUT]} ..."
    return " ".join(short.split()).replace("|", "\\|")
