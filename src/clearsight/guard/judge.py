"""Names who judges: another name, and what an earlier judge remembered does not count any more."""

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version

from clearsight import weights
from clearsight.policy import Policy
from clearsight.roles import Detector


def judge_of(policy: Policy, detectors: Sequence[Detector]) -> str:
    """A digest of the policy with its wording, the detectors' versions, and all weight files."""
    looking = sorted(f"{one.name} {one.version}" for one in detectors)
    named = "\0".join((policy.name, policy.digest, _program(), *looking))
    return hashlib.sha256(named.encode()).hexdigest()


@cache
def _program() -> str:
    """This version of Clearsight and the weights it was measured with."""
    files = "\0".join(f"{name} {row.sha256}" for name, row in sorted(weights.table().items()))
    return f"{version('clearsight')}\0{files}"
