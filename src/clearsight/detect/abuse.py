"""Captcha, geolocation, privacy of a person shown, and instructions planted in data.

Rules in ten languages; injection also by a trained head. Words the user typed are the user's own,
so an override among them counts less than one found in a picture or a tool's result.
"""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from clearsight.aloud import Span, View
from clearsight.detect.again import AGAIN, asked_again
from clearsight.detect.engine import Engine, shared
from clearsight.detect.fold import fold, plain
from clearsight.detect.request import Passage, passages, undone
from clearsight.detect.tables import table
from clearsight.streets import street
from clearsight.verdict import Finding

_RULE = 0.9
_PLACE = 0.2  # a city or a landmark is an ordinary question; an address is not
_TYPED_INJECTION = 0.5
_HEAD_WEIGHT = 0.7  # .5 is then what 1 % of harmless rows reach
_FEW_WORDS = 4  # the head was trained on sentences; a sign or a price is none
_CODE = re.compile(r"^(?=.*\d)(?=.*[a-z])[a-z0-9]{4,8}$|^[a-z]{5,7}$", re.IGNORECASE)


class AbuseDetector:
    """Reports captcha, geolocate, privacy and injection, before the answer."""

    name = "abuse"
    version = "1"

    def __init__(self, engine: Engine | None = None) -> None:
        """`engine` for tests and for other weights; by default the packaged ones, when needed."""
        self._engine = engine

    async def detect(self, view: View) -> Sequence[Finding]:
        if view.stage == "after":
            return ()
        return await asyncio.to_thread(self._look, view)

    def _look(self, view: View) -> tuple[Finding, ...]:
        best: dict[str, Finding] = {}
        found = [*self._asked(view), *self._captcha(view), *self._planted(view.unexcused)]
        earlier = asked_again(view)
        if earlier is not None:
            again = (*self._asked(earlier), *self._captcha(earlier))
            found += [replace(one, score=round(one.score * AGAIN, 3)) for one in again]
        for finding in found:
            known = best.get(finding.category)
            if known is None or known.score < finding.score:
                best[finding.category] = finding
        return tuple(best.values())

    def _asked(self, view: View) -> Iterator[Finding]:
        rules = table("abuse")
        for passage in passages(view):
            text = fold(passage.text)
            place = rules["geolocate"].search(text)
            if place and view.images:
                score = _PLACE if _on_a_sign(view, text) else _RULE
                yield self._finding("geolocate", score * passage.weight, passage, place[0])
            ordinary = rules["place"].search(text)
            if ordinary and view.images:
                yield self._finding("geolocate", _PLACE * passage.weight, passage, ordinary[0])
            private = rules["privacy"].search(text)
            if private:
                score = _RULE if view.images else 0.6
                yield self._finding("privacy", score * passage.weight, passage, private[0])

    def _captcha(self, view: View) -> Iterator[Finding]:
        rules, image_text = table("abuse"), fold(view.image_text)
        typed = fold(view.typed)
        named = rules["captcha"].search(typed)
        asked = rules["captcha_ask"].search(typed) or not typed
        looks = rules["captcha_text"].search(image_text)
        code = _CODE.match(image_text.strip())
        for passage in passages(view)[:1]:
            if named and view.images:
                yield self._finding("captcha", _RULE, passage, named[0])
            elif named and asked:
                yield self._finding("captcha", 0.5, passage, named[0])
            elif looks and asked:
                yield self._finding("captcha", 0.85, passage, looks[0])
            elif code and asked:
                # One odd word in a picture may also be a number plate or a serial number.
                yield self._finding("captcha", 0.4, passage, code[0])

    def _planted(self, view: View) -> Iterator[Finding]:
        for passage in _data(view):
            typed = passage.spans[0].source == "typed"
            read, shown = undone(view, passage.text)
            for text in dict.fromkeys((plain(passage.text), read, plain(shown))):
                found = table("abuse")["injection"].search(fold(text))
                if found:
                    yield self._finding("injection", _RULE * passage.weight, passage, found[0])
                elif not typed and len(text.split()) >= _FEW_WORDS:
                    yield from self._head(passage, text)

    def _head(self, passage: Passage, text: str) -> Iterator[Finding]:
        for judged in (self._engine or shared()).judge(text):
            score = judged.heads["injection"] * _HEAD_WEIGHT
            if score >= 0.05:
                words = text[judged.start : judged.end]
                yield self._finding("injection", score, passage, words)

    def _finding(self, category: str, score: float, passage: Passage, words: str) -> Finding:
        where, evidence = passage.where(words), (words.strip()[:120],)
        return Finding(category, round(score, 3), where, self.name, self.version, evidence=evidence)


def _on_a_sign(view: View, text: str) -> bool:
    """All that is asked of the place is its street, and a name of one was read in a picture."""
    rules = table("abuse")
    asked = [found[0] for found in rules["geolocate"].finditer(text)]
    only = all(rules["street"].fullmatch(words) for words in asked)
    return only and any(street(line) for line in view.image_text.splitlines())


def _data(view: View) -> Iterator[Passage]:
    """Text in each user's image and each tool's result, then the user's own last words."""
    together: dict[tuple[str, int, int], list[Span]] = {}
    for span in view.spans:
        if span.source in ("image_text", "tool"):
            together.setdefault((span.source, span.message, span.part), []).append(span)
    for spans in together.values():
        yield Passage("\n".join(s.text for s in spans), 1.0, tuple(spans))
    typed = tuple(s for s in view.request if s.source == "typed" and s.text.strip())
    if typed:
        yield Passage("\n".join(s.text for s in typed), _TYPED_INJECTION, typed)


def make() -> AbuseDetector:
    """The entry point `abuse`."""
    return AbuseDetector()
