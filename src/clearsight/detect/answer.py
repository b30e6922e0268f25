"""What the model said: names and traits given to people shown, unsafe assurances, refusals.

Harmful content of answers is judged by `words`, which looks after the answer as well.
"""

import asyncio
import re
from collections.abc import Iterator, Sequence

from clearsight.aloud import View
from clearsight.detect import people_heads, people_learned
from clearsight.detect.children import sexual_of_a_child
from clearsight.detect.declining import opening, statements, whole
from clearsight.detect.engine import Engine, shared
from clearsight.detect.fold import fold, sentences
from clearsight.detect.naming import ASKED, ASKED_EARLIER, names_given, only_given_names
from clearsight.detect.people import PeopleDetector, asked_who_earlier
from clearsight.detect.people_heads import PeopleModel
from clearsight.detect.people_match import names_a_person
from clearsight.detect.people_rules import languages_of
from clearsight.detect.tables import table
from clearsight.verdict import ANSWER_REFUSES, Finding, Where

_ASSURED = 0.9
_ASKS = 0.5  # the score from which a request counts as one for a name
_COMPLIED = 0.8  # a people question was answered, whatever the words were
_CLAIMS = {"emotion": 0.4, "age": 0.6, "attractiveness": 0.4, "relationship": 0.3, "gender": 0.4}
_CLAIM = 0.7
_DECLINED = 0.5
_NO_FACE = 0.75  # the sense may have missed the person
_NOBODY = 0.4  # no face, and the sentence names nobody: a receipt read out
_FLOOR = 0.1
_FRAME = 30  # letters around a quotation: "the caption under the photo says"
_WORD = re.compile(r"\w+")
_ENOUGH, _READ_OUT = 6, 0.9  # words, and the share of them that stands in the picture
_GIVEN = '""'
_QUOTED = re.compile('["“„«「『]([^"“”„«»「」『』]{2,})["”“»」』]')
_GREY = 0.15  # a request that asks less of people tells nothing about its answer


class AnswerDetector:
    """After the answer: people/..., mobility, allergen, poison, and `answer/refusal`."""

    name = "answer"
    version = "1"

    def __init__(self, engine: Engine | None = None, model: PeopleModel | None = None) -> None:
        """Other weights for tests; by default the packaged ones, when needed."""
        self._engine, self._model = engine, model

    async def detect(self, view: View) -> Sequence[Finding]:
        if view.stage == "before" or not view.answer:
            return ()
        return await asyncio.to_thread(self._look, view)

    def _look(self, view: View) -> tuple[Finding, ...]:
        refuses = self.refusal(view.answer)
        out = [self._finding(view, ANSWER_REFUSES, refuses, view.answer[:80])]
        asks = PeopleDetector(self._engine, self._model).look(view) if view.request else ()
        out += self._names(view, asks)
        out += self._claims(view)
        out += self._learned(view)
        out += self._of_children(view)
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

    def _learned(self, view: View) -> Iterator[Finding]:
        """Names, traits and judgements of character in phrasings that no rule knows."""
        if not view.images:
            return
        there = any(reading.people or not reading.ran("people") for reading in view.shown)
        model = self._model or people_heads.shared()
        for one in people_learned.said(model, _told(view)):
            score = round(one.score * (1.0 if there else _without_face(one.words)), 3)
            if score < _FLOOR or _was_given(view, one.words):
                continue
            listed = people_learned.is_listed(one.words)
            if one.kind == "identify" and (listed or only_given_names(view, one.words)):
                continue
            for detail in people_learned.details(one.kind, one.words):
                category = people_learned.CATEGORY[one.kind]
                yield self._finding(view, category, score, one.words, detail=detail)

    def _of_children(self, view: View) -> Iterator[Finding]:
        for found in sexual_of_a_child(self._engine or shared(), view):
            yield self._finding(view, "sexual/minors", found.score, found.words)

    def _assurances(self, view: View) -> Iterator[Finding]:
        rules = table("answers")
        for sentence in sentences(fold(view.answer)):
            for category in ("mobility", "allergen", "poison"):
                found = rules[category].search(sentence)
                if found and not rules[f"{category}_unless"].search(sentence):
                    yield self._finding(view, category, _ASSURED, found[0])

    def _complied(self, view: View, asks: Sequence[Finding]) -> Iterator[Finding]:
        for asked in (ask for ask in asks if ask.score >= _GREY):
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


def _without_face(words: str) -> float:
    return _NO_FACE if names_a_person(fold(words)) else _NOBODY


def _told(view: View) -> Iterator[str]:
    """The answer's sentences less what they quote; "the caption says ''" tells nothing itself."""
    known = _QUOTED.sub(lambda q: _GIVEN if _was_given(view, q[1]) else q[0], view.answer)
    for part in people_learned.utterances(known):
        if _GIVEN not in part or sum(map(str.isalpha, part)) > _FRAME:
            yield part
    # A caption that is not in the picture is the answer's own claim.
    yield from (q[1] for q in _QUOTED.finditer(known) if len(_WORD.findall(q[1])) >= _ENOUGH)


def _was_given(view: View, words: str) -> bool:
    """Whether the user said it, or it stands in the picture, perhaps in another order of lines."""
    said = (s.text for s in view.request if s.source in ("typed", "image_text"))
    given, told = _spaced("\n".join(said)), _spaced(words).strip(" .")
    if told in given:
        return True
    known, own = set(_WORD.findall(given)), _WORD.findall(told)
    return len(own) >= _ENOUGH and sum(word in known for word in own) >= _READ_OUT * len(own)


def _spaced(text: str) -> str:
    return " ".join(fold(text).split())


def _asked_who(view: View, asks: Sequence[Finding]) -> float:
    """How much the request, now or earlier, asked for a name."""
    if any(ask.category == "people/identify" and ask.score >= _ASKS for ask in asks):
        return ASKED
    return ASKED_EARLIER if asked_who_earlier(view) else 0.0


def make() -> AnswerDetector:
    """The entry point `answer`."""
    return AnswerDetector()
