"""Whether words of a question stand in words that were read, with the slips of OCR allowed for."""

import re
from difflib import SequenceMatcher
from unicodedata import combining, normalize


def word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SMALL = word_set(
    "a an the of to for in on at is are am be it its this that these those and or with from "
    "by my me i we you your our his her their there here any some one ones do does did has "
    "have had can could would please what which where when how who much many cost price costs "
    "show shows say says tell about read see find if just so will not no yes was were get got "
    "per each they them until"
)
_HAN = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
MIN_FUZZY_LETTERS = 5  # shorter words differ by one letter too often: "tea", "pea"
FUZZY_RATIO = 0.82


def fold(text: str) -> str:
    """Lower case without accents."""
    plain = normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not combining(c))


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))


def content(text: str) -> list[str]:
    """The words that carry the meaning of a question's topic."""
    return [word for word in words(text) if word not in SMALL]


def stem(word: str) -> str:
    """Without the English plural."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("shes", "ches", "sses", "xes", "oes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


# Said one way, printed another.
PRINTED = {"kilo": "kg", "kilogram": "kg", "litre": "l", "liter": "l", "phone": "tel",
            "weigh": "weight", "paid": "pay", "tax": "vat", "calory": "kcal", "lot": "batch",
            "batch": "lot"}  # fmt: skip


def _same(wanted: str, seen: str) -> bool:
    left, right = stem(wanted), stem(seen)
    if PRINTED.get(left) == right:
        return True
    if left == right:
        return True
    if any(c.isdigit() for c in wanted + seen):
        return False
    if min(len(left), len(right)) < MIN_FUZZY_LETTERS:
        return False
    return SequenceMatcher(None, left, right).ratio() >= FUZZY_RATIO


def share(topic: str, text: str) -> float:
    """Which share of the topic's words stands in the text, 0..1.

    A word also counts when OCR lost the blanks around it ("TomatoSoup"), from four letters on.
    """
    wanted = content(topic)
    if not wanted:
        return 0.0
    seen = words(text)
    glued = [word for word in seen if len(word) >= 7]
    hits = sum(
        any(_same(word, other) for other in seen)
        or (len(word) >= 4 and any(stem(word) in other for other in glued))
        # Chinese and Japanese have no blanks between words.
        or (_HAN.search(word) is not None and any(word in other for other in seen))
        for word in wanted
    )
    return hits / len(wanted)


def holds(topic: str, text: str) -> bool:
    """Every word of the topic stands in the text."""
    return share(topic, text) == 1.0
