"""Samples side by side, padded behind."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from clearsight.errors import UsageError
from clearsight.models.tiny.prompt import IGNORED, Example
from clearsight.vlm.features import Features


@dataclass(frozen=True, slots=True)
class Batch:
    """What `VisionLanguageModel.loss` takes.

    Attributes:
        input_ids, attention_mask, labels: [b, t].
        features: of every picture, in order of appearance over the samples.
    """

    input_ids: Tensor
    attention_mask: Tensor
    labels: Tensor
    features: Features | None


def collate(
    examples: Sequence[Example], features: Sequence[Features | None], pad: int = 0
) -> Batch:
    """Pad to the longest; `features[i]` are those of all pictures of sample i.

    Raises:
        UsageError: there is no sample, or another number of features.
    """
    if not examples or len(examples) != len(features):
        raise UsageError(
            f"{len(examples)} samples and {len(features)} features were given; expected as many "
            "of both, and at least one"
        )
    length = max(len(example.ids) for example in examples)
    ids = torch.full((len(examples), length), pad)
    labels = torch.full((len(examples), length), IGNORED)
    said = torch.zeros((len(examples), length), dtype=torch.long)
    for row, example in enumerate(examples):
        end = len(example.ids)
        ids[row, :end] = torch.tensor(example.ids)
        labels[row, :end] = torch.tensor(example.labels)
        said[row, :end] = 1
    given = [part for part in features if part is not None]
    return Batch(ids, said, labels, Features.cat(given) if given else None)
