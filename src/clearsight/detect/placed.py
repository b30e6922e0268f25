"""Which lines of a picture words were read from, so that a finding can point at them."""

import re
from collections.abc import Sequence

from clearsight.aloud import Span
from clearsight.detect.fold import fold
from clearsight.reading import WHOLE
from clearsight.verdict import Region

_EMPTY_TAG = re.compile(r"\[picture: (?:nothing recognised|no people|1 person|\d+ people)\]")


def line_regions(spans: Sequence[Span], words: str) -> tuple[Region, ...]:
    """Boxes of the read lines among the spans that hold the words, or part of them.

    Where the words do not stand there as they are (a code was undone), every read line counts.
    """
    read = [span for span in spans if span.box is not None]
    wanted = _flat(words)
    texts = [_flat(span.text) for span in read]
    return tuple(
        Region(span.message, span.part, span.box)
        for span, held in zip(read, _held(texts, wanted), strict=True)
        if held and span.box is not None
    )


def tag_regions(spans: Sequence[Span]) -> tuple[Region, ...]:
    """The whole of each picture whose tags say more than a count of people."""
    named = (s for s in spans if s.source == "image_tag" and not _EMPTY_TAG.fullmatch(s.text))
    places = dict.fromkeys((span.message, span.part) for span in named)
    return tuple(Region(message, part, WHOLE) for message, part in places)


def _held(texts: Sequence[str], wanted: str) -> list[bool]:
    start = " ".join(texts).find(wanted) if wanted else -1
    if start < 0:
        inside = [bool(text) and text in wanted for text in texts]
        return inside if any(inside) else [True] * len(texts)
    held, place = [], 0
    for text in texts:
        held.append(place < start + len(wanted) and start < place + len(text))
        place += len(text) + 1
    return held


def _flat(text: str) -> str:
    return " ".join(fold(text).split())
