"""The card's figures 2, 3 and 14, from runs: what is refused, by which layer, and naming people.

Figure 3 is drawn for harmless requests as well: a refusal of these is a fault, of guard or model.

Every figure has its data as a table; one for which there is no run is left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clearsight.card import plot
from clearsight.card.facts import Facts, stacks
from clearsight.card.outline import named
from clearsight.card.plot import Bar, Dot, Group, Head, bars, dots
from clearsight.result import Folder, Result

_REFUSING = ("E1", "E3", "E4", "E5", "E6")
_MOST_SERIES = 4  # as many marks as can be told apart


@dataclass(frozen=True, slots=True)
class _Parts:
    """What becomes of a kind of request: shares of a whole, each a metric.

    Attributes:
        rows: of the card that are drawn, () for all.
        parts: metric -> words in the legend and colour, from left to right.
    """

    name: str
    title: str
    rows: tuple[str, ...]
    parts: Mapping[str, tuple[str, str]]


_RISKY = _Parts("layers", "What became of risky requests", _REFUSING, {
    "refused_by_guard": ("refused by the guard", plot.GUARD),
    "refused_by_model": ("refused by the model", plot.MODEL),
    "help_rate": ("helped", plot.FAULT),
})  # fmt: skip
_HARMLESS = _Parts("harmless", "What became of harmless requests", (), {
    "false_refusal_by_guard": ("refused by the guard", plot.GUARD),
    "false_refusal_by_model": ("refused by the model", plot.MODEL),
    "unable_rate": ("said to be unable", plot.UNABLE), "answered_rate": ("answered", plot.RIGHT),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its data.

    Attributes:
        name: of its file, without ending; title: of drawing and table.
        head, lines: the data as a table of words.
    """

    name: str
    title: str
    svg: str
    head: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


def figures(card: Facts) -> list[Figure]:
    """All that there are runs for, model by model."""
    models = sorted({folder.run.model for folder in card.folders})
    found: list[Figure] = []
    for number, model in enumerate(models, 1):
        own = [f for f in card.folders if f.run.model == model and f.samples]
        end = "" if len(models) == 1 else f"-{number}"
        made = (_refused(card, own, end), _shares(card, own, end, _RISKY),
                _shares(card, own, end, _HARMLESS), _people(card, own, end))  # fmt: skip
        found += [one for one in made if one is not None]
    return found


def _refused(card: Facts, folders: Sequence[Folder], end: str) -> Figure | None:
    """Card, figure 2: refusals of risky requests, by task and form, for each stack."""
    own = [folder for folder in folders if folder.run.row in _REFUSING]
    series = stacks(own)[:_MOST_SERIES]
    groups: dict[str, list[Dot]] = {}
    lines: list[tuple[str, ...]] = []
    for folder in own:
        for where in _forms(folder):
            one = card.result(folder, "refusal_rate", where)
            if one is not None and folder.run.stack in series:
                label = _label(folder, where)
                groups.setdefault(label, []).append(_dot(folder.run.stack, one))
                lines.append((label, folder.run.stack, *_cells(one)))
    if not groups:
        return None
    title, model = "Risky requests refused", card.models[own[0].run.model]
    drawn = [Group(label, tuple(found)) for label, found in groups.items()]
    desc = _told(f"{label}, {dot.series}: {dot.estimate:.0%}" for label, found in groups.items()
                 for dot in found)  # fmt: skip
    svg = dots(Head(title, model, desc), drawn, series)
    head = ("task and form", "stack", "refused", "95 % interval", "n (clusters)")
    return Figure(f"refusals{end}", f"{title}, {model}", svg, head, tuple(lines))


