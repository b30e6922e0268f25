"""Sexual pixels are passed on with their score and place."""

from dataclasses import replace

from clearsight.detect.explicit import ExplicitDetector
from tests.detect.support import answered, asked, reading


async def test_the_score_of_the_sense_becomes_a_finding_over_the_whole_picture() -> None:
    view = asked("What is this?", replace(reading(), explicit=0.83))
    (found,) = await ExplicitDetector().detect(view)
    assert (found.category, found.score, found.detail) == ("sexual", 0.83, "image")
    assert found.where.part == 1
    assert found.where.box is not None
    assert found.where.box.area == 1


async def test_a_sense_that_did_not_run_reports_nothing() -> None:
    assert not await ExplicitDetector().detect(asked("What is this?", reading()))


async def test_after_the_answer_the_picture_is_not_reported_again() -> None:
    view = answered("What is this?", "A wall.", replace(reading(), explicit=0.9))
    assert not await ExplicitDetector().detect(view)
