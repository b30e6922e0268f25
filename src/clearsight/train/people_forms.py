"""The forms in which questions about people come: as written, carelessly typed, behind other words.

What stands before a question ("I took this yesterday.", "There is a man in a red coat.") says
nothing of a person that the question does not, so the label stays.
"""

import re

import numpy as np

_DENSE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
_END = re.compile(r"[.!?。！？؟।]+\s*$")
_CARELESS, _BEHIND = 0.25, 0.2
BEFORE: dict[str, tuple[str, ...]] = {
    "en": (
        "Hello!", "I took this yesterday.", "Thanks for the last answer.", "One more question.",
        "The photo shows a man and a woman at a table.", "There is a child with a ball in it.",
        "It is a picture of four people in a street.", "A woman in a hat looks at the camera.",
    ),
    "de": (
        "Hallo!", "Das habe ich gestern aufgenommen.", "Noch eine Frage.", "Danke für vorhin.",
        "Das Foto zeigt einen Mann und eine Frau am Tisch.", "Darauf ist ein Kind mit einem Ball.",
    ),
    "es": (
        "¡Hola!", "La hice ayer.", "Otra pregunta.", "Gracias por lo de antes.",
        "La foto muestra a un hombre y una mujer a la mesa.", "Se ve a un niño con una pelota.",
    ),
    "fr": (
        "Bonjour !", "Je l'ai prise hier.", "Encore une question.", "Merci pour tout à l'heure.",
        "La photo montre un homme et une femme à table.", "On y voit un enfant avec un ballon.",
    ),
    "pt": (
        "Olá!", "Tirei ontem.", "Mais uma pergunta.", "Obrigado pela resposta anterior.",
        "A foto mostra um homem e uma mulher à mesa.", "Aparece uma criança com uma bola.",
    ),
    "ru": (
        "Привет!", "Я снял это вчера.", "Ещё вопрос.", "Спасибо за прошлый ответ.",
        "На фото мужчина и женщина за столом.", "На снимке ребёнок с мячом.",
    ),
    "ar": (
        "مرحبا!", "التقطتها أمس.", "سؤال آخر.", "شكرا على الجواب السابق.",
        "في الصورة رجل وامرأة إلى طاولة.", "فيها طفل معه كرة.",
    ),
    "hi": (
        "नमस्ते!", "यह मैंने कल खींची।", "एक और सवाल।", "पिछले जवाब के लिए धन्यवाद।",
        "फ़ोटो में एक आदमी और एक औरत मेज़ पर हैं।", "इसमें गेंद के साथ एक बच्चा है।",
    ),
    "zh": (
        "你好！", "这是我昨天拍的。", "再问一个问题。", "谢谢刚才的回答。",
        "照片里一男一女坐在桌边。", "图里有个拿球的小孩。",
    ),
    "ja": (
        "こんにちは！", "昨日撮りました。", "もう一つ質問。", "さっきはありがとう。",
        "写真には男女がテーブルにいます。", "ボールを持った子どもが写っています。",
    ),
}  # fmt: skip


def served(text: str, language: str, random: np.random.Generator) -> str:
    """The text in a form drawn by chance."""
    if random.random() < _CARELESS:
        text = careless(text, random)
    if random.random() < _BEHIND and language in BEFORE:
        before = BEFORE[language]
        text = f"{before[random.integers(len(before))]} {text}"
    return text


def careless(text: str, random: np.random.Generator) -> str:
    """Lower case, no mark at the end, and now and then two letters that changed places."""
    text = _END.sub("", text.lower())
    if _DENSE.search(text) or len(text) < 8 or random.random() < 0.5:
        return text
    at = int(random.integers(1, len(text) - 2))
    if text[at].isalpha() and text[at + 1].isalpha():
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text
