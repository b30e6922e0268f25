"""Unicode scripts of what was read, and which way they run."""

import unicodedata
from collections import Counter

# First word of a letter's Unicode name -> name of its Unicode script, where they differ.
_SCRIPTS = {"CJK": "Han", "IDEOGRAPHIC": "Han", "KATAKANA-HIRAGANA": "Katakana"}
RIGHT_TO_LEFT = frozenset({"Arabic", "Hebrew", "Syriac", "Thaana"})
# Written without spaces between words.
UNSPACED = frozenset({"Han", "Hiragana", "Katakana", "Thai"})
# Capitals and small letters that look the same in Cyrillic.
_TWINS = frozenset("ABCEHKMOPTXYaceopxy")


def script_of(text: str) -> str:
    """The script of most letters, "Common" when there are none (digits, signs)."""
    counts = Counter(
        _script(letter) for letter in text if letter.isalpha() or unicodedata.combining(letter)
    )
    counts.pop("Common", None)
    return counts.most_common(1)[0][0] if counts else "Common"


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "")
    if not name or (unicodedata.category(letter) == "Mn" and name.startswith("COMBINING")):
        return "Common"
    first = name.split()[0]
    return _SCRIPTS.get(first, first.capitalize())


def could_be_cyrillic(text: str) -> bool:
    """Whether every letter has a twin in Cyrillic, so that a Latin reader may be deceived."""
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and all(letter in _TWINS for letter in letters)
