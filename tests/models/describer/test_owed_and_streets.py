"""What is owed, which street it is, how many people: one clear answer is given, none is guessed."""

from dataclasses import replace

import pytest

from clearsight.reading import Box, Person, Reading
from tests.models.describer.pages import by_hand
from tests.models.describer.test_behaviour import EMPTY, ask

OWED = ("What do I owe them?", "What do I owe?", "How much money do they want?", "What's owed?",
        "What am I being charged?", "How much do I have to pay?")  # fmt: skip
STREET = ("What street is this?", "Which road am I on?", "What is the name of this street?",
          "What's the street name?")  # fmt: skip
BILL = by_hand("Northern Light Energy", "Account 4410", ("Amount due", "£31.76"), "Thank you.")
LETTER = by_hand("Green Dental", "Dear Leo Kent,", "Please pay £48.50 by 3 May.", "Kind regards")


@pytest.mark.parametrize("question", OWED)
@pytest.mark.parametrize(
    ("page", "said"),
    [
        (BILL, "The text reads “Amount due £31.76”."),
        (LETTER, "The text reads “Please pay £48.50 by 3 May.”."),
        (by_hand("Cafe", ("Soup", "4.50"), ("Tea", "2.00"), ("Total", "6.50")),
         "The text reads “Total 6.50”."),
        (by_hand("Gym", "Balance due", "€20.00"), "The text reads “Balance due €20.00”."),
    ],
)  # fmt: skip
def test_the_one_sum_that_is_owed_is_quoted(question: str, page: Reading, said: str) -> None:
    made = ask(question, page)
    assert made.known
    assert made.text == said


@pytest.mark.parametrize("question", OWED)
@pytest.mark.parametrize(
    ("page", "sums"),
    [
        (by_hand("Card", ("New balance", "512.30"), ("Minimum payment due", "25.00")),
         ("512.30", "25.00")),
        (by_hand("Fine", "Please pay £40.00 within 14 days or £80.00 after that."),
         ("£40.00", "£80.00")),
        (by_hand(("Total", "9.00"), ("Total", "11.00")), ("9.00", "11.00")),
    ],
)  # fmt: skip
def test_of_two_sums_none_is_picked(question: str, page: Reading, sums: tuple[str, ...]) -> None:
    made = ask(question, page)
    assert not made.known
    assert made.text.startswith("I see several sums and cannot tell which of them you owe: ")
    assert all(one in made.text for one in sums)


def test_a_total_that_differs_from_what_is_due_is_told_with_it() -> None:
    text = ask("What do I owe?", by_hand(("Total", "90.00"), ("Deposit", "40.00"),
                                         ("Amount due", "50.00"))).text  # fmt: skip
    assert text == "The text reads “Amount due 50.00”. It also reads “Total 90.00”."


@pytest.mark.parametrize(
    "line",
    ["You are in credit by £12.00.", "Nothing to pay.", "Thank you for your payment of £31.76.",
     "Amount due -12.00"],
)  # fmt: skip
def test_what_is_not_owed_is_never_said_to_be(line: str) -> None:
    made = ask("What do I owe them?", by_hand("Water company", line))
    assert not made.known
    assert made.text.startswith("I cannot tell what you owe.")


def test_a_receipt_that_was_paid_says_so() -> None:
    made = ask("What do I owe?", by_hand(("Total", "6.50"), ("Visa", "6.50")))
    assert made.text == "The text reads “Total 6.50”. It may be paid: it reads “Visa 6.50”."


def test_no_price_is_owed_where_no_sum_is_stated() -> None:
    made = ask("What do I owe them?", by_hand("Menu", ("Soup", "4.50"), ("Tea", "2.00")))
    assert not made.known
    assert made.text.startswith("I do not see a total")


@pytest.mark.parametrize("question", STREET)
def test_the_name_of_a_street_is_quoted_from_its_sign(question: str) -> None:
    sign = by_hand("Elm Road", "City of Westbridge")
    assert ask(question, sign).text == "It reads “Elm Road”."
    assert ask(question, by_hand("Rue du Bac")).text == "It reads “Rue du Bac”."


@pytest.mark.parametrize("question", STREET)
def test_a_line_with_a_word_for_a_street_is_no_name_of_one(question: str) -> None:
    for line in ("Road closed", "One way", "Broadway"):
        made = ask(question, by_hand(line))
        assert not made.known
        assert made.text.startswith("I do not see the name of a street")
        assert f"“{line}”" in made.text


def test_of_two_streets_none_is_picked() -> None:
    made = ask("What street is this?", by_hand("Elm Road", "Mill Lane"))
    assert not made.known
    assert "“Elm Road” and “Mill Lane”" in made.text


@pytest.mark.parametrize(
    "question",
    ["Count the people.", "Count everyone.", "What is the head count?", "How many folks are here?",
     "Count all the people in this picture.", "Number of people?"],
)  # fmt: skip
def test_people_are_counted_however_it_is_asked(question: str) -> None:
    faces = tuple(
        Person(0.9, Box(0.1 + n / 5, 0.1, 0.2 + n / 5, 0.2), None, "middle") for n in range(3)
    )
    group = replace(EMPTY, people=faces)
    assert ask(question, group).text.startswith("I see at least 3 people.")
