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
