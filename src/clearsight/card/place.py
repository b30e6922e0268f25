"""Where a run's records stand in the folder of a card."""

import hashlib
import re

from clearsight.result import Folder


def place(folder: Folder) -> str:
    """ "runs/TASK/MODEL/STACK", with names that any file system takes."""
    run = folder.run
    return "/".join(["runs", *map(_plain, (run.task, run.model, run.stack))])


def _plain(name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("._")[:60]
    if plain == name:
        return plain
    return f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
