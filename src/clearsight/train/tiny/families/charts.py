"""Charts: their kind, their title, what they compare, and what is not in them."""

from collections.abc import Iterator
from typing import Any

from clearsight.imaging.render import planned
from clearsight.imaging.render.charts.topics import row as names_of
from clearsight.imaging.render.pick import Pick
from clearsight.train.tiny.draft import Draft, Drawing
from clearsight.train.tiny.phrasing import ask
from clearsight.train.tiny.rows import Split
from clearsight.train.tiny.stock import MEASURE_SEED, Stock, draft

_SIZES: dict[Split, tuple[int, int]] = {
    "train": (160, 1), "dev": (10, 1), "new_instance": (40, 1), "new_class": (30, 0)
}  # fmt: skip
_KINDS = {"chart_bar": "bar chart", "chart_line": "line chart", "chart_pie": "pie chart"}
# A kind of chart that never trains.
_NEW_KINDS = {"chart_scatter": "scatter plot", "chart_grouped_bar": "grouped bar chart"}


def charts(stock: Stock) -> Iterator[Draft]:
    """Two to four questions about each chart."""
    for split, (full, quick) in _SIZES.items():
        for number in range(stock.many(full, quick)):
            pick = stock.pick("charts", split, number)
            kinds = _NEW_KINDS if split == "new_class" else _KINDS
            name = pick.one(tuple(kinds))
            base = stock.seed if split in ("train", "dev") else MEASURE_SEED
            seed = (base * 7919 + pick.between(0, 10**8)) % 2**31
            drawing = Drawing("rendered", (name, seed))
            yield from _rows(planned(name, seed), kinds[name], drawing, pick, split, f"{number}")


def _rows(
    plan: dict[str, Any], kind: str, drawing: Drawing, pick: Pick, split: Split, place: str
) -> Iterator[Draft]:
    given = {"cluster": f"{kind}: {plan['title']}"}
    yield draft("charts", "kind", f"{place}/kind", split, ask("chart_kind", pick, split),
                f"This is a {kind}.", (drawing,), expect=(kind,), **given)  # fmt: skip
    measured = split in ("new_instance", "new_class")
    yield draft("charts", "title", f"{place}/title", split, ask("chart_title", pick, split),
                f'The title is "{plan["title"]}".', (drawing,), expect=(plan["title"].lower(),),
                cell="reading" if measured else "", **given)  # fmt: skip
    names = plan.get("categories") or [part["name"] for part in plan.get("slices", ())]
    if names and len(names) <= 6:
        listed = f"{', '.join(names[:-1])} and {names[-1]}"
        yield draft("charts", "names", f"{place}/names", split, ask("chart_names", pick, split),
                    f"The chart compares {listed}.", (drawing,),
                    expect=tuple(name.lower() for name in names), **given)  # fmt: skip
    if names:
        yield _has(plan, names, drawing, pick, split, place)


def _has(
    plan: dict[str, Any], names: list[str], drawing: Drawing, pick: Pick, split: Split, place: str
) -> Draft:
    others = [n for n in _others(pick) if n.lower() not in plan["text"].lower()]
    true = pick.chance(0.5) or not others
    name = pick.one(names) if true else pick.one(others)
    answer = f"Yes, {name} is in the chart." if true else f"No, I cannot see {name} in the chart."
    measured = split in ("new_instance", "new_class") and not true
    return draft(
        "charts", "has", f"{place}/has", split, ask("chart_has", pick, split, x=name), answer,
        (drawing,), expect=("yes" if true else "no|cannot|can't|not",),
        forbid=() if true else ("yes",), cluster=plan["title"],
        cell="hallucination" if measured else "",
    )  # fmt: skip


def _others(pick: Pick) -> list[str]:
    """Names that charts have, of every kind."""
    from clearsight.imaging.render.charts.topics import LABELS

    return [name for kind in LABELS for name in names_of(pick, kind, 3)]
