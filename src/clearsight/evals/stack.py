"""A model in a mitigation stack, by name, and what its figures depend on.

bare        the model alone
guarded     every registered detector under the preset "default"
PRESET      the same under another preset (assistive, strict, measure), or a policy file (*.toml)
"""

import hashlib
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from clearsight import weights
from clearsight.errors import UsageError
from clearsight.evals import gateway, shared
from clearsight.evals.score.outcome import VERSION as SCORER
from clearsight.evals.tasks import beside
from clearsight.guard import Guard
from clearsight.policy import Policy
from clearsight.registry import get_model
from clearsight.result import Provenance
from clearsight.roles import Detector, Means, Model

BARE, GUARDED = "bare", "guarded"


@dataclass(frozen=True, slots=True)
class Stacked:
    """A model in its stack.

    Attributes:
        spec: the model as it was named, such as "describer"; stack: its stack.
    """

    spec: str
    stack: str
    model: Model
    detectors: tuple[Detector, ...] = ()
    policy: Policy | None = None

    @property
    def name(self) -> str:
        """Such as "guarded/describer": what the runner calls it."""
        return f"{self.stack}/{self.spec}"

    def provenance(self, data: str, runner: str) -> Provenance:
        """What a figure of this stack depends on.

        Args:
            data: hash of the items.
            runner: name and version of the runner.
        """
        used = _weights() if self.detectors or self.spec.startswith(("describer", "reader")) else {}
        policy = f"{self.policy.name}@{self.policy.digest}" if self.policy else ""
        parts = {detector.name: detector.version for detector in self.detectors}
        return Provenance(
            data, code_version(), f"{self.spec} ({self.model.name})", policy, parts, used,
            f"{SCORER}+{beside.VERSION}", runner,
        )  # fmt: skip


def make(stack: str, spec: str, api_key: str | None = None) -> Stacked:
    """The model of a spec in a stack.

    Raises:
        UnknownName: no such model or preset.
        UsageError: a guard around a gateway, which has one already.
    """
    if spec.startswith("gateway:"):
        if stack != BARE:
            raise UsageError(
                f"{spec} has a guard of its own; ask it as stack {BARE!r}, or name the model "
                f"behind it with http: to put it into stack {stack!r}"
            )
        return Stacked(spec, stack, gateway.make(spec.removeprefix("gateway:"), api_key))
    model = get_model(spec, Means(shared.senses(), api_key))
    if stack == BARE:
        return Stacked(spec, stack, model)
    policy = _policy("default" if stack == GUARDED else stack)
    detectors = shared.detectors()
    guard = Guard(model, detectors, policy, reader=shared.senses())
    return Stacked(spec, stack, guard, detectors, policy)


def _policy(name: str) -> Policy:
    return Policy.load(Path(name)) if name.endswith(".toml") else Policy.load(preset=name)


def code_version() -> str:
    """Version of the package, with the commit where it runs from a checkout."""
    here = Path(__file__).resolve().parent
    git = ["git", "-C", str(here), "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        found = subprocess.run(git, capture_output=True, text=True, check=False, timeout=10)
    except OSError:
        return version("clearsight")
    commit = found.stdout.strip()
    return version("clearsight") + (f" ({commit})" if found.returncode == 0 and commit else "")


def _weights() -> dict[str, str]:
    """Hash of every weight file of senses and detectors that is installed, by the checked table."""
    return {
        name: weight.sha256
        for name, weight in weights.table().items()
        if weights.installed(name) and weight.used_by != ("evals.score",)
    }


def short(text: str) -> str:
    """A name that may stand in a path: letters, digits and a few marks; else a hash at its end."""
    plain = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in text)
    if plain == text and len(plain) <= 60:
        return plain
    return f"{plain[:50].strip('-')}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
