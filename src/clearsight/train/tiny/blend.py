"""Between two stages: weights on the line from what `sft` learnt to what `safety` learnt.

How much of the safety stage a model is given can so be chosen after training, on rows of the dev
split: what is refused rightly against what is refused needlessly (WiSE-FT, Wortsman et al. 2021,
arXiv:2109.01903, section 3). Their line is between whole weights; here each factor of an adapter
lies on it, and a product of two factors does not.

    python -m clearsight.train.tiny.blend --work WORK --share .75    # writes an adapter
"""

import argparse
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file

from clearsight.errors import UsageError
from clearsight.train.tiny.stage import Rig, Setting, after, there
from clearsight.vlm.adapter import save_adapter

NAME = "blend-"  # of a model: "blend-75" has three quarters of the safety stage


def share(name: str) -> float:
    """Of the safety stage, by the name of the blend.

    Raises:
        UsageError: not a whole percentage between the two ends.
    """
    told = name.removeprefix(NAME)
    if not (told.isascii() and told.isdigit() and 0 < int(told) < 100):
        raise UsageError(f"{name!r} names no blend; expected {NAME}1 to {NAME}99, as {NAME}75")
    return int(told) / 100


def rig(setting: Setting, part: float) -> Rig:
    """The model with (1 - part) of what `sft` left and `part` of what `safety` left.

    Raises:
        UsageError: one of the two did not end yet.
    """
    made = after(setting, "safety")
    before = load_file(there(setting.final("sft")))
    own = made.model.state_dict()
    with torch.no_grad():
        for name, value in before.items():
            if value.is_floating_point():
                own[name].lerp_(value, 1 - part)
    return made


def main() -> int:
    """Write an adapter for the export."""
    parser = argparse.ArgumentParser(description="Blend the stages sft and safety of tiny.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--share", type=float, required=True, help="of safety, above 0, below 1")
    given = parser.parse_args()
    if not 0 < given.share < 1:
        parser.error(f"--share is {given.share}; expected a number between 0 and 1")
    setting = Setting(given.work)
    name = f"{NAME}{round(100 * given.share)}"
    folder = given.work / "stages" / name / "adapter"
    save_adapter(rig(setting, given.share).model, folder, stage=name, seed=setting.seed)
    sys.stdout.write(f"{folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
