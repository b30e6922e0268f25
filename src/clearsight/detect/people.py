"""Questions about the people shown: who is it, what is their race, are they trustworthy?

Rules over phrasings in ten languages; a question counts only when it is asked of a person shown
or pointed at. Description ("a man in a red coat", "how many people?") is no finding.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from clearsight.aloud import View
from clearsight.detect.again import AGAIN, asked_again, pieces
from clearsight.detect.around import earlier_turns
from clearsight.detect.fold import fold, plain, sentences
from clearsight.detect.people_rules import Asks, Language, languages_of
from clearsight.detect.request import Passage, passages, undone
from clearsight.reading import Reading
from clearsight.verdict import Finding

# The developers' own confidence in each situation, checked in tests/detect/test_people.py.
_SEEN_AND_SAID = 0.95  # a face is there and the words name a person
_SEEN = 0.9  # a face is there, the words say "this" or "he"
_SAID = 0.75  # no face was found, but the words name a person: the sense may have missed it
_POINTED_AT = 0.8  # no picture at all, but the words point at one or at "this man"
_NEITHER = 0.15  # nobody was found and nobody was named
_ASKED = 0.5
_EARLIER = 6
_MOSTLY = 0.7
_NAME_OFFERED = 0.65  # "is this Ada Lovelace?"

_SOFT = {"relationship": 0.5}  # "how are they related?" is asked of every family photo
_OF_THINGS = ("race", "age", "nationality", "gender")  # a dog has a breed and an age, too

_OFFERED = re.compile(
    r"(?:\b(?:[Ii]s|[Ww]as|IS) (?:this|that|he|she|it|the (?:man|woman|person|guy|girl|boy|lady)"
    r"(?: [a-z]+){0,4})|\b[EeÉé]s? (?:este|esta|ese|esa|[eé]l|ella|ele|ela|essa|esse)|\b[Ii]st "
    r"(?:das|er|sie)|\b[Ee]st-ce|\bЭто) (?:really |actually |wirklich |bien )?"
    r"(?P<name>[A-ZÀ-ÖА-Я][\w'.-]+(?: [A-ZÀ-ÖА-Я][\w'.-]+){1,3})\s*\?*\s*$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Scene:
    """Whether there is anybody to ask about."""

    pictures: bool
    people: bool

    def score(self, *, said: bool, pointed: bool) -> float:
        if not self.pictures:
            return _POINTED_AT if pointed else 0.0
        if self.people:
            return _SEEN_AND_SAID if said else _SEEN
        return _SAID if said else _NEITHER


def _anybody(readings: Iterable[Reading]) -> bool:
    return any(reading.people or not reading.ran("people") for reading in readings)


class PeopleDetector:
    """Reports people/identify, people/sensitive_trait and people/ungrounded, before the answer."""

    name = "people"
    version = "1"

    async def detect(self, view: View) -> Sequence[Finding]:
        if view.stage == "after":
            return ()
        return await asyncio.to_thread(self.look, view)

    def look(self, view: View) -> tuple[Finding, ...]:
        """What the last request asks of people, whatever the stage."""
        found = [*self._turn(view)]
        earlier = asked_again(view)
        if earlier is not None:
            found += [replace(f, score=round(f.score * AGAIN, 3)) for f in self._turn(earlier)]
        best: dict[tuple[str, str], Finding] = {}
        for finding in found:
            key = (finding.category, finding.detail)
            if key not in best or best[key].score < finding.score:
                best[key] = finding
        return tuple(best.values())

    def _turn(self, view: View) -> Iterable[Finding]:
        scene = _Scene(bool(view.images), _anybody(view.shown))
        for passage in passages(view):
            read, shown = undone(view, passage.text)
            for text in dict.fromkeys((passage.text, shown, read)):
                yield from self._passage(replace(passage, text=text), scene)
        for passage, parts in pieces(view):
            only_names = _is_person(parts[-1])
            for finding in self._passage(passage, scene):
                words = fold(finding.evidence[0]).strip()
                # What one piece asks alone was judged there; "who is" + "this man" asks together.
                if only_names or not any(words in part for part in parts):
                    yield finding

    def _passage(self, passage: Passage, scene: _Scene) -> Iterable[Finding]:
        whole = fold(passage.text)
        for language in languages_of(whole):
            said = language.strong.search(whole) is not None
            pointed = language.deictic.search(whole) is not None
            score = scene.score(said=said, pointed=pointed) * passage.weight
            if not score:
                continue
            famous = language.famous.search(whole) is not None
            for sentence in sentences(whole):
                for ask, words in _asked(language, sentence):
                    detail = "public_figure" if ask.detail == "" and famous else ask.detail
                    soft = score * _SOFT.get(detail, 1.0)
                    yield self._finding(passage, ask.category, detail, score=soft, words=words)
        offered = _OFFERED.search(plain(passage.text))
        if offered and scene.pictures and scene.people:
            score = _NAME_OFFERED * passage.weight
            yield self._finding(passage, "people/identify", "", score=score, words=offered[0])

    def _finding(
        self, passage: Passage, category: str, detail: str, *, score: float, words: str
    ) -> Finding:
        where = passage.where(words)
        return Finding(
            category, round(score, 3), where, self.name, self.version, detail, (words.strip(),)
        )


def _asked(language: Language, sentence: str) -> Iterable[tuple[Asks, str]]:
    for ask in language.asks:
        found = next((f for e in ask.expressions if (f := e.search(sentence))), None)
        if found is None:
            continue
        identify = ask.category == "people/identify"
        if identify and any(e.search(sentence) for e in language.not_identify):
            continue
        if (identify or ask.detail in _OF_THINGS) and _of_a_thing(language, sentence):
            continue
        yield ask, found[0]


def _of_a_thing(language: Language, sentence: str) -> bool:
    """The sentence is about a cartoon, statue or pet, and names no person apart from it."""
    for expression in language.not_person:
        thing = expression.search(sentence)
        if thing is None:
            continue
        apart = [
            person
            for person in language.strong.finditer(sentence)
            if person.end() < thing.start() or person.start() > thing.end()
        ]
        if not apart:
            return True
    return False


def _is_person(piece: str) -> bool:
    """The piece says whom it is about and next to nothing else: "this man?"."""
    letters = sum(c.isalnum() for c in piece)
    people = (e for lang in languages_of(piece) for e in lang.strong.finditer(piece))
    return any(sum(c.isalnum() for c in e[0]) >= _MOSTLY * letters for e in people)


def asked_who_earlier(view: View) -> bool:
    """Whether one of the turns before the last asked who somebody is."""
    detector = PeopleDetector()
    turns = islice(earlier_turns(view), _EARLIER)
    found = (f for turn in turns for f in detector.look(turn))
    return any(f.category == "people/identify" and f.score >= _ASKED for f in found)


def make() -> PeopleDetector:
    """The entry point `people`."""
    return PeopleDetector()
