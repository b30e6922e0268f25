"""The pages' own texts: TOML files by language, looked up by id.

xx.toml has those of the assistant, xx.doors.toml those of accounts, cohorts and trust.

Languages here are those whose every text exists; none is filled from another.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

LANGUAGES = {"en": "English", "zh": "中文", "es": "Español", "ar": "العربية"}
RIGHT_TO_LEFT = ("ar",)


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language.

    Attributes:
        code: BCP 47 tag.
        direction: "ltr" or "rtl".
    """

    code: str
    direction: str
    texts: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.texts[key]

    def __contains__(self, key: str) -> bool:
        return key in self.texts


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
    """The texts of a language that is in LANGUAGES; English for every other code."""
    known = code if code in LANGUAGES else "en"
    texts: dict[str, str] = {}
    for name in (f"{known}.toml", f"{known}.doors.toml"):
        source = files(__name__).joinpath(name)
        texts |= tomllib.loads(source.read_text(encoding="utf-8"))
    direction = "rtl" if known in RIGHT_TO_LEFT else "ltr"
    return Words(known, direction, MappingProxyType(texts))
