"""What stands around the last turn and reaches the model as well: earlier turns, the model's words
and tools' results between them, the operator's words and the tools on offer.

Whoever calls can have written all of it, so all of it is judged; but an operator's list of what is
forbidden, or an earlier answer's warning, sounds like what it warns of, so it counts for less.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from clearsight.aloud import Span, View
from clearsight.detect.fold import fold
from clearsight.detect.once import once
from clearsight.detect.request import DATA, IS_REQUEST, Passage, image_text_weight, joined, passages

MOST_TURNS = 32
EARLIER = 0.9  # what was asked before counts nearly as much as what is asked
_TOGETHER = 8  # turns before those
_LATELY = 5
_BITS_CHARS = 400  # of a text that is shown bit by bit over more turns than those
_MOST_CHARS = 20_000  # of earlier answers and results, the latest kept
_HISTORY = 0.6  # a plain request reaches the thresholds, a warning stays grey
_OPERATOR = 0.9
_FORBIDS = re.compile(
    r"\b(?:never|refuse|decline|do not|don't|must not|mustn't|should not|shouldn't|cannot|can't|"
    r"avoid|forbidden|prohibited|not allowed|disallowed|without|no|nunca|no debes?|rechaza\w*|"
    r"prohibi\w*|jamais|ne .{1,20} pas|refuse[rz]?|interdit\w*|nie|niemals|nicht|kein\w*|"
    r"verboten\w*|lehne|nao|recus\w*|proibid\w*)\b"
    r"|(?:никогда|нельзя|откаж|запрещ|\bне\b)|(?:不要|不得|拒绝|禁止|不能|不可)|(?:ないで|禁止|断)|"
    r"(?:لا |ارفض|ممنوع)|(?:नहीं|मत |मना)"
)


def earlier_turns(view: View) -> Iterator[View]:
    """Views that end at each earlier user turn, the latest first; the last `MOST_TURNS` of them."""
    yield from once(view, "earlier turns", lambda: tuple(_earlier_turns(view)))


def _earlier_turns(view: View) -> Iterator[View]:
    messages = view.conversation.messages
    numbers = [
        n for n, m in enumerate(messages[: max(view.last_user_index, 0)]) if m.role == "user"
    ]
    for number in numbers[: -MOST_TURNS - 1 : -1]:
        spans = tuple(s for s in view.spans if s.message <= number)
        talk = replace(view.conversation, messages=messages[: number + 1])
        yield View("before", talk, view.readings, spans)


def older_turns(view: View) -> Iterator[Passage]:
    """What the user typed and showed before those turns, a few turns together: none is forgotten.

    The groups begin with the conversation, so that a longer one finds them judged already.
    """
    messages = view.conversation.messages
    numbers = [
        n for n, m in enumerate(messages[: max(view.last_user_index, 0)]) if m.role == "user"
    ]
    old = numbers[:-MOST_TURNS]
    for start in range(0, len(old), _TOGETHER):
        group = old[start : start + _TOGETHER]
        spans = tuple(
            s for s in view.spans if s.message in group and s.source in ("typed", "image_text")
        )
        if spans:
            yield Passage(joined(spans), EARLIER, spans)


def beside(view: View) -> Iterator[tuple[Passage, bool]]:
    """All that reaches the model beside the latest turns, and whether it asks for something.

    The rules of intent know no "I cannot tell you how to": they are for what is asked.
    """
    yield from ((passage, True) for passage in older_turns(view))
    yield from ((passage, False) for passage in history(view))
    ordered = operator(view)
    if ordered is not None:
        yield ordered, True


def said_lately(view: View) -> tuple[Span, ...]:
    """The user's words and pictures' text of up to five turns, when there is more than one turn."""
    spans = [
        s
        for s in view.spans
        if s.source in ("typed", "image_text")
        and view.conversation.messages[s.message].role == "user"
    ]
    turns = sorted({span.message for span in spans})[-_LATELY:]
    return tuple(s for s in spans if s.message in turns) if len(turns) > 1 else ()


def shown_over_turns(view: View, said: tuple[Span, ...]) -> Passage | None:
    """What the pictures of several turns say one behind the other, without what was typed between.

    Args:
        said: spans of the turns that count; of earlier ones too what is short, as bits of one
            text are.
    """
    recent = {span.message for span in said}
    shown, chars = list[Span](), 0
    for span in reversed(_pictured(view)):
        chars += len(span.text)
        if span.message not in recent and chars > _BITS_CHARS:
            break
        shown.insert(0, span)
    if len({span.message for span in shown}) < 2:
        return None
    return Passage(" ".join(s.text for s in shown), image_text_weight(view), tuple(shown))


def _pictured(view: View) -> list[Span]:
    """What pictures of the user's last turns say."""
    messages = view.conversation.messages
    spans = [
        s
        for s in view.spans
        if s.source == "image_text" and s.text.strip() and messages[s.message].role == "user"
    ]
    turns = sorted({span.message for span in spans})[-MOST_TURNS:]
    return [span for span in spans if span.message in turns]


def history(view: View) -> Iterator[Passage]:
    """The model's words and tools' results before the last turn, the latest with the request behind
    them, older ones a few together from the conversation's beginning.
    """
    messages = view.conversation.messages
    said = [
        s
        for s in view.spans
        if s.message < view.last_user_index
        and s.source in ("assistant", "tool_call", "tool", "image_text")
        and messages[s.message].role in ("assistant", "tool")
    ]
    first, chars = len(said), 0
    while first and (first == len(said) or chars + len(said[first - 1].text) <= _MOST_CHARS):
        first -= 1
        chars += len(said[first].text)
    if said:
        asked = (passage for passage in passages(view) if passage.weight == IS_REQUEST)
        request = [span for passage in asked for span in passage.spans]
        spans = (*said[first:], *request)
        yield Passage(joined(spans), _HISTORY, spans)
    group: list[Span] = []
    for number, span in enumerate(said[:first], 1):
        group.append(span)
        if sum(len(s.text) for s in group) >= _MOST_CHARS or number == first:
            yield Passage(joined(group), _HISTORY, tuple(group))
            group = []


def operator(view: View) -> Passage | None:
    """System messages, their pictures' text, and tool definitions; grey at most if they forbid."""
    messages = view.conversation.messages
    spans = tuple(
        s
        for s in view.spans
        if s.source in ("system", "tool_definition")
        or (s.source == "image_text" and messages[s.message].role == "system")
    )
    if not any(span.text.strip() for span in spans):
        return None
    text = joined(spans)
    return Passage(text, DATA if _FORBIDS.search(fold(text)) else _OPERATOR, spans)
