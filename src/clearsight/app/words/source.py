"""How the pages' texts are written down: an id, and the English, which translators start from.

Babel finds the calls of `text` and `many` (see scripts/words.py); the id is the context of the
message, so that one English text may be two in another language.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One text in English.

    Attributes:
        key: id that templates and handlers ask for.
        one: the text, or its singular.
        many: its plural, which has a place {count}; empty for a text without one.
    """

    key: str
    one: str
    many: str = ""


def text(key: str, english: str) -> Text:
    """A text that is the same for every number."""
    return Text(key, english)


def many(key: str, one: str, many: str) -> Text:
    """A text whose words depend on {count}."""
    return Text(key, one, many)
