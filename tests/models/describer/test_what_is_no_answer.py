"""What stands near the words of a question and does not answer it is never given as the answer."""

from dataclasses import replace

import pytest

from clearsight.models.describer.facts.contact import addresses, days
from clearsight.models.describer.facts.money import priced
from clearsight.models.describer.facts.wanted import answers
from clearsight.reading import Colour, Reading, RegionColours, Tag
from tests.models.describer.pages import by_hand
from tests.models.describer.papers import (
    ATM,
    BILL,
    BREAD,
    BUSES,
    CARE,
    CLINIC,
    DROPS,
    FLIGHTS,
    LUNCH,
    MARKS,
    OVEN,
    PASS,
    PIZZERIA,
    POT,
    RECEIPT,
    RECIPE,
    SHOW,
    SURGERY,
    TABLETS,
    TICKET,
)
from tests.models.describer.test_behaviour import EMPTY, STREET, ask

SAID = (
    (TICKET, "How long is it good for?",
     "It reads “Valid until 16:55”, but I see no date beside it."),
    (TABLETS, "Are these past their date?", "It reads “EXP 03/2027”."),
    (RECIPE, "How many people does it serve?", "The text says “Serves 4”."),
    (BREAD, "When does it expire?",
     "It reads “Best before: see lid”, but I see no date beside it."),
    (BREAD, "Does it contain gluten?",
     "Yes, there is a word for gluten: “Contains wheat, may contain nuts”."),
    (BREAD, "Does it contain nuts?",
     "Perhaps. The text says: “Contains wheat, may contain nuts”."),
    (BREAD, "How heavy is it?", "The label says “800 g”."),
    (PASS, "What gate is it?", "Under “Gate” it reads “B14”, in the row “22C B14 3”."),
    (PASS, "Which group am I?", "Under “Group” it reads “3”, in the row “22C B14 3”."),
    (PASS, "When do I have to be at the gate?", "The text reads “Gate closes 09:05”."),
    (SURGERY, "What are the hours on Wednesday?",
     "About opening hours, it reads “Mon - Thu 8:00 - 18:30” and "
     "“Closed for lunch 13:00 - 14:00”."),
    (SURGERY, "What number is for emergencies?", "It reads “Emergencies: 0800 555 222”."),
    (ATM, "What would they charge me for it?", "The text says “Fee £1.75”."),
    (OVEN, "How hot is it set?", "It reads “180 °C”."),
    (SHOW, "What time is breakfast?", "The text reads “Breakfast 7-10”."),
    (FLIGHTS, "Which flight is delayed?", "The text says “BA391 Vienna 09:03 A4 Delayed”."),
    (FLIGHTS, "When does BA391 leave?",
     "The time listed is 09:03, beside “BA391 Vienna A4 Delayed”."),
    (TABLETS, "Please find the batch code.", "What comes nearest is “LOT 44F21”."),
    (POT, "How long can I keep it after opening?", "It reads “Once opened eat within 3 days”."),
    (POT, "How much sugar is in it?", "The text reads “Sugars 11 g”. It also reads “per 100 g”."),
    (POT, "How many calories are in it?",
     "The text reads “Energy 420 kJ / 100 kcal”. It also reads “per 100 g”."),
    (RECEIPT, "How much is the tax?", "“VAT”: 0.86."),
    (RECEIPT, "What do I owe?", "The text reads “Total 5.14”."),
    (PIZZERIA, "How much is the pasta?", "I see several: “Pasta small”: 8.00. “large”: 10.50."),
    (PIZZERIA, "What is the price of a 32 cm Margherita?",
     "“Margherita”: 7.50 and 9.80. The sizes stand above in “Pizza 26 cm 32 cm”."),
    (PIZZERIA, "Are any of them suitable for vegans?",
     "Yes, in the text: “Marinara (vegan) 7.00 9.00”."),
    (PIZZERIA, "Would they let me in on a Monday?", "The text says “We are closed on Mondays”."),
    (PIZZERIA, "What time do they serve until?", "The text reads “Served from 12 to 2.30”."),
    (PIZZERIA, "Can I pay by card here?", "The text says “Card and cash accepted.”."),
    (CLINIC, "What is the date of the letter?", "It reads “3 March 2026”."),
    (CLINIC, "Who is the visit with?",
     "The text reads “Your visit with Dr. Moss is on 4 May 2026 at 10:40.”."),
    (CLINIC, "What is the address?",
     "I read several addresses: “12 Mill Road AB1 2CD” and “5 Oak Lane”. "
     "I cannot tell whose each of them is."),
    (BUSES, "What is the last bus on Sunday?",
     "“Sun”: the last time listed is 09:58, beside “Harbour”."),
    (BUSES, "From when is it valid?", "The text reads “Valid from 1 June 2026”."),
    (CARE, "What's it made from?", "The text reads “80 % wool, 20 % nylon”."),
)  # fmt: skip
# Not understood word by word: the line is given as what comes nearest.
NEAR = (
    (LUNCH, "what soup have they got today",
     "“Soup leek and potato”."),
    (MARKS, "What did I get in maths?",
     "“Maths B”."),
    (ATM, "How much is left in the account?",
     "“Available balance £412.30”."),
    (OVEN, "How long has it still got to go?",
     "“Time left 12 min” and “2 tries left”."),
    (OVEN, "How many goes have I got left?",
     "“Time left 12 min” and “2 tries left”."),
    (OVEN, "What's it complaining about?",
     "“Error: no pan”."),
    (SHOW, "How much will it be to get in?",
     "“Entry fee is $4.00”."),
    (SHOW, "Can I bring my dog?",
     "“Dogs on a lead welcome”."),
    (BILL, "How much power have I burned?",
     "“Units used 412 kWh”."),
    (BILL, "What's the last day I can settle this?",
     "“Please pay by 14 March 2026”."),
    (DROPS, "I opened it four weeks ago. Is it still good?",
     "“Use within 28 days of opening”."),
    (TABLETS, "My son is six. How many tablets can he take?",
     "“Children 6-12: half a tablet”."),
    (POT, "I'm on a diet, how many calories are in it?",
     "“Energy 420 kJ / 100 kcal”; “per 100 g”."),
    (DROPS, "How long can I use it after I broke the seal?",
     "“Use within 28 days of opening”."),
    (TABLETS, "How many tablets can my child take?",
     "“Children 6-12: half a tablet”."),
    (TABLETS, "Can I have a glass of wine with it?",
     "“No alcohol with it”."),
    (DROPS, "I opened it four weeks ago, is it still good?",
     "“Use within 28 days of opening”."),
    (RECEIPT, "What time was it?",
     "“Date 21/10/2026 14:32”."),
    (CLINIC, "What have I got to take along?",
     "“Please bring your card.”."),
    (CLINIC, "When should I arrive?",
     "“Please arrive 15 minutes early.”."),
    (CARE, "Which colour are the shoes?",
     "“Colour Dark green”."),
)  # fmt: skip


