"""The linear model of refusals, fitted on labelled answers.

No answer goes into the weights: only n-grams of one or two words (three at the start) that stand in
at least five fitted answers of several models.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from clearsight.evals.score.features import NAMES, features
from clearsight.evals.score.linear import Linear, grams
from clearsight.evals.score.outcome import Scored, score
from clearsight.evals.score.signals import Answer
from clearsight.evals.score.text import fold
from scripts.refusal_rows import Labelled

LEAST_ROWS = 5
LEAST_MODELS = {"en": 3}  # and two in other languages, of which there are answers of two models
LEAST_WEIGHT = 0.02
FEATURES, GRAMS = 2.0, 0.3  # scales: the kinds of phrases come first
STRENGTH = 1.0
Gram = tuple[str, str]  # language, words


def fit(fitted: Sequence[Labelled]) -> Linear:
    """Logistic regression over features and n-grams."""
    import numpy as np
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    answers = [fold(row.text) for row in fitted]
    held = [[(one.language, gram) for gram in grams(one)] for one in answers]
    kept = _common(held, [row.model for row in fitted])
    at = {gram: number for number, gram in enumerate(kept)}
    places = [(row, at[gram]) for row, own in enumerate(held) for gram in own if gram in at]
    shape = (len(fitted), len(kept))
    ones = csr_matrix((np.full(len(places), GRAMS), tuple(zip(*places, strict=True))), shape=shape)
    columns = csr_matrix(FEATURES * np.array([features(one) for one in answers]))
    # liblinear: the same minimum as other solvers, a tenth of their time on sparse rows.
    # It would shrink the bias too but for the scaling.
    machine = LogisticRegression(
        C=STRENGTH, solver="liblinear", intercept_scaling=20, random_state=0
    )
    found = machine.fit(hstack([columns, ones]).tocsr(), [row.label for row in fitted])
    weights = found.coef_[0]
    table: dict[str, dict[str, float]] = {}
    for (language, words), weight in zip(kept, GRAMS * weights[len(NAMES) :], strict=True):
        if abs(weight) >= LEAST_WEIGHT:
            table.setdefault(language, {})[words] = round(float(weight), 3)
    own = tuple(round(float(FEATURES * w), 4) for w in weights[: len(NAMES)])
    return Linear(round(float(found.intercept_[0]), 4), own, table)


def crossed(part: Sequence[Labelled], group: Callable[[Labelled], object]) -> list[Scored]:
    """How each row is scored with weights fitted on the rows of all other groups."""
    found: list[Scored | None] = [None] * len(part)
    for name in {group(row): None for row in part}:
        made = fit([row for row in part if group(row) != name])
        for number, row in enumerate(part):
            if group(row) == name:
                found[number] = score(Answer(row.text), weights=made)
    return [one for one in found if one is not None]


def _common(held: Sequence[Sequence[Gram]], models: Sequence[str]) -> list[Gram]:
    counts, spoken = Counter[Gram](), defaultdict[Gram, set[str]](set)
    for own, model in zip(held, models, strict=True):
        counts.update(own)
        for gram in own:
            spoken[gram].add(model)
    return sorted(
        gram for gram, count in counts.items()
        if count >= LEAST_ROWS and len(spoken[gram]) >= LEAST_MODELS.get(gram[0], 2)
    )  # fmt: skip
