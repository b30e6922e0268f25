"""The pages' own texts by id: English stands in `english`, every other language in a catalogue.

Catalogues are gettext's (`catalogues/xx.po`, compiled to `xx.mo` by scripts/words.py), read by the
standard library. Languages here are those whose every text exists; none is filled from another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from types import MappingProxyType

from clearsight.app.words.english import ENGLISH

LANGUAGES = {"en": "English", "zh": "中文", "es": "Español", "ar": "العربية"}
RIGHT_TO_LEFT = ("ar",)


class _Nothing(NullTranslations):
    """What a catalogue falls back on: a text that it lacks is an error, never silently English."""

    def pgettext(self, context: str, message: str) -> str:
        raise LookupError(f"no text {context!r} in this language; translate it, see docs/page.md")

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self.pgettext(context, msgid1)


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language.

    Attributes:
        code: BCP 47 tag.
        direction: "ltr" or "rtl".
        texts: those that no number changes, by id.
    """

    code: str
    direction: str
    texts: Mapping[str, str]
    _catalogue: NullTranslations

    def __getitem__(self, key: str) -> str:
        return self.texts[key]

    def __contains__(self, key: str) -> bool:
        return key in self.texts

    def many(self, key: str, count: int, **values: object) -> str:
        """A text in the form that the language has for this number, with the number in it."""
        found = ENGLISH[key]
        form = self._catalogue.npgettext(key, found.one, found.many, count)
        return form.format(count=count, **values)


def wanted(accepted: str) -> str:
    """The best of our languages for a header Accept-Language (RFC 9110, 12.5.4); else English."""
    best, at = "en", 0.0
    for one in accepted.split(",")[:20]:
        tag, _, weight = one.partition(";")
        code = tag.strip().lower().partition("-")[0]
        share = _share(weight)
        if code in LANGUAGES and share > at:
            best, at = code, share
    return best


def _share(weight: str) -> float:
    """The q of a language; 1 when there is none, 0 when it is damaged."""
    name, _, number = weight.partition("=")
    if not name.strip():
        return 1.0
    try:
        return float(number) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0


@cache
def words(code: str) -> Words:
    """The texts of a language that is in LANGUAGES; English for every other code.

    Raises:
        LookupError: the catalogue lacks a text.
    """
    known = code if code in LANGUAGES else "en"
    catalogue = NullTranslations() if known == "en" else _catalogue(known)
    texts = {
        one.key: catalogue.pgettext(one.key, one.one) for one in ENGLISH.values() if not one.many
    }
    direction = "rtl" if known in RIGHT_TO_LEFT else "ltr"
    return Words(known, direction, MappingProxyType(texts), catalogue)


def _catalogue(code: str) -> NullTranslations:
    with files(__name__).joinpath("catalogues", f"{code}.mo").open("rb") as file:
        found = GNUTranslations(file)
    found.add_fallback(_Nothing())
    return found
