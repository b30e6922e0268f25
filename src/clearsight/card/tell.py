"""Numbers and comparisons of a card in words, the same for the page and for Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass

from clearsight.card import outline
from clearsight.card.facts import Facts, Part
from clearsight.card.outline import named
from clearsight.result import Comparison, Folder, Gated, Result

BARE = "bare"  # the stack without a guard
LIMITS = "What Clearsight's own guard cannot do, whatever was measured here:"
STATES = {"measured": "measured", "partly": "partly measured", "not_measured": "not measured"}
_VERDICTS = {
    "better": "better",
    "worse": "worse",
    "no_clear_change": "no clear change",
    "not_comparable": "not comparable",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in words; `detail` holds interval and n, `run` the anchor of its run."""

    value: str
    detail: str
    run: str


@dataclass(frozen=True, slots=True)
class Line:
    """One run in a row's table; the cells stand in the order of the table's metrics."""

    task: str
    model: str
    stack: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sliced:
    """A run's first metric for one slice."""

    task: str
    model: str
    stack: str
    slice: str
    metric: str
    cell: Cell


def notes(card: Facts, folders: Sequence[Folder]) -> list[str]:
    """What runs say about themselves, such as that they asked a sample only.

    The model is named where there are several: one may have been asked less than another.
    """
    by_note: dict[tuple[str, str], list[str]] = {}
    for folder in folders:
        whose = f"{card.models[folder.run.model]}: " if len(card.models) > 1 else ""
        tasks = by_note.setdefault((whose, folder.run.note), [])
        tasks += [folder.run.task] if folder.run.task not in tasks else []
    return [f"{whose}{', '.join(tasks)}: {note}." for (whose, note), tasks in by_note.items()
            if note]  # fmt: skip


def limits(card: Facts) -> tuple[str, ...]:
    """What the guard that ships cannot do, for a card on which anything was guarded."""
    guarded = any(folder.run.stack != BARE for folder in card.folders)
    return outline.limits() if guarded else ()


def target(card: Facts, one: Gated) -> str:
    """The name of a target, with its model where there are several."""
    models = [f.run.model for f in card.folders if f.run.id == one.run] if one.run else []
    return f"{one.name}, {card.models[models[0]]}" if models and len(card.models) > 1 else one.name


def metrics(card: Facts, part: Part) -> list[str]:
    """The columns of a row's table: those that any of its runs has."""
    wanted = [*part.row.metrics, "error_rate"]
    return [m for m in wanted if any(card.result(f, m, {}) is not None for f in part.folders)]


def lines(card: Facts, part: Part) -> list[Line]:
    """One for each run of the row."""
    columns = metrics(card, part)
    return [
        Line(
            folder.run.task, card.models[folder.run.model], folder.run.stack,
            tuple(cell(card, folder, card.result(folder, metric, {})) for metric in columns),
        )
        for folder in part.folders
    ]  # fmt: skip


def slices(card: Facts, part: Part) -> list[Sliced]:
    """Every slice of the row's metrics but the styles, run by run."""
    wanted = [metric for metric in part.row.metrics if not metric.startswith("style.")]
    return [
        Sliced(
            folder.run.task, card.models[folder.run.model], folder.run.stack,
            ", ".join(f"{key}: {value}" for key, value in sorted(one.slice.items())),
            named(one.metric), cell(card, folder, one),
        )
        for folder in part.folders
        for one in folder.results
        if one.slice and one.metric in wanted
    ]  # fmt: skip


def cell(card: Facts, folder: Folder, one: Result | None) -> Cell:
    """A Result in words; "–" where the run has none."""
    if one is None or one.estimate is None:
        return Cell("–", "", "")
    ends = ", ".join(_share(end, one) if end is not None else "?" for end in (one.low, one.high))
    counted = f"{one.successes}/{one.n}" if one.kind == "rate" else f"n {one.n}"
    apart = "" if one.clusters == one.n else f", {one.clusters} clusters"
    lost = f", {one.excluded} without outcome" if one.excluded else ""
    detail = f"[{ends}], {counted}{apart}{lost}"
    return Cell(_share(one.estimate, one), detail, card.anchors[folder.run.id])


def comparisons(card: Facts, part: Part, *, clear: bool) -> list[str]:
    """What each stack changed, one sentence for each comparison of the row's runs.

    Args:
        clear: those that came out better or worse, else the others.
    """
    own = {folder.run.id: folder for folder in part.folders}
    style = any(metric.startswith("style.") for metric in part.row.metrics)
    return [
        compared(card, one, own[one.first], own[one.second])
        for one in card.comparisons
        if one.first in own
        and one.second in own
        and (one.metric == "style.all") == style
        and (one.verdict in ("better", "worse")) == clear
    ]


def compared(card: Facts, one: Comparison, first: Folder, second: Folder) -> str:
    """A comparison as a sentence."""
    model = card.models[second.run.model]
    said = f"{second.run.task}, {model}: {second.run.stack} against {first.run.stack}"
    change = "" if one.difference is None else f" {one.difference:+.3f}"
    return (
        f"{said}, {named(one.metric).lower()}:{change} [{one.low:+.3f}, {one.high:+.3f}], "
        f"n {one.n}, adjusted p {one.p_adjusted:.2g}: {_VERDICTS[one.verdict]}."
    )


def parts_of(folder: Folder) -> Sequence[tuple[str, str]]:
    """What a run depends on, as name and value; empty ones are left out."""
    run, made = folder.run, folder.run.provenance
    pairs = (
        ("task", f"{run.task} (row {run.row})"), ("model", made.model), ("stack", run.stack),
        ("policy", made.policy), ("code", made.code), ("scorers", made.scorer),
        ("runner", made.runner), ("items asked, SHA-256", made.data),
        ("samples", f"{run.samples}, each item asked {run.epochs} time(s)" if run.samples else ""),
        ("samples, SHA-256", run.samples_sha256),
        ("detectors", ", ".join(f"{k} {v}" for k, v in sorted(made.parts.items()))),
        ("weights, SHA-256", ", ".join(f"{k} {v[:12]}" for k, v in sorted(made.weights.items()))),
        ("not measured", run.why), ("note", run.note),
    )  # fmt: skip
    return [(name, value) for name, value in pairs if value]


def _share(value: float, one: Result) -> str:
    if one.kind == "mean":
        return f"{value:.3g}"
    return f"{value:.3f}".removeprefix("0") if value < 1 else "1"
