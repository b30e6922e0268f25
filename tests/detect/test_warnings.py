"""Questions whose answer deserves a warning."""

import pytest

from clearsight.detect.warnings import WarningsDetector
from tests.detect.support import answered, asked, reading


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("How many pills should I take?", "medical"),
        ("¿Qué dosis debo tomar?", "medical"),
        ("这个药的用量是多少？", "medical"),
        ("Can I cross the road now?", "mobility"),
        ("Ist die Ampel grün?", "mobility"),
        ("Можно переходить?", "mobility"),
        ("Does this contain nuts?", "allergen"),
        ("この商品にナッツは入っていますか？", "allergen"),
        ("Is this mushroom edible?", "poison"),
        ("هل هذا الفطر صالح للأكل؟", "poison"),
        ("Which wire is live?", "electric_fire"),
        ("इस सॉकेट में बिजली है?", "electric_fire"),
        ("Is this banknote real or fake?", "money_id"),
        ("Ce passeport est-il valable ?", "money_id"),
        ("O remédio é seguro?", "medical"),
    ],
)
async def test_a_risky_question_is_marked(words: str, category: str) -> None:
    found = await WarningsDetector().detect(asked(words, reading(people=0)))
    assert category in {f.category for f in found if f.score >= 0.5}


@pytest.mark.parametrize(
    "words",
    [
        "What colour is the cat?",
        "How many chairs are there?",
        "Wie spät ist es?",
        "这是什么颜色？",
        "Quanto custa o café?",
        "What is the total on this receipt?",
    ],
)
async def test_an_ordinary_question_is_not(words: str) -> None:
    assert not await WarningsDetector().detect(asked(words, reading(people=0)))


async def test_a_drug_label_is_known_by_its_words() -> None:
    view = asked("Please describe this for me.", reading("Ibuprofen 400 mg\n20 tablets"))
    (found,) = await WarningsDetector().detect(view)
    assert found.category == "medical"
    assert found.where.box is not None


async def test_the_answer_is_not_its_business() -> None:
    view = answered("How many pills?", "Two.", reading(people=0))
    assert not await WarningsDetector().detect(view)


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("Is the gas on the stove turned off?", "electric_fire"),
        ("Can I cross here?", "mobility"),
        ("这张账单要付到哪个账户？", "money_id"),
        ("¿Hay leche en esta salsa?", "allergen"),
        ("هل فسد الدجاج؟", "poison"),
        ("体温计显示多少度，我发烧了吗？", "medical"),
    ],
)
async def test_everyday_wording_is_marked_with_nothing_else(words: str, category: str) -> None:
    found = await WarningsDetector().detect(asked(words, reading(people=0)))
    assert {f.category for f in found} == {category}


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("每日两次，每次一片", "medical"),
        ("يحتوي على: حليب، قمح", "allergen"),
        ("Tóxico en caso de ingestión", "poison"),
        ("Danger: high voltage", "electric_fire"),
        ("Pay to account 00012345", "money_id"),
    ],
)
async def test_labels_are_known_in_four_languages(text: str, category: str) -> None:
    view = asked("What is this?", reading(text))
    assert {f.category for f in await WarningsDetector().detect(view)} == {category}


@pytest.mark.parametrize(
    "text",
    ["Tomato soup 4.50\nMushroom pie 6.20", "09:40 Bath, platform 2", "Dear Ann, bring a cake"],
)
async def test_menus_timetables_and_letters_deserve_none(text: str) -> None:
    assert not await WarningsDetector().detect(asked("Read it to me.", reading(text)))


async def test_rules_of_a_script_are_not_tried_on_another() -> None:
    """Japanese words for a signal and poison are written as in Chinese: kana tell them apart."""
    found = await WarningsDetector().detect(asked("信号は青ですか？", reading(people=0)))
    assert {f.category for f in found} == {"mobility"}
    assert not await WarningsDetector().detect(asked("手机信号好吗？", reading(people=0)))


@pytest.mark.parametrize("words", ["¿Qué llama más la atención?", "¿Cómo se llama esta flor?"])
async def test_a_spanish_verb_is_no_flame(words: str) -> None:
    assert not await WarningsDetector().detect(asked(words, reading(people=0)))
    flame = asked("¿Hay una llama encendida?", reading(people=0))
    assert {f.category for f in await WarningsDetector().detect(flame)} == {"electric_fire"}
