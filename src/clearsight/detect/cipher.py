"""Letters moved along the alphabet or written backwards, read where that gives far likelier words.

Blind: nothing says that a text is so written. The gain of a reading, word by word (log likelihood
after less before), is summed over runs of words; ordinary words lose much and so end a run.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import mul
from string import ascii_lowercase, ascii_uppercase
from typing import NamedTuple

from clearsight.detect.likely import WORD, Likely, key, likely
from clearsight.detect.spelt import LIKELY

_ALPHABET = len(ascii_lowercase)
_ENOUGH = 22.0  # nats that a run must gain
_DROP = 14.0  # nats lost since its best place end a run
_MOST = 12.0  # nats that one word may gain or lose
_FEWEST_WORDS = 3
_FEWEST_LETTERS = 8
_WHOLE = 0.6  # of the words: then the others, names and numbers, are so written too
_OWN_LETTERS = 12  # from which the letters' frequencies tell the shift
_ENDS = ".?!。？！؟।"
_CAPITAL_LAST, _END_FIRST = 5.0, 8.0
_END_BEFORE = re.compile(rf"[{re.escape(_ENDS)}]\S")
_EAST_ASIAN = re.compile(r"\s*[?!。？！][\u3041-\u30ff\u3400-\u9fff].{5,}", re.DOTALL)

Turn = Callable[[str], str]


class _Token(NamedTuple):
    start: int
    end: int
    text: str
    score: float
    known: bool
    clue: float


def deciphered(text: str) -> str:
    """Rot13, other shifts, Atbash or backwards writing undone; the same text when there is none."""
    if _EAST_ASIAN.match(text) and text.rstrip()[-1] not in _ENDS:
        return text[::-1]
    table = likely()
    words = list(WORD.finditer(text))
    strange = [_token(table, found) for found in words if key(found[0]) not in table.words]
    unknown = [t for t in strange if len(t.text) > 1]
    if len(unknown) < 2 or sum(len(t.text) for t in unknown) < _FEWEST_LETTERS:
        return text
    turns = [*_shifts(unknown), _reversed]
    if not _hinted(text, words):  # most texts: then only what is unknown can gain
        turns = [t for t in turns if sum(_gain(table, token, t) for token in strange) >= _ENOUGH]
    tokens = [_token(table, found) for found in words] if turns else []
    best = [run for turn in turns for run in _runs(table, tokens, turn)]
    if not best:
        return text
    chosen = max(best, key=lambda run: run.gain).turn
    runs = sorted((run for run in best if run.turn is chosen), key=lambda run: -run.start)
    if sum(run.end - run.start for run in runs) >= _WHOLE * len(tokens):
        return _forwards(text) if chosen is _reversed else chosen(text)
    for run in runs:
        text = _replaced(text, tokens, run)
    return text


def _token(table: Likely, found: re.Match[str]) -> _Token:
    word = key(found[0])
    known = word in table.words
    return _Token(*found.span(), found[0], table.score(word), known, _clue(found))


def _hinted(text: str, words: Sequence[re.Match[str]]) -> bool:
    """Whether a word has a sign of being written backwards."""
    maybe = _END_BEFORE.search(text) or any(found[0][-1].isupper() for found in words)
    return bool(maybe) and any(_clue(found) > 0 for found in words)


def _clue(found: re.Match[str]) -> float:
    """Nats for signs that a word is written backwards ("woH", "?daerb") or is none ("sk_4eC")."""
    word, text, (start, end) = found[0], found.string, found.span()
    before, after = text[start - 1 : start], text[end : end + 1]
    if before == "_" or after == "_" or before.isdecimal() or after.isdecimal():
        return -_MOST
    clue = _CAPITAL_LAST if len(word) > 2 and word[-1].isupper() and word[:-1].islower() else 0.0
    if before and before in _ENDS:
        clue += _END_FIRST if start == 1 or text[start - 2].isspace() else 0.0
    return clue


@dataclass(frozen=True, slots=True)
class _Run:
    """Tokens from `start` up to `end` that a turn makes likelier by `gain` nats."""

    start: int
    end: int
    gain: float
    turn: Turn


def _runs(table: Likely, tokens: Sequence[_Token], turn: Turn) -> Iterator[_Run]:
    gains = [_gain(table, token, turn) for token in tokens]
    turned = [key(turn(token.text)) for token in tokens]
    for start, end, gain in segments(gains, _DROP):
        if gain < _ENOUGH or end - start < _FEWEST_WORDS:
            continue
        if _convinces(table, turned[start:end], tokens[start:end]):
            yield _Run(start, end, gain, turn)


def _gain(table: Likely, token: _Token, turn: Turn) -> float:
    """Nats that a word gains by a turn, within bounds."""
    gain = table.score(key(turn(token.text))) - token.score
    return max(-_MOST, min(_MOST, gain)) + (token.clue if turn is _reversed else 0.0)


def _convinces(table: Likely, after: Sequence[str], before: Sequence[_Token]) -> bool:
    """Most letters in likely words after, few in known words before, two known words after."""
    letters = sum(map(len, after))
    known = {word for word in after if word in table.words and len(word) > 2}
    good = sum(len(w) for w in after if w in table.words or table.each(w) >= LIKELY)
    was = sum(len(token.text) for token in before if token.known)
    if sum(token.clue for token in before) >= _END_FIRST and after[0][::-1] == key(before[0].text):
        return len(known) > 0 and 3 * was <= letters
    return len(known) > 1 and 5 * good >= 3 * letters and 3 * was <= letters


def segments(gains: Sequence[float], drop: float) -> Iterator[tuple[int, int, float]]:
    """Runs of positive sum, each from where the sum was last nought to its best place."""
    start = best_end = 0
    total = best = 0.0
    for index, gain in enumerate(gains):
        total += gain
        if total > best:
            best, best_end = total, index + 1
        if total <= 0 or total < best - drop:
            if best > 0:
                yield start, best_end, best
            start, total, best = index + 1, 0.0, 0.0
    if best > 0:
        yield start, best_end, best


def _shifts(unknown: Sequence[_Token]) -> Iterator[Turn]:
    yield _SHIFTS[13]
    counts = Counter("".join(t.text for t in unknown if t.text.isascii()).lower())
    if counts.total() < _OWN_LETTERS:
        return
    letters = likely().letters
    weights = [letters.get(letter, -9.0) for letter in ascii_lowercase]
    have = [counts[letter] for letter in ascii_lowercase]
    round_twice = weights * 2
    fits = [sum(map(mul, have, round_twice[shift:])) for shift in range(_ALPHABET)]
    mirrored = sum(map(mul, have, weights[::-1]))
    best = fits.index(max(fits))
    if best not in (0, 13):
        yield _SHIFTS[best]
    if mirrored > fits[0]:
        yield _MIRROR


def _moved(lower: str) -> Turn:
    table = str.maketrans(ascii_lowercase + ascii_uppercase, lower + lower.upper())
    return lambda text: text.translate(table)


_SHIFTS = [_moved(ascii_lowercase[n:] + ascii_lowercase[:n]) for n in range(_ALPHABET)]
_MIRROR = _moved(ascii_lowercase[::-1])


def _reversed(text: str) -> str:
    return text[::-1]


def _replaced(text: str, tokens: Sequence[_Token], run: _Run) -> str:
    start, end = tokens[run.start].start, tokens[run.end - 1].end
    if run.turn is not _reversed:
        return text[:start] + run.turn(text[start:end]) + text[end:]
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    written = text[start:end]
    return text[:start] + _forwards(written) + text[end:]


def _forwards(written: str) -> str:
    """The whole run reversed, or each word in its place when its capital or end mark says so."""
    words = [word for word in written.split() if word]
    first, last = WORD.findall(words[0]), WORD.findall(words[-1])
    turned = first and last and first[-1][-1].isupper() and not last[-1][-1].isupper()
    in_place = words[0][0] not in _ENDS and (words[-1][-1] in _ENDS or turned)
    return WORD.sub(lambda found: found[0][::-1], written) if in_place else written[::-1]
