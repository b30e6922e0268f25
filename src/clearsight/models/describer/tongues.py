"""Read and describe questions in the nine other languages of the project.

They are recognised, not spoken: the answer quotes what is read and says the rest in plain English.
"""

import re

from clearsight.models.describer.ask import Intent
from clearsight.models.describer.facts.match import fold

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
_TABLE: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    ("read", re.compile(fold(_READ))),
    ("describe", re.compile(fold(_DESCRIBE))),
)
# Function words that tell a question is in one of these languages when nothing else matched.
_OTHER = re.compile(
    r"[\u0400-\u04ff\u0600-\u06ff\u0900-\u097f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]|"
    r"\b(?:cuanto|cuantos|donde|quien|cual|esta|hay|combien|quel|quelle|ou est|qui est|il y a|"
    r"wie viele?|wieviel|wer ist|wo ist|welche|gibt es|quanto|quantos|onde|quem|qual|tem)\b"
)


def intent(question: str) -> Intent | None:
    """What a folded question in another language asks; None when that is not recognised."""
    return next((name for name, pattern in _TABLE if pattern.search(question)), None)


def other(question: str) -> bool:
    """Whether a folded question looks as if it were not English."""
    return _OTHER.search(question) is not None
