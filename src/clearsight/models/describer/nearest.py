"""An answer to a question that was not understood: the nearest that can be read, and said so."""

import re
from dataclasses import replace

from clearsight.models.describer.abroad import SPOKEN
from clearsight.models.describer.ask import Ask
from clearsight.models.describer.pieces import Answer, Echo, Piece, Quote, say

_VERDICT = re.compile(r"^(?:Yes|No|I think so|I do not think so)[.:,]? *")
_BETWEEN = frozenset([": ", ", ", " and ", ", beside ", ", under "])
_UNSURE = "I am not sure that I understand the question. "
_SEEN = "What I see may be no answer to it."


def nearest(ask: Ask, made: Answer) -> Answer:
    """The quotes of an answer as what comes nearest; without quotes what was seen, doubted."""
    runs = tuple(dict.fromkeys(run for s in made.sentences if (run := _run(s.pieces))))
    if not runs:
        first = say(SPOKEN[ask.tongue].unsure if ask.tongue else _UNSURE + _SEEN)
        bare = [(s, _no_verdict(s.pieces)) for s in made.sentences]
        seen = tuple(replace(s, pieces=pieces) for s, pieces in bare if pieces)
        return Answer((first, *seen), known=False)
    near: list[Piece] = []
    for number, run in enumerate(runs):
        near += [*(("; ",) if number else ()), *run]
    return Answer((say(_UNSURE, "The nearest that I can read is: ", *near, "."),), known=False)


def _run(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """From the first quote of a sentence to the last, without the verdict around them."""
    at = [n for n, piece in enumerate(pieces) if isinstance(piece, Quote)]
    if not at:
        return ()
    out: list[Piece] = []
    for piece in pieces[at[0] : at[-1] + 1]:
        if not isinstance(piece, str | Echo):
            out.append(piece)
        elif not isinstance(out[-1], str):
            out.append(piece if isinstance(piece, str) and piece in _BETWEEN else ", ")
    return tuple(out)


def _no_verdict(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    first = pieces[0]
    if not isinstance(first, str):
        return pieces
    rest = _VERDICT.sub("", first)
    return (rest, *pieces[1:]) if rest else pieces[1:]
