"""Where the published sets lie. Each has a folder with its JSON lines, SOURCE.md and LICENSE."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clearsight.errors import UsageError


class NotMeasured(UsageError):
    """A set that a task needs is not there: the task is "not measured", never a pass."""


@dataclass(frozen=True, slots=True)
class Data:
    """The folder of the sets.

    Attributes:
        root: None when none was named.
        index: picture index for image synonyms (scripts/install-pictures), None for the default.
        clusters: how many clusters will be asked, so that no task draws pictures for the others;
            None for all.
    """

    root: Path | None
    index: Path | None = None
    clusters: int | None = None

    def folder(self, name: str) -> Path:
        """The folder of a set.

        Raises:
            NotMeasured: it is not there.
        """
        if self.root is None:
            raise NotMeasured(
                f"set {name!r} is needed; name the folder of the sets with --data or "
                "CLEARSIGHT_DATA; clearsight data list says what to bring"
            )
        if not (self.root / name).is_dir():
            raise NotMeasured(
                f"set {name!r} is not in {self.root}; clearsight data add {name} PATH brings it"
            )
        return self.root / name

    def rows(self, name: str, file: str) -> Iterator[dict[str, Any]]:
        """The JSON lines of a file of a set.

        Raises:
            NotMeasured: the set is not there.
            UsageError: a line is not JSON.
        """
        path = self.folder(name) / file
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise NotMeasured(f"{path} cannot be read: {error.strerror}") from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise UsageError(f"{path}:{number}: not JSON: {error}") from error
