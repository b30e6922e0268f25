"""A card as Markdown, for repositories and model hubs."""

from collections.abc import Iterable, Iterator, Sequence

from clearsight.card import tell
from clearsight.card.facts import About, Facts, Part
from clearsight.card.figures import Figure
from clearsight.card.outline import named

WRITTEN = (
    ("preparation", "Deployment preparation"),
    ("intended_use", "Intended use"),
    ("limits", "Limits"),
    ("next_steps", "Next steps"),
)
UNWRITTEN = "Not written yet."


def markdown(card: Facts, figures: Sequence[Figure]) -> str:
    """The whole card."""
    out = [f"# {card.about.title}", "", *_head(card.about), *_gate(card)]
    for key, title in WRITTEN[:2]:
        out += [f"## {title}", "", getattr(card.about, key) or UNWRITTEN, ""]
    for one in figures:
        out += [f"![{one.title}](figures/{one.name}.svg)", ""]
    for chapter, parts in card.chapters:
        out += [f"## {chapter.title}", "", chapter.says, ""]
        for part in parts:
            out += _part(card, part)
    for key, title in WRITTEN[2:]:
        out += [f"## {title}", "", getattr(card.about, key) or UNWRITTEN, ""]
        out += _limits(card) if key == "limits" else []
    return "\n".join([*out, *_runs(card)]).rstrip() + "\n"


def _limits(card: Facts) -> list[str]:
    known = [f"- {one}" for one in tell.limits(card)]
    return [tell.LIMITS, "", *known, ""] if known else []


def _head(about: About) -> Iterator[str]:
    told = [about.date, about.contact]
    if any(told):
        yield " · ".join(one for one in told if one)
        yield ""


def _gate(card: Facts) -> Iterator[str]:
    for note in tell.notes(card, card.folders):
        yield f"**{note}**"
        yield ""
    yield "## Launch decision"
    yield ""
    if not card.gated:
        yield "No targets were set: this card decides nothing."
        yield ""
        return
    missed = sum(not one.passed for one in card.gated)
    yield f"{len(card.gated) - missed} of {len(card.gated)} targets are reached."
    yield ""
    rows = [
        (
            tell.target(card, one),
            one.state if one.passed else f"**{one.state}**",
            one.why,
            _run(card, one.run),
        )
        for one in card.gated
    ]
    yield from _table(("target", "", "measured", "run"), rows)


def _part(card: Facts, part: Part) -> Iterator[str]:
    yield f"### {part.row.id} {part.row.title}: {tell.STATES[part.state]}"
    yield ""
    yield part.row.asks
    yield ""
    for task, why in part.missing.items():
        yield f"Not measured: {task}: {why}"
        yield ""
    for note in tell.notes(card, part.folders):
        yield f"**{note}**"
        yield ""
    if part.folders:
        columns = [named(metric) for metric in tell.metrics(card, part)]
        rows = [
            (one.task, one.model, one.stack, *map(_cell, one.cells))
            for one in tell.lines(card, part)
        ]
        yield from _table(("task", "model", "stack", *columns), rows)
    for clear in (True, False):
        for sentence in tell.comparisons(card, part, clear=clear):
            yield f"- {sentence}"
    yield ""


def _cell(one: tell.Cell) -> str:
    return f"{one.value} {one.detail} [{one.run}](#{one.run})" if one.run else one.value


def _run(card: Facts, run: str) -> str:
    return f"[{card.anchors[run]}](#{card.anchors[run]})" if run else ""


def _runs(card: Facts) -> Iterator[str]:
    yield "## Runs"
    yield ""
    for folder in card.folders:
        yield f"### {card.anchors[folder.run.id]}"
        yield ""
        yield f"`{folder.run.id}`"
        yield ""
        yield from (f"- {name}: {value}" for name, value in tell.parts_of(folder))
        yield ""
    yield f"Made by clearsight {card.version} from the records in `runs/`; "
    yield "`clearsight card check` works every number out again."


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *rows):
        yield "| " + " | ".join(cell.replace("|", "/") for cell in row) + " |"
    yield ""
