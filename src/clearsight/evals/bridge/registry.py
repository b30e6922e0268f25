"""What Inspect finds by its entry point: the provider, and every task as clearsight/NAME.

    inspect eval clearsight/identify -T data=/path/to/sets --model clearsight/guarded/describer

Read once here, as at a door: CLEARSIGHT_DATA where -T data is not given.
"""

import os
from collections.abc import Callable
from pathlib import Path

from inspect_ai import Task as InspectTask
from inspect_ai import task
from inspect_ai.model import ModelAPI, get_model, modelapi
from inspect_ai.solver import Generate, Solver, TaskState, generate, solver

from clearsight.evals.bridge.ask import dataset, shown
from clearsight.evals.bridge.provider import Provider, picture_folder
from clearsight.evals.bridge.scoring import outcome
from clearsight.evals.tasks.data import Data
from clearsight.evals.tasks.item import Item, Task, data_hash, few_clusters
from clearsight.evals.tasks.pictures import Pictures
from clearsight.evals.tasks.table import tasks
from clearsight.roles import Model


@modelapi(name="clearsight")
def clearsight() -> type[ModelAPI]:
    """Models of Clearsight in their stacks."""
    return Provider


def show_pictures(pictures: Pictures) -> Solver:
    """Put real pictures into the messages of a model that is not ours."""

    @solver(name="show_pictures")
    def made() -> Solver:
        async def solve(state: TaskState, generate: Generate) -> TaskState:
            del generate
            if not isinstance(get_model().api, Provider):
                state.messages = shown(state.messages, pictures)
            return state

        return solve

    return made()


def built(
    spec: Task, items: list[Item], pictures: Pictures, judge: Model | None = None, *, ours: bool
) -> InspectTask:
    """A task of ours as Inspect's. Its version is the hash of what is asked.

    Args:
        ours: only models of our provider are asked, which take pictures from the store; a step less
            for every sample.
    """
    by_id = {item.id: item for item in items}
    return InspectTask(
        dataset=dataset(spec.name, items),
        solver=generate() if ours else [show_pictures(pictures), generate()],
        scorer=outcome(spec, by_id, pictures, judge),
        name=spec.name,
        version=data_hash(items)[:12],
        metadata={"row": spec.row, "data": data_hash(items)},
    )


def _registered(spec: Task) -> Callable[..., InspectTask]:
    @task(name=spec.name)
    def made(data: str = "", clusters: int | None = None) -> InspectTask:
        root = data or os.environ.get("CLEARSIGHT_DATA") or ""
        pictures = Pictures(picture_folder())
        found = list(spec.items(Data(Path(root) if root else None, clusters=clusters), pictures))
        return built(spec, few_clusters(found, clusters), pictures, ours=False)

    return made


TASKS = {name: _registered(spec) for name, spec in tasks().items()}
