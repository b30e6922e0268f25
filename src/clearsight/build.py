"""Assembles a guard from names: what the front door and the doors use."""

from collections.abc import Sequence
from pathlib import Path

from clearsight.detect.chosen import chosen
from clearsight.guard import Guard
from clearsight.policy import Policy
from clearsight.registry import get_model
from clearsight.roles import Means, Model, Reader


def load_policy(name: str) -> Policy:
    """A preset by its name, or a policy file by its path (anything that ends in .toml)."""
    if name.endswith(".toml"):
        return Policy.load(Path(name))
    return Policy.load(preset=name)


def guarded(
    model: str | Model = "describer",
    *,
    policy: str | Policy = "default",
    reader: Reader | None = None,
    api_key: str | None = None,
    judges: Sequence[str] = (),
    judge_api_key: str | None = None,
) -> Guard:
    """A model with every registered detector and a policy around it.

    Args:
        model: a Model, or a spec such as "describer" or "http:http://127.0.0.1:8000/v1#name".
        policy: a Policy, a preset's name, or the path of a policy file.
        reader: makes Readings; all registered senses when None.
        api_key: for a model behind an endpoint.
        judges: guard models to ask besides, such as "words>qwen3guard:http://127.0.0.1:9000/v1#m".
        judge_api_key: for their endpoints.
    """
    senses = _senses() if reader is None else reader
    inner = get_model(model, Means(senses, api_key)) if isinstance(model, str) else model
    rules = load_policy(policy) if isinstance(policy, str) else policy
    return Guard(inner, chosen(judges, judge_api_key), rules, reader=senses)


def _senses() -> Reader:
    # Here, because it loads numpy and OpenCV, which work on words alone does not need.
    from clearsight.senses import Senses

    return Senses()