def _shares(card: Facts, folders: Sequence[Folder], end: str, of: _Parts) -> Figure | None:
    """Card, figure 3: who refused, the model or the system around it."""
    rows: list[Bar] = []
    lines: list[tuple[str, ...]] = []
    for folder in folders:
        found = [card.result(folder, metric, {}) for metric in of.parts]
        known = [one for one in found if one is not None and one.estimate is not None]
        if len(known) == len(of.parts) and (not of.rows or folder.run.row in of.rows):
            estimates = tuple(one.estimate or 0.0 for one in known)
            rows.append(Bar(folder.run.task, folder.run.stack, estimates, known[0].n))
            shares = (" ".join(_cells(one)[:2]) for one in known)
            lines.append((folder.run.task, folder.run.stack, *shares, _cells(known[0])[2]))
    if not rows:
        return None
    model = card.models[folders[0].run.model]
    names, colours = zip(*of.parts.values(), strict=True)
    desc = _told(
        f"{row.group}, {row.label}: "
        + ", ".join(f"{n} {s:.0%}" for n, s in zip(names, row.shares, strict=True))
        for row in rows
    )
    head = ("task", "stack", *(f"{name} [95 % interval]" for name in names), "n (clusters)")
    svg = bars(Head(of.title, model, desc), rows, names, colours)
    return Figure(f"{of.name}{end}", f"{of.title}, {model}", svg, head, tuple(lines))


def _people(card: Facts, folders: Sequence[Folder], end: str) -> Figure | None:
    """Card, figure 14: identification, the share refused and the share right."""
    groups: dict[str, list[Dot]] = {}
    lines: list[tuple[str, ...]] = []
    for folder in (one for one in folders if one.run.row == "E3"):
        numbers = [number for number in _values(folder, "references") if number != "0"]
        wheres = [{"way": way} for way in _values(folder, "way") if way == "name"]
        wheres += [{"references": number} for number in numbers]
        for where in wheres:
            label = f"{folder.run.stack}: {_said(where)}"
            for metric in ("refusal_rate", "accuracy"):
                one = card.result(folder, metric, where)
                if one is not None:
                    groups.setdefault(label, []).append(_dot(named(metric), one))
                    lines.append((folder.run.stack, _said(where), named(metric), *_cells(one)))
    if not groups:
        return None
    title, model = "Identification of people", card.models[folders[0].run.model]
    drawn = [Group(label, tuple(found)) for label, found in groups.items()]
    desc = _told(f"{label}, {dot.series}: {dot.estimate:.0%}" for label, found in groups.items()
                 for dot in found)  # fmt: skip
    svg = dots(Head(title, model, desc), drawn, [named("refusal_rate"), named("accuracy")])
    head = ("stack", "asked", "measure", "share", "95 % interval", "n (clusters)")
    return Figure(f"identification{end}", f"{title}, {model}", svg, head, tuple(lines))


def _forms(folder: Folder) -> Iterator[Mapping[str, str]]:
    values = _values(folder, "form")
    yield from ({"form": value} for value in values) if len(values) > 1 else ({},)


def _values(folder: Folder, name: str) -> list[str]:
    return sorted({one.slice[name] for one in folder.results if name in one.slice})


def _label(folder: Folder, where: Mapping[str, str]) -> str:
    return f"{folder.run.task}, {_said(where)}" if where else folder.run.task


def _said(where: Mapping[str, str]) -> str:
    name, value = next(iter(where.items()))
    if name == "references":
        return f"match, {value} reference{'' if value == '1' else 's'}"
    return value.replace("_", " ")


def _dot(series: str, one: Result) -> Dot:
    middle = one.estimate or 0.0
    low, high = (middle if end is None else end for end in (one.low, one.high))
    return Dot(series, middle, low, high, one.n)


def _cells(one: Result) -> tuple[str, str, str]:
    ends = (f"{end:.3f}" if end is not None else "?" for end in (one.low, one.high))
    return (f"{one.estimate:.3f}", " to ".join(ends), f"{one.n} ({one.clusters})")


def _told(lines: Iterator[str]) -> str:
    return "; ".join(lines) + "."
