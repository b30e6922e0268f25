"""Names of persons in an answer, in scripts with words: what looks like one and what speaks for it.

Every sign for a name being given to a person (its form, a title before it, a verb of a person
behind it, "this is", an answer that is nothing else, a request that asked who) is a probability;
together they count as 1 - product(1 - p). Signs against it (an article, "painted by", a statue)
multiply the result.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clearsight.detect.name_runs import END, SKIP, Page, Run, Tokens, core, tokens_of
from clearsight.detect.name_tables import SCRIPTS, names_of

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

_SCRIPT = {
    "Latin": re.compile("[A-Za-zÀ-ɏ]"),
    "Cyrillic": re.compile("[Ѐ-ӿ]"),
    "Arabic": re.compile("[؀-ۿ]"),
    "Devanagari": re.compile("[ऀ-ॿ]"),
}


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


def names_in(text: str, *, asked: float = 0.0) -> Iterator[Named]:
    """Names that the text gives to a person, with scores from `FLOOR`; `asked`: 0..1."""
    tokens: Tokens | None = None
    for script in SCRIPTS:
        if _SCRIPT[script].search(text):
            tokens = tokens or tokens_of(text)
            yield from _Weigh(Page(tokens, names_of(script), asked=asked > 0), asked).all()


class _Weigh:
    """Weighs the runs of one page."""

    def __init__(self, page: Page, asked: float) -> None:
        self.page, self.t, self.n, self.asked = page, page.t, page.n, asked

    def all(self) -> Iterator[Named]:
        for run in self.page.runs:
            score = self._score(run)
            if score > 0:
                end = self.t.start[run.j - 1] + len(self.t.raw[run.j - 1])
                words = " ".join(self.t.raw[run.i : run.j])
                before = " ".join(self.page.before(run.i))
                yield Named(words, round(score, 3), self.t.start[run.i], end, before)

    def _score(self, run: Run) -> float:
        lone = len(run.words) == 1 and not (run.given or run.title or self.asked)
        # Cheap first: German capitalises every noun, and few stand where a name would.
        if lone and self.t.at(run.i - 1) not in self.n.tails:
            return 0.0
        slot = self._slot(run)
        if lone and slot < _NAMED:
            return 0.0
        signs = [self._form(run), self.asked, slot, self._titled(run), self._behind(run)]
        signs.append(_BARE if self.page.bare and (run.given or self._solid(run)) else 0.0)
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
        if self.page.headline and not run.given and n.particles & {*run.words}:
            form = _FORM_SINGLE  # "Anzeichen von Armut": a particle joins any two nouns
        if self.page.headline or (many and not self.page.bare and self.t.raw[run.i].isupper()):
            form *= _HEADLINE
        sure = (_GIVEN if run.given else 0.0, _INITIAL if run.initial else 0.0)
        return 1 - (1 - form) * (1 - sure[0]) * (1 - sure[1])

    def _slot(self, run: Run) -> float:
        """What stands right before the name."""
        return _KEY if self._keyed(run.i) else self._introduced(run)

    def _introduced(self, run: Run) -> float:
        words = self.page.before(run.i)
        bare = [word for word in words if not self._hollow(word)]
        return max(self._phrase(words, run), self._phrase(bare, run))

    def _phrase(self, words: Sequence[str], run: Run) -> float:
        n = self.n
        for size in (4, 3, 2, 1):
            phrase = " ".join(words[-size:])
            if len(words) >= size and phrase in n.named:
                lone = len(run.words) == 1 and not run.given
                # "The street is called": not so for "portrait of" and "looks like".
                thing = words[-1] not in n.apart and not n.things.isdisjoint(words)
                sure = not (lone or thing) and phrase not in ("named", "called")
                return _NAMED if sure or n.persons & {*map(core, words)} else 0.1
        subject = bool(words) and (words[-1] in n.copula or words[-1] in n.pointed)
        if subject and n.persons & {*map(core, words[:-1])}:
            return _SUBJECT
        for size in (4, 3, 2, 1):
            if len(words) >= size and " ".join(words[-size:]) in n.pointed:
                return _POINTED
        return _POINTED if words and words[-1] in n.verbs_before else 0.0

    def _keyed(self, i: int) -> bool:
        """Behind `name:`, `"name": "` or a key that stands on the line before."""
        k = i - 1
        while k >= 0 and self.t.raw[k] in SKIP:
            k -= 1
        if self.t.at(k) not in (":", "\n"):
            return False
        alone = self.t.raw[k] == "\n"
        k -= 1
        while k >= 0 and self.t.raw[k] in SKIP:
            k -= 1
        label = self.t.at(k)
        known = label in self.n.keys or label in self.n.persons
        return known and (not alone or self.t.at(k - 1) in ("", "\n"))

    def _hollow(self, low: str) -> bool:
        n = self.n
        if low in n.pointed or low in n.copula or low in n.persons:
            return low in n.titles
        return low in n.hedges or low in n.titles or low == "the"

    def _behind(self, run: Run) -> float:
        n, k = self.n, run.j
        k += self.t.at(k) == "." and len(self.t.at(k - 1)) == 1  # "Jonas B., the senator"
        sign = self.t.at(k)
        if self.t.at(run.i - 1) == "," and self._sets_off(run, sign):
            return _APPOSITION
        if sign in ("(", ",", "،", "-", "–", "—"):
            return self._apposition(k + 1)
        if not n.cased:
            return self._acts(run)
        if sign in n.verbs:
            return _VERB
        if sign in n.copula and not n.persons.isdisjoint(self.t.low[k + 1 : k + 4]):
            return _SUBJECT
        if sign in n.verbs_weak:
            return _VERB if self.t.at(k + 1) in n.verbs else _VERB_WEAK
        return 0.0

    def _sets_off(self, run: Run, sign: str) -> bool:
        """Behind "the speaker,", or between commas after a person: "a man in a suit, X, sits"."""
        n, subject = self.n, self.t.at(run.i - 2)
        if subject in n.persons or subject in n.titles:
            return True
        return sign == "," and not n.persons.isdisjoint(map(core, self.page.before(run.i)))

    def _acts(self, run: Run) -> float:
        """A verb of a person in the same clause, wherever the language puts it."""
        near = self.t.low[run.j : run.j + 8]
        stop = next((x for x, low in enumerate(near) if low in END), len(near))
        behind = self.n.verbs.isdisjoint(near[:stop])
        return 0.0 if behind and self.t.at(run.i - 1) not in self.n.verbs_before else _VERB

    def _apposition(self, k: int) -> float:
        n = self.n
        for low in self.t.low[k : k + 4]:
            if low in n.titles or low in n.places or low in n.verbs:
                return _APPOSITION
            if low in END:
                break
        return 0.0

    def _against(self, run: Run) -> float:
        n, t = self.n, self.t
        factor = 1.0
        before = t.at(run.i - 1)
        words = self.page.before(run.i)
        # "Portrait of", "looks like" and "photo de" end with words that otherwise stand apart.
        introduced = self._introduced(run) >= _POINTED
        if n.cased and before in n.articles and not (run.title or introduced):
            factor *= _ARTICLE
        nearest = words[-1] if words else ""
        if (before in n.apart or nearest in n.apart) and not introduced:
            factor *= _APART
        if (before in n.things and before not in n.titles) or t.at(run.j) in n.things:
            factor *= _APART
        if not n.pets.isdisjoint(map(core, words)):
            factor *= _ELSEWHERE
        return factor * (_ELSEWHERE if n.elsewhere & {*self.page.sentence(run)} else 1.0)
