"""Which words drove a judgement: occlusion, cheap enough for every refusal.

A word's part is how far the score falls without it (occlusion, Zeiler and Fergus 2014; Li et al.
2016, arXiv:1612.08220). The n-grams pick the few words worth asking about, and the encoder, which
costs some milliseconds a question, is asked about those only. Neighbours are told as one phrase.
Work on millions of lines turns them off (`wanted`): a refused line costs three times a passed one.
"""

import re
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_DENSE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]+")
wanted: ContextVar[bool] = ContextVar("wanted", default=True)
ASKED = 6
MOST = 3
_PART = 0.08  # of the whole score: a smaller fall is no reason
_ENOUGH = 0.9  # of it: without this word nothing is left to explain, and no more are asked
_DENSE_SIZE = 2  # characters of Chinese or Japanese that stand for a word


class Scores(Protocol):
    """What is needed of an Engine: a head's score of a text, and a cheap ranking of texts."""

    def score(self, text: str, head: str) -> float: ...

    def quick(self, texts: Sequence[str]) -> list[float]: ...


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int


def drivers(scores: Scores, text: str, head: str) -> tuple[str, ...]:
    """Up to three phrases of the text that drove the head's score, the strongest first."""
    words = _words(text)
    if len(words) < 2:
        return (text.strip(),) if words else ()
    whole = scores.score(text, head)
    cheap = scores.quick([text, *(_without(text, word) for word in words)])
    ranked = sorted(range(len(words)), key=lambda index: cheap[index + 1])[:ASKED]
    falls: dict[int, float] = {}
    for index in ranked:
        falls[index] = whole - scores.score(_without(text, words[index]), head)
        if falls[index] >= _ENOUGH * whole:
            break
    kept = sorted(index for index, fall in falls.items() if fall >= _PART * whole)
    phrases = _phrases(kept)
    phrases.sort(key=lambda phrase: -max(falls[index] for index in phrase))
    return tuple(text[words[p[0]].start : words[p[-1]].end] for p in phrases[:MOST])


def _words(text: str) -> list[_Word]:
    out: list[_Word] = []
    for found in _WORD.finditer(text):
        if not _DENSE.search(found[0]):
            out.append(_Word(found.start(), found.end()))
            continue
        for start in range(found.start(), found.end(), _DENSE_SIZE):
            out.append(_Word(start, min(start + _DENSE_SIZE, found.end())))
    return out


def _without(text: str, word: _Word) -> str:
    return f"{text[: word.start]} {text[word.end :]}"


def _phrases(indices: Sequence[int]) -> list[list[int]]:
    """Runs of neighbouring words, in order."""
    runs: list[list[int]] = []
    for index in indices:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs
