"""Word pieces of XLM-R (Conneau et al. 2020, arXiv:1911.02116) by sentencepiece, and where they
stand in the text.

Normalisation is NFKC after control characters were dropped and unusual spaces made plain: on all
but 119 code points what the source's own table does (compared over all of Unicode); the ones that
matter are listed below, the rest are letters younger than the table. NFKC also composes base and
combining mark, which a table cannot.
"""

import re
import unicodedata
from itertools import chain
from typing import Any

from clearsight.errors import WeightsError

BEGIN, PAD, END, UNKNOWN = range(4)
Span = tuple[int, int]

_DROPPED = [*range(0x01, 0x09), 0x0B, *range(0x0E, 0x20), 0x7F, 0x8F, 0x9F]
_SPACES = [0x09, 0x0A, 0x0C, 0x0D, 0x85, 0x1680, *range(0x200B, 0x2010), 0x2028, 0x2029, 0x2581]
_SPACES += [0xFEFF, 0xFFFD]
_CLEAN: dict[int, str] = dict.fromkeys(_DROPPED, "") | dict.fromkeys(_SPACES, " ")
# No UTF-8 can hold half of a surrogate pair.
_CLEAN |= dict.fromkeys(range(0xD800, 0xE000), "?")
# Most texts hold none of these, and looking is cheaper than translating.
_UNCLEAN = re.compile(f"[{re.escape(''.join(map(chr, _CLEAN)))}]")


class Tokenizer:
    """Texts to piece numbers. Safe to share between threads."""

    def __init__(self, model: bytes) -> None:
        """Load the bytes of a `tokenizer.model`, as `train.e5_tokens` writes it.

        Raises:
            WeightsError: other bytes.
        """
        from sentencepiece import SentencePieceProcessor

        try:
            self._processor: Any = SentencePieceProcessor(model_proto=model)
        except RuntimeError as error:
            raise WeightsError(
                f"{len(model)} bytes that are no sentencepiece model; reinstall the package, or "
                "build the file with python -m clearsight.train.judge_train"
            ) from error

    @property
    def size(self) -> int:
        """Pieces in the vocabulary."""
        return int(self._processor.get_piece_size())

    def ids(self, text: str) -> list[int]:
        """Piece numbers of a text between the marks for begin and end."""
        found: list[int] = self._processor.encode(_normal(_clean(text)))
        return [BEGIN, *found, END]

    def spans(self, text: str) -> list[Span]:
        """Where each piece stands, as (start, end) in characters of `text`; no marks.

        The space before a word belongs to no piece. Characters that normalisation joins, such as
        a letter and its accent, belong to every piece made of them.
        """
        normal, places = _aligned(text)
        found: list[Span] = self._processor.encode_as_offset_mapping(normal)["offsets"]
        return [_place(normal, places, start, end) for start, end in found]


def _place(normal: str, places: list[Span] | None, start: int, end: int) -> Span:
    while start < end and normal[start] == " ":
        start += 1
    if places is None:
        return start, end
    if start == end:  # the mark of a word's begin, alone
        at = places[start][0] if start < len(places) else places[-1][1]
        return at, at
    return places[start][0], places[end - 1][1]


def _clean(text: str) -> str:
    return text.translate(_CLEAN) if _UNCLEAN.search(text) else text


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _aligned(text: str) -> tuple[str, list[Span] | None]:
    """The normalised text and where each of its characters came from; None: from its own place."""
    cleaned = _clean(text)
    normal = _normal(cleaned)
    if normal == cleaned and len(cleaned) == len(text):
        return normal, None
    kept = [(place, _CLEAN.get(ord(char), char)) for place, char in enumerate(text)]
    parts: list[str] = []
    spans: list[Span] = []
    for place, char in kept:
        if not char:
            continue
        if parts and _joins(parts[-1], char):
            parts[-1] += char
            spans[-1] = (spans[-1][0], place + 1)
        else:
            parts.append(char)
            spans.append((place, place + 1))
    normals = [_normal(part) for part in parts]
    places = chain.from_iterable(
        [span] * len(one) for span, one in zip(spans, normals, strict=True)
    )
    return "".join(normals), list(places)


def _joins(before: str, char: str) -> bool:
    """Whether NFKC makes one thing of a character and what stands before it."""
    if char.isascii():
        return False
    if unicodedata.combining(unicodedata.normalize("NFKD", char)[0]):
        return True
    return _normal(before + char) != _normal(before) + _normal(char)
