"""The two losses: next token, and preference between two answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from clearsight.train.tiny.batches import Taken
from clearsight.train.tiny.features import Kept
from clearsight.train.tiny.job import Loss
from clearsight.vlm import Output, VisionLanguageModel, collate


@dataclass(frozen=True, slots=True)
class Looking:
    """Runs a model over sequences with the pictures they need.

    Attributes:
        kept: features of the pictures.
        pad: token that fills up shorter sequences.
        half: bfloat16 in matrix products.
    """

    kept: Kept
    pad: int
    half: bool

    def __call__(self, model: VisionLanguageModel, taken: Sequence[Taken]) -> Output:
        """Logits where something is to be learnt."""
        features = [self.kept.of(one.pictures) for one in taken]
        batch = collate([one.example for one in taken], features, self.pad)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.half):
            made: Output = model(
                batch.input_ids, batch.attention_mask, batch.features, batch.labels
            )
        return made


@dataclass(frozen=True, slots=True)
class NextToken:
    """Cross-entropy of every token that is to be learnt (Bengio et al. 2003, JMLR 3, 1137).

    Attributes:
        evening: a token of an answer of n tokens counts n ** -evening. 0: each token counts alike,
            and long answers are most of the loss; 1: each answer counts alike.
    """

    looking: Looking
    evening: float = 0.0

    def __call__(self, model: VisionLanguageModel, taken: Sequence[Taken]) -> Loss:
        made = self.looking(model, taken)
        each = nn.functional.cross_entropy(made.logits.float(), made.targets, reduction="none")
        lengths = torch.bincount(made.rows, minlength=len(taken))[made.rows].float()
        weights = lengths**-self.evening
        return Loss((each * weights).sum(), float(weights.sum()), {})


def log_probabilities(made: Output, count: int) -> tuple[Tensor, Tensor]:
    """(b,) log-probability of each whole answer, and (b,) its number of tokens."""
    logs = -nn.functional.cross_entropy(made.logits.float(), made.targets, reduction="none")
    summed = torch.zeros(count).index_add(0, made.rows, logs)
    return summed, torch.bincount(made.rows, minlength=count).float()
