"""Digits and signs written for Latin letters ("5t3p5", "|<1ck"), read as letters.

A number plate, a model's name or a hash stays: a word alone must have a sign between letters and
read like a word; only where many words do are short ones and bare digits read too.
"""

import re
from itertools import product

from clearsight.detect.likely import Likely, key, likely

_FORMS = {
    "|\\/|": "m", "/\\/\\": "m", "\\/\\/": "w", "|\\|": "n", "|-|": "h", "|_|": "u", "/-\\": "a",
    "|<": "k", "|{": "k", "|)": "d", "|>": "p", "|3": "b", "\\/": "v", "/\\": "a", "()": "o",
    "[]": "o", "><": "x", "}{": "x", "€": "e", "£": "l", "¢": "c", "¥": "y", "@": "a", "$": "s",
    "!": "i", "|": "il", "+": "t", "(": "c", "<": "c", "0": "o", "1": "il", "2": "z", "3": "e",
    "4": "a", "5": "s", "6": "gb", "7": "t", "8": "b", "9": "g",
}  # fmt: skip
_PIECE = re.compile("|".join(map(re.escape, _FORMS)) + "|.", re.DOTALL)
_SIGN = "0-9@$!|+€£¢¥"
_MAYBE = re.compile(rf"[^\W\d_][{_SIGN}(]+[^\W\d_]|\|<|\\/|\|-\||/\\|\|\)|\|_\|")
_TOKEN = re.compile(r"(?:\|-\||/-\\|[^\s'’-])+")
_CORE = re.compile(r"^([\"'(\[]*)(.*?)([.,;:?!)\]\"']*)$", re.DOTALL)
_INSIDE = re.compile(rf"[^\W\d_][{_SIGN}]{{1,3}}[^\W\d_]")
_HAS_SIGN = re.compile(rf"[{_SIGN}]|\\/|/\\|[(<]|><|\}}\{{")
_PLAUSIBLE = -2.75
_ONE_SIGN = -3.2  # with a single sign
_AT_LEAST = -4.5  # in a text that is full of it
_LESS_USUAL = 1.5  # nats that the second letter of a sign must be better
_MOST_CHARS = 24
_MOST_WAYS = 8
_MOST_DIGITS = 3  # of a number that may be a short word: "15", "70"


def unleeted(text: str) -> str:
    """The text with signs read as letters, where that gives words."""
    if not _MAYBE.search(text):
        return text
    tokens = [_CORE.fullmatch(found[0]) for found in _TOKEN.finditer(text)]
    parts = [found.groups() if found else ("", "", "") for found in tokens]
    table = likely()
    read = [_read(table, core) for _, core, _ in parts]
    sure = sum(_is_sure(table, core, word) for (_, core, _), word in zip(parts, read, strict=True))
    wordlike = sum(len(core) > 1 for _, core, _ in parts)
    mixed = sum(_INSIDE.search(core) is not None for _, core, _ in parts)
    full = (sure > 2 and 3 * sure >= wordlike) or (sure > 1 and 5 * mixed >= 2 * wordlike)
    out = iter(
        before + _chosen(table, core, word, full) + after
        for (before, core, after), word in zip(parts, read, strict=True)
    )
    return _TOKEN.sub(lambda _: next(out), text)


def _read(table: Likely, core: str) -> str:
    """The likeliest reading in letters; the core itself when it has no sign or other signs."""
    if not 0 < len(core) <= _MOST_CHARS or not _HAS_SIGN.search(core):
        return core
    pieces: list[str] = [_FORMS.get(piece, piece) for piece in _PIECE.findall(core)]
    ways = 1
    for index, piece in enumerate(pieces):
        ways *= len(piece)
        if ways > _MOST_WAYS:
            pieces[index] = piece[0]

    def worth(way: tuple[str, ...]) -> float:
        less_usual = sum(a != b[:1] for a, b in zip(way, pieces, strict=True))
        return table.score(key("".join(way))) - _LESS_USUAL * less_usual

    best = max(product(*pieces), key=worth)
    return "".join(best)


def _is_sure(table: Likely, core: str, word: str) -> bool:
    return word != core and len(word) > 2 and not core.isdigit() and key(word) in table.words


def _chosen(table: Likely, core: str, word: str, full: bool) -> str:
    if word == core:
        return core
    folded = key(word)
    letters = word.replace("'", "").replace("-", "").replace("’", "")
    if not letters.isalpha():
        return core
    if full:
        if core.isdigit():
            short = folded in table.words or folded == "s"  # "'5"
            return word if len(core) <= _MOST_DIGITS and short else core
        return word if folded in table.words or table.each(folded) >= _AT_LEAST else core
    return word if _is_alone(table, core, folded) else core


def _is_alone(table: Likely, core: str, folded: str) -> bool:
    plain = sum(map(str.isalpha, core))
    if len(folded) < 3 or not _INSIDE.search(core) or _mixed_case(core):
        return False
    if folded in table.words:
        return plain > 2 or core.islower()
    if len(folded) < 4 or plain < 3 or core.isupper():
        return False
    return table.each(folded) >= (_ONE_SIGN if len(core) - plain == 1 else _PLAUSIBLE)


def _mixed_case(core: str) -> bool:
    letters = "".join(filter(str.isalpha, core))
    return not (letters.islower() or letters.isupper() or letters.istitle())
