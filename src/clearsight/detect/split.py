"""Requests cut into harmless pieces: over pictures, over turns, half typed and half shown.

A text that is joined from several pieces is judged against a stricter threshold where every piece
by itself is harmless: people seldom put a request together like that, and a cut costs the judgement
certainty. Where a piece is harmful by itself nothing was hidden, and the usual threshold holds.

Turns that were typed are the other way round: any few of them are joined, and many looks at joined
texts find something by chance, the likelier the more words there are. The pieces of one request are
short together; so joined turns count for less, the longer they are.

The order in which pieces came need not be the one that says something. N-grams of harm rank the
others, and the first of them is judged as well, but only where the text as it came is doubtful.
Cuts go through words too: two halves that make a likelier word than they are apart become one.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, permutations

from clearsight.aloud import Span
from clearsight.detect.engine import Engine
from clearsight.detect.likely import key, likely

# A joined text counts as if its score were this many times higher, so that .35 reaches .5.
STRICTER = 1 / 0.7
# Below, a piece is harmless by itself; that is where the grey band of the default policy begins.
HARMLESS = 0.25
# Only scores between these change their side of a threshold; the others need no further look.
_LOW, _HIGH = 0.2, 0.75
_MOST_PIECES, _MOST_TOGETHER = 8, 32
# A piece of so few words asks for nothing by itself, whatever word it is: it is not judged alone.
_FEW_WORDS, _FEW_CHARS, _FEW_DENSE = 2, 24, 4
# Other orders are tried of so many pieces, where the score of the first lies between these.
_MOST_ORDERED, _ALL_ORDERS = 6, 4
_DOUBT = (0.05, 0.5)
# Typed turns joined: the odds are divided by their length over so many characters (a Chinese or
# Japanese one counts as three). Of 1,485 joined harmless talks in which no turn alone alarms 3
# alarm, in place of 8 when only talks without a trace of harm counted for less; of 244 cut requests
# 100 are found, in place of 104 (calibration half of the development rows; docs/lab.md).
_TURNS_CHARS, _DENSE_CHARS = 100, 3
# A request and its answer, which shows no trace of harm by itself: that the two together look worse
# is mostly chance, and the request was judged before. The odds of harm are divided by this.
_TRACE, _ANSWER_DOUBT = 0.05, 16.0


def pieces(spans: Sequence[Span]) -> list[str]:
    """The words by where they stand: each picture's, and what was typed in each part."""
    said = [s for s in spans if s.source in ("typed", "image_text") and s.text.strip()]
    return [
        "\n".join(span.text for span in own)
        for _, own in groupby(said, key=lambda s: (s.message, s.part, s.source == "typed"))
    ]


def joined_score(engine: Engine, score: float, spans: Sequence[Span]) -> float:
    """The score of harm of a text that was put together from the spans.

    Args:
        score: of the text as a whole, 0..1.

    Returns:
        The score, higher where no piece is harmful by itself; at most 1.
    """
    if not _LOW <= score < _HIGH:
        return score
    if not any(span.source == "image_text" for span in spans):
        return score  # typed turns: the judgement learned those
    parts = pieces(spans)
    longer = [part for part in parts if not _says_little(part)]
    if not 2 <= len(parts) <= _MOST_TOGETHER or len(longer) > _MOST_PIECES:
        return score
    alone = max((j.heads["harm"] for part in longer for j in engine.judge(part)), default=0.0)
    return min(1.0, score * STRICTER) if alone < HARMLESS else score


def _says_little(text: str) -> bool:
    dense = any("\u3041" <= c <= "\u9fff" for c in text)
    most = _FEW_DENSE if dense else _FEW_CHARS
    return len(text.split()) <= _FEW_WORDS and len(text) <= most


def typed_turns(spans: Sequence[Span]) -> tuple[str, ...]:
    """The words of each turn; none where a picture has some of them, as `joined_score` is for."""
    if any(span.source == "image_text" for span in spans):
        return ()
    turns = (own for _, own in groupby(spans, key=lambda span: span.message))
    return tuple("\n".join(span.text for span in own) for own in turns)


