"""What the judge is trained on, as numbers, and how: plain values that need no PyTorch."""

from dataclasses import dataclass

HEADS = (
    "harm",
    "hate",
    "injection",
    "self_harm",
    "sexual",
    "violence",
    "refusal",
    "identify",
    "trait",
    "ungrounded",
    "person",
)


@dataclass(frozen=True, slots=True)
class Example:
    """One row as numbers.

    Attributes:
        ids: token numbers with begin and end mark, at most the training length.
        labels: one per head, 0 or 1, NaN where not known.
        kind: index of the harmful request's kind, -1 when not known.
        pair: rows with the same number >= 0 are one harmful request and its harmless twins.
    """

    ids: list[int]
    labels: tuple[float, ...]
    kind: int = -1
    weight: float = 1.0
    pair: int = -1


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train; every field is stated in docs/lab.md beside its figures."""

    rate: float = 1.5e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    batch_tokens: int = 2048
    warm_up: float = 0.06
    twin_loss: float = 0.0
    margin: float = 2.0
    smooth: float = 0.02
    word_dropout: float = 0.05
    frozen_layers: int = 0
    seed: int = 20261125
