"""Two runs of one task on the same items: better, worse, or no clear change."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import floor

from clearsight.errors import UsageError
from clearsight.result.measure import BETTER, counted
from clearsight.result.values import Comparison, Run, Sample
from clearsight.stats import detectable, holm, paired_difference

Folders = tuple[Run, Sequence[Sample]]


def compare(
    pairs: Sequence[tuple[Folders, Folders]],
    metrics: Sequence[str] = ("refusal_rate", "false_refusal_rate"),
    *,
    level: float = 0.95,
) -> list[Comparison]:
    """Second run less first for every pair and metric, p-values adjusted over all by Holm.

    Several epochs of one item stand in its cluster. An item counts where both runs have an
    outcome for it; the others are told in `only_first` and `only_second`.

    Raises:
        UsageError: two runs of different tasks, or of different items under one name.
    """
    found = [one for pair in pairs for metric in metrics for one in _compared(*pair, metric, level)]
    usable = [n for n, one in enumerate(found) if one.n]
    for place, p in zip(usable, holm([found[n].p for n in usable]), strict=True):
        found[place] = _judged(replace(found[place], p_adjusted=p))
    return found


def _compared(first: Folders, second: Folders, metric: str, level: float) -> Iterator[Comparison]:
    (run, samples), (other, others) = first, second
    if run.task != other.task:
        raise UsageError(
            f"{run.id} and {other.id} are runs of different tasks; compare runs of one task"
        )
    ours = {(one.item, one.epoch): (one, said) for one, said in counted(metric, samples)}
    theirs = {(one.item, one.epoch): (one, said) for one, said in counted(metric, others)}
    both = [key for key in ours if key in theirs]
    for key in both:
        _check_same(ours[key][0], theirs[key][0])
    if not ours and not theirs:
        return
    clusters = [ours[key][0].cluster for key in both]
    pairs = [bool(ours[key][1]) for key in both], [bool(theirs[key][1]) for key in both]
    change = paired_difference(*pairs, clusters, level=level)
    differ = (change.gained + change.lost) / change.n if change.n else 0.0
    yield Comparison(
        run.id, other.id, run.task, metric, "not_comparable",
        change.value, change.low, change.high, change.p, 1.0,
        change.gained, change.lost, change.n, change.clusters,
        # Without items that differ, one in n would be the least that could have been seen.
        detectable=detectable(floor(change.effective_n), max(differ, 0.02)) if both else None,
        only_first=len(ours) - len(both), only_second=len(theirs) - len(both), level=level,
    )  # fmt: skip


def _check_same(one: Sample, other: Sample) -> None:
    if (one.prompt_sha256, one.images) != (other.prompt_sha256, other.images):
        raise UsageError(
            f"item {one.item!r} was asked in other words or with other pictures in {other.run} "
            f"than in {one.run}; run both on the same data and version"
        )


def _judged(one: Comparison) -> Comparison:
    side = BETTER.get(one.metric)
    if side is None or one.difference is None:
        return one
    if one.p_adjusted >= 1 - one.level:
        return replace(one, verdict="no_clear_change")
    return replace(one, verdict="better" if one.difference * side > 0 else "worse")
