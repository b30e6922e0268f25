"""Trains the first judgement of words: `python -m clearsight.train.train_judgement DATA`.

Five folds by cluster: every figure it prints is from a model that has not seen the row's cluster;
calibration uses the same out-of-fold scores. The shipped heads are then fitted on all rows but
those of DEV_FOLD, so that whatever is measured with them on that fold is on rows they never saw.
Needs scikit-learn (development only). Seeded; some ten minutes on one core, most of it encoding.
"""

import argparse
import hashlib
import logging
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearsight.detect.encoder import TextEncoder
from clearsight.detect.judge import BUCKETS, LAYER, Lift, pieces
from clearsight.train.judgement_row import Row
from clearsight.train.judgement_rows import rows, served, sizes
from clearsight.weights import locate

_LOG = logging.getLogger("clearsight.train")
FEATURES = 1536
SEED = 20261123
# The share of harmless rows, out of fold, that may score .5 or more; None: calibrated as it is.
# Requests in the world are far less often harmful than these rows, so that the calibrated
# probability is moved along its logit to the prior at which .5 is this operating point.
TARGETS: dict[str, float | None] = {
    "harm": 0.02,
    "hate": 0.02,
    "injection": 0.02,
    "self_harm": 0.004,
    "sexual": 0.004,
    "violence": 0.004,
    "refusal": None,
}
DEV_FOLD = 4
_TOKENS = 96
Floats = NDArray[np.float32]


def examples(data: Path) -> list[Row]:
    """All rows, and a third of the requests once more in the served form."""
    plain = rows(data)
    again = [
        Row(served(row), f"{row.dataset}+served", row.cluster, row.lang, row.harm, kind=row.kind)
        for row in plain
        if row.harm is not None and zlib.crc32(b"s" + row.text.encode()) % 3 == 0
    ]
    return plain + again


