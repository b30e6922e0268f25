"""After fine-tuning: half way back to where it started, heads fitted anew, then written out.

Fine-tuning to the end learns how the sets are written as well as what they ask. Weights between the
pretrained and the tuned ones keep most of what was learned and generalise better to sets that were
not trained on (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models", arXiv:2109.01903);
the heads are then logistic regressions on the blended encoder's vectors. Figures: docs/lab.md.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from clearsight.train.judge_example import HEADS, Example
from clearsight.train.judge_export import Base
from clearsight.train.judge_net import JudgeNet

_LOG = logging.getLogger("clearsight.train")
STRENGTH = 1.0  # inverse regularisation over vectors of length 8 around their mean
_SCALE = 8.0
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Heads:
    """Linear heads over unit vectors: weight (heads + kinds, H), bias (heads + kinds,)."""

    weight: Floats
    bias: Floats


def blended(start: Base, tuned: Mapping[str, Any], share: float) -> dict[str, Any]:
    """Layers `share` of the way from the pretrained to the tuned ones; the rest as tuned."""
    first = JudgeNet(start.e5, start.words.dense(), tuned["head.weight"].shape[0]).state_dict()
    return {
        name: torch.lerp(first[name], value, share) if name.startswith("layers") else value
        for name, value in tuned.items()
    }


def heads(found: Floats, examples: Sequence[Example], kinds: int) -> Heads:
    """One balanced logistic regression a head, and one softmax over the kinds."""
    mean = found.mean(axis=0)
    centred = (found - mean) * np.float32(_SCALE)
    labels = np.array([e.labels for e in examples], np.float32)
    weights = np.array([e.weight for e in examples], np.float32)
    lines = [_line(centred, labels[:, n], weights) for n in range(len(HEADS))]
    kind = np.array([e.kind for e in examples])
    lines += _kinds(centred[kind >= 0], kind[kind >= 0], kinds)
    weight = np.stack([line[:-1] for line in lines]) * np.float32(_SCALE)
    bias = np.array([line[-1] for line in lines], np.float32) - weight @ mean
    return Heads(weight, bias.astype(np.float32))


def _line(centred: Floats, labels: Floats, weights: Floats) -> Floats:
    from sklearn.linear_model import LogisticRegression

    known = ~np.isnan(labels)
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=300)
    model.fit(centred[known], labels[known].astype(int), sample_weight=weights[known])
    line: Floats = np.append(model.coef_[0], model.intercept_[0]).astype(np.float32)
    return line


def _kinds(centred: Floats, kind: NDArray[np.int64], kinds: int) -> list[Floats]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=300)
    model.fit(centred, kind)
    lines = [np.full(centred.shape[1] + 1, 0, np.float32) for _ in range(kinds)]
    for line in lines:
        line[-1] = -20.0  # a kind without rows is never the likeliest
    for number, coef, intercept in zip(model.classes_, model.coef_, model.intercept_, strict=True):
        lines[int(number)] = np.append(coef, intercept).astype(np.float32)
    return lines
