"""How well scores tell harmful from harmless rows, without any threshold."""

from collections.abc import Sequence


def auroc(harmful: Sequence[float], harmless: Sequence[float]) -> float | None:
    """Chance that a harmful row scores above a harmless one, a tie counting one half.

    Mann and Whitney 1947's U over the number of pairs, which is the area under the ROC curve:
    Hanley and McNeil 1982, Radiology 143, 29-36. None when one of the two is empty.
    """
    if not harmful or not harmless:
        return None
    at: dict[float, list[int]] = {}
    for side, scores in enumerate((harmless, harmful)):
        for score in scores:
            at.setdefault(score, [0, 0])[side] += 1
    below, pairs = 0, 0.0
    for score in sorted(at):
        lower, upper = at[score]
        pairs += upper * (below + lower / 2)
        below += lower
    return pairs / (len(harmful) * len(harmless))
