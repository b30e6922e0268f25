"""A line is quoted as the answer only when it answers; groups are read out under their heads."""

from dataclasses import replace

import pytest

from clearsight.models.describer.facts.sections import sections
from clearsight.models.describer.facts.sentences import sentences
from clearsight.models.describer.facts.wanted import answers, wanted
from clearsight.reading import Block, Box, Colour, Line, Person, Reading, RegionColours
from tests.models.describer.pages import SENSES, by_hand
from tests.models.describer.test_behaviour import EMPTY, SHARP, ask

BUSES = by_hand(
    "Riverside bus station",
    ("Time", "Destination", "Line", "Platform"),
    ("12:10", "Easton", "X4", "6"),
    ("12:25", "Bath", "X1", "9"),
    ("12:40", "Easton", "X4", "7"),
    "Platforms may change.",
)


def page(*rows: tuple[float, float, str]) -> Reading:
    """A page whose lines (left, top, words) form one paragraph block."""
    lines = tuple(
        Line(text, Box(left, top, left + 0.012 * len(text), top + 0.03), 0.98)
        for left, top, text in rows
    )
    block = Block("paragraph", tuple(range(len(lines))), Box(0, 0, 1, 1))
    return Reading("0" * 64, 900, 1200, lines=lines, blocks=(block,), senses=SENSES)


LETTER = page(
    (0.1, 0.10, "Street party"),
    (0.1, 0.14, "Dear Frank Irving,"),
    (0.1, 0.18, "We hope that this finds you well. The street party takes"),
    (0.1, 0.22, "place on 25 June and starts at 18:30. We meet at room 31,"),
    (0.1, 0.26, "and Mr. Lane will be there."),
)
MENU = replace(
    EMPTY,
    lines=tuple(
        Line(text, Box(left, top, left + 0.1, top + 0.03), 0.98)
        for left, top, text in (
            (0.3, 0.02, "The Little Pantry"),
            (0.1, 0.12, "Starters"), (0.1, 0.16, "Broth"), (0.8, 0.16, "4.90"),
            (0.1, 0.20, "Bruschetta"), (0.8, 0.20, "4.70"),
            (0.1, 0.32, "Drinks"), (0.1, 0.36, "Iced tea"), (0.8, 0.36, "6.20"),
            (0.1, 0.40, "Mint tea"), (0.8, 0.40, "4.80"),
            (0.4, 0.46, "Cash accepted."),
        )
    ),
)  # fmt: skip


def test_a_cell_is_found_by_its_head_and_the_time_of_its_row() -> None:
    text = ask("Which platform does the 12:25 leave from?", BUSES).text
    assert text.startswith("Under “Platform” it reads “9”")
    assert "may change" not in text


def test_a_cell_is_found_by_its_head_and_the_words_of_its_row() -> None:
    text = ask("Which line goes to Bath?", BUSES).text
    assert "“X1”" in text
    assert "“X4”" not in text


def test_a_time_that_no_row_has_is_not_answered() -> None:
    made = ask("Which platform does the 13:55 leave from?", BUSES)
    assert not made.known
    assert made.text.startswith("I cannot tell: I do not see 13:55 on it.")


def test_a_line_that_only_names_the_thing_is_given_as_near_it() -> None:
    made = ask("Which gate is it?", by_hand("Boarding pass", "The gate may change."))
    assert not made.known
    assert made.text == "I cannot tell. The lines near it read “The gate may change.”."


@pytest.mark.parametrize(
    ("question", "line", "other"),
    [
        ("What is the rent?", "Rent per month: £740.00", "The rent is due soon."),
        ("When is the meeting?", "The meeting is on 4 May", "The meeting is open to all."),
        ("Which room is it in?", "It is in room 31", "Please tidy the room"),
        ("How much fibre is in it?", "Fibre 4.2 g", "A source of fibre"),
    ],
)
def test_of_two_lines_that_name_it_the_one_that_answers_is_quoted(
    question: str, line: str, other: str
) -> None:
    text = ask(question, by_hand(other, line)).text
    assert line in text
    assert other not in text


