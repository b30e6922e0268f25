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
