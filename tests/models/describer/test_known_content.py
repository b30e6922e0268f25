"""Pages of known content, read by the real senses: right, or honest, and nothing invented."""

import pytest

from clearsight.models.describer import Answer, answer
from clearsight.models.describer.pieces import Quote, say
from clearsight.reading import Reading
from clearsight.senses.senses import Senses
from tests.models.describer.faithful import unfounded
from tests.models.describer.known import NO, Asked, Page
from tests.models.describer.known_labels import DRUG, FOOD, LETTER, SIGN
from tests.models.describer.known_later import HELD_OUT, UNSEEN
from tests.models.describer.known_paper import BUS, MENU, RECEIPT, TRAIN
from tests.models.describer.pages import by_hand, draw
from tests.models.describer.test_questions import FOREIGN, ROWS

PAGES = (MENU, RECEIPT, BUS, TRAIN, DRUG, FOOD, LETTER, SIGN)
LEAST_RIGHT = 0.95
LEAST_RIGHT_HELD_OUT = 0.8


def squeezed(text: str) -> str:
    return "".join(text.lower().split())


def grade(asked: Asked, given: Answer) -> str:
    """right: holds what it must, or says no where the page has no answer; honest: says no."""
    if asked.holds == (NO,):
        return "wrong" if given.known else "right"
    if all(squeezed(words) in squeezed(given.text) for words in asked.holds):
        return "right"
    return "wrong" if given.known else "honest"


async def grades(page: Page, senses: Senses, *, photo: bool) -> dict[str, list[str]]:
    reading = await senses.read(draw(page, photo=photo))
    out: dict[str, list[str]] = {"right": [], "honest": [], "wrong": []}
    for asked in page.asked:
        given = answer(asked.question, [reading], asked.earlier)
        out[grade(asked, given)].append(f"{asked.question} -> {given.text}")
    return out


@pytest.mark.parametrize("photo", [False, True], ids=["drawn", "photo"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
async def test_most_questions_are_answered_rightly_and_the_rest_not_at_length(
    page: Page, photo: bool, senses: Senses
) -> None:
    graded = await grades(page, senses, photo=photo)
    assert len(graded["right"]) >= LEAST_RIGHT * len(page.asked), graded["wrong"]


@pytest.mark.parametrize("page", HELD_OUT + UNSEEN, ids=lambda page: page.name)
async def test_pages_made_after_the_rules(page: Page, senses: Senses) -> None:
    graded = await grades(page, senses, photo=True)
    assert graded["wrong"] == []
    assert len(graded["right"]) >= LEAST_RIGHT_HELD_OUT * len(page.asked), graded["honest"]


@pytest.mark.parametrize("page", PAGES + HELD_OUT + UNSEEN, ids=lambda page: page.name)
async def test_nothing_is_stated_without_evidence(page: Page, senses: Senses) -> None:
    readings = [await senses.read(draw(page, photo=True))]
    for asked in page.asked:
        given = answer(asked.question, readings, asked.earlier)
        assert unfounded(given, readings, (*asked.earlier, asked.question)) == [], asked.question


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
async def test_other_pages_questions_bring_nothing_in(page: Page, senses: Senses) -> None:
    readings = [await senses.read(draw(page))]
    strangers = [a for other in PAGES if other is not page for a in other.asked]
    for asked in strangers:
        given = answer(asked.question, readings, asked.earlier)
        assert unfounded(given, readings, (*asked.earlier, asked.question)) == [], asked.question


ODD = by_hand("::", "....", "1", "$", "12:", "a@b", "©", "“q”", ("x", "", "y"), "１２.5０")


@pytest.mark.parametrize("page", [*PAGES, *HELD_OUT, *UNSEEN, None], ids=lambda p: p and p.name)
def test_no_question_of_the_table_brings_anything_in(page: Page | None) -> None:
    reading = by_hand(page.heading, *page.rows) if page else ODD
    for question in [row[0] for row in ROWS] + [row[0] for row in FOREIGN]:
        given = answer(question, [reading])
        assert given.sentences
        assert unfounded(given, [reading], [question]) == [], question


def test_the_check_itself_finds_what_is_invented(page_without_nuts: Reading) -> None:
    lies = (
        say("It costs 4.50."),
        say("It reads ", Quote("nuts", (0,)), "."),
        say("It holds hazelnuts."),
    )
    assert len(unfounded(Answer(lies), [page_without_nuts], ["what is in it?"])) == 3


@pytest.fixture
def page_without_nuts() -> Reading:
    return by_hand("Oat biscuits", "Ingredients: oats, sugar.")
