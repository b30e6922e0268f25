"""Everything from packages to the model that ships, in one call: `clearsight train tiny`.

    bases     packaged weights, converted (with --quick: random ones and a small vocabulary)
    data      pictures and rows
    replay    the base model's own answers
    features  what the frozen tower makes of every picture
    tags      the tag head
    pretrain, sft, safety, dpo
    export    the files that are served

Each part is skipped when it is done, so that a run that was stopped goes on where it was.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from clearsight.errors import UsageError
from clearsight.models.tiny.tokens import Tokens
from clearsight.train.tiny import dpo, features, manifest, perception, pretrain, safety, sft
from clearsight.train.tiny.clock import Clock
from clearsight.train.tiny.job import PLAN
from clearsight.train.tiny.loop import FINAL
from clearsight.train.tiny.recipe import STAGES, Recipe, Stage
from clearsight.train.tiny.rows import read_rows
from clearsight.train.tiny.stage import TAGS, Setting, bare
from clearsight.train.tiny.team import Team, together

_LOG = logging.getLogger("clearsight.train")
MINUTES = 75.0
# Minutes of a whole run on two cores, as rehearsed (docs/tiny.md); what is left when a part begins
# is dealt out by these.
SHARES: Mapping[str, float] = {
    "bases": 1, "data": 12, "replay": 6, "features": 4, "tags": 1,
    "pretrain": 8, "sft": 26, "safety": 10, "dpo": 6, "export": 4,
}  # fmt: skip
_RUNS: Mapping[Stage, Callable[[Team, Setting, tuple[Recipe, ...]], None]] = {
    "pretrain": pretrain.run, "sft": sft.run, "safety": safety.run, "dpo": dpo.run,
}  # fmt: skip
_VOCABULARY = 1024  # tokens of the quick model


@dataclass(frozen=True, slots=True)
class Plan:
    """One run of everything.

    Attributes:
        minutes: budget of everything together; parts that cannot be scaled take what they need.
        processes: that train together, one thread each.
        resume: go on with a folder that was begun.
        pictures: folder of the picture collections, None for the default place.
        sets: folder of the published sets.
        wheels: folder of downloaded packages, None to download them.
        until: last stage to run, "" for all and the export.
    """

    setting: Setting
    minutes: float = MINUTES
    processes: int = 2
    resume: bool = False
    pictures: Path | None = None
    sets: Path | None = None
    wheels: Path | None = None
    until: str = ""


def everything(plan: Plan) -> Clock:
    """Run what is not done yet.

    Raises:
        UsageError: the folder was begun and `resume` is not set, or a part cannot run.
    """
    setting = plan.setting
    stages = setting.work / "stages"
    if stages.exists() and not plan.resume:
        raise UsageError(f"{stages} is there already; pass --resume to go on, or another --work")
    clock = Clock(stages / "clock.json", plan.minutes, SHARES)
    _prepare(plan, clock)
    with clock.timed("features"):
        together(plan.processes, _features, setting)
    if not (stages / TAGS / FINAL).is_file() or not (setting.work / "features/tags.npy").is_file():
        with clock.timed("tags"):
            perception.learn(bare(setting).model, setting.work, setting.seed)
    for stage in STAGES:
        if not setting.final(stage).is_file():
            recipes = scaled(setting, stage, clock.minutes_for(stage))
            with clock.timed(stage):
                together(plan.processes, _RUNS[stage], setting, recipes)
        if stage == plan.until:
            return clock
    if not setting.quick:
        with clock.timed("export"):
            _export(setting)
    return clock


def scaled(setting: Setting, stage: Stage, minutes: float) -> tuple[Recipe, ...]:
    """The runs of a stage with budgets that sum to so many minutes.

    A run that has a plan already keeps the budget it was planned by. One without a plan took no
    step (its budget held too few): it is begun anew.
    """
    recipes = setting.recipes(stage)
    whole = sum(recipe.minutes for recipe in recipes)
    made = []
    for recipe in recipes:
        folder = setting.work / "stages" / recipe.name
        if not (folder / PLAN).is_file():
            manifest.forget(folder)
        begun = manifest.begun(folder)
        share = minutes * recipe.minutes / whole if whole else 0.0
        made.append(replace(recipe, minutes=share if begun is None else begun))
    return tuple(made)


def _prepare(plan: Plan, clock: Clock) -> None:
    """Weights and rows."""
    from clearsight.train.tiny import bases, data

    setting = plan.setting
    if not (setting.work / "data.json").is_file():
        with clock.timed("data"):
            data.build(
                setting.work, seed=setting.seed, quick=setting.quick, pictures=plan.pictures,
                sets=plan.sets, workers=plan.processes, how=data.How(progress=True),
            )  # fmt: skip
    with clock.timed("bases"):
        if not setting.quick:
            bases.prepare(setting.work, plan.wheels)
        elif not (setting.base / "tokenizer.json").is_file():
            _vocabulary(setting).save(setting.base / "tokenizer.json")
    if not setting.quick:
        from clearsight.train.tiny import replay

        with clock.timed("replay"):
            replay.answer(
                setting.work, minutes=clock.minutes_for("replay"), workers=plan.processes,
                progress=True,
            )  # fmt: skip


def _vocabulary(setting: Setting) -> Tokens:
    """A small one, learnt from the training rows."""
    rows = [
        row
        for path in sorted((setting.work / "rows" / "train").glob("*.jsonl"))
        for row in read_rows(path)
    ]
    told = [text for row in rows for text in (*(t.text for t in row.turns), row.answer)]
    return Tokens.trained(told, size=_VOCABULARY)


def _features(team: Team, setting: Setting) -> None:
    model = bare(setting).model
    tower = setting.base / "tower.safetensors"
    of = f"random {setting.seed}" if setting.quick else manifest.files_hash([tower])
    features.fill(team, model, setting.work, of)


def _export(setting: Setting) -> None:
    from clearsight.train.tiny import export

    export.run(setting.work, setting.work / "stages" / "dpo" / "adapter")