def test_a_sentence_is_quoted_without_the_heading_and_the_greeting_above_it() -> None:
    text = ask("When is the street party?", LETTER).text
    wanted = "The text reads “The street party takes place on 25 June and starts at 18:30.”."
    assert text == wanted


def test_sentences_know_their_lines_and_do_not_end_at_a_short_form() -> None:
    found = dict(sentences(LETTER))
    assert found["The street party takes place on 25 June and starts at 18:30."] == (2, 3)
    assert "We meet at room 31, and Mr. Lane will be there." in found


def test_a_group_is_read_out_under_its_head_and_ends_before_the_foot() -> None:
    made = ask("Read me the drinks.", MENU)
    assert made.known
    assert made.text == "Under “Drinks” I read “Iced tea 6.20” and “Mint tea 4.80”."
    assert [one.head.text for one in sections(MENU)] == ["Starters", "Drinks"]


def test_entries_under_a_head_are_counted_and_compared_among_themselves() -> None:
    assert "I can read 2 entries with a price" in ask("How many starters are there?", MENU).text
    text = ask("Which drink is the cheapest?", MENU).text
    assert text.startswith("I read, and do not compare.")
    assert "Iced tea" in text
    assert "Broth" not in text


def test_a_group_that_has_no_head_is_refused_honestly() -> None:
    made = ask("Which desserts do they have?", MENU)
    assert not made.known
    assert made.text.startswith("I cannot tell which of what I read are desserts.")


def test_buttons_are_not_known_and_short_lines_are_given() -> None:
    made = ask("Which buttons are there?", by_hand("All changes will be lost.", ("Cancel", "OK")))
    assert not made.known
    assert "“Cancel” and “OK”" in made.text


def test_a_column_is_read_out() -> None:
    text = ask("Which destinations are listed?", BUSES).text
    assert text.startswith("Under “Destination” I read “Easton”, “Bath” and “Easton”.")


@pytest.mark.parametrize("question", ["What is she wearing?", "What colour is the shirt?"])
def test_colours_around_are_never_those_of_clothes(question: str) -> None:
    grey = (Colour("grey", 0.9, (120, 120, 120)),)
    street = replace(EMPTY, quality=SHARP, colours=(RegionColours("centre", grey),
                                                    RegionColours("left", grey)))  # fmt: skip
    made = ask(question, street)
    assert not made.known
    assert made.text.startswith("I cannot tell what is worn")


def test_clothes_of_the_person_on_one_side_only() -> None:
    red, blue = (Colour(name, 0.8, (0, 0, 0)) for name in ("red", "blue"))
    left = Person(0.9, Box(0.1, 0.1, 0.2, 0.2), None, "middle", (red,))
    right = Person(0.9, Box(0.5, 0.1, 0.6, 0.2), None, "middle", (blue,))
    two = replace(EMPTY, people=(left, right))
    text = ask("What is the person on the right wearing?", two).text
    assert "blue" in text
    assert "red" not in text
    none = ask("What is the person at the bottom wearing?", two)
    assert not none.known
    assert "I do not see a face there" in none.text


@pytest.mark.parametrize(("count", "said"), [(1, "I see 1 person"), (4, "I see at least 4 people")])
def test_several_people_are_a_least_number(count: int, said: str) -> None:
    faces = tuple(
        Person(0.9, Box(0.1 + n / 5, 0.1, 0.2 + n / 5, 0.2), None, "middle") for n in range(count)
    )
    assert ask("How many people are there?", replace(EMPTY, people=faces)).text.startswith(said)


def test_two_questions_do_not_say_one_thing_twice() -> None:
    milk = by_hand("Milk", "Best before: 04/05/2029")
    text = ask("Is it still good? What is the best before date?", milk).text
    assert text.count("Best before") == 1


