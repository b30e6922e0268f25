"""Where a name may stand in a text: runs of words in capitals, or of known given names.

No judgement yet: `detect.names` weighs what stands around each run.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from clearsight.detect.fold import fold
from clearsight.detect.name_tables import Names

_TOKEN = re.compile(r"[\w\u0900-\u0963]+(?:['’-][\w\u0900-\u0963]+)*|\n|[^\w\s]")
END = frozenset(".!?\n;।؟¡¿")
_LIST = frozenset(",;.·•*-–—()[]{}\"'“”«»/&:1234567890\n") | frozenset(
    ("and", "or", "und", "oder", "y", "e", "et", "i", "и", "или", "ou", "sowie", "و", "और")
)
_SHORT_TITLES = frozenset(("dr", "mr", "mrs", "ms", "prof", "sr", "sra", "डॉ", "д-р", "проф"))
SKIP = frozenset("*_\"'“”«»„()[]{}،—–-")
_MOST_WORDS = 4
_BEFORE = 9
_AROUND = 16
_MOST_BARE = 60
_SHORT = 6  # words and signs; who was asked for, and one word came back
_CAPITALS = 0.3


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as words and signs: as written, folded, and where each starts."""

    raw: tuple[str, ...]
    low: tuple[str, ...]
    start: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.raw)

    def at(self, index: int) -> str:
        return self.low[index] if 0 <= index < len(self.low) else ""


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens i..j that may be a name, without the titles and hedges before it."""

    i: int
    j: int
    title: bool
    words: tuple[str, ...]
    given: bool
    initial: bool


def tokens_of(text: str) -> Tokens:
    """The text's words and signs, in order."""
    found = list(_TOKEN.finditer(text))
    raw = tuple(match[0] for match in found)
    return Tokens(raw, tuple(map(_low, raw)), tuple(match.start() for match in found))


@lru_cache(maxsize=4096)
def _low(raw: str) -> str:
    return raw.lower() if raw.isascii() else fold(raw)


