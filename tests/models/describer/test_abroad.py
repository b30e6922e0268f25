"""People and colours asked in Chinese, Spanish and Arabic, answered in the same language."""

from dataclasses import replace

import pytest

from clearsight.models.describer.abroad import SPOKEN
from clearsight.models.describer.questions import understand
from clearsight.reading import Box, Colour, Person, Reading, RegionColours
from clearsight.senses.colour_names import NAMES
from tests.models.describer.test_behaviour import EMPTY, SHARP, STREET, ask

QUESTIONS = {
    ("es", "people"): (
        "¿Cuántas personas hay?", "¿Cuánta gente hay en la foto?", "¿Cuántas personas ves?",
        "Cuenta las personas.", "Dime cuántas personas hay en la imagen",
    ),
    ("zh", "people"): (
        "照片里有几个人？", "有多少人？", "你能看到几个人？", "一共有几个人", "数一数照片里的人",
    ),
    ("ar", "people"): (
        "كم شخصا في الصورة؟", "كم عدد الأشخاص؟", "كم شخصًا ترى؟", "ما عدد الناس هنا؟",
    ),
    ("es", "whole"): (
        "¿De qué color es?", "¿De qué color es esto?", "¿Qué colores tiene?", "¿Qué colores hay?",
    ),
    ("zh", "whole"): ("这是什么颜色？", "它是什么颜色的？", "有什么颜色？", "图片里有哪些颜色？"),
    ("ar", "whole"): (
        "ما لونه؟", "ما لون هذا؟", "ما هي الألوان؟", "ما الألوان الموجودة في الصورة؟",
    ),
    ("es", "clothes"): ("¿De qué color es la camisa?", "¿De qué color es su ropa?"),
    ("zh", "clothes"): ("衣服是什么颜色？", "他穿什么颜色的衣服？"),
    ("ar", "clothes"): ("ما لون القميص؟",),
    ("es", "thing"): ("¿De qué color es el coche?",),
    ("zh", "thing"): ("汽车是什么颜色？",),
    ("ar", "thing"): ("ما لون السيارة؟",),
}  # fmt: skip
ROWS = [(*key, words) for key, several in QUESTIONS.items() for words in several]
OTHERS = ("¿Cuánto cuesta la sopa?", "¿Cuántas manzanas hay?", "汤多少钱？", "有几个杯子？",
          "这是什么？", "ما هذا؟", "How many people?", "What colour is it?")  # fmt: skip


@pytest.mark.parametrize(("tongue", "topic", "words"), ROWS)
def test_the_question_is_understood(tongue: str, topic: str, words: str) -> None:
    made = understand(words)
    assert (made.tongue, made.topic, made.foreign) == (tongue, topic, False)


@pytest.mark.parametrize("words", OTHERS)
def test_other_questions_are_none_of_these(words: str) -> None:
    assert understand(words).tongue is None


def _first(tongue: str, topic: str) -> str:
    return QUESTIONS[tongue, topic][0]


def _group(count: int) -> Reading:
    faces = tuple(
        Person(0.9, Box(0.1 + n / 5, 0.1, 0.2 + n / 5, 0.2), None, "middle") for n in range(count)
    )
    return replace(EMPTY, people=faces)


@pytest.mark.parametrize(
    ("tongue", "said"),
    [("es", "Veo al menos 4 personas."), ("zh", "我看到至少4个人。"),
     ("ar", "عدد من أراهم 4 على الأقل.")],
)  # fmt: skip
def test_several_people_are_a_least_number_in_every_language(tongue: str, said: str) -> None:
    assert ask(_first(tongue, "people"), _group(4)).text == said


@pytest.mark.parametrize("tongue", ["es", "zh", "ar"])
def test_nobody_found_is_not_nobody_there(tongue: str) -> None:
    words = SPOKEN[tongue]  # type: ignore[index]
    question = _first(tongue, "people")
    assert ask(question, replace(EMPTY, senses=("people",))).text == words.no_face
    blind = ask(question, replace(EMPTY, senses=()))
    assert blind.text == words.not_looked
    assert not blind.known


@pytest.mark.parametrize(
    ("tongue", "said"),
    [("es", "Los colores principales son rojo y azul."), ("zh", "主要颜色是红色和蓝色。"),
     ("ar", "الألوان الرئيسية هي أحمر وأزرق.")],
)  # fmt: skip
def test_colours_are_said_in_the_language_of_the_question(tongue: str, said: str) -> None:
    assert ask(_first(tongue, "whole"), STREET).text == said


@pytest.mark.parametrize("tongue", ["es", "zh", "ar"])
def test_the_colours_around_are_never_those_of_a_thing_or_of_clothes(tongue: str) -> None:
    words = SPOKEN[tongue]  # type: ignore[index]
    grey = (Colour("grey", 0.9, (120, 120, 120)),)
    street = replace(EMPTY, quality=SHARP, colours=(RegionColours("whole", grey),))
    thing = ask(_first(tongue, "thing"), street)
    assert not thing.known
    assert thing.text.startswith(words.no_thing)
    worn = ask(_first(tongue, "clothes"), street)
    assert worn.text == words.not_worn
    assert words.names["red"] in ask(_first(tongue, "clothes"), STREET).text


@pytest.mark.parametrize("tongue", ["es", "zh", "ar"])
def test_a_dark_picture_is_said_to_be_dark(tongue: str) -> None:
    dark = replace(STREET, quality=replace(SHARP, dark=True))
    assert ask(_first(tongue, "whole"), dark).text.endswith(SPOKEN[tongue].dark)  # type: ignore[index]


def test_every_name_of_a_colour_has_a_word_of_its_own() -> None:
    for words in SPOKEN.values():
        assert set(words.names) == set(NAMES)
        assert len(set(words.names.values())) == len(NAMES)
