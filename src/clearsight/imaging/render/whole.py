"""For renderers whose parts hang together: values, places, questions and text."""

from typing import Any


def everything(maker: object, plan: dict[str, Any]) -> dict[str, Any]:
    """As `derive` of a renderer: all of the plan follows from the seed, no part can be given."""
    return dict(plan)
