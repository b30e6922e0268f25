"""Every page in every state is accessible: a covering sample always, every combination in --long.

axe-core, no sideways scrolling, no small target; at two widths, in three schemes of colours, from
left to right and from right to left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from clearsight.app.words import LANGUAGES, RIGHT_TO_LEFT
from clearsight.ingest import Ingest
from tests.app import door_states, scene, states
from tests.app.chrome import Chrome, needed, serving
from tests.app.doubles import TestHouse
from tests.app.looks import COLOURS, LOOKS, WIDTHS, Look, covering, faults, faults_enlarged
from tests.app.test_doors import House

ASSIST = {one.__name__: one for one in states.STATES}
DOORS = {one.__name__: one for one in door_states.STATES}
STATES = (*ASSIST, *DOORS)


@dataclass
class Site:
    """One browser before two servers: the assistant's pages, and those of accounts."""

    chrome: Chrome
    house: TestHouse
    picture: Path
    address: str
    doors: House
    doors_address: str

    def reach(self, state: str, lang: str) -> None:
        """Come to a state as a new visitor."""
        self.chrome.look(1280)
        self.chrome.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        if state in ASSIST:
            self.chrome.base = self.address
            ASSIST[state](self.chrome, self.picture, lang)
        else:
            self.chrome.base = self.doors_address
            DOORS[state](self.chrome, self.doors, lang)


@pytest.fixture(scope="module")
def site(
    ingest: Ingest, empty_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    needed()
    make = tmp_path_factory.mktemp
    house = scene.make_house(ingest, empty_store, make("vault"))
    doors = door_states.make_house(ingest, empty_store, make("doors"))
    chrome, picture = Chrome(make("profile")), scene.make_pictures(make("pictures"))
    with serving(house) as address, door_states.opened(doors) as doors_address:
        yield Site(chrome, house, picture, address, doors, doors_address)
        chrome.quit()


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
