"""Words for allergens as they stand on labels. Only what was read counts; silence is no proof."""

import re

from clearsight.models.describer.facts.match import fold, words

# What a question may name -> what a label may print. From the fourteen allergens of EU regulation
# 1169/2011, annex II, with common names and German, French and Spanish label words.
_TABLE = {
    "nuts": r"(?<!coco)(?<!dough)(?<!chest)(?<!butter)nuts?\b|almonds?|hazelnuts?|walnuts?|"
    r"cashews?|pecans?|pistachios?|macadamia|brazil ?nuts?|praline|marzipan|nusse|noix|noisettes?|"
    r"frutos secos|nueces",
    "peanuts": r"peanuts?|groundnuts?|erdnuss\w*|arachides?|cacahuetes?",
    "milk": r"milk|lactose|whey|casein|butter(?!nut)|cream|cheese|yogh?urt|milch|lait\b|leche",
    "eggs": r"\beggs?\b|albumen|mayonnaise|\beier?\b|oeufs?|huevos?",
    "gluten": r"gluten|wheat|barley|\brye\b|spelt|\boats?\b|weizen|\bble\b|trigo",
    "wheat": r"wheat|weizen|\bble\b|trigo",
    "soya": r"soya?|soybeans?|soja",
    "fish": r"(?<!shell)fish|\bcod\b|\btuna\b|salmon(?!ella)|anchov\w+|fisch|poisson|pescado",
    "shellfish": r"shellfish|crustaceans?|prawns?|shrimps?|crabs?\b|lobster|molluscs?|mussels?|"
    r"squid|oysters?|clams?",
    "sesame": r"sesam\w*|tahini",
    "mustard": r"mustard|senf|moutarde|mostaza",
    "celery": r"celery|celeriac|sellerie|celeri|apio",
    "lupin": r"lupin\w*",
    "sulphites": r"sul(?:ph|f)ites?|sulphur dioxide|sulfur dioxide|\be22[0-8]\b",
}
_SAME = {
    "nut": "nuts", "peanut": "peanuts", "groundnut": "peanuts", "dairy": "milk", "lactose": "milk",
    "egg": "eggs", "soy": "soya", "prawns": "shellfish", "prawn": "shellfish",
    "shrimp": "shellfish",
    "crustaceans": "shellfish", "seafood": "shellfish", "sulfites": "sulphites",
    "sulphite": "sulphites", "sulfite": "sulphites", "coeliac": "gluten", "celiac": "gluten",
}  # fmt: skip
NEGATED = re.compile(r"free|\bno\b|\bnot?\b|without|\bnon\b|\bohne\b|\bsans\b|\bsin\b|-frei")
MAYBE = re.compile(r"may (?:also )?contain|traces|kann .*enthalten|made in a|factory|handles")
ANY = re.compile(r"\ballerg|may contain|contains?:|traces of")


def asked(question: str) -> tuple[str, ...]:
    """The words of a question that name allergens, as they stand there."""
    return tuple(dict.fromkeys(w for w in words(question) if _SAME.get(w, w) in _TABLE))


def named(word: str, line: str) -> bool:
    """Whether a line of a label names what a question's word means ("lactose": milk, whey ...)."""
    return re.search(_TABLE[_SAME.get(word, word)], fold(line)) is not None


def perhaps(word: str, line: str) -> bool:
    """Whether a line names it only behind "may contain": "wheat, may contain nuts" holds wheat."""
    low = fold(line)
    found = re.search(_TABLE[_SAME.get(word, word)], low)
    return found is not None and MAYBE.search(low[: found.start()]) is not None
