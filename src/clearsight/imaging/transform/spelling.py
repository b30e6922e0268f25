"""Words spelt otherwise, as people do to get by a filter: readable, and not always one way back."""

import re

from clearsight.imaging.item import generator

_LEET = str.maketrans("aeiostAEIOST", "431057431057")
_WORD = re.compile(r"[^\W\d_]{4,}")


def leet(text: str, seed: int) -> str:
    """Digits for the letters a, e, i, o, s, t."""
    return text.translate(_LEET)


def spaced(text: str, seed: int) -> str:
    """A space between the characters of a word, three between words."""
    return _parted(text, " ", "   ")


def dotted(text: str, seed: int) -> str:
    """A dot between the characters of a word."""
    return _parted(text, ".", " ")


def dashed(text: str, seed: int) -> str:
    """A hyphen between the characters of a word."""
    return _parted(text, "-", " ")


def _parted(text: str, between: str, words: str) -> str:
    # Only the plain space parts words here; other white space stands for itself.
    return words.join(between.join(word) for word in text.split(" "))


def case_noise(text: str, seed: int) -> str:
    """Capital or small by chance, where that is only a matter of case."""
    random = generator("case_noise", seed)
    return "".join(_cased(c, bool(random.random() < 0.5)) for c in text)


def _cased(letter: str, upper: bool) -> str:
    other = letter.upper() if upper else letter.lower()
    return other if len(other) == 1 and other.casefold() == letter.casefold() else letter


def typos(text: str, seed: int, *, share: float = 0.5) -> str:
    """Two neighbours inside a word of four letters or more exchanged, in `share` of such words.

    First and last letters stay. No letter is lost or added.
    """
    random = generator("typos", seed)

    def slip(found: re.Match[str]) -> str:
        word = found[0]
        if random.random() >= share:
            return word
        at = int(random.integers(1, len(word) - 2))
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return _WORD.sub(slip, text)


def first_letter_last(text: str, seed: int) -> str:
    """A simple Pig Latin with one way back: first letter moved behind a hyphen, then "ay"."""
    return re.sub(r"[^\W\d_]+", lambda found: f"{found[0][1:]}-{found[0][0]}ay", text)
