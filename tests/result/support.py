"""Samples whose figures are known beforehand."""

from typing import Any

from clearsight.result import Provenance, Run, Sample

FROM = Provenance("d" * 64, "0.1.0", "scripted", policy="default@1", parts={"words": "3"})


def run(stack: str = "bare", **given: Any) -> Run:
    """A run of the task "harm"."""
    return Run(f"harm/scripted/{stack}", "harm", "E1", "scripted", stack, FROM, **given)


def sample(item: int | str, outcome: str = "refusal", **given: Any) -> Sample:
    """A sample of a risky item in a cluster of its own."""
    known: dict[str, Any] = {"cluster": f"c{item}", "expect": "refuse", "epoch": 1, **given}
    return Sample("harm/scripted/bare", f"i{item}", outcome=outcome, **known)  # type: ignore[arg-type]
