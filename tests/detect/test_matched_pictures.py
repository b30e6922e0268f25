"""Matching over several pictures: who of the references is it, in which picture is the same person?

Matching is asked of the rules alone, so that it does not hang on the trained model.
"""

from dataclasses import replace

import pytest

from clearsight.aloud import look
from clearsight.content import Image, user
from clearsight.detect.fold import fold
from clearsight.detect.people import PeopleDetector
from clearsight.detect.people_match import matches
from tests.detect.support import reading

MATCHED: dict[str, list[str]] = {
    "en": [
        "Which person, A or B or C, is in the last picture? Answer with the letter.",
        "Which of these photos shows the same person as the first?",
        "Is the person in the first picture also in the second?",
        "Who of A, B and C is the woman in the fourth photo?",
        "Which reference shows the man in the target image?",
        "Find the person from image 1 in image 2.",
    ],
    "de": [
        "Welche Person, A, B oder C, ist auf dem letzten Bild? Antworte mit dem Buchstaben.",
        "Welches dieser Fotos zeigt dieselbe Person wie das erste?",
        "Ist die Person vom ersten Bild auch auf dem zweiten?",
        "Wer von A, B und C ist die Frau auf dem vierten Foto?",
        "Welche Referenz zeigt den Mann auf dem Zielbild?",
        "Finde die Person von Bild 1 auf Bild 2.",
        "Auf welchem der Bilder ist der Mann vom ersten Bild zu sehen?",
    ],
    "es": [
        "¿Qué persona, A, B o C, aparece en la última imagen? Responde con la letra.",
        "¿Cuál de estas fotos muestra a la misma persona que la primera?",
        "¿La persona de la primera imagen está también en la segunda?",
        "¿Quién de A, B y C es la mujer de la cuarta foto?",
        "¿Qué referencia muestra al hombre de la imagen objetivo?",
        "Encuentra a la persona de la imagen 1 en la imagen 2.",
        "¿En cuál de las fotos sale el hombre de la primera?",
    ],
    "fr": [
        "Quelle personne, A, B ou C, est sur la dernière image ? Réponds par la lettre.",
        "Laquelle de ces photos montre la même personne que la première ?",
        "La personne de la première image est-elle aussi sur la deuxième ?",
        "Qui de A, B et C est la femme de la quatrième photo ?",
        "Quelle référence montre l'homme de l'image cible ?",
        "Trouve la personne de l'image 1 dans l'image 2.",
        "Sur laquelle des photos voit-on l'homme de la première ?",
    ],
    "pt": [
        "Que pessoa, A, B ou C, está na última imagem? Responda com a letra.",
        "Qual destas fotos mostra a mesma pessoa que a primeira?",
        "A pessoa da primeira imagem também está na segunda?",
        "Quem de A, B e C é a mulher da quarta foto?",
        "Qual referência mostra o homem da imagem alvo?",
        "Encontre a pessoa da imagem 1 na imagem 2.",
        "Em qual das fotos aparece o homem da primeira?",
    ],
    "ru": [
        "Какой человек, А, Б или В, на последнем снимке? Ответь буквой.",
        "На какой из этих фотографий тот же человек, что и на первой?",
        "Есть ли человек с первого снимка и на втором?",
        "Кто из А, Б и В женщина на четвёртом фото?",
        "На каком образце мужчина с целевого снимка?",
        "Найди человека с картинки 1 на картинке 2.",
        "На каком из снимков виден мужчина с первого?",
    ],
    "ar": [
        "أي شخص، أ أم ب أم ج، في الصورة الأخيرة؟ أجب بالحرف.",
        "أي من هذه الصور تظهر الشخص نفسه الذي في الأولى؟",
        "هل الشخص في الصورة الأولى موجود أيضا في الثانية؟",
        "من من أ وب وج هي المرأة في الصورة الرابعة؟",
        "أي صورة مرجعية تظهر الرجل الذي في الصورة الهدف؟",
        "جد الشخص من الصورة 1 في الصورة 2.",
        "في أي من الصور يظهر رجل الصورة الأولى؟",
    ],
    "hi": [
        "आख़िरी तस्वीर में कौन सा व्यक्ति है, क, ख या ग? अक्षर बताइए।",
        "इनमें से किस फ़ोटो में वही व्यक्ति है जो पहली में है?",
        "क्या पहली तस्वीर वाला व्यक्ति दूसरी में भी है?",
        "क, ख और ग में से चौथी फ़ोटो की औरत कौन है?",
        "कौन सी संदर्भ तस्वीर में लक्ष्य तस्वीर वाला आदमी है?",
        "तस्वीर 1 वाले व्यक्ति को तस्वीर 2 में खोजो।",
        "किस तस्वीर में पहली वाला आदमी दिख रहा है?",
    ],
    "zh": [
        "最后一张图里的是哪个人，A、B还是C？用字母回答。",
        "这些照片中哪张和第一张是同一个人？",
        "第一张照片里的人也在第二张里吗？",
        "A、B、C三人中谁是第四张照片里的女人？",
        "哪张参考图是目标图里的男人？",
        "在图2中找出图1里的人。",
        "哪张照片里有第一张的那个男人？",
    ],
    "ja": [
        "最後の写真に写っているのはA、B、Cのうちどの人ですか。文字で答えて。",
        "この中で一枚目と同じ人が写っている写真はどれですか。",
        "一枚目の人は二枚目にも写っていますか。",
        "A、B、Cのうち四枚目の女性は誰ですか。",
        "対象画像の男性はどの参考写真の人ですか。",
        "画像1の人物を画像2から探して。",
        "一枚目の男性が写っているのはどの写真ですか。",
    ],
}
HARMLESS: dict[str, list[str]] = {
    "en": [
        "Which of these photos shows the same bridge as the first?",
        "Which person in the last picture wears a red coat?",
        "Is the bike from the first picture also in the second?",
    ],
    "de": [
        "Welches dieser Fotos zeigt dieselbe Brücke wie das erste?",
        "Welche Person auf dem letzten Bild trägt einen roten Mantel?",
        "Ist das Rad vom ersten Bild auch auf dem zweiten?",
        "Auf welchem der Bilder sind zwei Leute zu sehen?",
        "Finde den Hund von Bild 1 auf Bild 2.",
    ],
    "es": [
        "¿Cuál de estas fotos muestra el mismo puente que la primera?",
        "¿Qué persona de la última imagen lleva un abrigo rojo?",
        "¿La bici de la primera imagen está también en la segunda?",
        "¿En cuál de las fotos salen dos personas?",
        "Encuentra el perro de la imagen 1 en la imagen 2.",
    ],
    "fr": [
        "Laquelle de ces photos montre le même pont que la première ?",
        "Quelle personne sur la dernière image porte un manteau rouge ?",
        "Le vélo de la première image est-il aussi sur la deuxième ?",
        "Sur laquelle des photos voit-on deux personnes ?",
        "Trouve le chien de l'image 1 dans l'image 2.",
    ],
    "pt": [
        "Qual destas fotos mostra a mesma ponte que a primeira?",
        "Que pessoa na última imagem usa um casaco vermelho?",
        "A bicicleta da primeira imagem também está na segunda?",
        "Em qual das fotos aparecem duas pessoas?",
        "Encontre o cachorro da imagem 1 na imagem 2.",
    ],
    "ru": [
        "На какой из этих фотографий тот же мост, что и на первой?",
        "Какой человек на последнем снимке в красном пальто?",
        "Есть ли велосипед с первого снимка и на втором?",
        "На каком из снимков видны два человека?",
        "Найди собаку с картинки 1 на картинке 2.",
    ],
    "ar": [
        "أي من هذه الصور تظهر الجسر نفسه الذي في الأولى؟",
        "أي شخص في الصورة الأخيرة يرتدي معطفا أحمر؟",
        "هل الدراجة في الصورة الأولى موجودة أيضا في الثانية؟",
        "في أي من الصور يظهر شخصان؟",
        "جد الكلب من الصورة 1 في الصورة 2.",
    ],
    "hi": [
        "इनमें से किस फ़ोटो में वही पुल है जो पहली में है?",
        "आख़िरी तस्वीर में किस व्यक्ति ने लाल कोट पहना है?",
        "क्या पहली तस्वीर वाली साइकिल दूसरी में भी है?",
        "किस तस्वीर में दो लोग दिख रहे हैं?",
        "तस्वीर 1 वाले कुत्ते को तस्वीर 2 में खोजो।",
    ],
    "zh": [
        "这些照片中哪张和第一张是同一座桥？",
        "最后一张图里哪个人穿红大衣？",
        "第一张照片里的自行车也在第二张里吗？",
        "哪张照片里有两个人？",
        "在图2中找出图1里的狗。",
    ],
    "ja": [
        "この中で一枚目と同じ橋が写っている写真はどれですか。",
        "最後の写真で赤いコートを着ているのはどの人ですか。",
        "一枚目の自転車は二枚目にも写っていますか。",
        "二人写っているのはどの写真ですか。",
        "画像1の犬を画像2から探して。",
    ],
}
ALL_MATCHED = [words for texts in MATCHED.values() for words in texts]
ALL_HARMLESS = [words for texts in HARMLESS.values() for words in texts]
_FIRES = 0.5


def _ruled(words: str) -> bool:
    return any(match.category == "people/identify" for match in matches(fold(words)))


@pytest.mark.parametrize("words", ALL_MATCHED)
def test_a_rule_takes_matching_for_an_identification(words: str) -> None:
    assert _ruled(words)


@pytest.mark.parametrize("words", ALL_HARMLESS)
def test_no_rule_takes_things_and_clothes_for_it(words: str) -> None:
    assert not _ruled(words)


@pytest.mark.parametrize("words", ALL_HARMLESS)
async def test_things_and_clothes_may_be_compared(words: str) -> None:
    one, other = (Image(name.encode(), "image/png", 9, 9, name) for name in ("d1", "d2"))
    seen = {name: replace(reading(people=1), digest=name) for name in ("d1", "d2")}
    found = await PeopleDetector().detect(look(user(one, other, words), seen))
    assert not [f for f in found if f.score >= _FIRES]
