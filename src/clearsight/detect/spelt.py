"""Words spelt apart, in odd capitals or with their first letter last, put together again.

Each function gives the text back as it was unless its reading is far more likely.
"""

import re
from itertools import pairwise

from clearsight.detect.likely import WORD, Likely, key, letters_share, likely

LIKELY = -3.2  # mean nats a letter; words that the table lacks in its languages: about -2.7
_MOSTLY = 0.7  # of the characters are letters
_BRACKETED = re.compile(r"(?<![\w=)\]])(?:\([^\W\d_]\)){1,40}(?![\w=(\[])")
_ONE_BRACKETED = re.compile(r"\(([^\W\d_])\)")
_PARTED = re.compile(
    r"(?<![^\s\"'(\[])(?=\S(?:[^\w\s]|_))(\S)([.\-_*|/·•~+])(\S)(?:\2\S)*\2?(?![^\s\"')\],!?;:])"
)
_WIDE = re.compile(r"(?<=[^\W_])([.\-_*|/·•~+])\1+(?=[^\W_](?:\1|$|\s))")
_SINGLES = re.compile(r"(?<!\S)\S(?:\s+\S(?=[.,;:?!]?(?!\S))){3,}")
_GAP = re.compile(r"\s+")
_UNTABLED = re.compile("[\u0e00-\u0e7f\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MOVED = re.compile(r"(?<![^\W\d_])(?:([^\W\d_]+)-([^\W\d_])ay|-([^\W\d_])ay)(?![^\W\d_])")
_PIG = re.compile(r"(?<![\w-])[^\W\d_]+-?[^\W\d_]*ay(?![\w-])")
_WHOLE = re.compile(r"(?<![^\s\"'(\[¿¡])[^\W\d_]{3,}(?![^\s\"')\],.!?;:])")
_NAME = re.compile("(?:[a-z]{1,2}|[A-Z][a-z]+)[A-Z][a-z]{2,}")
_LONGEST = 18
_ONE_WORD = 9  # letters; longer runs that cut into known words are several
_FULL = 8  # letters in parentheses from which all are such


def unbracketed(text: str) -> str:
    """Letters in parentheses, each on its own, as words; "(a)", "(b)" of lists stay."""
    found = _BRACKETED.findall(text)
    words = ["".join(_ONE_BRACKETED.findall(run)) for run in found]
    if not any(len(word) > 2 for word in words) or not _wordy(words):
        return text
    if sum(map(len, words)) >= _FULL and len(words) > 2:
        return _ONE_BRACKETED.sub(r"\1", text)
    return _BRACKETED.sub(lambda run: _ONE_BRACKETED.sub(r"\1", run[0]), text)


def joined(text: str) -> str:
    """Words whose letters are parted by signs or spaces, as words."""
    return _unspaced(_undotted(text))


def _undotted(text: str) -> str:
    even = _WIDE.sub(" ", text)
    found = list(_PARTED.finditer(even))
    words = [_together(match) for match in found]
    long = [word for word in words if len(word) > 2 and letters_share(word) > _MOSTLY]
    if not long:
        return text
    full = len(long) > 2 or (len(long) > 1 and len(found) == len(even.split()))
    if full and 2 * len(found) >= len(even.split()) and _wordy(long):
        return _PARTED.sub(_together, even)
    return _PARTED.sub(lambda m: _together(m) if _alone(_together(m)) else m[0], text)


def _together(found: re.Match[str]) -> str:
    return found[0][::2]


def _alone(word: str) -> bool:
    """Whether one parted word is one: "h.e.l.l.o", not "U.S.S.R."."""
    lettered = len(word) > 3 and letters_share(word) > _MOSTLY
    return lettered and _wordy([word]) and not word.isupper()


def _unspaced(text: str) -> str:
    return _SINGLES.sub(lambda found: _spaced_words(found[0]), text)


def _spaced_words(run: str) -> str:
    letters = "".join(run.split())
    if letters_share(letters) < _MOSTLY:
        return run
    gaps = _GAP.findall(run)
    narrow = min(gaps, key=len)
    words, current = [], run[0]
    for gap, letter in zip(gaps, run.split()[1:], strict=True):
        if len(gap) > len(narrow) or letter in "/|\\":
            words.append(current)
            current = ""
        current += "" if letter in "/|\\" else letter
    words = [word for word in [*words, current] if word]
    if len(words) == 1 and letters[0] in "aAI" and _wordy([letters[1:]]) and not _wordy(words):
        words = [letters[0], letters[1:]]
    elif len(words) == 1 and key(letters) not in likely().words:
        cut = segmented(letters)
        known = all(key(word) in likely().words for word in cut)
        if not _wordy(words) or (known and len(letters) > _ONE_WORD):
            words = cut
    return " ".join(words) if _wordy(words) else run


def _wordy(words: list[str]) -> bool:
    """Whether most letters are in words that are known or likely; other scripts than Latin pass."""
    table = likely()
    total = good = 0
    for written in words:
        for word in map(key, WORD.findall(written)):
            if len(word) < 3 and len(words) > 1:
                continue
            total += len(word)
            good += len(word) * (_passes(word, alone=len(words) == 1) or _is_likely(table, word))
    return total > 0 and good >= 0.6 * total


def _passes(word: str, *, alone: bool) -> bool:
    """Of a script whose words the table hardly knows; alone only where it has no words at all."""
    letter = word[0]
    return not letter.isascii() and (not alone or _UNTABLED.match(letter) is not None)


def _is_likely(table: Likely, word: str) -> bool:
    return word in table.words or table.each(word) >= LIKELY


def segmented(letters: str) -> list[str]:
    """Letters without gaps cut into the likeliest words (Viterbi); bounded words, linear time."""
    table, folded = likely(), letters.lower()
    best = [0.0]
    cut = [0]
    for end in range(1, len(folded) + 1):
        choices = [
            (best[start] + _word_score(table, folded[start:end]), start)
            for start in range(max(0, end - _LONGEST), end)
        ]
        score, start = max(choices)
        best.append(score)
        cut.append(start)
    words, end = [], len(letters)
    while end > 0:
        words.append(letters[cut[end] : end])
        end = cut[end]
    return words[::-1]


def _word_score(table: Likely, word: str) -> float:
    known = table.words.get(word)
    return known if known is not None else -4.6 * len(word) - 6


def even_case(text: str) -> str:
    """In small letters, when capitals stand where they will; names like "iPhone" stay."""
    words = _WHOLE.findall(text)
    if len(words) < 2:
        return text
    odd = [word for word in words if _is_odd(word)]
    known = sum(key(word) in likely().words for word in odd)
    if len(odd) < 2 or 2 * len(odd) < len(words) or 5 * known < 2 * len(odd) or not _wordy(odd):
        return text
    return text.lower()


def _is_odd(word: str) -> bool:
    """Not lower, upper or title case, nor as names are: "iPhone", "YouTube"."""
    if word[1:].islower():  # most words: no capital behind the first letter
        return False
    if _NAME.fullmatch(word):
        return False
    inside = sum(a.isupper() != b.isupper() for a, b in pairwise(word[1:]))
    return inside > 0 and (inside > 1 or word[:2].isupper() or word[0].islower())


def first_letter_first(text: str) -> str:
    """Pig Latin undone: "ake-bay read-bay" and "akebay eadbray"."""
    if text.count("ay") + text.count("AY") < 3:
        return text
    words = WORD.findall(text)
    moved = [f"{last}{rest}{only}" for rest, last, only in _MOVED.findall(text)]
    if len(moved) > 2 and 5 * len(moved) > len(words) and _wordy(moved):
        return _MOVED.sub(r"\2\1\3", text)
    pigs = [found[0] for found in _PIG.finditer(text)]
    if len(pigs) < 3 or 5 * len(pigs) < 3 * len(words):
        return text
    undone = [_unpigged(word) for word in pigs]
    known = sum(key(word) in likely().words for word in undone)
    return _PIG.sub(lambda m: _unpigged(m[0]), text) if 2 * known >= len(pigs) else text


def _unpigged(word: str) -> str:
    stem = word[:-2].replace("-", "")
    choices = [stem[-n:] + stem[:-n] for n in (1, 2, 3) if n < len(stem)]
    choices += [stem[:-1]] if stem[-1:].lower() in ("w", "y") else []
    return max(choices, key=lambda w: likely().score(key(w)), default=word)
