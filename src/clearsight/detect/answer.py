"""What the model said: names and traits given to people shown, unsafe assurances, refusals.

Harmful content of answers is judged by `words`, which looks after the answer as well.
"""

import asyncio
from collections.abc import Iterator, Sequence

from clearsight.aloud import View
from clearsight.detect.declining import opening, statements, whole
from clearsight.detect.engine import Engine, shared
from clearsight.detect.fold import fold, sentences
from clearsight.detect.naming import ASKED, ASKED_EARLIER, names_given
from clearsight.detect.people import PeopleDetector, asked_who_earlier
from clearsight.detect.people_rules import languages_of
from clearsight.detect.tables import table
from clearsight.verdict import ANSWER_REFUSES, Finding, Where

_ASSURED = 0.9
_ASKS = 0.5  # the score from which a request counts as one for a name
_COMPLIED = 0.8  # a people question was answered, whatever the words were
_CLAIMS = {"emotion": 0.4, "age": 0.6, "attractiveness": 0.4, "relationship": 0.3, "gender": 0.4}
_CLAIM = 0.7
_DECLINED = 0.5


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
        asks = PeopleDetector().look(view) if view.images or view.request else ()
        out += self._names(view, asks)
        out += self._claims(view)
        out += self._assurances(view)
        # Only the opening: a refusal that then describes the scene has still named nobody.
        if opening(self._engine or shared(), view.answer) < _DECLINED:
            out += self._complied(view, asks)
        best: dict[tuple[str, str], Finding] = {}
        for finding in out:
            key = (finding.category, finding.detail)
            if key not in best or best[key].score < finding.score:
                best[key] = finding
        return tuple(best.values())

    def refusal(self, answer: str) -> float:
        """Probability that the whole answer declines, or advises against what was asked."""
        return whole(self._engine or shared(), answer)

    def _names(self, view: View, asks: Sequence[Finding]) -> Iterator[Finding]:
        for found in names_given(view, asked=_asked_who(view, asks)):
            yield self._finding(view, "people/identify", found.score, found.name)

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

    def _complied(self, view: View, asks: Sequence[Finding]) -> Iterator[Finding]:
        for asked in asks:
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


def _asked_who(view: View, asks: Sequence[Finding]) -> float:
    """How much the request, now or earlier, asked for a name."""
    if any(ask.category == "people/identify" and ask.score >= _ASKS for ask in asks):
        return ASKED
    return ASKED_EARLIER if asked_who_earlier(view) else 0.0


def make() -> AnswerDetector:
    """The entry point `answer`."""
    return AnswerDetector()
