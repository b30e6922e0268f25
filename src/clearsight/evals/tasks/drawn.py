"""Pictures that clearsight.imaging draws, as pictures in items; painted once, kept by content."""

from collections.abc import Mapping, Sequence
from typing import Any

from clearsight.errors import MissingExtra
from clearsight.evals.tasks.data import NotMeasured
from clearsight.evals.tasks.item import Shown
from clearsight.evals.tasks.pictures import Pictures
from clearsight.imaging.item import Item, content_key
from clearsight.imaging.render import planned, renderer


def shown(kind: str, seed: int, pictures: Pictures) -> tuple[Shown, Mapping[str, Any]]:
    """The picture of a renderer and a seed, with its plan: all that it says and shows.

    Raises:
        NotMeasured: a typeface is missing; the message names its package.
    """
    plan = planned(kind, seed)
    source = f"render|{kind}|{seed}|{content_key(plan)}"
    try:
        digest = pictures.of_drawing(source, lambda: renderer(kind).paint(plan, seed).image())
    except MissingExtra as missing:
        raise NotMeasured(f"pictures cannot be drawn: {missing}") from missing
    return Shown(digest), plan


def kept(source: str, items: Sequence[Item], pictures: Pictures) -> tuple[Shown, ...]:
    """Pictures that are drawn already, put into the store."""
    return tuple(
        Shown(pictures.of_drawing(f"{source}|{n}", item.image)) for n, item in enumerate(items)
    )
