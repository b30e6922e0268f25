"""What the trained model finds that a text asks about a person shown, or says of one.

It sees a text as a whole, window by window; of several sentences also the questions alone, or the
last ones where none is marked, since they drown in what stands around them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from clearsight.detect.declining import declines
from clearsight.detect.fold import fold, plain
from clearsight.detect.people_heads import KINDS, PeopleModel
from clearsight.detect.tables import table

CATEGORY = {
    "identify": "people/identify",
    "trait": "people/sensitive_trait",
    "ungrounded": "people/ungrounded",
}
# Which details a switch may let pass, and of which kind they are.
CUES = {
    "trait": ("age", "gender", "race", "appearance"),
    "ungrounded": ("emotion",),
}
_LONG = 240  # characters; in a shorter text the window is the question's own context
_LONG_WEIGHT = 0.6  # it was taught short texts: a long one alone is grey at most
_QUESTIONS = 4
_ASKS = re.compile(r"[^.!?。！？؟।\n]+[?？؟]")
_STRUCTURED = re.compile(r"[{}\[\]|]|\w\s*=\s*[\"'\w]|^\s*#\w", re.MULTILINE)
_ENDS = re.compile(r"(?<=[.!?。！？؟।;])\s+|(?<=[。！？])")
# "Tags: beach, red coat, smiling": names in such lists are found by their form (`naming`).
_LISTED = re.compile(r"^[^:：\n]{2,24}[:：][^.!?。！？]*[,،、][^.!?。！？]*$")
_ALONE = 48  # sentences of an answer that are read one by one
_CHUNK = 240

Scored = tuple[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Learned:
    """One kind of thing that a text asks or says.

    Attributes:
        kind: "identify", "trait" or "ungrounded". score: probability.
        words: the piece of the text that scored highest.
    """

    kind: str
    score: float
    words: str


def asked(
    model: PeopleModel, text: str, near: Callable[[str], bool] = lambda _: True
) -> list[Learned]:
    """What the text asks, by kind; all three kinds, or none where no part is near a person."""
    told = plain(text)
    doubt = _LONG_WEIGHT if len(told) > _LONG else 1.0
    found: list[Scored] = [
        (words, {kind: score * doubt for kind, score in scores.items()})
        for words, scores in model.scores("asked", told, near)
    ]
    found += [scored for part in _parts(told) for scored in model.scores("asked", part, near)]
    return _best(found)


def said(model: PeopleModel, parts: Iterable[str]) -> list[Learned]:
    """What the sentences say of a person shown, by kind."""
    return _best(scored for part in parts for scored in model.scores("said", part))


def utterances(answer: str) -> list[str]:
    """The answer's sentences that do not decline, later ones joined; JSON and tables in pieces."""
    text = plain(answer)
    if _STRUCTURED.search(text):
        return _told(text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK))
    told = _told(s for line in text.splitlines() for s in _ENDS.split(line))
    joined: list[str] = []
    for part in told[_ALONE:]:
        if joined and len(joined[-1]) + len(part) < _CHUNK:
            joined[-1] += f" {part}"
        else:
            joined.append(part)
    return told[:_ALONE] + joined


def _told(parts: Iterable[str]) -> list[str]:
    stripped = (part.strip() for part in parts)
    return [part for part in stripped if any(map(str.isalnum, part)) and not declines(part)]


def is_listed(words: str) -> bool:
    """Whether the words are a list behind a heading, or data, and no sentence."""
    return _LISTED.search(words) is not None or _STRUCTURED.search(words) is not None


def details(kind: str, words: str) -> tuple[str, ...]:
    """The details that the words speak of, among those that a switch may name; else ("",)."""
    cues, folded = table("people_cues"), fold(words)
    found = tuple(cue for cue in CUES.get(kind, ()) if cues[cue].search(folded))
    return found or ("",)


def _parts(text: str) -> list[str]:
    """Of several sentences the questions; where none has a question mark, the last one and two."""
    several = [part.strip() for part in _ENDS.split(text) if any(map(str.isalpha, part))]
    if len(several) < 2:
        return []
    questions = [part.strip() for part in _ASKS.findall(text)][-_QUESTIONS:]
    # "Cue: diagonal, K: 3" is nothing that the model has learned to read.
    last = [] if is_listed(several[-1]) else [several[-1]]
    return questions or [*last, *([" ".join(several[-2:])] if len(several) > 2 else [])]


def _best(found: Iterable[Scored]) -> list[Learned]:
    best: dict[str, Learned] = {}
    for words, scores in found:
        for kind in KINDS:
            if kind not in best or best[kind].score < scores[kind]:
                best[kind] = Learned(kind, scores[kind], words)
    return list(best.values())
