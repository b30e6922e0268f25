"""What was in force when something was decided: policy, weights, detectors, models, version.

Kept once per content, under its SHA-256: every decision names that, and a file under a wrong name
is found when it is read. The policy lies there whole, thresholds and wording too, so that a
decision of last year can be made again.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from clearsight import weights
from clearsight.audit.chain import dumps
from clearsight.errors import AuditError
from clearsight.guard import Guard
from clearsight.policy import Policy

FOLDER = "setups"


def described(guard: Guard, model: str) -> dict[str, Any]:
    """One guard's setup as JSON values."""
    return {
        "clearsight": version("clearsight"),
        "policy": policy_record(guard.policy),
        "model": model,
        "detectors": {one.name: one.version for one in guard.detectors},
        "weights": {name: row.sha256 for name, row in weights.table().items()},
    }


def policy_record(policy: Policy) -> dict[str, Any]:
    return {"name": policy.name, "digest": policy.digest, "effective": policy.effective}


def named(setup: Mapping[str, Any]) -> tuple[str, bytes]:
    """A setup's SHA-256 and its bytes."""
    raw = dumps(setup)
    return hashlib.sha256(raw).hexdigest(), raw


def kept(folder: Path, name: str, raw: bytes) -> None:
    """Keep a setup in an audit.

    Raises:
        AuditError: it cannot be written.
    """
    place = folder / FOLDER / f"{name}.json"
    if place.exists():
        return
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, place)
    except OSError as error:
        raise AuditError(f"cannot write the audit's {place}: {error.strerror}") from error


@dataclass
class Setups:
    """The setups of one audit, each read and checked once."""

    folder: Path

    def __post_init__(self) -> None:
        self._policies: dict[str, Policy] = {}

    def policy(self, name: str) -> Policy:
        """The policy in force under a setup.

        Raises:
            AuditError: the setup is missing or was changed.
            PolicyError: this version of Clearsight cannot apply that policy any more.
        """
        if name not in self._policies:
            record = self.read(name)["policy"]
            self._policies[name] = Policy.of(record["name"], record["effective"], place=name[:16])
        return self._policies[name]

    def read(self, name: str) -> dict[str, Any]:
        """A setup as JSON values.

        Raises:
            AuditError: it is missing or was changed.
        """
        place = self.folder / FOLDER / f"{name}.json"
        try:
            raw = place.read_bytes()
        except OSError as error:
            raise AuditError(
                f"{place} is missing ({error.strerror}): without it the decisions made under it "
                f"cannot be made again. Copy the folder {FOLDER} along with the lines."
            ) from error
        if hashlib.sha256(raw).hexdigest() != name:
            raise AuditError(f"{place} was changed: its SHA-256 is another than its name")
        record: dict[str, Any] = json.loads(raw)
        return record
