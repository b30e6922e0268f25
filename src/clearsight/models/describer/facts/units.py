"""For how much of a thing a price is: one of it, a kilo, a size."""

import re

_ASKED = re.compile(r"\b(?:per|each|apiece|a (?:kilo|kg|pound|litre|liter|piece))\b")
_STATED = re.compile(
    r"\b(?:per|each|apiece|je|pro|cada|por|la piece|le kilo)\b|/ ?(?:\d+ ?)?(?:kg|g|l|ml|st|"
    r"stk|pc|ea|lb|unit|person)\b|@|每|元/"
)
_SEVERAL = re.compile(
    r"^\d+ ?[x×]|[x×] ?\d+\b|\b(?:pack|box|bag|set|pair|dozen) of\b|\d ?(?:pk|pcs)\b"
)
_SIZE = re.compile(
    r"\b(?:\d+(?:[.,]\d+)? ?(?:cm|mm|ml|cl|dl|l|g|kg|oz|inch(?:es)?|in)|small|medium|"
    r"large|big|regular|half|full|single|double|kids?|child(?:ren)?(?:'s)?|glass of|"
    r"bottle of|cup of|pint of)\b"
)
_VAGUE = re.compile(r"\b(?:dish|one|thing|plate|drink|item|option|portion of|piece of|slice of)\b")
WITHOUT = re.compile(r"\b(?:without|before|excluding|excl|net of|less|minus)\b")
NET = re.compile(r"\b(?:net|netto|excl\w*|before|without|ohne|hors)\b")


def asked(question: str) -> bool:
    """Whether a folded question asks for the price of one, or of a kilo."""
    return _ASKED.search(question) is not None


def stated(row: str) -> bool:
    return _STATED.search(row.casefold()) is not None


def several(name: str) -> bool:
    """Whether a name on a receipt stands for several of a thing ("2 x Bread")."""
    return _SEVERAL.search(name.casefold()) is not None


def bare(topic: str) -> str:
    """Without words that only point: "lamb dish", "the tomato one on toast"."""
    return " ".join(_VAGUE.sub(" ", topic).split())


def split(topic: str) -> tuple[str, str]:
    """The name and the size that a topic holds; the size is empty when it names none."""
    found = " ".join(match.group() for match in _SIZE.finditer(topic))
    return " ".join(_SIZE.sub(" ", bare(topic)).split()), re.sub(r" of\b", "", found)
