"""Chooser B: attribution. The phrases without which the text scores as least harmful.

Occlusion (Zeiler and Fergus 2014; for words: Li et al. 2016, "Understanding Neural Networks through
Representation Erasure"): drop a phrase, score the rest, take the fall as the phrase's share.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from clearsight.imaging.synonyms.phrases import Candidate
from clearsight.imaging.synonyms.scorer import Scorer
from clearsight.imaging.synonyms.values import MOST_PHRASES, Kind

# A picture that shows the very thing is worth more than one that is only about it.
_WORTH: dict[Kind, float] = {"name": 1.0, "keyword": 0.8, "association": 0.9, "head": 0.6}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A candidate, and how far the score fell without it (None when a Model chose)."""

    candidate: Candidate
    drop: float | None = None


def by_attribution(
    text: str, candidates: Sequence[Candidate], scorer: Scorer, *, most: int = MOST_PHRASES
) -> list[Chosen]:
    """At most `most` candidates that do not overlap, in the order of the text.

    A phrase without which the score does not fall is never chosen, whatever the row's label: a
    benign row gives way by the same rule.
    """
    if not candidates:
        return []
    phrases = [candidate.phrase for candidate in candidates]
    # The words on both sides stay apart; a double space does not change the n-grams.
    without = [f"{text[: p.start]} {text[p.end :]}" for p in phrases]
    whole, *rest = scorer([text, *without])
    drops = [whole - score for score in rest]
    worth = [d * _WORTH[c.kind] for d, c in zip(drops, candidates, strict=True)]
    chosen: list[Chosen] = []
    for number in sorted(range(len(candidates)), key=lambda n: (-worth[n], phrases[n].start)):
        if drops[number] <= 0 or len(chosen) == most:
            break
        phrase = phrases[number]
        if not any(_overlap(phrase.start, phrase.end, c.candidate) for c in chosen):
            chosen.append(Chosen(candidates[number], drops[number]))
    return sorted(chosen, key=lambda c: c.candidate.phrase.start)


def _overlap(start: int, end: int, other: Candidate) -> bool:
    return start < other.phrase.end and other.phrase.start < end
