"""A question that no single turn holds: asked again ("please answer"), or cut into pieces.

After a refused "who is this?", "go on" asks it once more; "what is he wearing?" asks something
else and is free. A turn asks again only when next to nothing is left of it without such words.
"""

import re
from collections.abc import Iterator

from clearsight.aloud import Span, View
from clearsight.detect.around import earlier_turns
from clearsight.detect.declining import declines
from clearsight.detect.fold import fold
from clearsight.detect.request import DATA, UNCLEAR, Passage, image_text_weight, joined
from clearsight.detect.tables import table

AGAIN = 0.9
_LEFT_WORDS = 1
_LEFT_DENSE = 2
_LONG = 160  # characters; a longer turn says something of its own
_MOST_PIECES = 4
_PIECE_WORDS, _PIECE_DENSE = 6, 12
_CLOSED = re.compile(r"[.!?。！？؟।]\s*$")
_DENSE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")


def asked_again(view: View) -> View | None:
    """The earlier turn whose question the last turn asks again; None when it asks its own.

    That is the turn before, or, for "answer my question", the last one that was not answered.
    """
    said = _said(view)
    if not _asks_again(said):
        return None
    insists = table("again")["insist"].search(said) is not None
    nearest: View | None = None
    for turn in earlier_turns(view):
        words = _said(turn)
        if _asks_again(words) or _is_filler(words):
            continue
        nearest = nearest or turn
        if not insists or _unanswered(view, turn):
            return turn
    return nearest


def is_empty(text: str) -> bool:
    """Whether the text asks nothing of its own: "please answer", "thank you", "go on"."""
    said = fold(text).strip()
    return _is_filler(said) or _asks_again(said)


def pieces(view: View) -> Iterator[tuple[Passage, tuple[str, ...]]]:
    """Passages that join pieces of a sentence, each with its pieces, folded.

    Pieces are short turns without an end mark before a short last turn, or a few typed words and
    the text in the picture beside them.
    """
    yield from _turns(view)
    typed = tuple(s for s in view.request if s.source == "typed" and s.text.strip())
    shown = tuple(s for s in view.request if s.source == "image_text" and s.text.strip())
    if not typed or not shown or not _is_piece(joined(typed)):
        return
    weight = UNCLEAR if image_text_weight(view) >= DATA else DATA
    for spans in ((typed, shown), (shown, typed)):
        parts = tuple(" ".join(span.text.strip() for span in part) for part in spans)
        yield Passage(_glued(parts), weight, (*spans[0], *spans[1])), tuple(map(fold, parts))


def _turns(view: View) -> Iterator[tuple[Passage, tuple[str, ...]]]:
    runs: list[tuple[Span, ...]] = [_spans(view)]
    if not runs[0] or not _is_piece(joined(runs[0])):
        return
    for turn in earlier_turns(view):
        spans = _spans(turn)
        text = joined(spans)
        if not spans or not _is_piece(text) or _CLOSED.search(text) or len(runs) >= _MOST_PIECES:
            break
        runs.insert(0, spans)
        parts = tuple(joined(run).replace("\n", " ").strip() for run in runs)
        whole = tuple(span for run in runs for span in run)
        yield Passage(_glued(parts), AGAIN, whole), tuple(map(fold, parts))


def _glued(parts: tuple[str, ...]) -> str:
    return ("" if any(map(_DENSE.search, parts)) else " ").join(parts)


def _spans(turn: View) -> tuple[Span, ...]:
    """What the turn says: its typed words, or the text in its picture when nothing was typed."""
    own = [s for s in turn.request if s.message == turn.last_user_index and s.text.strip()]
    typed = tuple(s for s in own if s.source == "typed")
    return typed or tuple(s for s in own if s.source == "image_text")


def _said(turn: View) -> str:
    return fold(joined(_spans(turn))).strip()


def _is_piece(text: str) -> bool:
    dense = len(_DENSE.findall(text))
    return dense <= _PIECE_DENSE if dense else len(text.split()) <= _PIECE_WORDS


def _asks_again(said: str) -> bool:
    if not said or len(said) > _LONG:
        return False
    rules = table("again")
    if rules["other"].search(said):
        return False
    rest = rules["insist"].sub(" ", said)
    rest = " ".join(rules["again"].sub(" ", part) for part in re.split(r"[.!。！।,]", rest))
    if rest.split() == re.sub(r"[.!。！।,]", " ", said).split():
        return False
    return _says_nothing(rest)


def _is_filler(said: str) -> bool:
    return not re.search(r"[^\W\d_]", table("again")["filler"].sub(" ", said))


def _says_nothing(rest: str) -> bool:
    rest = table("again")["filler"].sub(" ", rest)
    dense = len(_DENSE.findall(rest))
    if dense:
        return dense <= _LEFT_DENSE
    return len(re.findall(r"[\w\u0900-\u0963']+", rest)) <= _LEFT_WORDS


def _unanswered(view: View, turn: View) -> bool:
    """Nothing was answered to that turn, or the answer declined."""
    after = view.conversation.messages[turn.last_user_index + 1 :]
    answer = after[0].text if after and after[0].role == "assistant" else ""
    return not answer or declines(answer)