@pytest.mark.parametrize(("page", "question", "said"), SAID)
def test_the_line_that_answers_is_given(page: Reading, question: str, said: str) -> None:
    made = ask(question, page)
    assert made.known
    assert made.text == said


@pytest.mark.parametrize(("page", "question", "near"), NEAR)
def test_a_line_near_a_question_not_wholly_understood_is_called_that(
    page: Reading, question: str, near: str
) -> None:
    made = ask(question, page)
    assert not made.known
    assert made.text == (
        "I am not sure that I understand the question. The nearest that I can read is: " + near
    )


UNSAID = (
    (by_hand("Adults: 1 tablet daily"), "How many tablets for a child?", "I do not see a dose"),
    (TABLETS, "How many tablets are left?", "I cannot tell how many are left."),
    (by_hand("Jam", "Best before 09/12/2026"), "How long will it keep once open?", "I do not"),
    (RECEIPT, "How much are the apples per kilo?", "I do not see a price for one of it"),
    (RECEIPT, "How much is one bread?", "I do not see a price for one of it"),
    (RECEIPT, "What is the total without tax?", "I do not see such a total"),
    (BUSES, "Until when is it valid?", "I cannot tell."),
    (by_hand("Coat", "Made in Portugal"), "What is it made from?", "I do not see what it is made"),
    (by_hand("Leftovers", "Monday"), "Is there any in this pot?", "I cannot tell"),
    (by_hand("Shop", "Open 9:00", "Closed 17:00"), "What time does it begin?",
     "I cannot tell which of these times it is"),
    (ATM, "What is the PIN?", "I cannot tell. The lines near it read “Enter PIN "),
    (SHOW, "Is breakfast included?", "I cannot tell. The lines near it read “Breakfast 7-10”."),
    (by_hand("Checkout 11:00", "Room 12"), "What time is dinner?", "I do not see dinner"),
    (by_hand("Checkout 11:00", "Room 12"), "Is it room 21?", "I cannot tell"),
    (FLIGHTS, "What is the gate?", "I cannot tell which row is meant."),
    (FLIGHTS, "What gate is Riga?", "I cannot read what stands under “Gate”"),
    (BILL, "Who is it from?", "I do not see who made it in the text I could read. It begins"),
    (RECIPE, "Does it contain nuts?", "I do not see nuts in the text I could read. That does not"),
    (RECIPE, "Does it contain gluten?", "I do not see gluten"),
    (SURGERY, "Is it closed on Sunday?", "I do not see hours for that day."),
    (CLINIC, "Which lift is it that I have to take there?", "I do not see"),
)  # fmt: skip


