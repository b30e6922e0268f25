"""A card as one HTML page: no script, nothing loaded from elsewhere, readable in any theme."""

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from clearsight.card import tell
from clearsight.card.facts import Facts
from clearsight.card.figures import Figure
from clearsight.card.markdown import UNWRITTEN, WRITTEN
from clearsight.card.outline import named
from clearsight.card.place import place


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("clearsight.card", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(card: Facts, figures: Sequence[Figure]) -> str:
    """The whole card."""
    missed = sum(not one.passed for one in card.gated)
    drawn = [(one, _unique(one)) for one in figures]
    return (
        _environment()
        .get_template("card.html")
        .render(
            card=card, tell=tell, named=named, place=place, figures=drawn, missed=missed,
            written=WRITTEN, unwritten=UNWRITTEN,
        )
    )  # fmt: skip


def _unique(one: Figure) -> str:
    """The drawing with ids of its own: several stand on one page."""
    svg = one.svg.replace('"title desc"', f'"{one.name}-title {one.name}-desc"')
    return svg.replace('id="title"', f'id="{one.name}-title"').replace(
        'id="desc"', f'id="{one.name}-desc"'
    )
