"""Read and describe questions in the nine other languages of the project.

They are recognised, not spoken: the answer quotes what is read and says the rest in plain English,
with a sentence that tells so in the language of the question. These sentences were written by the
developers; nothing is translated by machine.
"""

import re
from collections.abc import Mapping

from clearsight.models.describer.ask import Intent
from clearsight.models.describer.facts.match import fold

NOT_UNDERSTOOD: Mapping[str, str] = {
    "en": "I do not understand this question; ask in English, or ask me to read it.",
    "es": "No entiendo esta pregunta: pregunta en inglés o pídeme que lea el texto.",
    "fr": "Je ne comprends pas cette question : posez-la en anglais, ou faites-moi lire le texte.",
    "de": "Ich verstehe diese Frage nicht: Bitte fragen Sie auf Englisch, oder „Lies vor“.",
    "pt": "Não entendo esta pergunta: pergunte em inglês ou peça para eu ler o texto.",
    "ru": "Я не понимаю этот вопрос: спросите по-английски или попросите прочитать текст.",
    "zh": "我没听懂这个问题：请用英语提问，或者让我读出文字。",
    "ja": "この質問は分かりません。英語で聞くか、文字を読むように頼んでください。",
    "ar": "لا أفهم هذا السؤال: اسأل بالإنجليزية، أو اطلب مني قراءة النص.",
    "hi": "मुझे यह सवाल समझ नहीं आया: अंग्रेज़ी में पूछें, या मुझसे लिखा हुआ पढ़ने को कहें।",
}
QUOTED: Mapping[str, str] = {
    "en": "I quote what I read, and answer in English.",
    "es": "Cito lo que leo y contesto en inglés.",
    "fr": "Je cite ce que je lis et je réponds en anglais.",
    "de": "Ich zitiere, was ich lese, und antworte auf Englisch.",
    "pt": "Cito o que leio e respondo em inglês.",
    "ru": "Я привожу то, что прочитано, и отвечаю по-английски.",
    "zh": "我照原文引用读到的文字，并用英语回答。",
    "ja": "読んだ文字はそのまま伝え、英語で答えます。",
    "ar": "أنقل ما أقرأه كما هو، وأجيب بالإنجليزية.",
    "hi": "मैं लिखा हुआ वैसा ही बताता हूँ और अंग्रेज़ी में जवाब देता हूँ।",
}