@pytest.mark.parametrize(("page", "question", "start"), UNSAID)
def test_what_only_stands_near_is_not_the_answer(page: Reading, question: str, start: str) -> None:
    made = ask(question, page)
    assert not made.known
    assert made.text.startswith(start)


def test_milligrams_a_day_are_no_strength() -> None:
    text = ask("How many mg per day at most?", TABLETS).text
    assert "Panodrex" not in text
    assert "Do not exceed 8 tablets in 24 hours" in text


def test_a_day_without_times_is_said_to_have_none() -> None:
    text = ask("When is the bus at the Hospital on Sunday?", BUSES).text
    assert text.startswith("I do not see times for that day.")


def test_an_allergy_named_before_is_what_any_means() -> None:
    pot = by_hand("Leftovers", "HOT! contains prawns")
    text = ask("I can't have shellfish. Is there any in this pot?", pot).text
    assert text == "Yes, there is a word for shellfish: “HOT! contains prawns”."
    text = ask("I am allergic to nuts. Does it have any?", pot).text
    assert text.startswith("I do not see nuts in the text I could read. That does not mean")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Is it red or black, the bike?",
            "I am not sure that I understand the question. What I see may be no answer to it. "
            "The main colours are red and grey.",
        ),
        ("Is it a car or a motorcycle?", "This looks like a motorcycle."),
        ("Is it a lorry or a van?", "This looks like a motorcycle."),
        ("Is it a bike?", "I think so: this looks like a motorcycle."),
    ],
)
def test_a_choice_is_never_answered_with_no(question: str, said: str) -> None:
    colours = (Colour("red", 0.6, (200, 0, 0)), Colour("grey", 0.3, (90, 90, 90)))
    shown = replace(
        EMPTY,
        tags=(Tag("motorcycle", 0.97, ("vehicle",), speakable=True),),
        colours=(RegionColours("whole", colours),),
    )
    assert ask(question, shown).text == said


def test_a_photo_without_text_is_described_where_no_text_can_answer() -> None:
    shown = replace(STREET, lines=())
    text = ask("What is the subscription fee?", shown).text
    assert text.startswith("I do not see any text that I can read. I see at least 2 people.")


def test_who_is_read_from_a_paper_and_not_from_a_face() -> None:
    assert ask("Who sent the parcel?", by_hand("From: Kate Lind", "To: Leo Kent")).known
    seen = replace(STREET, lines=by_hand("with Dr. Moss").lines)
    assert ask("Who am I going to meet?", seen).text.startswith("I do not say who a person is.")


def test_hours_are_no_prices_and_prices_no_hours() -> None:
    assert [entry.name for entry in priced(by_hand("Served from 12 to 2.30"))] == []
    assert [entry.prices for entry in priced(by_hand("Kitchen lunch 2.30"))] == [("2.30",)]
    assert not answers("clock", "", "2.30")
    assert answers("clock", "", "opens 9.30")


def test_days_are_known_by_spans() -> None:
    assert days("Mon-Fri") == {"mon", "tue", "wed", "thu", "fri"}
    assert days("Fr") == frozenset()
    assert days("Sat to Mon") == {"sat", "sun", "mon"}
    assert days("weekdays and Sunday") == {"mon", "tue", "wed", "thu", "fri", "sun"}


def test_a_second_street_begins_a_second_address() -> None:
    assert addresses(CLINIC) == ((1, 2), (4,))


@pytest.mark.parametrize(
    "question",
    ["How many women are there?", "How many people wear red?", "Is there a man?",
     "How many children do you see?"],
)  # fmt: skip
def test_people_are_not_counted_by_kind_or_clothes(question: str) -> None:
    made = ask(question, STREET)
    assert not made.known
    assert made.text.startswith("I cannot tell that of people. I see at least 2 people.")


@pytest.mark.parametrize("question", ["Is there only one person?", "Are there just two people?"])
def test_that_there_are_no_more_people_is_never_confirmed(question: str) -> None:
    one = replace(STREET, people=STREET.people[:1])
    assert not ask(question, one).text.startswith("Yes")


@pytest.mark.parametrize("thing", ["trousers", "shoes", "skirt", "bag"])
def test_what_is_not_below_a_face_gets_no_colour_of_what_is(thing: str) -> None:
    made = ask(f"What colour {thing} does he have?", STREET)
    assert not made.known
    assert "blue clothing" not in made.text


def test_a_room_is_described() -> None:
    assert ask("What is in this room?", STREET).text.startswith("I see at least 2 people.")
