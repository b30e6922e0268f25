"""Names of persons in an answer, in scripts with words: what looks like one and what speaks for it.

Every sign for a name being given to a person (its form, a title before it, a verb of a person
behind it, "this is", an answer that is nothing else, a request that asked who) is a probability;
together they count as 1 - product(1 - p). Signs against it (an article, "painted by", a statue)
multiply the result.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from clearsight.detect.fold import fold
from clearsight.detect.name_tables import SCRIPTS, Names, names_of

# The developers' own confidence in each sign, checked on tests/detect/names (development half).
_FORM, _FORM_SINGLE, _FORM_UNCASED = 0.25, 0.05, 0.35
_GIVEN = 0.35
_INITIAL = 0.3
_TITLE, _TITLE_UNCASED = 0.55, 0.2
_VERB, _VERB_WEAK = 0.45, 0.25
_APPOSITION = 0.5
_NAMED, _POINTED, _SUBJECT = 0.7, 0.45, 0.6
_KEY = 0.7
_BARE = 0.4
_ARTICLE, _APART, _ELSEWHERE = 0.3, 0.35, 0.2
FLOOR = 0.4  # a lower score would only fill the trace
_HEADLINE = 0.5  # of the form, where many words are capitals: German, headings

_TOKEN = re.compile(r"[\w\u0900-\u0963]+(?:['’-][\w\u0900-\u0963]+)*|\n|[^\w\s]")
_END = frozenset(".!?\n;।؟¡¿")
_LIST = frozenset(",;.·•*-–—()[]{}\"'“”«»/&:1234567890\n") | {
    *"and or und oder y e et i и или ou sowie و और".split()
}
_SHORT_TITLES = frozenset(("dr", "mr", "mrs", "ms", "prof", "sr", "sra", "डॉ", "д-р", "проф"))
_SKIP = frozenset("*_\"'“”«»„()[]{}،—–-")
_SCRIPT = {
    "Latin": re.compile("[A-Za-zÀ-ɏ]"),
    "Cyrillic": re.compile("[Ѐ-ӿ]"),
    "Arabic": re.compile("[؀-ۿ]"),
    "Devanagari": re.compile("[ऀ-ॿ]"),
}
_MOST_WORDS = 4
_BEFORE = 9
_MOST_BARE = 60


@dataclass(frozen=True, slots=True)
class Named:
    """A name found in a text.

    Attributes:
        score: 0..1 that the text gives it to a person, if one is there.
        start, end: offsets in the text that was searched.
        before: the folded words in front, for the caller to see whom the sentence is about.
    """

    name: str
    score: float
    start: int
    end: int
    before: str = ""


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


def names_in(text: str, *, asked: float = 0.0) -> Iterator[Named]:
    """Names that the text gives to a person, with scores from 0; `asked`: whether it should."""
    tokens: Tokens | None = None
    for script in SCRIPTS:
        if _SCRIPT[script].search(text):
            tokens = tokens or tokens_of(text)
            yield from _Look(tokens, names_of(script), asked).all()


@lru_cache(maxsize=4096)
def _low(raw: str) -> str:
    return raw.lower() if raw.isascii() else fold(raw)


class _Look:
    """One text under one script's lists."""

    def __init__(self, tokens: Tokens, names: Names, asked: float) -> None:
        self.t, self.n, self.asked = tokens, names, asked
        self.runs = list(self._runs())
        self.bare = self._bare()
        self.headline = self.n.cased and not self.bare and self._is_headline()

    def all(self) -> Iterator[Named]:
        for run in self.runs:
            score = self._score(run)
            if score > 0:
                end = self.t.start[run.j - 1] + len(self.t.raw[run.j - 1])
                words = " ".join(self.t.raw[run.i : run.j])
                before = " ".join(self._before(run.i))
                yield Named(words, round(score, 3), self.t.start[run.i], end, before)

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
            if self.t.raw[j] == "." and len(self.t.raw[j - 1]) == 1 and self._goes_on(j + 1, i):
                j += 1
            elif self._goes_on(j, i):
                j += 1
            elif self.t.low[j] in self.n.particles and self._goes_on(j + 1, i) and j + 1 < i + 8:
                j += 2
            else:
                break
        return j

    def _starts(self, i: int) -> bool:
        raw, low = self.t.raw[i], self.t.low[i]
        if not self.n.cased:
            return low in self.n.given or (self._behind_title(i) and self._plain(i))
        if raw[0].isupper():
            return True
        return low in self.n.given or (self.asked > 0 and self._plain(i) and len(self.t) <= 6)

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
        if not n.unlike.isdisjoint(words):
            return None
        if any(" ".join(pair) in n.not_names for pair in zip(words, words[1:], strict=False)):
            return None
        shouted = [w for w in self.t.raw[i:j] if len(w) > 2 and w.isupper()]
        if n.cased and shouted and len(shouted) < len(words):
            return None
        given = words[0] in n.given or (len(words) > 2 and words[1] in n.given)
        initial = len(words) > 1 and any(len(w) == 1 and w.isalpha() for w in words)
        return Run(i, j, title, words, given, initial)

    def _leads(self, i: int) -> bool:
        """A word that may stand in capitals before a name without being part of it."""
        low = self.t.low[i]
        if len(low) == 1 and self.t.at(i + 1) == ".":
            return False
        return low == "." or low in self.n.leading

    def _score(self, run: Run) -> float:
        lone = len(run.words) == 1 and not (run.given or run.title or self.asked)
        # Cheap first: German capitalises every noun, and few stand where a name would.
        if lone and self.t.at(run.i - 1) not in self.n.tails:
            return 0.0
        slot = self._slot(run)
        if lone and slot < _NAMED:
            return 0.0
        signs = [self._form(run), self.asked, slot, self._titled(run), self._behind(run)]
        signs.append(_BARE if self.bare and (run.given or self._solid(run)) else 0.0)
        left = 1.0
        for sign in signs:
            left *= 1 - sign
        score = 1 - left
        return score * self._against(run) if score >= FLOOR else 0.0

    def _titled(self, run: Run) -> float:
        sure = self.n.cased or run.given
        return (_TITLE if sure else _TITLE_UNCASED) if run.title else 0.0

    def _solid(self, run: Run) -> bool:
        return len(run.words) > 1 or run.title or self.asked > 0

    def _form(self, run: Run) -> float:
        n = self.n
        many = len(run.words) > 1
        form = (_FORM if n.cased else _FORM_UNCASED) if many else _FORM_SINGLE
        if n.cased and not self.t.raw[run.i][0].isupper():
            form = _FORM_SINGLE
        if self.headline and not run.given and n.particles & {*run.words}:
            form = _FORM_SINGLE  # "Anzeichen von Armut": a particle joins any two nouns
        if self.headline or (many and not self.bare and self.t.raw[run.i].isupper()):
            form *= _HEADLINE
        sure = (_GIVEN if run.given else 0.0, _INITIAL if run.initial else 0.0)
        return 1 - (1 - form) * (1 - sure[0]) * (1 - sure[1])

    def _slot(self, run: Run) -> float:
        """What stands right before the name."""
        i = run.i
        if self._keyed(i):
            return _KEY
        return self._introduced(run)

    def _introduced(self, run: Run) -> float:
        words = self._before(run.i)
        bare = [word for word in words if not self._hollow(word)]
        return max(self._phrase(words, run), self._phrase(bare, run))

    def _phrase(self, words: Sequence[str], run: Run) -> float:
        n = self.n
        for size in (4, 3, 2, 1):
            phrase = " ".join(words[-size:])
            if len(words) >= size and phrase in n.named:
                lone = len(run.words) == 1 and not run.given
                sure = not lone and phrase not in ("named", "called")
                return _NAMED if sure or n.persons & {*map(_unpossessed, words)} else 0.1
        subject = bool(words) and (words[-1] in n.copula or words[-1] in n.pointed)
        if subject and n.persons & {*words[:-1]}:
            return _SUBJECT
        for size in (3, 2, 1):
            if len(words) >= size and " ".join(words[-size:]) in n.pointed:
                return _POINTED
        return _POINTED if words and words[-1] in n.verbs_before else 0.0

    def _keyed(self, i: int) -> bool:
        """Behind `name:`, `"name": "` or a key that stands on the line before."""
        k = i - 1
        while k >= 0 and self.t.raw[k] in _SKIP:
            k -= 1
        if self.t.at(k) not in (":", "\n"):
            return False
        alone = self.t.raw[k] == "\n"
        k -= 1
        while k >= 0 and self.t.raw[k] in _SKIP:
            k -= 1
        return self.t.at(k) in self.n.keys and (not alone or self.t.at(k - 1) in ("", "\n"))

    @lru_cache(maxsize=64)  # noqa: B019 - the object lives for one answer
    def _before(self, i: int) -> tuple[str, ...]:
        """The words of the same sentence before i, without signs."""
        out: list[str] = []
        k = i - 1
        while k >= 0 and len(out) < _BEFORE:
            low = self.t.low[k]
            if low in _END and not (low == "." and self.t.at(k - 1) in _SHORT_TITLES):
                break
            if low not in _SKIP and low not in (".", ","):
                out.append(low)
            k -= 1
        return tuple(reversed(out))

    def _hollow(self, low: str) -> bool:
        n = self.n
        if low in n.pointed or low in n.copula or low in n.persons:
            return low in n.titles
        return low in n.hedges or low in n.titles or low == "the"

    def _behind(self, run: Run) -> float:
        n, k = self.n, run.j
        sign = self.t.at(k)
        if sign in ("(", ",", "،", "-", "–", "—"):
            return self._apposition(k + 1)
        if not n.cased:
            near = self.t.low[k : k + 8]
            stop = next((x for x, low in enumerate(near) if low in _END), len(near))
            return (
                _VERB if n.verbs & {*near[:stop]} or self.t.at(run.i - 1) in n.verbs_before else 0
            )
        if sign in n.verbs:
            return _VERB
        if sign in n.verbs_weak:
            return _VERB if self.t.at(k + 1) in n.verbs else _VERB_WEAK
        return 0.0

    def _apposition(self, k: int) -> float:
        n = self.n
        for low in self.t.low[k : k + 4]:
            if low in n.titles or low in n.places or low in n.verbs:
                return _APPOSITION
            if low in _END:
                break
        return 0.0

    def _against(self, run: Run) -> float:
        n, t = self.n, self.t
        factor = 1.0
        before = t.at(run.i - 1)
        words = self._before(run.i)
        # "Portrait of", "looks like" and "photo de" end with words that otherwise stand apart.
        introduced = self._introduced(run) >= _POINTED
        if n.cased and before in n.articles and not (run.title or introduced):
            factor *= _ARTICLE
        nearest = words[-1] if words else ""
        if (before in n.apart or nearest in n.apart) and not introduced:
            factor *= _APART
        if before in n.things or t.at(run.j) in n.things:
            factor *= _APART
        return factor * (_ELSEWHERE if n.elsewhere & {*self._sentence(run)} else 1.0)

    def _sentence(self, run: Run) -> tuple[str, ...]:
        start, stop = run.i, run.j
        while start > 0 and run.i - start < 16 and self.t.low[start - 1] not in _END:
            start -= 1
        while stop < len(self.t) and stop - run.j < 16 and self.t.low[stop] not in _END:
            stop += 1
        around = (*self.t.low[start : run.i], *self.t.low[run.j : stop])
        return tuple(map(_unpossessed, around))

    def _bare(self) -> bool:
        """The whole answer is names, with hedges, list marks and places beside them."""
        if len(self.t) > _MOST_BARE or not self.runs:
            return False
        inside = {k for run in self.runs for k in range(run.i, run.j)}
        n = self.n
        return all(
            k in inside or low in _LIST or low in n.beside or low.isdigit()
            for k, low in enumerate(self.t.low)
        )

    def _is_headline(self) -> bool:
        inner = [
            raw[0].isupper()
            for raw, before in zip(self.t.raw[1:], self.t.raw, strict=False)
            if raw[0].isalpha() and before not in _END
        ]
        return len(inner) >= 4 and sum(inner) > 0.3 * len(inner)


def _unpossessed(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word
