"""What the describer says about pictures whose Readings are made by hand."""

from dataclasses import replace

import pytest

from clearsight.language import language_of
from clearsight.models.describer import Answer, answer
from clearsight.models.describer.tongues import NOT_UNDERSTOOD, QUOTED
from clearsight.reading import (
    Box,
    Code,
    Colour,
    Line,
    Person,
    Quality,
    Reading,
    RegionColours,
    SenseFailure,
    Tag,
    Thing,
    Unread,
)
from clearsight.wording import LANGUAGES
from tests.models.describer.faithful import unfounded
from tests.models.describer.pages import SENSES, by_hand

SHARP = Quality(0.5, 0.2, 300.0)
RED, BLUE = Colour("red", 0.7, (200, 0, 0)), Colour("blue", 0.6, (0, 0, 200))
BLACK = Colour("black", 0.8, (0, 0, 0))
EMPTY = Reading("0" * 64, 800, 600, quality=SHARP, senses=SENSES)
ANN = Person(
    0.99, Box(0.1, 0.1, 0.3, 0.4), Box(0.05, 0.1, 0.4, 1.0), "close", (RED,), (BLACK,), ("glasses",)
)
BOB = Person(0.95, Box(0.7, 0.2, 0.8, 0.3), None, "middle", (BLUE,))
STREET = replace(
    EMPTY,
    people=(ANN, BOB),
    things=(
        Thing("bicycle", 0.92, Box(0.4, 0.6, 0.6, 0.9), "centernet"),
        Thing("dog", 0.6, Box(0.8, 0.7, 0.95, 0.95), "centernet"),
    ),
    colours=(RegionColours("whole", (RED, BLUE)), RegionColours("left", (RED,))),
    lines=(Line("Mary Jones", Box(0.1, 0.5, 0.3, 0.55), 0.97),),
)
CAT = replace(EMPTY, tags=(Tag("cat", 0.97, ("animal",), speakable=True),))


def ask(question: str, *readings: Reading, earlier: tuple[str, ...] = ()) -> Answer:
    """The answer, after a check that nothing in it is invented."""
    made = answer(question, readings, earlier)
    assert unfounded(made, readings, (*earlier, question)) == []
    return made


def test_people_are_counted_placed_and_described_by_what_is_visible() -> None:
    text = ask("Describe this", STREET).text
    assert text.startswith("I see at least 2 people. A person on the left, close to the camera, ")
    assert "with red" in text
    assert "glasses" in text
    assert "a person at the top right, with blue clothing" in text.lower()


@pytest.mark.parametrize("question", ["Who is this?", "Is this Mary?", "What is her name?"])
def test_nobody_is_named_and_text_in_the_picture_is_only_read_out(question: str) -> None:
    text = ask(question, STREET).text
    assert "Mary" not in text.replace("“Mary Jones”", "")


@pytest.mark.parametrize(
    "question",
    ["How old is she?", "Is it a man or a woman?", "Is she sad?", "What is her mood?"],
)
def test_traits_and_feelings_are_never_told(question: str) -> None:
    text = ask(question, STREET).text.lower()
    assert not any(w in text.split() for w in ("man", "woman", "old", "young", "sad", "yes."))


def test_a_thing_less_sure_is_hedged() -> None:
    assert ask("Is there a bicycle?", STREET).text.startswith("Yes. I see a bicycle")
    assert ask("Is there a dog?", STREET).text.startswith("Perhaps. I see perhaps a dog")
    assert ask("Is there a bus?", STREET).text.startswith("I do not see a bus")


def test_a_speakable_tag_is_spoken_and_another_is_not() -> None:
    assert ask("What is this?", CAT).text.startswith("This looks like a cat.")
    hidden = replace(EMPTY, tags=(Tag("tabby", 0.5, ("cat", "animal")), Tag("lynx", 0.3, ("cat",))))
    text = ask("What is this?", hidden).text
    assert "some kind of cat" in text
    assert "tabby" not in text
    vague = replace(EMPTY, tags=(Tag("teapot", 0.2, ("pot",)),))
    assert ask("What is this?", vague).text.startswith("I cannot tell what it is.")


def test_is_it_a_is_answered_yes_or_no_or_cannot_tell_first() -> None:
    assert ask("Is it a cat?", CAT).text.startswith("I think so")
    assert ask("Is it a dog?", CAT).text.startswith("I do not think so: this looks like a cat")
    assert ask("Is it a dog?", EMPTY).text.startswith("I cannot tell")


