"""Every page in every state is accessible: a covering sample always, every combination in --long.

axe-core, no sideways scrolling, no small target; at two widths, in three schemes of colours, from
left to right and from right to left.
"""

from itertools import product

import pytest

from clearsight.app.words import LANGUAGES, RIGHT_TO_LEFT
from tests.app.looks import COLOURS, LOOKS, WIDTHS, Look, covering, faults, faults_enlarged
from tests.app.site import STATES, Site, site

__all__ = ["site"]  # a fixture


def test_the_sample_holds_every_two_of_state_direction_width_and_colours() -> None:
    rows = [
        (state, "rtl" if lang in RIGHT_TO_LEFT else "ltr", look.width, look.colours)
        for state, lang, looks in covering(STATES)
        for look in looks
    ]
    values = (STATES, ("ltr", "rtl"), WIDTHS, COLOURS)
    for one, other in ((a, b) for a in range(4) for b in range(a)):
        wanted = set(product(values[one], values[other]))
        assert {(row[one], row[other]) for row in rows} == wanted
    assert {lang for _, lang, _ in covering(STATES)} == set(LANGUAGES)


@pytest.mark.parametrize(("state", "lang", "looks"), list(covering(STATES)))
def test_a_sample_of_looks_at_every_state_finds_nothing(
    site: Site, state: str, lang: str, looks: tuple[Look, ...]
) -> None:
    site.reach(state, lang)
    assert [fault for look in looks for fault in faults(site.chrome, look)] == []


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_every_look_at_every_state_finds_nothing(site: Site, state: str, lang: str) -> None:
    site.reach(state, lang)
    found = [fault for look in LOOKS for fault in faults(site.chrome, look)]
    assert found + faults_enlarged(site.chrome) == []
