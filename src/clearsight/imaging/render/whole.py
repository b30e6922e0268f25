"""For renderers whose parts hang together: values, places, questions and text."""

from collections.abc import Mapping, Sequence
from typing import Any

from clearsight.imaging.item import Item
from clearsight.imaging.render.art.canvas import Canvas


def everything(maker: object, plan: dict[str, Any]) -> dict[str, Any]:
    """As `derive` of a renderer: all of the plan follows from the seed, no part can be given."""
    return dict(plan)


def painted(
    name: str,
    canvas: Canvas,
    plan: Mapping[str, Any],
    seed: int,
    sources: Sequence[Mapping[str, str]] = (),
) -> Item:
    """The finished item: its truth is the plan without looks, and the lines that were written."""
    truth = {key: value for key, value in plan.items() if not key.startswith("style")}
    truth["lines"] = canvas.lines
    return Item(canvas.pixels(), name, seed, truth, sources=tuple(sources))