@pytest.mark.parametrize(
    ("flaw", "advice"),
    [
        ({"dark": True}, "turn on a light"),
        ({"blurred": True}, "hold the camera still"),
        ({"bright": True}, "turn away from the light"),
        ({"blank": True}, "nothing covers the lens"),
        ({"cut_off": ("left",)}, "at the left: move back"),
    ],
)
def test_a_bad_picture_gets_concrete_advice(flaw: dict[str, bool], advice: str) -> None:
    bad = replace(EMPTY, quality=replace(SHARP, **flaw))  # type: ignore[arg-type]
    assert advice in ask("What is this?", bad).text


def test_the_most_specific_speakable_tag_is_said() -> None:
    both = replace(
        EMPTY,
        tags=(
            Tag("animal", 1.0, (), speakable=True),
            Tag("cat", 0.92, ("animal",), speakable=True),
        ),
    )
    assert ask("What is this?", both).text.startswith("This looks like a cat.")


def test_one_letter_alone_in_a_photo_is_not_quoted_as_its_text() -> None:
    cup = replace(EMPTY, lines=(Line("8", Box(0.4, 0.4, 0.5, 0.5), 0.9),))
    assert "8" not in ask("What is this?", cup).text


def test_a_drawing_is_called_one() -> None:
    drawn = replace(EMPTY, quality=replace(SHARP, kind="drawing"))
    assert ask("What is it?", drawn).text.startswith("It is a drawing or graphic.")


def test_unread_text_is_named_wherever_it_matters() -> None:
    gap = Unread(Box(0.3, 0.9, 0.6, 0.95), 7.0, False)
    label = replace(by_hand("Oat biscuits", "Ingredients: oats, sugar."), unread=(gap,))
    for question in ("Does it contain nuts?", "How much is the tea?", "What is this?"):
        assert "small text at the bottom that I could not read" in ask(question, label).text
    assert "[Text that I could not read, at the bottom.]" in ask("Read it", label).text


def test_a_line_that_runs_out_of_the_picture_is_quoted_with_a_warning() -> None:
    cut = Line("Sat 14 Nov 202", Box(0.6, 0.4, 0.995, 0.45), 0.99)
    ticket = replace(EMPTY, lines=(cut,), quality=replace(SHARP, cut_off=("right",)))
    text = ask("What is the date?", ticket).text
    assert text.endswith("Something runs out of the picture at the right: move back a little.")


def test_absence_of_an_allergen_is_never_claimed() -> None:
    label = by_hand("Oat biscuits", "Ingredients: oats, sugar, coconut.")
    text = ask("Does it contain nuts?", label).text
    assert text.startswith("I do not see nuts in the text I could read. That does not mean")
    assert "contains no" not in text


@pytest.mark.parametrize("line", ["Nut free", "Contains no nuts", "Made without nuts"])
def test_what_a_label_denies_is_quoted_without_a_yes(line: str) -> None:
    text = ask("Does it contain nuts?", by_hand("Bar", line)).text
    assert f"“{line}”" in text or not ask("Does it contain nuts?", by_hand("Bar", line)).known
    assert not text.startswith("Yes")


def test_free_of_is_never_answered_with_a_bare_yes() -> None:
    text = ask("Is it gluten free?", by_hand("Bread", "Wheat flour, water")).text
    assert text.startswith("There is a word for gluten in the text: “Wheat flour, water”")


def test_doubtful_lines_are_quoted_with_perhaps() -> None:
    doubtful = by_hand(("Tomato soup", "4.50"), confidence=0.7)
    assert ask("How much is the soup?", doubtful).text == "Perhaps “Tomato soup”: (perhaps) 4.50."


def test_prices_that_are_ambiguous_are_both_given() -> None:
    menu = by_hand(("Soup small", "3.00"), ("Soup large", "4.50"), ("Tea", "2.00"))
    text = ask("How much is the soup?", menu).text
    assert "“Soup small”: 3.00" in text
    assert "“Soup large”: 4.50" in text


def test_a_price_below_its_name_is_found() -> None:
    assert "12.90" in ask("How much is the steak?", by_hand("Menu", "Steak", "12.90")).text


def test_several_totals_are_all_told() -> None:
    text = ask("What is the total?", by_hand(("Total", "9.00"), ("Total", "11.00"))).text
    assert "9.00" in text
    assert "11.00" in text


def test_the_clock_is_used_only_when_given() -> None:
    table = by_hand("Bus timetable", ("08:10", "Oxford"), ("09:10", "Oxford"))
    assert "Tell me the time" in answer("Next bus to Oxford?", [table]).text
    assert "09:10" in answer("Next bus to Oxford?", [table], now=8 * 60 + 30).text


