"""Folds spellings together, so that one table of words meets its many disguises. Cheap, no models.

`fold` is for matching rules; `decoded` undoes obfuscation (spaced letters, digits for letters,
backwards text) and is judged beside the original, never instead of it.
"""

import re
import unicodedata

from clearsight.detect.cipher import deciphered
from clearsight.detect.leet import unleeted
from clearsight.detect.lookalikes import in_one_script
from clearsight.detect.spelt import even_case, first_letter_first, joined, unbracketed

# Unicode's Default_Ignorable_Code_Point, and what strikes letters through.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff\u0334-\u0338]"
)
# What NFKC left uncombined on a Latin letter is no accent of any language that we know.
_PILED = re.compile("(?<=[A-Za-z\u00c0-\u024f\u1e00-\u1eff])[\u0300-\u036f\u0489\u20d0-\u20f0]+")
_LETTERS = str.maketrans(
    {
        **{chr(start + n): chr(97 + n) for start in (0x1F150, 0x1F170) for n in range(26)},
        **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),
    }
)
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
_ONE_FORM = str.maketrans("أإآٱىةё", "اااايهе")
_LATIN_MARK = re.compile(r"(?<=[a-zA-Z])[\u0300-\u036f]+")
_QUOTES = str.maketrans("’‘`´“”«»„", '\'\'\'\'"""""')
_PILE = re.compile("[\u0300-\u036f]+")
_PILED_LETTER = re.compile("[^\\W\\d_][\u0300-\u036f]")
_SHORT_I = re.compile("(?<=[\u0438\u0418])\u0306(?=[\u0300-\u036f])")
# NFKC makes a Greek sigma of the lunate one, which looks like c; a digit on a key is a digit.
_KEPT = str.maketrans("ϲϹ", "сС", "\u20e3\ufe0f")
_MOSTLY = 0.6  # no language writes accents on so many of its letters
_FEW_LETTERS = 4
_ROUNDS = 3


def plain(text: str) -> str:
    """NFKC without invisible or piled-up characters; case, accents and line breaks kept."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _PILED.sub("", text).translate(_LETTERS)


def fold(text: str) -> str:
    """Lower case, Latin letters without accents, one form of each Arabic letter, plain quotes."""
    text = plain(text).translate(_QUOTES).casefold()
    text = unicodedata.normalize("NFC", _LATIN_MARK.sub("", unicodedata.normalize("NFD", text)))
    return _ARABIC_MARKS.sub("", text).translate(_ONE_FORM)


def decoded(text: str) -> str:
    """The text in ordinary letters, words and order, as far as that is far likelier; else `plain`.

    Undone are piled accents, look-alikes of other scripts, letters in parentheses or spaced out,
    digits and signs for letters, Pig Latin, moved alphabets, backwards writing and odd capitals.
    """
    before = plain(_unpiled(text if text.isascii() else text.translate(_KEPT)))
    for _ in range(_ROUNDS):
        after = before
        for step in _STEPS:
            after = step(after)
        if after == before:
            break
        before = after
    return before


_STEPS = (
    unbracketed, first_letter_first, in_one_script, joined, unleeted, deciphered, even_case,
)  # fmt: skip


def _unpiled(text: str) -> str:
    """Letters without accents where nearly all of them carry some."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    piled = len(_PILED_LETTER.findall(apart))
    if piled < _FEW_LETTERS or piled < _MOSTLY * sum(map(str.isalpha, apart)):
        return text
    kept = _SHORT_I.sub("\0", apart)  # the Cyrillic short i keeps its breve
    return unicodedata.normalize("NFC", _PILE.sub("", kept).replace("\0", "\u0306"))


def sentences(text: str) -> list[str]:
    """Sentences without their end marks, in order; empty ones dropped."""
    return [s.strip() for s in re.split(r"[.!?。！？؟।\n;]+", text) if s.strip()]


def scripts(text: str) -> frozenset[str]:
    """Which of the scripts that our tables know occur in the text."""
    return frozenset(name for name, found in _SCRIPTS.items() if found.search(text))


_SCRIPTS = {
    "Latin": re.compile("[A-Za-z]"),
    "Cyrillic": re.compile("[\u0400-\u04ff]"),
    "Arabic": re.compile("[\u0600-\u06ff]"),
    "Devanagari": re.compile("[\u0900-\u097f]"),
    "Han": re.compile("[\u4e00-\u9fff]"),
    "Hiragana": re.compile("[\u3041-\u309f]"),
    "Katakana": re.compile("[\u30a1-\u30ff]"),
}
