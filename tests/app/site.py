"""One browser before two servers, and every state of their pages by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from clearsight.ingest import Ingest
from tests.app import door_states, scene, states
from tests.app.chrome import Chrome, needed, serving
from tests.app.doubles import TestHouse
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

    def begin(self) -> None:
        """Be a new visitor of the assistant's pages."""
        self.chrome.look(1280)
        self.chrome.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self.chrome.base = self.address

    def reach(self, state: str, lang: str) -> None:
        """Come to a state as a new visitor."""
        self.begin()
        if state in ASSIST:
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
