"""Many tests at once: p-values that may be compared with the level as they stand."""

from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted so that the chance of any false alarm among all tests stays at the level.

    Holm 1979, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
    Statistics 6, 65-70. For hypotheses that were declared beforehand.
    """
    count, least = len(p_values), 0.0
    out = [0.0] * count
    for rank, place in enumerate(sorted(range(count), key=lambda n: p_values[n])):
        least = max(least, min(1.0, (count - rank) * p_values[place]))
        out[place] = least
    return out


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjusted so that the expected share of false alarms among all alarms stays at the level.

    Benjamini and Hochberg 1995, "Controlling the false discovery rate", JRSS B 57, 289-300. For
    slices that one looks through; assumes tests that are independent or positively dependent.
    """
    count, most = len(p_values), 1.0
    out = [1.0] * count
    for rank, place in enumerate(sorted(range(count), key=lambda n: -p_values[n])):
        most = min(most, p_values[place] * count / (count - rank))
        out[place] = most
    return out
