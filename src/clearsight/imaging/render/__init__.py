"""Renderers: pictures made from a seed, each with its ground truth, named in an explicit table."""

import operator
from importlib import import_module
from typing import Any, Protocol, runtime_checkable

from clearsight.errors import UnknownName, UsageError
from clearsight.imaging.item import Item, Renderer
from clearsight.imaging.lettering import paragraphs
from clearsight.imaging.render.given import same_form

_HERE = "clearsight.imaging.render"
# Name -> "module:Class"; the module is imported when its renderer is asked for.
RENDERERS: dict[str, str] = {
    "screenshot": f"{_HERE}.screenshot:Screenshot",
    "typographic": f"{_HERE}.typographic:Typographic",
    "document": f"{_HERE}.document:Document",
    "chat": f"{_HERE}.chat:Chat",
    "meme": f"{_HERE}.meme:Meme",
    "sign": f"{_HERE}.sign:Sign",
    "note": f"{_HERE}.note:Note",
    "menu": f"{_HERE}.menu:Menu",
    "receipt": f"{_HERE}.receipt:Receipt",
    "food_label": f"{_HERE}.food_label:FoodLabel",
    "medicine_label": f"{_HERE}.medicine_label:MedicineLabel",
    "timetable": f"{_HERE}.timetable:Timetable",
    "table": f"{_HERE}.table:Table",
    "letter": f"{_HERE}.letter:Letter",
    "chart_bar": f"{_HERE}.charts.bars:Bar",
    "chart_grouped_bar": f"{_HERE}.charts.bars:GroupedBar",
    "chart_error_bar": f"{_HERE}.charts.bars:ErrorBar",
    "chart_line": f"{_HERE}.charts.lines:Line",
    "chart_scatter": f"{_HERE}.charts.lines:Scatter",
    "chart_pie": f"{_HERE}.charts.pie:Pie",
    "chart_gauge": f"{_HERE}.charts.gauge:Gauge",
    "chart_table": f"{_HERE}.charts.table:TableBesideChart",
    "chart_flow": f"{_HERE}.charts.flow:Flow",
    "chart_labelled": f"{_HERE}.charts.labelled:Labelled",
    "chart_map": f"{_HERE}.charts.grid:GridMap",
    "scene": f"{_HERE}.scenes.drawn:Scene",
    "order": f"{_HERE}.scenes.order:OrderSet",
    "portrait": f"{_HERE}.people.portrait:Portrait",
    "figure": f"{_HERE}.people.portrait:Figure",
    "group": f"{_HERE}.people.group:Group",
    "flags": f"{_HERE}.marks.flags:Flags",
    "sides": f"{_HERE}.marks.sides:Sides",
}


@runtime_checkable
class Derives(Protocol):
    """A renderer some of whose parts follow from the others: totals, questions, the text."""

    def derive(self, plan: dict[str, Any]) -> dict[str, Any]:
        """The parts that follow; none of them can be given."""
        ...


def renderer(name: str) -> Renderer:
    """The renderer of that name.

    Raises:
        UnknownName: the table has none.
    """
    entry = RENDERERS.get(name)
    if entry is None:
        raise UnknownName("renderer", name, list(RENDERERS))
    module, _, attribute = entry.partition(":")
    made: Renderer = getattr(import_module(module), attribute)()
    return made


def planned(name: str, seed: int, **given: Any) -> dict[str, Any]:
    """The plan of a picture, with the parts in `given` in place of the drawn ones.

    A text that is given has the language that is given with it, else "".

    Raises:
        UnknownName: no such renderer.
        UsageError: the plan has no such part, the part follows from others, or is of another form
            than the drawn one; or the seed is not a whole number.
    """
    maker = renderer(name)
    plan = maker.plan(_whole(seed))
    if not given:
        return plan
    derived = maker.derive(plan) if isinstance(maker, Derives) else {}
    free = [key for key in plan if key not in derived]
    for key in given:
        if key not in free:
            why = "follows from the other parts" if key in derived else "is no part of it"
            known = ", ".join(free) or "nothing"
            raise UsageError(f"{name} cannot be given {key}: it {why}. It can be given: {known}")
        same_form(key, given[key], plan[key])
    if "language" in given and "text" not in given:
        raise UsageError("language says what a given text is in; give text too")
    if "language" in plan and "text" in given:
        plan["language"] = ""
    plan.update(given)
    if "text" in given:
        # Renderers part text at "\n"; files of Windows and the web have other breaks too.
        plan["text"] = "\n".join(paragraphs(given["text"]))
    return plan | maker.derive(plan) if isinstance(maker, Derives) else plan


def render(name: str, seed: int, **given: Any) -> Item:
    """One picture. The same name, seed and parts give the same bytes with the same fonts installed.

    Raises:
        UnknownName: no such renderer.
        UsageError: a part that cannot be given, or a text too long for the picture.
        MissingExtra: a typeface is not installed; the message names its Debian package.
    """
    return renderer(name).paint(planned(name, seed, **given), _whole(seed))


def _whole(seed: int) -> int:
    try:
        return operator.index(seed)
    except TypeError:
        raise UsageError(f"seed is {seed!r}, expected a whole number") from None
