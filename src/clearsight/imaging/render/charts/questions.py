"""Questions about values, with their answers."""

from collections.abc import Sequence
from itertools import pairwise

from clearsight.imaging.render.charts.topics import number, with_unit
from clearsight.imaging.render.pick import Pick

Question = dict[str, str]


def ask(question: str, answer: str) -> Question:
    """One question with its answer, as it stands in the truth."""
    return {"question": question, "answer": answer}


def of_values(
    pick: Pick, names: Sequence[str], values: Sequence[float], *, what: str, unit: str
) -> list[Question]:
    """Highest, lowest, one value, one difference, one count; values must differ."""
    order = sorted(range(len(values)), key=values.__getitem__)
    high, low = order[-1], order[0]
    one = pick.between(0, len(values) - 1)
    rank = pick.between(1, len(order) - 1)
    more, less = order[rank], order[pick.between(0, rank - 1)]
    limit = values[order[len(order) // 2]]
    above = sum(value > limit for value in values)
    gap = values[more] - values[less]
    return [
        ask(f"Which has the highest value of {what}?", names[high]),
        ask(f"Which has the lowest value of {what}?", names[low]),
        ask(f"What is the value for {names[one]}?", with_unit(values[one], unit)),
        ask(f"How much higher is {names[more]} than {names[less]}?", with_unit(gap, unit)),
        ask(f"How many are above {with_unit(limit, unit)}?", number(above)),
    ]


def of_series(
    names: Sequence[str], series: Sequence[tuple[str, Sequence[float]]], unit: str
) -> list[Question]:
    """Which series leads at the end, and where the first is furthest above the second."""
    (first, a), (second, b) = series[0], series[1]
    lead = [x - y for x, y in zip(a, b, strict=True)]
    at = max(range(len(lead)), key=lambda place: abs(lead[place]))
    ends = [values[-1] for _, values in series]
    questions = [ask("How many series are shown?", str(len(series)))]
    if ends.count(max(ends)) == 1:
        best = series[ends.index(max(ends))][0]
        questions.append(ask(f"Which series is highest at {names[-1]}?", best))
    gaps = sorted(abs(gap) for gap in lead)
    if gaps[-1] != gaps[-2]:
        question = f"Where do {first} and {second} differ most?"
        questions.append(ask(question, f"{names[at]}, by {with_unit(abs(lead[at]), unit)}"))
    return questions


def trend(values: Sequence[float]) -> str:
    """How a line runs: "rising" or "falling" if it never turns, else "mixed"."""
    steps = [after - before for before, after in pairwise(values)]
    if all(step > 0 for step in steps):
        return "rising"
    return "falling" if all(step < 0 for step in steps) else "mixed"
