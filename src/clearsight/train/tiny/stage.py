"""What all stages share: the model as the stage before left it, and a job for the loop."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import torch

from clearsight.errors import UsageError
from clearsight.models.tiny.prompt import Processor
from clearsight.models.tiny.tokens import Tokens
from clearsight.train.tiny import manifest
from clearsight.train.tiny.batches import Feed, Take, Taken
from clearsight.train.tiny.features import Kept
from clearsight.train.tiny.job import Job, Objective
from clearsight.train.tiny.learnt import load_into
from clearsight.train.tiny.loop import FINAL
from clearsight.train.tiny.mixture import RECIPES, Mixture
from clearsight.train.tiny.perception import SILENT
from clearsight.train.tiny.recipe import FULL, STAGES, Recipe, Stage, quick
from clearsight.train.tiny.rows import read_rows
from clearsight.train.tiny.tagged import Tagged
from clearsight.train.tiny.taking import Taking
from clearsight.train.tiny.team import Team
from clearsight.vlm import Config, VisionLanguageModel
from clearsight.vlm.adapter import save_adapter
from clearsight.vlm.lora import add_lora

RANK, ALPHA = 32, 64.0  # of the adapters
DEV_ROWS = 16  # of each family, looked at five times in a run
TAGS = "tags"


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and how everything runs.

    Attributes:
        work: folder of everything that is made.
        quick: a random two-layer model instead of the packaged weights.
        base: folder of the converted packaged weights; unused when quick.
    """

    work: Path
    seed: int = 7
    quick: bool = False

    @property
    def base(self) -> Path:
        return self.work / "bases"

    def recipes(self, stage: Stage) -> tuple[Recipe, ...]:
        """The runs of a stage, with their default budgets."""
        return quick(stage) if self.quick else FULL[stage]

    def final(self, stage: Stage) -> Path:
        """The file of what a stage learnt."""
        return self.work / "stages" / self.recipes(stage)[-1].name / FINAL


@dataclass(frozen=True, slots=True)
class Rig:
    """A model with what turns rows into its inputs."""

    model: VisionLanguageModel
    tokens: Tokens
    processor: Processor


def bare(setting: Setting) -> Rig:
    """The model before it learnt anything here: packaged or random weights, the list of names."""
    tokens = Tokens.load(setting.base / "tokenizer.json")
    torch.manual_seed(setting.seed)
    config = Config.toy(vocabulary=len(tokens)) if setting.quick else Config.smollm()
    model = VisionLanguageModel(config)
    if not setting.quick:
        model.load_bases(setting.base)
    model.set_tags(Tagged.read(setting.work).names, tokens)
    return Rig(model, tokens, Processor(tokens, slots=config.slots))


def after(setting: Setting, stage: Stage | None) -> Rig:
    """The model as a stage left it; None for before the first, with the tag head.

    Raises:
        UsageError: the stage did not end yet.
    """
    rig = bare(setting)
    load_into(rig.model, there(setting.work / "stages" / TAGS / FINAL))
    if stage is not None:
        if any("lora" in recipe.learns for recipe in setting.recipes(stage)):
            with_adapters(rig.model, setting.seed)
        load_into(rig.model, there(setting.final(stage)))
    return rig


def before(setting: Setting, stage: Stage) -> Rig:
    """The model that a stage starts from."""
    at = STAGES.index(stage)
    return after(setting, STAGES[at - 1] if at else None)


def taking(setting: Setting, rig: Rig) -> Taking:
    """Rows to sequences, with what the tag head says nothing of."""
    path = setting.work / "features" / SILENT
    return Taking(rig.processor, frozenset(json.loads(path.read_text(encoding="utf-8"))))


def with_adapters(model: VisionLanguageModel, seed: int) -> None:
    """Low-rank adapters on every linear layer of the decoder; they change nothing yet."""
    torch.manual_seed(seed)
    add_lora(model.decoder, rank=RANK, alpha=ALPHA)


def ship(team: Team, setting: Setting, stage: Stage, rig: Rig) -> None:
    """Write WORK/stages/STAGE/adapter, which `export` and `vlm.adapter.read_adapter` read.

    A rehearsal has nothing to ship: its whole decoder learnt.
    """
    if team.first and not setting.quick:
        folder = setting.work / "stages" / stage / "adapter"
        save_adapter(rig.model, folder, stage=stage, seed=setting.seed)
    team.wait()


def job(
    setting: Setting, recipe: Recipe, kept: Kept, take: Take, loss: Objective, start: Path
) -> Job:
    """A run of the loop on the rows of the recipe's mixture.

    Args:
        start: file of the weights that the run begins with, for the manifest.
    """
    shares = RECIPES[recipe.mixture]
    weights = {name: share for name, share in shares.items() if name not in recipe.without}

    def feed() -> Feed:
        source = Mixture(setting.work, weights, seed=setting.seed)
        return Feed(source, take, recipe.batch, setting.seed)

    dev = {name: _dev(setting.work, name, take, recipe.batch) for name in weights}
    read = [setting.work / "rows" / "train" / f"{name}.jsonl" for name in weights]
    data = {path.name: manifest.files_hash([path]) for path in [*read, start]}
    return Job(
        recipe, setting.work / "stages" / recipe.name, setting.seed, feed,
        {name: batches for name, batches in dev.items() if batches}, loss, data,
    )  # fmt: skip


def _dev(work: Path, family: str, take: Take, batch: int) -> Sequence[Sequence[tuple[Taken, ...]]]:
    path = work / "rows" / "dev" / f"{family}.jsonl"
    rows = islice(read_rows(path), DEV_ROWS) if path.is_file() else iter(())
    made = [taken for row in rows if (taken := take(row))]
    return [made[at : at + batch] for at in range(0, len(made), batch)]


def there(path: Path) -> Path:
    """The file.

    Raises:
        UsageError: it is missing.
    """
    if not path.is_file():
        raise UsageError(f"{path} is missing: the stage that writes it did not end yet")
    return path
