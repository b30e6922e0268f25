"""The settings of every stage in one place. No PyTorch here.

A stage is one or more runs of the loop; each run trains some groups of the model's parameters on
one mixture of rows. Its length is a time budget: the loop measures its own speed first and scales
the schedule to it, so that a slow machine learns less and not later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import cos, pi
from typing import Literal

Stage = Literal["pretrain", "sft", "safety", "dpo"]
STAGES: tuple[Stage, ...] = ("pretrain", "sft", "safety", "dpo")
WARM_UP = 0.05  # of the steps, in which the rate rises from 0 to its peak
LAST = 0.05  # of the peak, at the last step


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one run of the loop learns.

    Attributes:
        name: of the run, and of its folder: "pretrain/connector".
        mixture: which weighted mixture of rows (`mixture.RECIPES`).
        learns: groups of parameters (`learnt.group`); all others are frozen.
        rate: learning rate at its peak.
        evening: how far a long answer counts like a short one, see `losses.NextToken`.
        faster: times this rate for the connector, which starts at random.
        minutes: time budget on this machine, measured in steps before the first step.
        steps: a fixed number of steps instead; 0 for what the budget holds.
        batch: rows, or pairs of answers, in one step over all processes.
        clip: largest norm of the gradient.
        decay: weight decay of AdamW.
        beta, normalised, anchor: of the preference loss only, see `dpo`.
        without: families of the mixture that are left out: text alone teaches a connector nothing.
        half: bfloat16 in matrix products; the weights stay float32.
    """

    name: str
    mixture: Stage
    learns: tuple[str, ...]
    rate: float
    minutes: float
    steps: int = 0
    batch: int = 16
    clip: float = 1.0
    decay: float = 0.0
    beta: float = 0.1
    normalised: bool = False
    anchor: float = 0.0
    without: tuple[str, ...] = ()
    half: bool = True
    faster: float = 1.0
    evening: float = 0.0

    def rate_at(self, step: int, steps: int) -> float:
        """Linear warm-up, then half a cosine down to LAST of the peak.

        Loshchilov and Hutter 2017, "SGDR", arXiv:1608.03983, equation 5 without restarts.
        """
        warm = max(1, round(WARM_UP * steps))
        if step < warm:
            return self.rate * (step + 1) / warm
        done = (step - warm) / max(1, steps - warm)
        return self.rate * (LAST + (1 - LAST) * 0.5 * (1 + cos(pi * done)))


_LORA = ("connector", "lora")
# Small batches, a faster connector, long answers that count less: docs/tiny.md, Training. Minutes
# are shares of what is left when a run begins (`run.scaled`). Preferences are learnt gently: at
# 5e-5 thirty steps undid half of the refusals.
_SMALL = 8
FULL: Mapping[Stage, tuple[Recipe, ...]] = {
    "pretrain": (
        Recipe(
            "pretrain/connector", "pretrain", ("connector",), 3e-3, 3,
            batch=_SMALL, without=("replay",), evening=0.5,
        ),
        Recipe("pretrain/lora", "pretrain", _LORA, 1e-3, 5, batch=_SMALL, faster=3, evening=0.5),
    ),
    "sft": (Recipe("sft", "sft", _LORA, 1e-3, 28, batch=_SMALL, faster=3, evening=0.5),),
    "safety": (Recipe("safety", "safety", _LORA, 6e-4, 11, batch=_SMALL, faster=3, evening=0.5),),
    "dpo": (Recipe("dpo", "dpo", _LORA, 2e-5, 3, batch=8, anchor=0.2),),
}  # fmt: skip


def quick(stage: Stage) -> tuple[Recipe, ...]:
    """The same stages for a random two-layer model: every weight of the decoder learns.

    A random decoder has nothing that adapters could adapt, so it is trained in full.
    """
    whole = ("connector", "decoder")
    steps = {"pretrain": 60, "sft": 220, "safety": 260, "dpo": 40}[stage]
    rate = 1e-4 if stage == "dpo" else 3e-3
    batch = 8 if stage == "dpo" else 16
    given = replace(FULL[stage][-1], name=stage, learns=whole, minutes=0, half=False)
    return (replace(given, rate=rate, steps=steps, batch=batch, faster=1.0),)