def vectors(texts: Sequence[str], cache: Path) -> Floats:
    """(N, 384) sentence vectors; those in `cache` (npz) are not computed again."""
    known: dict[str, Floats] = {}
    if cache.exists():
        with np.load(cache) as file:
            known = dict(zip(file["keys"].tolist(), file["vectors"], strict=True))
    keys = [hashlib.sha1(text.encode("utf-8", "replace")).hexdigest() for text in texts]
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        encoder = TextEncoder(
            locate("e5-small/model"), locate("e5-small/tokenizer"), max_tokens=_TOKENS
        )
        _LOG.info("encoding %d texts", len(missing))
        found = encoder.encode(list(missing.values()), layer=LAYER, truncate=True)
        known.update(zip(missing, found, strict=True))
        np.savez(cache, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
    return np.stack([known[key] for key in keys])


def lift(sample: Floats, *, width: float = 0.6) -> Lift:
    """Random Fourier features whose kernel is a Gaussian of the given width (centred, scaled)."""
    random = np.random.default_rng(SEED)
    directions = random.normal(0, width, (sample.shape[1], FEATURES)).astype(np.float16)
    phases = random.uniform(0, 2 * np.pi, FEATURES).astype(np.float32)
    return Lift(sample.mean(axis=0), directions.astype(np.float32), phases)


def gram_matrix(texts: Sequence[str]) -> Any:
    """scipy CSR (N, BUCKETS) of hashed n-grams."""
    from scipy.sparse import csr_matrix

    found = [pieces(text) for text in texts]
    ends = np.cumsum([0] + [len(buckets) for buckets, _ in found])
    columns = np.concatenate([buckets for buckets, _ in found])
    values = np.concatenate([values for _, values in found])
    return csr_matrix((values, columns, ends), shape=(len(texts), BUCKETS))


def fit(features: Any, labels: NDArray[np.int64], weights: Floats, *, strength: float) -> Floats:
    """Weights of a balanced logistic regression with its intercept appended."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=150, tol=1e-3)
    model.fit(features, labels, sample_weight=weights)
    out: Floats = np.append(model.coef_[0], model.intercept_[0]).astype(np.float32)
    return out


def out_of_fold(
    train: Callable[[NDArray[np.bool_]], Callable[[NDArray[np.bool_]], Floats]],
    folds: NDArray[np.int64],
) -> Floats:
    """Scores of each row by the model that did not see its fold."""
    out = np.zeros(len(folds), np.float32)
    for fold in range(5):
        predict = train(folds != fold)
        out[folds == fold] = predict(folds == fold)
    return out


def _view(
    features: Any, labels: NDArray[np.int64], weights: Floats, strength: float
) -> Callable[[NDArray[np.bool_]], Callable[[NDArray[np.bool_]], Floats]]:
    def train(mask: NDArray[np.bool_]) -> Callable[[NDArray[np.bool_]], Floats]:
        line = fit(features[mask], labels[mask], weights[mask], strength=strength)
        return lambda rest: np.asarray(features[rest] @ line[:-1] + line[-1], np.float32)

    return train


def target(
    name: str, items: Sequence[Row], dense: Floats, sparse: Any
) -> tuple[dict[str, Any], Floats, NDArray[np.int64]]:
    """Trains one head.

    Returns:
        its arrays for the file, out-of-fold probabilities, and the indices of the rows they are of.
    """
    chosen = np.array([i for i, row in enumerate(items) if getattr(row, name) is not None])
    labels = np.array([getattr(items[i], name) for i in chosen], np.int64)
    weights = np.array([items[i].weight for i in chosen], np.float32)
    folds = np.array([items[i].fold for i in chosen], np.int64)
    views = [(dense[chosen], 0.05), (sparse[chosen], 4.0)]
    margins = np.stack([out_of_fold(_view(x, labels, weights, c), folds) for x, c in views], axis=1)
    seen = folds != DEV_FOLD
    mix = fit(margins[seen], labels[seen], weights[seen], strength=1.0)
    logits = margins @ mix[:2] + mix[2]
    rate = TARGETS[name]
    if rate is not None:
        prior = np.float32(np.quantile(logits[seen & (labels == 0)], 1 - rate))
        logits, mix[2] = logits - prior, mix[2] - prior
    probability = 1 / (1 + np.exp(-logits))
    lines = [fit(x[seen], labels[seen], weights[seen], strength=c) for x, c in views]
    total = mix[2] + mix[0] * lines[0][-1] + mix[1] * lines[1][-1]
    # The largest n-gram weights carry the judgement; the rest would only fill the file.
    kept = np.sort(np.argsort(-np.abs(lines[1][:-1]))[:40000])
    arrays = {
        f"{name}.lifted": lines[0][:-1].astype(np.float16),
        f"{name}.buckets": kept.astype(np.int32),
        f"{name}.grams": lines[1][:-1][kept].astype(np.float16),
        f"{name}.mix": np.array([mix[0], mix[1], total], np.float32),
    }
    return arrays, probability.astype(np.float32), chosen


def kinds(items: Sequence[Row], dense: Floats) -> dict[str, Any]:
    """One linear layer that tells harmful requests apart by policy category."""
    from sklearn.linear_model import LogisticRegression

    chosen = [i for i, row in enumerate(items) if row.kind and row.fold != DEV_FOLD]
    model = LogisticRegression(C=0.05, class_weight="balanced", max_iter=150, tol=1e-3)
    model.fit(dense[chosen], [items[i].kind for i in chosen])
    both = np.concatenate([model.coef_, model.intercept_[:, None]], axis=1)
    return {"kinds": np.array(list(model.classes_)), "kind_weights": both.astype(np.float16)}


def main() -> None:
    """Train, measure out of fold, write `judgement.npz` and the scores beside the cache."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=Path("judgement.npz"))
    parser.add_argument("--cache", type=Path, default=Path("judgement_vectors.npz"))
    parser.add_argument("--scores", type=Path, default=Path("judgement_scores.npz"))
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    items = examples(options.data)
    _LOG.info("%d rows: %s", len(items), sizes(items))
    texts = [row.text for row in items]
    raw = vectors(texts, options.cache)
    lifted = lift(raw)
    dense, sparse = lifted(raw), gram_matrix(texts)
    arrays: dict[str, Any] = {
        "mean": lifted.mean,
        "directions": lifted.directions.astype(np.float16),
        "phases": lifted.phases,
        "heads": np.array(list(TARGETS)),
        **kinds(items, dense),
    }
    scores: dict[str, Any] = {}
    for name in TARGETS:
        learned, probability, chosen = target(name, items, dense, sparse)
        arrays.update(learned)
        scores[f"{name}.score"], scores[f"{name}.row"] = probability, chosen
        _LOG.info("%s: %d rows", name, len(chosen))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.out, **arrays)
    np.savez(options.scores, **scores)
    _LOG.info("wrote %s", options.out)


if __name__ == "__main__":
    main()
