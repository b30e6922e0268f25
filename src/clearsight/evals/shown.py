"""Results and comparisons as Markdown: no rate without n, clusters and interval."""

from collections.abc import Iterable, Sequence

from clearsight.evals.progress import LAYERS, METRICS, Step
from clearsight.evals.tasks.item import Task
from clearsight.result import Comparison, Folder, Gated, Result

HEADLINES = (
    "refusal_rate", "help_rate", "false_refusal_rate", "unable_rate", "accuracy",
    "style.all", "error_rate",
)  # fmt: skip
_VERDICTS = {
    "better": "better", "worse": "worse", "no_clear_change": "no clear change",
    "not_comparable": "not comparable",
}  # fmt: skip


def results(folders: Iterable[Folder], *, slices: bool = False) -> str:
    """The headline metrics of each run; a run that was not measured says why."""
    lines: list[Sequence[str]] = []
    for folder in folders:
        run = folder.run
        head = (run.row, run.task, run.stack, run.model)
        if run.status == "not_measured":
            lines.append((*head, "", "not measured", "", "", "", run.why))
        shown = [one for one in folder.results if one.metric in HEADLINES or "score." in one.metric]
        lines += [(*head, _slice(one), *_cells(one)) for one in shown if slices or not one.slice]
    return table(
        ("row", "task", "stack", "model", "slice", "metric", "estimate", "95 % interval",
         "n (clusters)", "left out"), lines,
    )  # fmt: skip


def comparisons(found: Sequence[Comparison]) -> str:
    """Each comparison with its verdict, difference and what it could have seen.

    A verdict hangs on the adjusted p-value: the line below says so, since an interval is of one
    comparison alone and may leave out 0 where the verdict is "no clear change".
    """
    lines = [
        (
            one.task, one.metric, _VERDICTS[one.verdict], _signed(one.difference),
            f"{_signed(one.low)} to {_signed(one.high)}", f"{one.n} ({one.clusters})",
            f"{one.gained} / {one.lost}", f"{one.p:.2g}", f"{one.p_adjusted:.2g}",
            "none" if one.detectable is None else f"{one.detectable:.3f}",
        )
        for one in found
    ]  # fmt: skip
    head = (
        "task", "metric", "second against first", "difference", "95 % interval", "n (clusters)",
        "gained / lost", "p", "p, Holm", "least seen at power .8",
    )  # fmt: skip
    counted = [one for one in found if one.n]
    if not counted:
        return table(head, lines)
    return (
        f"{table(head, lines)}\n\nBetter and worse: p after Holm's adjustment, over these "
        f"{len(counted)} comparisons, is under {1 - counted[0].level:.2f}. Each interval is of one "
        "comparison alone."
    )


def progressed(steps: Sequence[Step]) -> str:
    """A line for each version of a model in a stack, with what changed since the one before."""
    lines = [
        (
            str(one.folder), one.spec, one.stack, one.code, str(one.in_all),
            "; ".join(f"{LAYERS[layer]} {rate.successes}" for layer, rate in one.refused.items()),
            str(one.falsely), *(_changed(one.changes.get(metric)) for metric in METRICS),
        )
        for one in steps
    ]  # fmt: skip
    head = (
        "folder", "model", "stack", "version", "refused of risky", "by layer",
        "refused of benign", "risky: change", "benign: change",
    )  # fmt: skip
    return table(head, lines)


def _changed(one: Comparison | None) -> str:
    if one is None:
        return ""
    return f"{_VERDICTS[one.verdict]} {_signed(one.difference)} (p, Holm {one.p_adjusted:.2g})"


def gated(found: Sequence[Gated]) -> str:
    """Each target with the figure that it was held against."""
    lines = [(one.name, one.state, one.why, one.run or "none") for one in found]
    return table(("target", "", "measured", "run"), lines)


def listed(tasks: Iterable[Task]) -> str:
    """Every task with its row and the sets that it needs."""
    lines = [(one.name, one.row, ", ".join(one.card.sets), one.about) for one in tasks]
    return table(("task", "row", "sets", "asks"), lines)


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in row) + " |"
                     for row in rows)  # fmt: skip


def _cells(one: Result) -> tuple[str, ...]:
    ends = "" if one.low is None or one.high is None else f"{one.low:.3f} to {one.high:.3f}"
    estimate = "" if one.estimate is None else f"{one.estimate:.3f}"
    return one.metric, estimate, ends, f"{one.n} ({one.clusters})", str(one.excluded)


def _slice(one: Result) -> str:
    return ", ".join(f"{name}={value}" for name, value in one.slice.items())


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:+.3f}"
