"""Letters of other scripts that stand for Latin ones they look like, and the other way round.

Real Greek, Cyrillic or Armenian stays: a word changes when it mixes scripts, or when all its
letters have look-alikes and the text holds no word that only its script can write.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from clearsight.detect.likely import key, likely
from clearsight.detect.spelt import LIKELY

_OTHER = re.compile("[\u0180-\u02af\u0370-\u058f\u10a0-\u10ff\u13a0-\u13ff\u1d00-\u1d7f"
                    "\u2c60-\u2cff\ua4d0-\ua4ff\ua720-\ua7ff\uab70-\uabbf×]")  # fmt: skip
_WORD = re.compile(r"(?:[^\W\d_]|×)+")
_LONG, _LONG_LIKELY = 5, -4.0  # so long, a word of two scripts is no unit or variable
_LATIN = re.compile("[A-Za-z]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ONLY_CYRILLIC = re.compile("[\u0400-\u04ff\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class _Tables:
    """Translations: to Latin, and from Latin to Cyrillic."""

    latin: Mapping[int, str]
    cyrillic: Mapping[int, str]


def in_one_script(text: str) -> str:
    """The text with look-alikes in the script of their word."""
    if not _OTHER.search(text):
        return text
    words = list(_WORD.finditer(text))
    odd = [word[0] for word in words if _OTHER.search(word[0])]
    whole = _stands_alone(odd)
    return _WORD.sub(lambda found: _one_script(found[0], whole), text)


def _one_script(word: str, whole: bool) -> str:
    if word.isascii() or not _OTHER.search(word):
        return word
    latin = word.translate(_tables().latin)
    mixed = _LATIN.search(word) is not None
    if not _OTHER.search(latin) and (whole or (mixed and _reads(latin))):
        return latin
    cyrillic = word.translate(_tables().cyrillic) if mixed and _CYRILLIC.search(word) else ""
    return cyrillic if _ONLY_CYRILLIC.fullmatch(cyrillic) and _needs(word, latin) else word


def _needs(word: str, latin: str) -> bool:
    """Whether a word of two scripts is Cyrillic: it has letters that are not Latin, or few are."""
    return _CYRILLIC.search(latin) is not None or 2 * len(_LATIN.findall(word)) < len(word)


def _reads(word: str) -> bool:
    folded = key(word)
    least = LIKELY if len(folded) < _LONG else _LONG_LIKELY
    return len(folded) > 2 and (folded in likely().words or likely().each(folded) >= least)


def _stands_alone(odd: Sequence[str]) -> bool:
    """Whether no word of the text needs its own script, and most read as Latin words do."""
    latin = [word.translate(_tables().latin) for word in odd]
    if any(_OTHER.search(word) for word in latin):
        return False
    long = [word for word in latin if len(word) > 2]
    own = sum(key(word) in likely().words for word in odd)
    return len(long) > 0 and 3 * sum(map(_reads, long)) >= 2 * len(long) and 4 * own <= len(odd)


@cache
def _tables() -> _Tables:
    source = resources.files("clearsight.detect.rules").joinpath("lookalikes.toml")
    alike: dict[str, str] = tomllib.loads(source.read_text(encoding="utf-8"))["alike"]
    latin = {ord(other): letter for letter, others in alike.items() for other in others}
    cyrillic = {
        ord(letter): other
        for letter, others in alike.items()
        for other in others[::-1]
        if _CYRILLIC.match(other) and other.islower() == letter.islower()
    }
    return _Tables(latin, cyrillic)
