"""Text moderation and request intent: omni-moderation's categories and `illicit/...` detail.

Judged are the words as served: what was typed, what an image says, both joined with what the
picture shows, and earlier turns joined with this one (split attacks). Text that is merely shown
counts less (`detect.request`). Each text is judged again with obfuscation undone.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from clearsight.aloud import Span, View, render, seen_things
from clearsight.detect.alone import Found, strongest, turns
from clearsight.detect.around import (
    EARLIER,
    beside,
    said_lately,
    shown_over_turns,
)
from clearsight.detect.engine import Engine, Judged, shared
from clearsight.detect.fold import fold, plain
from clearsight.detect.intent import harms
from clearsight.detect.placed import line_regions, tag_regions
from clearsight.detect.pointing import pointed_score
from clearsight.detect.reasons import drivers, wanted
from clearsight.detect.request import (
    IS_REQUEST,
    UNCLEAR,
    Passage,
    only_shown,
    passages,
    together_weight,
    undone,
)
from clearsight.detect.split import (
    answered_score,
    joined_score,
    other_texts,
    turns_score,
    typed_turns,
)
from clearsight.detect.tables import table
from clearsight.verdict import Finding, Where

_HEADS = {"hate": "hate", "sexual": "sexual", "violence": "violence", "self_harm": "self-harm"}
_FLOOR = 0.05  # a lower score is no finding: it would only fill the trace
_CUT_PARTS = 4
_CUT_CHARS = 12
_TOGETHER_CHARS = 400  # of request and answer each, judged as one text
_TOGETHER_WEIGHT = 0.7  # the request was judged before; a short answer adds little (docs/lab.md)
_WORTH_REASONS = 0.25  # a lower score changes nothing that a user sees
_ANSWER_WEIGHT = 0.9  # the heads learned requests; an answer is further from what they know


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A text to be judged; `whole` when it is more than one run of words.

    `asks`: somebody's request, so that the rules of intent apply; an answer is none.
    `parts`: typed turns, or request and answer, that the text was joined from.
    """

    passage: Passage
    text: str
    whole: bool = False
    asks: bool = True
    parts: tuple[str, ...] = ()


class WordsDetector:
    """Before: the request. After: the answer, alone and joined with the request."""

    name = "words"
    version = "6"

    def __init__(self, engine: Engine | None = None) -> None:
        """`engine` for tests and for other weights; by default the packaged ones, when needed."""
        self._engine = engine

    async def detect(self, view: View) -> Sequence[Finding]:
        return await asyncio.to_thread(self._look, view)

    def _look(self, view: View) -> tuple[Finding, ...]:
        heard = view.unexcused
        if heard.stage == "after":
            best = self._best(_after(heard))
        else:
            alone = turns(heard, self.name, lambda turn: self._best(_turn(turn)))
            best = strongest((*alone, *self._best(_joined(heard))))
        kept = [found for found in best if found.finding.score >= _FLOOR]
        kept.sort(key=lambda found: -found.finding.score)
        return tuple(self._reasoned(found, first=found is kept[0]) for found in kept)

    def _best(self, candidates: Iterable[_Candidate]) -> list[Found]:
        """The strongest of each category in some texts."""
        rejoined = self._rejoined(candidates)
        return strongest(found for one in rejoined for found in self._judge(one))

    def _rejoined(self, candidates: Iterable[_Candidate]) -> Iterator[_Candidate]:
        """Each, and where its pieces may say more put together otherwise, that as well."""
        for candidate in candidates:
            yield candidate
            passage = candidate.passage
            if candidate.asks and passage.weight >= UNCLEAR * EARLIER:
                for text in other_texts(self._engine or shared(), candidate.text, passage.spans):
                    yield replace(candidate, text=plain(text), whole=True)

    def _reasoned(self, found: Found, *, first: bool) -> Finding:
        """The finding with the words that drove it; asked of the strongest one only."""
        worth = found.head and found.finding.score >= _WORTH_REASONS
        if not (first and worth and wanted.get()):
            return found.finding
        words = drivers(self._engine or shared(), found.text, found.head)
        return replace(found.finding, evidence=words) if words else found.finding

    def _judge(self, candidate: _Candidate) -> Iterator[Found]:
        engine = self._engine or shared()
        if candidate.asks or not candidate.whole:
            yield from map(Found, self._self_harm(candidate))
        yield from map(Found, self._intent(candidate))
        for judged in engine.judge(candidate.text, read=candidate.passage.read):
            words = candidate.text[judged.start : judged.end]
            where = _where(candidate, judged)
            kind = max(judged.kinds, key=lambda name: judged.kinds[name])
            harm = joined_score(engine, judged.heads["harm"], candidate.passage.spans)
            if candidate.parts and not candidate.asks:
                harm = answered_score(engine, harm, candidate.parts[-1])
            if candidate.asks:
                harm = pointed_score(engine, harm, candidate.passage.spans, candidate.text)
            scores = [(kind, "harm", harm)]
            scores += [(category, head, judged.heads[head]) for head, category in _HEADS.items()]
            if candidate.asks:
                scores = [(c, h, turns_score(score, candidate.parts)) for c, h, score in scores]
            for category, head, score in scores:
                weighed = round(score * candidate.passage.weight_of(category), 4)
                yield Found(self._finding(category, weighed, where, words), words, head)

    def _intent(self, candidate: _Candidate) -> Iterator[Finding]:
        for harm in harms(candidate.text) if candidate.asks else ():
            where = candidate.passage.where(harm.words)
            score = round(harm.score * candidate.passage.weight, 4)
            yield self._finding(harm.category, score, where, harm.words)

    def _self_harm(self, candidate: _Candidate) -> Iterator[Finding]:
        rules, text = table("selfharm"), fold(candidate.text)
        weight = candidate.passage.weight_of("self-harm")
        asked = rules["instructions"].search(text)
        wanted = rules["intent"].search(text)
        others = rules["not_self"].search(text)
        if asked:
            where = candidate.passage.where(asked[0])
            yield self._finding("self-harm/instructions", 0.9 * weight, where, asked[0])
        if wanted:
            score = (0.4 if others else 0.9) * weight
            where = candidate.passage.where(wanted[0])
            yield self._finding("self-harm/intent", score, where, wanted[0])

    def _finding(self, category: str, score: float, where: Where, words: str) -> Finding:
        evidence = (words.strip()[:120],)
        return Finding(category, score, where, self.name, self.version, evidence=evidence)