def turns_score(score: float, parts: Sequence[str]) -> float:
    """What a head's score of typed turns that were joined to one text is worth.

    Args:
        score: of the joined text, 0..1.
        parts: the turns; a text that was not joined has one or none.

    Returns:
        The score, lower the more text there is.
    """
    if len(parts) < 2:
        return score
    return _doubted(score, max(1.0, sum(map(_length, parts)) / _TURNS_CHARS))


def answered_score(engine: Engine, score: float, answer: str) -> float:
    """What the score of harm of a request and its answer, joined to one text, is worth.

    Args:
        score: of the joined text, 0..1.

    Returns:
        The score, lower where the answer by itself shows no trace of harm.
    """
    if score < _LOW:
        return score
    alone = max((judged.heads["harm"] for judged in engine.judge(answer)), default=0.0)
    return score if alone >= _TRACE else _doubted(score, _ANSWER_DOUBT)


def _doubted(score: float, doubt: float) -> float:
    """The score with its odds divided by the doubt."""
    return score / (score + doubt * (1 - score)) if 0.0 < score < 1.0 else score


def _length(text: str) -> int:
    dense = sum("\u3041" <= c <= "\u9fff" for c in text)
    return len(text) + (_DENSE_CHARS - 1) * dense


def other_texts(engine: Engine, text: str, spans: Sequence[Span]) -> list[str]:
    """What the pieces may say when they are put together otherwise; nothing where that is clear.

    The pieces one behind the other without what stands between them, and in the order that n-grams
    find worst. Of few lines, or of a single picture, the lines are the pieces.
    """
    if not any(span.source == "image_text" for span in spans):
        return []
    parts = pieces(spans)
    lines = [line for part in parts for line in part.splitlines() if _says_something(line)]
    cuts = [parts] if len(parts) > 1 else []
    if len(parts) == 1 or len(lines) <= _MOST_ORDERED:
        cuts.append(lines)
    cuts = [cut for cut in cuts if 2 <= len(cut) <= _MOST_PIECES]
    if not cuts:
        return []
    score = max((judged.heads["harm"] for judged in engine.judge(text)), default=0.0)
    if not _DOUBT[0] <= score < _DOUBT[1]:
        return []
    behind = [" ".join(cuts[0]), glued(cuts[0])]
    behind += [_worst_order(engine, cut) for cut in cuts if len(cut) <= _MOST_ORDERED]
    return [other for other in dict.fromkeys(behind) if other.split() != text.split()]


def _says_something(line: str) -> bool:
    return sum(map(str.isalpha, line)) > 1


def glued(parts: Sequence[str]) -> str:
    """The pieces one behind the other; a word that was cut in two is one again."""
    text = ""
    for part in map(str.strip, parts):
        halves = text[text.rfind(" ") + 1 :], part.split(" ", 1)[0]
        text += part if not text or _one_word(*halves) else f" {part}"
    return text


def _one_word(first: str, second: str) -> bool:
    """Whether two bits of letters are likelier as one word than as two."""
    if not (first.isalpha() and second.isalpha() and second.islower()):
        return False
    score, apart = likely().score, (key(first), key(second))
    return score("".join(apart)) > sum(map(score, apart))


def _worst_order(engine: Engine, parts: Sequence[str]) -> str:
    """Of few pieces the worst of all orders; of more the best that moving single ones gives."""
    if len(parts) <= _ALL_ORDERS:
        return _worst(engine, list(permutations(parts)))[0]
    now, (text, score) = tuple(parts), _worst(engine, [parts])
    for _ in parts:
        moved = [(*_worst(engine, [order]), order) for order in _moves(now)]
        better = max(moved, key=lambda found: found[1])
        if better[1] <= score:
            break
        text, score, now = better
    return text


def _worst(engine: Engine, orders: Sequence[Sequence[str]]) -> tuple[str, float]:
    """The worst text that one of the orders gives, with cut words mended and without."""
    texts = list(dict.fromkeys(how(order) for order in orders for how in (" ".join, glued)))
    scores = engine.quick(texts)
    best = max(range(len(texts)), key=scores.__getitem__)
    return texts[best], scores[best]


def _moves(parts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every order in which one piece stands elsewhere."""
    for start in range(len(parts)):
        rest = [part for index, part in enumerate(parts) if index != start]
        for end in range(len(parts)):
            if end != start:
                yield (*rest[:end], parts[start], *rest[end:])
