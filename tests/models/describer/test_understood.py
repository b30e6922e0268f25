"""A plain answer needs a question understood word by word; else the nearest is called that."""

import pytest

from clearsight.models.describer.compose import answer
from clearsight.reading import Reading
from tests.models.describer.pages import by_hand
from tests.models.describer.test_behaviour import ask

UNSURE = "I am not sure that I understand the question."
TILL = by_hand("Harvest Lane", ("Notebook", "5.58"), ("Cucumber", "8.16"), "6 x 1.36",
               ("Tomato sauce", "0.60"), ("TOTAL", "14.34"))  # fmt: skip
CAFE = by_hand("Corner Cafe", ("Hot chocolate", "3.90"), ("Carrot cake", "5.40"),
               ("Salad with brown butter", "7.20"), ("Apple pie", "5.50"),
               ("Apple juice", "2.50"))  # fmt: skip
BUS = by_hand("Bus departures", ("Time", "Destination", "Platform"),
              ("10:13", "Newhaven Quay", "8"), ("10:35", "Harbour Cross", "7"),
              ("11:10", "Stonefield", "3"))  # fmt: skip
FERRY = by_hand("Island ferry", ("Departs", "Arrives"), ("08:15", "09:00"), ("11:40", "12:25"))
MILK = by_hand("Oat drink", "Best before 19 AUG 2026", "Once opened use within 5 days", "1 litre")
PACK = by_hand("Creamy Crackers", "Ingredients: wheat flour, oil", "Contains: wheat.",
               "Nutrition per 100 g", "Fat 12.4 g")  # fmt: skip
DROPS = by_hand("Oculin eye drops", "One drop in each eye, three times a day.", "EXP 03/2027")
TICKET = by_hand("City tram", ("Single ticket", "2.80"), "Valid until 16:55")
LETTER = by_hand("Eye Clinic", "Your visit is on 9 July at 10:20.", "Please bring your glasses.")
CARTA = by_hand("Casa Pepe", ("Sopa de tomate", "3,20"), ("Pollo asado", "9,80"))
YAO = by_hand("感冒清胶囊", "有效期至2028年06月")

PLAIN = (
    (TILL, "How much was the notebook?", "“Notebook”: 5.58."),
    (TILL, "Hi, could you please tell me what the notebook cost?", "“Notebook”: 5.58."),
    (CAFE, "What does the carrot cake cost?", "“Carrot cake”: 5.40."),
    (BUS, "When is the next bus to Stonefield after 10:20?",
     "The next after 10:20 is 11:10, beside “Stonefield 3”."),
    (BUS, "Which platform does the 10:35 leave from?",
     "Under “Platform” it reads “7”, in the row “10:35 Harbour Cross 7”."),
    (MILK, "When is it best before?", "It reads “Best before 19 AUG 2026”."),
    (MILK, "How long does it keep once opened?", "It reads “Once opened use within 5 days”."),
    (DROPS, "When does it expire?", "It reads “EXP 03/2027”."),
    (LETTER, "When is my visit?", "The text reads “Your visit is on 9 July at 10:20.”."),
    (CARTA, "¿Cuánto cuesta el pollo?",
     "“Pollo asado”: 9,80. Cito lo que leo y contesto en inglés."),
)  # fmt: skip


@pytest.mark.parametrize(("page", "question", "said"), PLAIN)
def test_a_question_understood_word_by_word_is_answered_plainly(
    page: Reading, question: str, said: str
) -> None:
    made = ask(question, page)
    assert made.known
    assert made.text == said


# Near keys, other rows, conditions, quantities, negations, days, directions, forms.
TRAPS = (
    (TILL, "What does a single cucumber cost?"),
    (TILL, "How much is a cucumber?"),
    (TILL, "How much was the total last time?"),
    (TILL, "How much were the tomatoes?"),
    (CAFE, "How much is chocolate?"),
    (CAFE, "How much is the carrot?"),
    (CAFE, "How much is the brown butter?"),
    (CAFE, "How much is an apple?"),
    (CAFE, "Do they have chocolate?"),
    (CAFE, "How much is the apple pie for two?"),
    (BUS, "When is the next bus to Stonefield on Sunday?"),
    (BUS, "When is the last bus from Stonefield?"),
    (BUS, "When is the last bus to Newhaven?"),
    (BUS, "When is the first train to Stonefield?"),
    (BUS, "When does the 10:35 arrive?"),
    (FERRY, "When does the last ferry leave?"),
    (FERRY, "When does the first ferry arrive?"),
    (MILK, "When was it opened?"),
    (MILK, "How long does it keep in the freezer?"),
    (PACK, "Does it contain milk?"),
    (PACK, "How much fat is in a cracker?"),
    (PACK, "Does it contain no wheat?"),
    (DROPS, "How many drops are in the bottle?"),
    (TILL, "What did I pay with?"),
    (BUS, "When does the 10:35 get to Harbour Cross?"),
    (DROPS, "How long will it last me?"),
    (TICKET, "How much do I get?"),
    (TICKET, "What time is it?"),
    (TICKET, "How much is a return ticket?"),
    (LETTER, "What time do I leave?"),
    (LETTER, "How long is my visit?"),
    (LETTER, "Who took my glasses?"),
    (CARTA, "¿Hay sopa sin sal, cuánto cuesta el pollo?"),
    (YAO, "开封后有效期多久？"),
)


@pytest.mark.parametrize(("page", "question"), TRAPS)
def test_what_was_not_understood_is_never_answered_plainly(page: Reading, question: str) -> None:
    text = ask(question, page).text
    assert text.startswith((UNSURE, "I do not see", "I cannot", "I see none")), text
    assert "Yes" not in text


def test_the_nearest_is_quoted_as_it_stands() -> None:
    assert ask("What does a single cucumber cost?", TILL).text == (
        f"{UNSURE} The nearest that I can read is: “Cucumber”: 8.16."
    )


def test_what_is_counted_needs_a_page_that_was_read_whole() -> None:
    question = "How many items are there?"
    assert ask(question, CAFE).known
    doubted = by_hand("Corner Cafe", ("Cake", "5.40"), ("Pie", "5.50"), confidence=0.6)
    assert not ask(question, doubted).known


def test_a_question_that_points_back_is_understood_by_the_one_before() -> None:
    made = answer("And the second?", (CAFE,), ("What does the second line say?",))
    assert UNSURE not in made.text
    assert answer("And the second for two?", (CAFE,), ("How much is the cake?",)).known is False
