"""Does the answer say who somebody shown is?

A name counts when the text gives it to a person (`detect.names`, `detect.names_dense`), a person
may be there to be named, and nobody gave the name: the user who typed it and a picture in which it
can be read may have it repeated. A request that asked who it is makes every name-like word count.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from clearsight.aloud import View
from clearsight.detect.fold import fold, plain
from clearsight.detect.hidden import revealed
from clearsight.detect.names import FLOOR, Named, names_in
from clearsight.detect.names_dense import dense_names_in
from clearsight.detect.people_rules import languages_of

ASKED = 0.45  # the request asks who it is
ASKED_EARLIER = 0.2
_NO_FACE = 0.5  # the sense may have missed the person
_NO_FACE_BUT_SAID = 0.85  # and the words speak of one
_OTHER_QUESTION = 0.4  # "who painted this?", "which font?": the name answers that
_SURE, _ENOUGH = 0.5, 20  # after so many sure names, more of them change nothing
_DENSE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
_JAPANESE = re.compile("[\u3041-\u30ff]|名前|氏名")
_OF_A_THING = re.compile(
    r"\b(?:where|font|brand|city|country|town|place|street|building|landmark|dish|breed|title|"
    r"movie|film|book|song|painting|donde|ciudad|marca|lugar|ou est|ville|marque|lieu|wo ist|stadt|"
    r"marke|ort|onde|cidade)\b|(?:где|город|марка|бренд)|(?:哪里|城市|品牌|字体)|(?:どこ|ブランド)"
    r"|(?:اين|مدينه|ماركه)|(?:कहाँ|शहर|ब्रांड)"
)


def names_given(view: View, *, asked: float) -> Iterator[Named]:
    """Names that the answer gives to people shown, scored; offsets are in the folded-free answer.

    `asked`: `ASKED`, `ASKED_EARLIER` or 0.
    """
    if not view.images:
        return
    there = any(reading.people or not reading.ran("people") for reading in view.shown)
    weight = 1.0 if asked >= ASKED or not _asks_of_a_thing(view) else _OTHER_QUESTION
    known = _Known(view)
    enough = _ENOUGH
    for text in map(plain, dict.fromkeys((view.answer, revealed(view.answer)))):
        for found in _found(text, asked, japanese=_JAPANESE.search(text + view.typed) is not None):
            if found.score >= FLOOR and not known.holds(found.name):
                seen = 1.0 if there else _unseen(found)
                yield replace(found, score=round(found.score * seen * weight, 3))
                enough -= found.score * seen * weight >= _SURE
                if enough <= 0:
                    return


def only_given_names(view: View, words: str) -> bool:
    """Whether the words name somebody, and nobody whom the user or a picture has not named."""
    japanese = _JAPANESE.search(words + view.typed) is not None
    names = [n for n in _found(plain(words), ASKED, japanese=japanese) if n.score >= FLOOR]
    known = _Known(view)
    return bool(names) and all(known.holds(found.name) for found in names)


def _found(text: str, asked: float, *, japanese: bool) -> Iterable[Named]:
    yield from names_in(text, asked=asked)
    if _DENSE.search(text):
        yield from dense_names_in(text, japanese=japanese, asked=asked)


def _unseen(found: Named) -> float:
    folded = fold(found.before)
    said = any(language.strong.search(folded) for language in languages_of(folded))
    return _NO_FACE_BUT_SAID if said else _NO_FACE


def _asks_of_a_thing(view: View) -> bool:
    typed = fold(view.typed)
    if _OF_A_THING.search(typed):
        return True
    return any(e.search(typed) for lang in languages_of(typed) for e in lang.not_identify)


class _Known:
    """Names that the user typed or that stand in a picture."""

    def __init__(self, view: View) -> None:
        said = (s.text for s in view.spans if s.source in ("typed", "image_text"))
        self._text = fold("\n".join(said))
        self._words = sorted(set(re.findall(r"[\w\u0900-\u0963]+", self._text)))

    def holds(self, name: str) -> bool:
        """Whether every word of the name was given, up to its ending (cases, slips of reading)."""
        words = re.findall(r"[\w\u0900-\u0963]+", fold(name))
        if _DENSE.search(name):
            return all(word in self._text for word in words)
        return all(any(_same(word, other) for other in self._words) for word in words)


def _same(word: str, other: str) -> bool:
    if word == other:
        return True
    if min(len(word), len(other)) < 3 or abs(len(word) - len(other)) > 2:
        return False
    shared = next(
        (n for n, (a, b) in enumerate(zip(word, other, strict=False)) if a != b),
        min(len(word), len(other)),
    )
    return shared >= max(2, max(len(word), len(other)) - 2)
