"""Where sentences end, in our ten languages, whole and while they arrive."""

import pytest

from clearsight.app.sentences import MOST, PATIENCE_S, Sentences, ends, enough, first

# One case a line; "|" stands where a sentence ends.
GOLDEN = {
    "en": (
        "The soup costs 4.50, i.e. less than the salad. |Is it warm? |The page does not say so!",
        "Dr. Lee signed it at 10 a.m. on the 3rd. |See e.g. “page 2.” |It is approx. five lines.",
        "1. Tomato soup\n|2. Onion soup (warm)\n|No. 7 is sold out.",
    ),
    "de": (
        "Die Suppe kostet z. B. 4,50 Euro. |Der Brief ist vom 3. Mai. |Er kommt von Nr. 12.",
        "Es sind ca. 20 Zeilen, d. h. eine Seite. |Steht da „Ausgang“? |Ja!",
    ),
    "es": (
        "La sopa cuesta 4,50 euros. |¿Está caliente? |La Sra. Gil firma, p. ej. abajo.",
        "Hay aprox. diez líneas. |¡Cuidado! |Lee el núm. 4.",
    ),
    "fr": (
        "La soupe coûte 4,50 euros. |Est-elle chaude ? |La page ne le dit pas !",
        "Voir p. ex. le menu de M. Roux. |C’est « ouvert ». |Il ferme à 18 h.",
    ),
    "pt": (
        "A sopa custa 4,50. |Está quente? |O Sr. Reis assinou, p. ex. em baixo.",
        "São aprox. dez linhas. |Leia o n.º 4. |Fim.",
    ),
    "ru": (
        "Суп стоит 4,50 руб. за порцию. |Он тёплый? |Об этом, т. е. о супе, не сказано.",
        "Письмо 2026 г. из Москвы. |Дом на ул. Мира.",
    ),
    "ar": (
        "سعر الحساء 4.50. |هل هو دافئ؟ |لا تقول الصفحة ذلك!",
        "هذه قائمة طعام. |فيها عشرة أسطر.",
    ),
    "hi": (
        "सूप की कीमत 4.50 है। |क्या यह गरम है? |पन्ना यह नहीं बताता।",
        "डॉ. राव ने लिखा है। |यहाँ दस पंक्तियाँ हैं।",
    ),
    "zh": ("汤的价格是4.50元。|是热的吗？|页面上没有写！", "菜单上写着“今日特价。”|共十行。"),
    "ja": (
        "スープは4.50ユーロです。|温かいですか？|書いてありません。",
        "「営業中。」|と書いてあります。",
    ),
}
CASES = [(language, case) for language, cases in GOLDEN.items() for case in cases]


@pytest.mark.parametrize(("language", "case"), CASES)
def test_sentences_end_where_readers_of_the_language_end_them(language: str, case: str) -> None:
    text = case.replace("|", "")
    found = [end for end in ends(text) if end < len(text)]
    edges = zip((0, *found), (*found, len(text)), strict=True)
    parts = [text[start:end].strip() for start, end in edges]
    assert parts == [part.strip() for part in case.split("|")], language


@pytest.mark.parametrize(("language", "case"), CASES)
@pytest.mark.parametrize("size", [1, 3, 7])
def test_words_that_arrive_in_pieces_leave_in_sentences(
    language: str, case: str, size: int
) -> None:
    text = (case.replace("|", "") + (" " if language not in ("zh", "ja") else "")) * 3
    cutter, chunks = Sentences(lambda: 0.0), []
    for start in range(0, len(text), size):
        chunks.append(cutter.add(text[start : start + size]))
    chunks = [one for one in (*chunks, cutter.rest()) if one]
    assert "".join(chunks) == text
    assert len(chunks) > 1
    assert all(enough(one) for one in chunks[:-1])
    inside = {sum(map(len, chunks[: n + 1])) for n in range(len(chunks) - 1)}
    assert inside <= set(ends(text))


def test_a_sentence_without_an_end_leaves_at_a_blank() -> None:
    cutter = Sentences(lambda: 0.0)
    out = "".join(cutter.add("word ") for _ in range(MOST // 5 + 1))
    assert out.endswith(" ")
    assert len(out) > MOST


def test_words_that_waited_leave_when_the_next_arrive() -> None:
    now = 0.0
    cutter = Sentences(lambda: now)
    assert cutter.add("The page shows ") == ""
    now = PATIENCE_S
    assert cutter.add("a lo") == "The page shows a "


def test_the_answer_comes_first_and_a_yes_is_no_sentence_of_its_own() -> None:
    assert first("A menu of a harbour kitchen. It has ten lines.") == (
        "A menu of a harbour kitchen.",
        " It has ten lines.",
    )
    assert first("Yes. The soup costs 4.50. It is warm.")[0] == "Yes. The soup costs 4.50."
    assert first("I see no text") == ("I see no text", "")
