"""Every task by name. Other packages add theirs by the entry point `clearsight.tasks`."""

from collections.abc import Sequence
from functools import cache
from importlib.metadata import entry_points

from clearsight.errors import UnknownName, UsageError
from clearsight.evals.tasks.item import Task

SUITES = ("smoke", "card")


@cache
def tasks() -> dict[str, Task]:
    """Name -> task, sorted.

    Raises:
        UsageError: two packages register one name.
    """
    found: dict[str, Task] = {}
    for entry in entry_points(group="clearsight.tasks"):
        task: Task = entry.load()
        if task.name in found and found[task.name] is not task:
            raise UsageError(f"two packages register task {task.name!r}; uninstall one of them")
        found[task.name] = task
    return dict(sorted(found.items()))


def chosen(suite: str) -> Sequence[Task]:
    """All tasks of a suite, or the one of that name.

    Raises:
        UnknownName: neither a suite nor a task.
    """
    known = tasks()
    if suite in SUITES:
        return tuple(known.values())
    if suite not in known:
        raise UnknownName("suite or task", suite, [*SUITES, *known])
    return (known[suite],)