class Page:
    """One text under one script's lists, with its runs.

    Attributes:
        t, n: the tokens and the lists. `asked`: the request asked for a name.
        bare: the whole text is names, with hedges, list marks and places beside them.
        headline: many words are in capitals, as in German and in headings.
    """

    def __init__(self, tokens: Tokens, names: Names, *, asked: bool) -> None:
        self.t, self.n, self.asked = tokens, names, asked
        self.runs = tuple(self._runs())
        self.bare = self._bare()
        self.headline = names.cased and not self.bare and self._is_headline()

    def before(self, i: int) -> tuple[str, ...]:
        """The words of the same sentence before i, without signs; the nearest is the last."""
        out: list[str] = []
        k = i - 1
        while k >= 0 and len(out) < _BEFORE:
            low = self.t.low[k]
            if low in END and not (low == "." and self.t.at(k - 1) in _SHORT_TITLES):
                break
            if low not in SKIP and low not in (".", ","):
                out.append(low)
            k -= 1
        return tuple(reversed(out))

    def sentence(self, run: Run) -> tuple[str, ...]:
        """The other words of the sentence, with "'s" and "l'" taken off."""
        start, stop = run.i, run.j
        while start > 0 and run.i - start < _AROUND and self.t.low[start - 1] not in END:
            start -= 1
        while stop < len(self.t) and stop - run.j < _AROUND and self.t.low[stop] not in END:
            stop += 1
        around = (*self.t.low[start : run.i], *self.t.low[run.j : stop])
        return tuple(map(core, around))

    def _runs(self) -> Iterator[Run]:
        i = 0
        while i < len(self.t):
            j = self._reach(i)
            if j > i:
                run = self._run(i, j)
                if run is not None:
                    yield run
            i = max(j, i + 1)

    def _reach(self, i: int) -> int:
        """Where the run of name-like words that starts at i ends; i when none starts there."""
        if not self._starts(i):
            return i
        j = i + 1
        while j < len(self.t):
            step = self._step(j, i)
            if not step:
                break
            j += step
        return j

    def _step(self, j: int, i: int) -> int:
        """How many more tokens from j the run that starts at i takes in."""
        if self._goes_on(j, i):
            return 1
        initial = self.t.raw[j] == "." and len(self.t.raw[j - 1]) == 1
        joined = self.t.low[j] in self.n.particles and j + 1 < i + 8
        if not self._goes_on(j + 1, i):
            return 0
        return 1 if initial else 2 if joined else 0

    def _starts(self, i: int) -> bool:
        raw, low = self.t.raw[i], self.t.low[i]
        if not self.n.cased:
            likely = low in self.n.given or self._behind_title(i) or self._short_answer()
            return likely and (low in self.n.given or self._plain(i))
        if raw[0].isupper():
            return True
        return low in self.n.given or (self._short_answer() and self._plain(i))

    def _short_answer(self) -> bool:
        return self.asked and len(self.t) <= _SHORT

    def _goes_on(self, j: int, i: int) -> bool:
        if j >= len(self.t):
            return False
        if self.n.cased and self.t.raw[i][0].isupper():
            return self.t.raw[j][0].isupper()
        return self._plain(j) and j - i < 3

    def _plain(self, j: int) -> bool:
        """A word of letters that no list knows as an ordinary one."""
        low = self.t.low[j]
        return low[:1].isalpha() and low not in self.n.ordinary

    def _behind_title(self, i: int) -> bool:
        before = self.t.at(i - 1)
        return before in self.n.titles or (before == "." and self.t.at(i - 2) in _SHORT_TITLES)

    def _run(self, i: int, j: int) -> Run | None:
        n, title = self.n, self._behind_title(i)
        while i < j and self._leads(i):
            title = title or self.t.low[i] in n.titles
            i += 1
        while j > i and not self.t.low[j - 1][:1].isalpha():
            j -= 1
        words = tuple(_unpossessed(w) for w in self.t.low[i:j] if w != ".")
        if not words or len(words) - sum(w in n.particles for w in words) > _MOST_WORDS:
            return None
        if any(len(w) > 1 and w in n.unlike for w in words):
            return None
        if any(" ".join(pair) in n.not_names for pair in pairwise(words)) or self._short_form(i, j):
            return None
        given = words[0] in n.given or (len(words) > 2 and words[1] in n.given)
        initial = len(words) > 1 and any(len(w) == 1 and w.isalpha() for w in words)
        return Run(i, j, title, words, given, initial)

    def _short_form(self, i: int, j: int) -> bool:
        """A word of three capitals or more beside another: "Gardasil HPV"."""
        words = [w for w in self.t.raw[i:j] if len(w) > 2]
        return self.n.cased and any(map(str.isupper, words)) and not all(map(str.isupper, words))

    def _leads(self, i: int) -> bool:
        """A word that may stand in capitals before a name without being part of it."""
        low = self.t.low[i]
        if len(low) == 1 and self.t.at(i + 1) == ".":
            return False
        return low == "." or low in self.n.leading

    def _bare(self) -> bool:
        if len(self.t) > _MOST_BARE or not self.runs:
            return False
        inside = {k for run in self.runs for k in range(run.i, run.j)}
        n = self.n
        return all(
            k in inside or low in _LIST or low in n.beside or low.isdigit()
            for k, low in enumerate(self.t.low)
        )

    def _is_headline(self) -> bool:
        names = {k for run in self.runs if run.given for k in range(run.i, run.j)}
        inner = [
            self.t.raw[k][0].isupper()
            for k in range(1, len(self.t))
            if self.t.raw[k][0].isalpha() and self.t.raw[k - 1] not in END and k not in names
        ]
        return len(inner) >= 4 and sum(inner) > _CAPITALS * len(inner)


def _unpossessed(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word


def core(word: str) -> str:
    """The noun in "man's" and "l'homme"."""
    word = _unpossessed(word)
    return word[2:] if word[1:2] in ("'", "’") else word