def _variants(
    view: View, passage: Passage, text: str, *, whole: bool = False, asks: bool = True
) -> Iterator[_Candidate]:
    yield _Candidate(passage, plain(text), whole, asks)
    read, shown = undone(view, text)
    other = [read, plain(shown)]
    if _is_cut_up(passage.spans):
        other.append(plain("".join(span.text for span in passage.spans)))
    for one in dict.fromkeys(other):
        if one != plain(text):
            yield _Candidate(passage, one, True, asks)


def _is_cut_up(spans: Sequence[Span]) -> bool:
    """Typed words served in many parts of a few characters, as nobody types."""
    typed = [len(span.text) for span in spans if span.source == "typed"]
    return len(typed) >= _CUT_PARTS and sum(typed) <= _CUT_CHARS * len(typed)


def _joined(view: View) -> Iterator[_Candidate]:
    """Texts of more than one turn, and what stands beside the user's turns."""
    said = said_lately(view)
    if said:
        text = "\n".join(span.text for span in said)
        parts = typed_turns(said)
        for candidate in _variants(view, Passage(text, EARLIER, said), text, whole=True):
            yield replace(candidate, parts=parts)
    pictured = shown_over_turns(view, said)
    if pictured is not None:
        yield from _variants(view, pictured, pictured.text, whole=True)
    for passage, asks in beside(view):
        yield from _variants(view, passage, passage.text, whole=True, asks=asks)


def _turn(view: View) -> Iterator[_Candidate]:
    described = any(reading.described for reading in view.shown)
    # The first look judged the words alone; what the second one finds depends on the picture.
    for passage in () if described else passages(view):
        yield from _variants(view, passage, passage.text)
    shown = bool(view.image_text)
    # "[picture: no people]" adds no meaning, and the heads learned pictures that do.
    if shown or described or any(seen_things(reading) for reading in view.shown):
        spans = _relevant(view)
        if shown and described:
            # Writing in the picture is data; what the picture shows is what is asked about.
            bare = tuple(span for span in spans if span.source != "image_text")
            yield from _variants(view, Passage("", IS_REQUEST, bare), render(bare), whole=True)
        weight = together_weight(view) if shown else IS_REQUEST
        told = only_shown(view)
        yield from _variants(view, Passage("", weight, spans, told), render(spans), whole=True)


def _after(view: View) -> Iterator[_Candidate]:
    if not view.answer:
        return
    passage = Passage(view.answer, _ANSWER_WEIGHT, view.answer_spans)
    yield from _variants(view, passage, view.answer, asks=False)
    request = "\n".join(p.text for p in passages(view) if p.weight == IS_REQUEST)
    if request:
        # Behind one window the request is out of sight, and the answer is judged alone anyway.
        parts = (plain(request[-_TOGETHER_CHARS:]), plain(view.answer[:_TOGETHER_CHARS]))
        known = replace(passage, weight=_TOGETHER_WEIGHT)
        yield _Candidate(known, "\n".join(parts), True, False, parts)


def _relevant(view: View) -> tuple[Span, ...]:
    """The last turn's spans, with the latest picture's tag when it stands in an earlier turn."""
    if any(span.source == "image_tag" for span in view.request):
        return view.request
    earlier = [
        s for s in view.spans if s.source == "image_tag" and s.message < view.last_user_index
    ]
    return (*earlier[-1:], *view.request)


def _where(candidate: _Candidate, judged: Judged) -> Where:
    first = candidate.passage.spans[0]
    exact = not candidate.whole and len(candidate.passage.spans) == 1 and first.verbatim
    span = (judged.start, judged.end) if exact and candidate.text == first.text else None
    spans = candidate.passage.spans
    regions = line_regions(spans, candidate.text[judged.start : judged.end]) + tag_regions(spans)
    return Where(first.message, first.part, span, first.box, regions)


def make() -> WordsDetector:
    """The entry point `words`."""
    return WordsDetector()