@pytest.mark.parametrize(
    ("question", "topic", "kind", "right", "wrong"),
    [
        ("which platform is it", "platform", "code", "Platform 4", "Platforms may change"),
        ("when is the party", "party", "moment", "The party is on Friday", "The party is fun"),
        ("how much tax is included", "tax", "amount", "Tax 4.48", "Tax included"),
        ("who is the chair", "chair", "name", "Chair of the club: Ann", "The chair"),
        ("what is the topic", "topic", "", "Topic: birds", "Topic"),
    ],
)
def test_the_form_of_an_answer(
    question: str, topic: str, kind: str, right: str, wrong: str
) -> None:
    assert wanted(question) == kind
    assert answers(wanted(question), topic, right)
    assert not answers(wanted(question), topic, wrong)


def test_after_a_time_to_the_minute_leaves_that_minute_out() -> None:
    assert "next after 12:10 is 12:25" in ask("When is the next departure after 12:10?", BUSES).text
    assert "next from 12:10 is 12:10" in ask("When is the next departure from 12:10?", BUSES).text


def test_the_row_of_a_time_is_quoted_when_nothing_else_is_known() -> None:
    assert "12:25 Bath X1 9" in ask("Where does the 12:25 go?", BUSES).text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which amount does it name?", "The rent comes to £48.50."),
        ("What time does it start?", "We begin at 18:30."),
        ("What is the subject?", "Above the greeting it reads “Your allotment”."),
        ("Is there an amount in it?", "The rent comes to £48.50."),
    ],
)
def test_what_has_a_form_of_its_own_is_found_by_it(question: str, said: str) -> None:
    note = by_hand(
        "Your allotment", "Dear Leo Kent,", "We begin at 18:30.", "The rent comes to £48.50."
    )
    assert said in ask(question, note).text


@pytest.mark.parametrize("question", ["Read the message.", "Read me the screen.", "Read the tub."])
def test_a_thing_that_holds_text_is_read_whole(question: str) -> None:
    assert "Try again" in ask(question, by_hand("No connection", "Try again")).text


def test_how_much_it_weighs_is_the_weight_and_no_price() -> None:
    pack = by_hand("Muesli", "Price 3.40", "Net weight: 700 g", "Fat 4 g")
    assert ask("How much does it weigh?", pack).text == "The text reads “Net weight: 700 g”."


def test_eat_by_is_a_date_of_keeping() -> None:
    tub = by_hand("Soup", ("Made on", "7 May"), ("Eat by", "22 May"))
    assert "7 May" not in ask("Until when can I eat it?", tub).text
    assert "22 May" in ask("Until when can I eat it?", tub).text


FLIGHTS = by_hand(
    "Departures",
    ("Flight", "To", "Time", "Gate"),
    ("BA391", "Vienna", "09:03", "A4"),
    ("KL315", "Lisbon", "09:16", "A15"),
)


def test_a_journey_named_before_its_vehicle_is_the_only_one_told() -> None:
    text = ask("What time is the Vienna flight?", FLIGHTS).text
    assert "09:03" in text
    assert "09:16" not in text


@pytest.mark.parametrize("question", ["How heavy is the pack?", "How much does it weigh?"])
def test_a_weight_is_not_any_number_of_grams(question: str) -> None:
    pack = by_hand("Biscuits", ("Fat", "16.0 g"), "Net weight: 620 g")
    text = ask(question, pack).text
    assert "620 g" in text
    assert "16.0 g" not in text


@pytest.mark.parametrize(
    "question",
    ["How much is the whole receipt?", "What did I pay in all?", "Which one costs least?"],
)
def test_a_price_of_something_else_is_not_offered_for_the_sum(question: str) -> None:
    made = ask(question, by_hand("Shop", ("Whole milk", "3.98"), ("Total", "22.57")))
    if "least" in question:
        assert made.text.startswith("I read, and do not compare.")
    else:
        assert made.text == "“Total”: 22.57."
