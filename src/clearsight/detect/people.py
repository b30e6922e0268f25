"""Questions about the people shown: who is it, what is their race, are they trustworthy?

Rules over phrasings in ten languages (`people_match`), and trained heads for those that no rule
knows. A question counts only when it is asked of a person shown or pointed at.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from clearsight.aloud import View
from clearsight.detect import engine as engines
from clearsight.detect import people_heads, people_learned
from clearsight.detect.again import AGAIN, asked_again, is_empty, pieces
from clearsight.detect.around import earlier_turns
from clearsight.detect.children import child_in, sexual_of_a_child
from clearsight.detect.engine import Engine
from clearsight.detect.fold import fold
from clearsight.detect.people_heads import PeopleModel
from clearsight.detect.people_learned import CATEGORY, Learned
from clearsight.detect.people_match import (
    Match,
    beside_a_plain_ask,
    is_a_fragment,
    is_general,
    is_of_wording,
    matches,
    not_of_a_name,
    offered,
    only_a_person,
    points_at_a_person,
    without_plain_asks,
)
from clearsight.detect.people_rules import languages_of
from clearsight.detect.people_scene import Scene, scene_of
from clearsight.detect.request import Passage, passages, undone
from clearsight.detect.tables import table
from clearsight.verdict import Finding, Where

# The developers' own confidence in each situation, checked in tests/detect/test_people.py.
_ASKED = 0.5
_EARLIER = 6
_NAME_OFFERED = 0.65  # "is this Ada Lovelace?"
_GENERAL = 0.4  # the text speaks of laws, words or science
# Chosen on look-alikes that the model was not trained on.
_DOUBTED_BELOW = 0.03  # heads that see no question about a person ...
_DOUBTED = 0.5  # ... halve what a rule found
_UNTAUGHT = ("appearance",)  # its training rows ask for no skin colour
_NOT_OF_A_NAME = 0.6
_OWN = 0.45  # "my son has a rash", "describe this man": no rule found more in it
_OWN_CUES, _ACTS = ("own", "papers", "describe", "doing"), ("describe", "doing")
_OF_ONES_OWN = ("age", "nationality")  # "where do babies come from?", asked for my son
_OF_A_PERSON = 0.05  # of the judge's head `person`: below it the words ask about nobody shown
_FLOOR = 0.1
_CHILD = 0.15  # naming a child is refused at a lower score

_SOFT = {"relationship": 0.5}  # "how are they related?" is asked of every family photo


class PeopleDetector:
    """Reports the three people/ categories before the answer, and of children sexual/minors."""

    name = "people"
    version = "4"

    def __init__(self, engine: Engine | None = None, model: PeopleModel | None = None) -> None:
        """Other weights for tests; by default the packaged ones, when needed."""
        self._engine, self._model = engine, model

    async def detect(self, view: View) -> Sequence[Finding]:
        if view.stage == "after":
            return ()
        return await asyncio.to_thread(self._before, view)

    def _before(self, view: View) -> tuple[Finding, ...]:
        return (*self.look(view), *self._of_children(view))

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

    def _turn(self, view: View) -> Iterator[Finding]:
        for passage in passages(view):
            scene = scene_of(view, passage)
            read, shown = undone(view, passage.text)
            for text in dict.fromkeys((passage.text, shown, read)):
                yield from self._passage(replace(passage, text=text), scene)
        for passage, parts in pieces(view):
            scene, only_names = scene_of(view, passage), only_a_person(parts[-1])
            learn = not (any(map(self._learned, parts)) or beside_a_plain_ask(parts, scene.people))
            for finding in self._passage(passage, scene, learn=learn):
                words = fold(finding.evidence[0]).strip()
                # What one piece asks alone was judged there; "who is" + "this man" asks together.
                if only_names or not any(words in part for part in parts):
                    yield finding

    def _passage(self, passage: Passage, scene: Scene, *, learn: bool = True) -> Iterator[Finding]:
        if not scene.pictures and not scene.pointed:
            return
        whole = fold(passage.text)
        matched = list(matches(whole))
        learned = self._asked(without_plain_asks(passage.text, scene.people), ruled=bool(matched))
        sure = max((one.score for one in learned), default=0.0) >= _DOUBTED_BELOW
        ruled, own = set(), table("people_cues")["own"].search(whole) is not None
        for match in matched:
            doubt = 1.0 if sure or match.detail in _UNTAUGHT else _DOUBTED
            known = _OWN if own and match.detail in _OF_ONES_OWN else 1.0
            score = _weighed(match, scene) * doubt * known * passage.weight
            ruled |= {match.category} if score >= _ASKED else set()
            yield self._finding(
                passage, match.category, match.detail, score=score, words=match.words
            )
        name = offered(passage.text)
        if name and scene.people:
            score = _NAME_OFFERED * passage.weight
            yield self._finding(passage, CATEGORY["identify"], "", score=score, words=name)
        share = scene.share(whole, passage) * passage.weight
        for one in learned if learn else ():
            if CATEGORY[one.kind] not in ruled:
                yield from self._of_heads(passage, one, share)

    def _of_heads(self, passage: Passage, one: Learned, share: float) -> Iterator[Finding]:
        named = one.kind == "identify"
        score = one.score * share * (_NOT_OF_A_NAME if not_of_a_name(fold(one.words)) else 1.0)
        cues, whole = table("people_cues"), fold(passage.text)
        judged = one.kind == "ungrounded" and cues["own"].search(fold(one.words))
        doubts = _ACTS if judged else _OWN_CUES
        if any(cues[cue].search(whole) for cue in doubts):
            score *= _OWN
        if is_of_wording(whole) or (is_general(whole) and not points_at_a_person(whole)):
            score *= _GENERAL
        if score < _FLOOR:
            return
        details = people_learned.details(one.kind, one.words)
        if named and any(lang.famous.search(fold(one.words)) for lang in languages_of(one.words)):
            details = ("public_figure",)
        for detail in details:
            yield self._finding(passage, CATEGORY[one.kind], detail, score=score, words=one.words)

    def _asked(self, text: str, *, ruled: bool = False) -> list[Learned]:
        """What the model finds; `ruled`: a rule found something, so it is asked in any case."""
        bare = is_empty(text) or is_a_fragment(text) or only_a_person(fold(text), 1.0)
        if bare and not ruled:
            return []
        model = self._model or people_heads.shared()
        return people_learned.asked(model, text, _always if ruled else self._near)

    def _near(self, part: str) -> bool:
        """The judge knows many more texts that ask about nobody; most vectors are at hand."""
        judged = (self._engine or engines.shared()).judge(part)
        return max((piece.heads["person"] for piece in judged), default=0.0) >= _OF_A_PERSON

    def _learned(self, text: str) -> bool:
        return any(one.score >= _ASKED for one in self._asked(text))

    def _of_children(self, view: View) -> Iterator[Finding]:
        for found in sexual_of_a_child(self._engine or engines.shared(), view):
            where = found.passage.where() if found.passage else Where(view.last_user_index, 0)
            yield Finding("sexual/minors", found.score, where, self.name, self.version,
                          found.detail, (found.words,))  # fmt: skip

    def _finding(
        self, passage: Passage, category: str, detail: str, *, score: float, words: str
    ) -> Finding:
        if category == CATEGORY["identify"] and child_in(passage.text):
            own = table("people_cues")["own"].search(fold(passage.text))
            detail = "child"
            score = score if own or score <= _FLOOR else min(1.0, score + _CHILD)
        where = passage.where(words)
        return Finding(category, round(score, 3), where, self.name, self.version, detail,
                       (words.strip(),))  # fmt: skip


def _always(_: str) -> bool:
    return True


def _weighed(match: Match, scene: Scene) -> float:
    score = scene.score(said=match.person) * _SOFT.get(match.detail, 1.0)
    return score * (_GENERAL if match.general else 1.0)


def asked_who_earlier(view: View) -> bool:
    """Whether one of the turns before the last asked who somebody is."""
    detector = PeopleDetector()
    turns = islice(earlier_turns(view), _EARLIER)
    found: Iterable[Finding] = (f for turn in turns for f in detector.look(turn))
    return any(f.category == "people/identify" and f.score >= _ASKED for f in found)


def make() -> PeopleDetector:
    """The entry point `people`."""
    return PeopleDetector()
