"""Findings are drawn on the photo and said in words, for those who may see traces."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from clearsight.aloud import View
from clearsight.app.found import marked, reached
from clearsight.app.words import LANGUAGES, words
from clearsight.content import Image
from clearsight.policy import Policy
from clearsight.reading import WHOLE, Box
from clearsight.verdict import Finding, Region, Step, Where
from tests.app.conftest import Open, photo
from tests.app.doubles import TestHouse

LINE, OTHER = Box(0.1, 0.1, 0.4, 0.2), Box(0.1, 0.2, 0.4, 0.3)
FACE = Box(0.7, 0.7, 0.8, 0.9)
PHOTO = Image(b"x", "image/png", 200, 100, "0" * 64)


def finding(*boxes: Box, category: str = "illicit", score: float = 0.9, part: int = 0) -> Finding:
    regions = tuple(Region(0, part, box) for box in boxes)
    return Finding(category, score, Where(0, 0, regions=regions), "double", "1")


@dataclass
class Pointing:
    """Points at two lines and a face."""

    score: float = 0.9
    name: str = "pointing"
    version: str = "1"

    async def detect(self, view: View) -> Sequence[Finding]:
        if view.stage == "after":
            return ()
        found = finding(LINE, OTHER, score=self.score)
        return (found, finding(FACE, category="people/identify", score=0.3))


def test_places_are_numbered_once_and_said_in_words() -> None:
    one, two = marked(
        [finding(LINE, OTHER), finding(LINE, OTHER), finding(WHOLE, category="sexual")],
        PHOTO, words("en"),
    )  # fmt: skip
    assert (one.number, one.places) == (1, ("top left (2 places)",))
    assert (two.number, two.places) == (2, ("the whole picture",))
    assert (one.shapes[0].left, one.shapes[0].width) == (20.0, 60.0)


def test_numbers_stand_beside_their_boxes_and_not_on_one_another() -> None:
    findings = [finding(LINE), finding(LINE, category="hate"), finding(WHOLE, category="sexual")]
    left, below, corner = (one.badge for one in marked(findings, PHOTO, words("en")))
    assert left.left + left.width == 20.0
    assert (below.left, below.top) == (left.left, left.top + left.height)
    assert (corner.left, corner.top) == (0.0, 0.0)


def test_what_points_elsewhere_is_not_drawn() -> None:
    assert marked([finding(), finding(LINE, part=1)], PHOTO, words("en")) == ()


def test_only_what_reached_a_threshold_counts() -> None:
    steps = [Step("before", (), 1.0, (finding(LINE, score=0.1), finding(FACE, score=0.3)))]
    steps += [Step("model", (), 1.0, (finding(OTHER),))]
    assert [f.score for f in reached(steps, Policy.load())] == [0.3]


def test_the_photo_shows_what_a_refusal_rests_on(house: TestHouse, visit: Open) -> None:
    house.detectors = [Pointing()]
    browser = visit(house)
    browser.ask("Who is this?")
    page = browser.page
    assert "Where the findings stand" in page
    assert page.count('<rect class="s-found"') == 3
    assert re.search(r"<li><span>wrongdoing</span> <span[^>]*>top left \(2 places\)</span>", page)
    assert re.search(r"<li><span>who someone is</span> <span[^>]*>bottom right</span>", page)
    assert "with 3 places marked that the findings rest on" in page


def test_try_draws_each_sides_findings_and_shows_the_photo_once(
    house: TestHouse, visit: Open
) -> None:
    house.detectors = [Pointing(score=0.3)]
    browser = visit(house)
    page = browser.open("/try")
    files = {"photo": ("photo.jpg", photo(), "image/jpeg")}
    choice = {"model_a": "scripted", "policy_a": "default"}
    choice |= {"model_b": "scripted", "policy_b": "strict"}
    answer = browser.send("/try", files=files, question="Who is this?", **choice)
    page = answer.text
    assert page.count("Where the findings stand") == 2
    assert page.count('id="pixels"') == 1
    assert page.count('href="#pixels"') == 2
    assert " style=" not in page


def test_who_may_not_see_traces_sees_no_places(house: TestHouse, visit: Open) -> None:
    house.detectors = [Pointing()]
    house.settings = replace(house.settings, pages=True)
    browser = visit(house)
    browser.ask("Who is this?")
    assert "s-found" not in browser.page


def test_every_language_can_say_it(house: TestHouse, visit: Open) -> None:
    for code in LANGUAGES:
        (one,) = marked([finding(LINE, OTHER, WHOLE)], PHOTO, words(code))
        assert len(one.places) == 2