def test_days_are_told_apart() -> None:
    table = by_hand("Bus", "Monday to Friday", ("08:10", "Bath"), "Sunday", ("10:40", "Bath"))
    text = ask("Next bus to Bath after 8?", table).text
    assert "“Monday to Friday”: the next from 08:00 is 08:10" in text
    assert "“Sunday”: the next from 08:00 is 10:40" in text


def test_codes_are_read_out() -> None:
    coded = replace(EMPTY, codes=(Code("QRCode", "https://example.org", Box(0.4, 0.4, 0.6, 0.6)),))
    text = ask("What does the QR code say?", coded).text
    assert text == "A QR code in the middle holds “https://example.org”."


def test_colours_are_answered_by_region_and_by_clothing() -> None:
    assert "red" in ask("What colour is on the left?", STREET).text
    assert ask("Is the shirt red?", STREET).text.startswith("Yes, red")
    assert ask("What colour is the wall?", STREET).text.startswith("I cannot pick out the wall")


def test_two_pictures_are_answered_one_by_one() -> None:
    text = ask("What is the total?", by_hand(("Total", "9.00")), by_hand(("Total", "4.00"))).text
    assert text == "Picture 1: “Total”: 9.00.\nPicture 2: “Total”: 4.00."
    second = ask("Read the second picture", by_hand("One"), by_hand("Two")).text
    assert "Two" in second
    assert "One" not in second


def test_nobody_looked_differs_from_nothing_there() -> None:
    blind = replace(EMPTY, senses=())
    assert "could not look for people" in ask("How many people?", blind).text
    assert "could not look for text" in ask("What does it say?", blind).text
    failed = replace(by_hand("Exit"), failures=(SenseFailure("text", "timeout", "late"),))
    assert "could not finish reading" in ask("Is there a dog?", failed).text


@pytest.mark.parametrize("question", ["Can I cross the road?", "Is it safe to cross?"])
def test_crossing_a_road_is_never_judged(question: str) -> None:
    text = ask(question, STREET).text
    assert text.startswith("I cannot tell from what I can see.")
    assert "safe" not in text


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("¿Qué dosis hay que tomar?", "es"),
        ("Quelle est la dose pour les enfants ?", "fr"),
        ("Wo ist hier der Ausgang für die Gäste?", "de"),
        ("Onde fica a saída que está no mapa?", "pt"),
        ("Где здесь выход?", "ru"),
        ("出口在哪里？", "zh"),
        ("出口はどこですか？", "ja"),
        ("أين المخرج؟", "ar"),
        ("बाहर जाने का रास्ता कहाँ है?", "hi"),
    ],
)
def test_a_question_in_another_language_that_is_not_understood_says_so_in_it(
    question: str, language: str
) -> None:
    assert ask(question, CAT).text.startswith(NOT_UNDERSTOOD[language])


def test_what_is_said_of_other_languages_is_written_in_all_of_them() -> None:
    assert set(NOT_UNDERSTOOD) == set(QUOTED) == set(LANGUAGES)
    for sentences in (NOT_UNDERSTOOD, QUOTED):
        for language, sentence in sentences.items():
            assert language_of(sentence) == language


@pytest.mark.parametrize(
    ("question", "said", "language"),
    [
        ("¿Cuánto cuesta la sopa?", "“Sopa de ajo”: 4,50.", "es"),
        ("汤多少钱？", "“番茄汤”: 12,00.", "zh"),
        ("¿Cuánto tengo que pagar?", "The text reads “Total 16,50”.", "es"),
        ("¿Cuándo caduca?", "It reads “Caducidad 09/12/2026”.", "es"),
    ],
)
def test_a_price_a_sum_and_a_date_are_read_for_a_question_in_another_language(
    question: str, said: str, language: str
) -> None:
    page = by_hand(("Sopa de ajo", "4,50"), ("番茄汤", "12,00"), ("Total", "16,50"),
                   "Caducidad 09/12/2026")  # fmt: skip
    assert ask(question, page).text == f"{said} {QUOTED[language]}"


def test_without_a_picture_it_says_what_it_is_for() -> None:
    text = answer("What is the capital of France?", []).text
    assert text.startswith("I answer questions about pictures")
    assert "--model" in text


@pytest.mark.parametrize(
    "form", ["Answer yes or no.", "Just reply in one word!", "Be brief.", "Do not guess."]
)
def test_a_sentence_about_the_form_of_the_answer_asks_nothing(form: str) -> None:
    menu = by_hand("Menu", "Onion soup 4.50", "Bread 2.00")
    plain = ask("Is onion soup on this menu?", menu)
    assert ask(f"Is onion soup on this menu? {form}", menu) == plain
    assert plain.text.startswith("Yes")