# The ways people ask "what does it say / read this" and "what is this / describe this".
_READ = (
    r"写了什么|写着什么|读一下|读出|念一下|念出|上面写|文字是什么|什么字|"  # zh
    r"\bque (?:dice|pone)\b|\bl[ee]e(?:me|lo|r)?\b|que esta escrito|"  # es
    r"\bqu'est-ce qui est ecrit|\bque dit\b|\blis(?:ez|-moi)?\b|que lit-on|"  # fr
    r"\bwas steht\b|\blies\b|\bvorlesen\b|\bvorles|"  # de
    r"ماذا يقول|ما المكتوب|ماذا كتب|اقرأ|ما هو النص|"  # ar
    r"क्या लिखा|पढ़|पढ|"  # hi
    r"\bo que (?:diz|esta escrito)\b|\bleia\b|\bler\b|"  # pt
    r"что (?:тут |здесь |там )?(?:написано|говорится)|прочитай|прочти|прочитать|"  # ru
    r"何と書|なんと書|何て書|読んで|読み上げ"  # ja
)
_DESCRIBE = (
    r"这是什么|那是什么|描述|图里有什么|图片里|照片里|看到什么|"  # zh
    r"\bque es (?:esto|eso)\b|\bdescrib|\bque (?:hay|se ve|ves)\b|"  # es
    r"\bqu'est-ce que (?:c'est|tu vois)\b|\bc'est quoi\b|\bdecri|\bque vois\b|"  # fr
    r"\bwas ist (?:das|dies)\b|\bbeschreib|\bwas siehst\b|\bwas sieht man\b|"  # de
    r"ما هذا|ما هذه|صف|ماذا ترى|ماذا يوجد|"  # ar
    r"यह क्या है|ये क्या है|वर्णन|बताइए|क्या दिख|"  # hi
    r"\bo que e (?:isto|isso)\b|\bdescrev|\bo que (?:voce )?ve\b|"  # pt
    r"что это|опиши|что (?:ты )?видишь|что на (?:фото|картинке|изображении)|"  # ru
    r"これは何|これはなに|説明して|何が写|何が見え|何ですか"  # ja
)
# How long it keeps, what is to be paid, what something costs; `topic` is quoted as it was typed.
_EXPIRY = (
    r"保质期|有效期|过期|到期|能放多久|可以放多久|"  # zh
    r"\b(?:caduca|caducidad|vence|vencimiento|consumir antes)\b|"  # es
    r"تنتهي|ينتهي|انتهاء|الصلاحيه|الصلاحية|صلاحيته|"  # ar
    r"\b(?:peremption|perime\w*|date limite)\b|\bquand .*\bexpire|"  # fr
    r"\b(?:haltbar|haltbarkeit|ablaufdatum|verfallsdatum|mindesthaltbarkeitsdatum)\b"  # de
)
_OWED = (
    r"(?:一共|总共|合计)(?:是)?(?:要付?)?多少|(?:应付|要付|要交)多少|总额|"  # zh
    r"\bcuanto (?:debo|tengo que pagar|hay que pagar|es (?:el total|en total|todo))\b|"  # es
    r"\bcual es el total\b|كم (?:المجموع|ادفع|الاجمالي|يجب ان ادفع|علي ان ادفع)|"  # es, ar
    r"\bcombien (?:dois-je|est-ce que je dois|faut-il|je dois) (?:payer\b)?|"  # fr
    r"\b(?:was|wie ?viel) (?:muss ich (?:be)?zahlen|schulde ich)\b|\bgesamtbetrag\b"  # de
)
_PRICE = (
    r"(?:请问)?(?P<zh>[\u4e00-\u9fff]{0,10}?)(?:要|卖|是)?(?:多少钱|什么价)|"
    r".*\bcuanto (?:cuesta|cuestan|vale|valen) (?:el |la |los |las |un |una )?(?P<es>.+)|"
    r"(?:كم|بكم) (?:سعر|ثمن) (?P<ar>.+)|بكم (?P<ar2>.+)|"
    r".*\bcombien (?:coute|coutent) (?:le |la |les |l'|un |une )?(?P<fr>.+)|"
    r"(?:was|wie ?viel) kostet (?:der |die |das |den |ein |eine |einen )?(?P<de>.+)"
)
_ITSELF = frozenset(
    ["esto", "eso", "这个", "那个", "这", "هذا", "هذه", "ca", "cela", "das", "dies", "es"]
)
_TABLE: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    ("owed", re.compile(fold(_OWED))),
    ("price", re.compile(fold(_PRICE).replace("(?p<", "(?P<"))),
    ("expiry", re.compile(fold(_EXPIRY))),
    ("read", re.compile(fold(_READ))),
    ("describe", re.compile(fold(_DESCRIBE))),
)
# Function words that tell a question is in one of these languages when nothing else matched.
_OTHER = re.compile(
    r"[\u0400-\u04ff\u0600-\u06ff\u0900-\u097f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]|"
    r"\b(?:cuanto|cuantos|donde|quien|cual|esta|hay|combien|quel|quelle|ou est|qui est|il y a|"
    r"wie viele?|wieviel|wer ist|wo ist|welche|gibt es|quanto|quantos|onde|quem|qual|tem)\b"
)


def intent(question: str) -> tuple[Intent, str] | None:
    """What a folded question in another language asks, and of what; None when not recognised."""
    for name, pattern in _TABLE:
        if found := pattern.search(question.strip(" ¿¡")):
            topic = next((words for words in found.groups() if words), "").strip()
            return name, "" if topic in _ITSELF else topic
    return None


def other(question: str) -> bool:
    """Whether a folded question looks as if it were not English."""
    return _OTHER.search(question) is not None
