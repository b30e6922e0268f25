"""The pages in a real browser: accessible in every state, spoken in sentences, used by keys."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from clearsight.models.scripted import Scripted
from tests.app.chrome import Chrome
from tests.app.doubles import TestHouse
from tests.app.scene import (
    SENTENCES,
    ask,
    chrome,
    house,
    ingest,
    picture,
    settled,
)
from tests.app.states import (
    answered,
    choosing,
    empty,
    held,
    keeping,
    meanwhile,
    opened,
    refused,
    waiting,
)

__all__ = ["chrome", "house", "ingest", "picture"]  # fixtures
pytestmark = pytest.mark.slow
# The focused element with its height on the page, and what is wrong with how it shows: no outline
# of 2 px, less than 3:1 is axe's to find, off the screen, or covered by something else.
FOCUS = (
    "const e = document.activeElement, box = e.getBoundingClientRect(), ill = [];"
    "const seen = e.closest('.pick') || e, style = getComputedStyle(seen);"
    "if (!(parseFloat(style.outlineWidth) >= 2) || style.outlineStyle === 'none')"
    " ill.push('no outline');"
    "const x = box.left + box.width / 2, y = box.top + Math.min(box.height / 2, 20);"
    "if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) ill.push('off the screen');"
    "else { const top = document.elementFromPoint(x, y);"
    " if (!(e.contains(top) || seen.contains(top) || top?.contains(e))) ill.push('covered'); }"
    "return [`${e.tagName === 'BODY' ? 'BODY' : e.outerHTML.slice(0, 90)}"
    "@${Math.round(box.top + scrollY)}`, ...ill]"
)
# What the Tab key meets between an answer and the box for the next question.
AFTER_ANSWER = (
    "More",
    "Where things are",
    "All the text, line by line",
    "Say it again",
    "Copy",
    "This is wrong",
)


@pytest.mark.parametrize("reach", [empty, opened, refused, held, choosing, waiting, keeping])
@pytest.mark.parametrize("width", [320, 1280])
def test_focus_is_seen_at_every_step_and_never_lost(
    chrome: Chrome, picture: Path, reach: Callable[[Chrome, Path, str], None], width: int
) -> None:
    chrome.look(1280)
    reach(chrome, picture, "en")
    chrome.look(width)
    chrome.run("document.activeElement.blur(); document.querySelector('.skip').focus()")
    steps: list[str] = []
    keys = ActionChains(chrome.driver)
    while len(steps) < 60:
        keys.send_keys(Keys.TAB).perform()
        name, *ill = chrome.run(FOCUS)
        if name in steps or name.startswith(
            "BODY"
        ):  # round once; the browser's own bar comes between
            break
        steps.append(name)
        assert ill == [], name
    assert len(steps) > 5
    tops = [float(name.split("@")[1]) for name in steps if "aside" not in name]
    assert sum(one > two + 40 for one, two in itertools.pairwise(tops)) <= 3, tops


def test_a_page_at_work_is_accessible(chrome: Chrome, house: TestHouse, picture: Path) -> None:
    usual, house.made = house.made, [Scripted(SENTENCES, latency_ms=4000)]
    chrome.look(320)
    ask(chrome, picture, "What?")
    chrome.wait(lambda: chrome.find("#busy").is_displayed())
    assert chrome.violations() == []
    house.made = usual
    settled(chrome)


def test_stop_keeps_what_came_and_the_photo(
    chrome: Chrome, house: TestHouse, picture: Path
) -> None:
    usual, house.made = house.made, [Scripted(fault="hang")]
    ask(chrome, picture, "What?")
    chrome.wait(lambda: chrome.find("#stop").is_displayed())
    chrome.find("#stop").click()
    settled(chrome)
    assert chrome.find("#start").is_displayed()
    assert chrome.run("return document.getElementById('file').files.length") == 1
    assert chrome.run("return document.activeElement.id") == "first"
    house.made = usual


def test_a_lost_connection_is_said_and_nothing_is_lost(chrome: Chrome, picture: Path) -> None:
    chrome.open("/")
    chrome.find("#file").send_keys(str(picture))
    chrome.find("#first").send_keys("What?")
    gone = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    chrome.driver.execute_cdp_cmd("Network.enable", {})
    chrome.driver.execute_cdp_cmd("Network.emulateNetworkConditions", gone)
    chrome.find("#start .main").click()
    chrome.wait(lambda: chrome.find("#problem").is_displayed())
    assert "connection is gone" in chrome.find("#problem").text
    assert chrome.find("#first").get_property("value") == "What?"
    back = gone | {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
    chrome.driver.execute_cdp_cmd("Network.emulateNetworkConditions", back)


def test_the_whole_way_goes_by_keys_and_focus_is_never_lost(chrome: Chrome, picture: Path) -> None:
    chrome.look(1280)
    chrome.open("/")
    chrome.find("#file").send_keys(str(picture))
    keys = ActionChains(chrome.driver)

    def focused() -> str:
        return str(chrome.run("const a = document.activeElement; return a.id || a.tagName"))

    chrome.run("document.getElementById('file').focus()")
    keys.send_keys(Keys.TAB).perform()
    assert focused() == "first"
    keys.send_keys("What is it?").key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(
        Keys.CONTROL
    ).perform()
    settled(chrome)
    assert focused() == "H3"  # the question's heading, above the answer
    order = []
    while focused() != "next":
        keys.send_keys(Keys.TAB).perform()
        order.append(str(chrome.run("return document.activeElement.textContent.trim()")))
    assert order == [*AFTER_ANSWER, ""]
    keys.send_keys("And now?", Keys.TAB, Keys.ENTER).perform()
    chrome.wait(lambda: len(chrome.all("#log > li")) == 2)
    settled(chrome)
    told = chrome.run("return JSON.parse(document.getElementsByName('turns')[0].value).length")
    assert told == 2
    assert focused() == "H3"
    assert chrome.run("return document.title") == "Answer – Clearsight"


def test_a_person_is_at_most_eight_steps_of_the_tab_key_away(chrome: Chrome, picture: Path) -> None:
    chrome.look(1280)
    for reach in (empty, answered, refused, held, meanwhile):
        reach(chrome, picture, "en")
        chrome.run("document.activeElement.blur(); scrollTo(0, 0); getSelection().empty();")
        chrome.run("document.body.tabIndex = -1; document.body.focus()")
        steps, keys = 0, ActionChains(chrome.driver)
        while chrome.run("return document.activeElement.id") != "person":
            keys.send_keys(Keys.TAB).perform()
            steps += 1
            assert steps <= 8, reach.__name__
