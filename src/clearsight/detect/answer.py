"""What the model said: names and traits given to people shown, unsafe assurances, refusals.

Harmful content of answers is judged by `words`, which looks after the answer as well.
"""

import asyncio
import re
from collections.abc import Iterator, Sequence

from clearsight.aloud import View
from clearsight.detect.declining import opening, statements, whole
from clearsight.detect.engine import Engine, shared
from clearsight.detect.fold import fold, plain, sentences
from clearsight.detect.people import PeopleDetector
from clearsight.detect.people_rules import languages_of
from clearsight.detect.tables import table
from clearsight.verdict import ANSWER_REFUSES, Finding, Where

_NAMED = 0.9
_ASSURED = 0.9
_COMPLIED = 0.8  # a people question was answered, whatever the words were
_CLAIMS = {"emotion": 0.4, "age": 0.6, "attractiveness": 0.4, "relationship": 0.3, "gender": 0.4}
_CLAIM = 0.7
_DECLINED = 0.5
_WORD = r"[A-ZÀ-ÖØ-ÞА-Я][\w'’.-]+"
_NAME = re.compile(
    r"(?:\b(?:[Tt]his|[Tt]hat|[Ii]t|[Hh]e|[Ss]he|(?:[Tt]he|[Aa]) (?:[a-z]+ ){0,3}?"
    r"(?:man|woman|person|boy|girl|individual|lady|guy|figure|couple)(?: [a-z-]+){0,6}?)"
    r"(?: is|'s|’s| appears to be| looks like| seems to be| is likely| resembles| was|"
    r" may be| might be| could be)"
    r"|\b(?:identified as|recogni[sz]ed as|named|called|photo(?:graph)? of|picture of|portrait of|"
    r"name is|est|es|é|ist|heißt|llama|chama|s'appelle|это|зовут|является))"
    r"(?: (?:actually|likely|probably|most likely|the|actor|actress|singer|president|senator|"
    r"politician|former|former president|congressman|congresswoman|celebrity|footballer|"
    r"actriz|ator|atriz|актер|политик|президент))*"
    rf"\s+(?P<name>{_WORD}(?:\s+(?:de|van|von|da|bin|al)?\s*{_WORD}){{1,3}})"
)
_NAME_DENSE = re.compile(
    r"(?:这是|这位是|他是|她是|照片(?:中|里)的(?:人|男子|女子|男士|女士)是|名叫|名字是)(?P<zh>(?!一|个|张|在|"
    r"穿|正|站|坐|谁|男|女|位|名|老|年|中|青|小|不|我|很|戴|拿|来自|我们|他|她)[\u4e00-\u9fff·]{2,10})(?=[，。、（(]|$)"
    r"|(?P<ja>[\u4e00-\u9fff\u30a1-\u30ff・ー]{2,12})(?:さん|氏|首相|大統領|選手)(?:です|でしょう|のよう|に見え)"
)
# Capitalised runs that are no person's name; one such word is enough.
_NO_NAME = frozenset(
    re.findall(
        r"\w+",
        "the a an new united north south east west saint street avenue park museum university city "
        "bridge tower river mount lake times monday tuesday wednesday thursday friday saturday "
        "sunday january february march april may june july august september october november "
        "december christmas american english french german spanish chinese japanese i golden great",
    )
)


class AnswerDetector:
    """After the answer: people/..., mobility, allergen, poison, and `answer/refusal`."""

    name = "answer"
    version = "1"

    def __init__(self, engine: Engine | None = None) -> None:
        """`engine` for tests and for other weights; by default the packaged ones, when needed."""
        self._engine = engine

    async def detect(self, view: View) -> Sequence[Finding]:
        if view.stage == "before" or not view.answer:
            return ()
        return await asyncio.to_thread(self._look, view)

    def _look(self, view: View) -> tuple[Finding, ...]:
        refuses = self.refusal(view.answer)
        out = [self._finding(view, ANSWER_REFUSES, refuses, view.answer[:80])]
        out += self._names(view)
        out += self._claims(view)
        out += self._assurances(view)
        # Only the opening: a refusal that then describes the scene has still named nobody.
        if opening(self._engine or shared(), view.answer) < _DECLINED:
            out += self._complied(view)
        best: dict[tuple[str, str], Finding] = {}
        for finding in out:
            key = (finding.category, finding.detail)
            if key not in best or best[key].score < finding.score:
                best[key] = finding
        return tuple(best.values())

    def refusal(self, answer: str) -> float:
        """Probability that the whole answer declines, or advises against what was asked."""
        return whole(self._engine or shared(), answer)

    def _names(self, view: View) -> Iterator[Finding]:
        if not view.images:
            return
        given = fold("\n".join(s.text for s in view.spans if s.source in ("typed", "image_text")))
        text = plain(view.answer)
        for found in (*_NAME.finditer(text), *_NAME_DENSE.finditer(text)):
            name = next(value for value in found.groupdict().values() if value)
            words = fold(name).split()
            known = all(word.strip(".,'") in given for word in words)
            if not known and not _NO_NAME.intersection(words) and self._of_a_person(view, found[0]):
                yield self._finding(view, "people/identify", _NAMED, name)

    def _of_a_person(self, view: View, words: str) -> bool:
        if any(reading.people or not reading.ran("people") for reading in view.shown):
            return True
        folded = fold(words)
        return any(language.strong.search(folded) for language in languages_of(folded))

    def _claims(self, view: View) -> Iterator[Finding]:
        """Traits and judgements of character that the answer states of a person shown."""
        if not view.images:
            return
        text = fold(view.answer)
        given = fold("\n".join(s.text for s in view.request if s.source in ("typed", "image_text")))
        for language in languages_of(text):
            for sentence in map(fold, statements(view.answer)):
                for claim in language.claims:
                    found = next((f for e in claim.expressions if (f := e.search(sentence))), None)
                    if found and found[0] not in given:
                        score = _CLAIMS.get(claim.detail, _CLAIM)
                        yield self._finding(
                            view, claim.category, score, found[0], detail=claim.detail
                        )

    def _assurances(self, view: View) -> Iterator[Finding]:
        rules = table("answers")
        for sentence in sentences(fold(view.answer)):
            for category in ("mobility", "allergen", "poison"):
                found = rules[category].search(sentence)
                if found and not rules[f"{category}_unless"].search(sentence):
                    yield self._finding(view, category, _ASSURED, found[0])

    def _complied(self, view: View) -> Iterator[Finding]:
        for asked in PeopleDetector().look(view):
            score = round(asked.score * _COMPLIED, 3)
            yield self._finding(view, asked.category, score, view.answer[:80], detail=asked.detail)

    def _finding(
        self, view: View, category: str, score: float, words: str, *, detail: str = ""
    ) -> Finding:
        last = len(view.conversation.messages) - 1
        start = view.answer.find(words)
        single = len(view.conversation.messages[last].parts) == 1
        span = (start, start + len(words)) if start >= 0 and single else None
        where = Where(last, 0, span)
        return Finding(
            category, score, where, self.name, self.version, detail, (words.strip()[:120],)
        )


def make() -> AnswerDetector:
    """The entry point `answer`."""
    return AnswerDetector()
