"""Several answers compared: facts that vary are said as unsure, wording may vary freely."""

import json

import pytest

from clearsight.app.agree import facts, marked, unsupported
from clearsight.content import Conversation
from clearsight.deployment import ServeSettings
from clearsight.errors import ModelError
from clearsight.models.http import Http
from clearsight.models.scripted import Scripted
from clearsight.verdict import Reply
from tests.app.conftest import Open, photo
from tests.app.doubles import TestHouse

FILE = {"photo": ("photo.jpg", photo(), "image/jpeg")}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The soup costs 4.50.", {"number 4.5"}),
        ("Die Suppe kostet 4,50 Euro.", {"number 4.5", "name suppe", "name euro"}),
        ("Two red mugs and a blue one stand at 12:30.",
         {"number 2", "colour red", "colour blue", "number 1", "number 12:30"}),
        ("The sign reads “The Harbour Kitchen”.", {"quoted theharbourkitchen"}),
        ("It belongs to Anna.", {"name anna"}),
        ("Una camisa roja y dos libros.", {"colour red", "number 2"}),
        ("两个红色的杯子,价格3元。", {"colour 红", "number 3"}),
        ("Nothing can be said.", set()),
    ],
)  # fmt: skip
def test_facts_are_numbers_counts_colours_quotes_and_names(
    sentence: str, expected: set[str]
) -> None:
    assert facts(sentence) == expected


def test_a_sentence_is_unsure_when_most_other_answers_lack_its_facts() -> None:
    answer = "A mug stands on a table. It is red. It holds 3 pens."
    others = ["There are 3 pens in a blue mug.", "A blue mug with three pens."]
    assert unsupported(answer, others) == [False, True, False]
    assert unsupported(answer, ["I see a red mug with 3 pens.", others[0]]) == [False] * 3
    assert unsupported(answer, []) == [False] * 3


@pytest.mark.parametrize(
    ("answer", "others", "doubtful"),
    [
        ("It costs 5 $.", ["It costs 5 EUR.", "It is 5 €."], True),
        ("It costs 5 $.", ["It costs $5.00.", "It costs 5 US dollars."], False),
        ("It costs 5 $.", ["It costs 5.", "5 is what it costs."], False),
        ("It costs $5.", ["It costs $5.", "It costs €5."], False),
        ("It costs £5.", ["It costs $5.", "It costs €5."], True),
        ("Das kostet 4,50 Euro.", ["Das kostet 4,50 CHF.", "Preis: 4.50 CHF"], True),
        ("Das kostet 4,50 €.", ["Das kostet 4,50 Euro."], False),
        ("价格是3元。", ["价格是3日元。", "3円。"], True),
        ("价格是3元。", ["¥3。", "3块钱。"], False),
        ("السعر 5 ريال.", ["السعر 5 درهم."], True),
        ("Cuesta 5 euros.", ["Cuesta 5 dólares.", "Son 5 dólares"], True),
        ("Tea is 5 $, cake 3 €.", ["Tea is 5 €, cake 3 $."], True),
        ("The tea costs 5 CAD.", ["The tea costs 5 USD."], True),
        ("5 try to win.", ["5 people try to win."], False),
    ],
)  # fmt: skip
def test_a_sum_of_another_currency_is_a_contradiction(
    answer: str, others: list[str], doubtful: bool
) -> None:
    assert any(unsupported(answer, others)) == doubtful


def test_marks_stand_before_the_sentences_and_nothing_else_changes() -> None:
    assert marked("It is a mug. It is red.", [False, True], "Not sure:") == (
        "It is a mug. Not sure: It is red."
    )


class Wavering(Scripted):
    """Says something else each time, as a model that samples does."""

    def __init__(self, *texts: str, samples: bool = True) -> None:
        super().__init__(samples=samples)
        self._texts = texts

    async def stream(self, conversation: Conversation):  # type: ignore[no-untyped-def]
        self._text = self._texts[len(self.asked) % len(self._texts)]
        async for delta in super().stream(conversation):
            yield delta


TEXTS = ("A mug on a wooden table. It is red.", "A mug on a table. It is blue.",
         "A blue mug on a table.")  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/answer"])
def test_what_varies_is_said_as_unsure_and_a_person_is_offered(
    house: TestHouse, visit: Open, path: str
) -> None:
    house.made = [Wavering(*TEXTS)]
    house.settings = ServeSettings(compare_answers=3)
    browser = visit(house)
    browser.open()
    answer = browser.send(path, FILE, question="What is it?").text
    assert "Not sure: It is red." in answer
    assert "The answers differ" in answer
    assert len(house.asked) == 3


def test_nothing_uncompared_is_streamed(house: TestHouse, visit: Open) -> None:
    house.made = [Wavering(*TEXTS)]
    house.settings = ServeSettings(compare_answers=3)
    browser = visit(house)
    browser.open()
    lines = map(
        json.loads, browser.send("/answer", FILE, question="What?").text.strip().splitlines()
    )
    texts = [one["text"] for one in lines if "text" in one]
    assert texts == ["A mug on a wooden table.", " Not sure: It is red."]


@pytest.mark.parametrize(("samples", "count"), [(False, 3), (True, 1)])
def test_a_model_that_does_not_sample_is_asked_once(
    house: TestHouse, visit: Open, samples: bool, count: int
) -> None:
    house.made = [Wavering(*TEXTS, samples=samples)]
    house.settings = ServeSettings(compare_answers=count)
    visit(house).ask("What is it?")
    assert len(house.asked) == 1


def test_further_answers_that_fail_bear_out_nothing_and_cost_no_answer(
    house: TestHouse, visit: Open
) -> None:
    class Once(Wavering):
        async def reply(self, conversation: Conversation) -> Reply:
            if self.asked:
                raise ModelError("gone", retryable=True)
            return await super().reply(conversation)

    house.made = [Once(*TEXTS)]
    house.settings = ServeSettings(compare_answers=3)
    browser = visit(house)
    assert browser.ask("What is it?").status_code == 200
    assert "Not sure" not in browser.page


def test_an_endpoint_samples_unless_its_temperature_is_nought() -> None:
    assert Http("http://localhost/v1", "x").samples
    assert not Http("http://localhost/v1", "x", options={"temperature": 0}).samples
