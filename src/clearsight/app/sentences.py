"""Whole sentences of an answer while it arrives: what is shown first, and spoken at a time.

Screen readers read a region that grows by tokens again from its start, so nothing but sentences
leaves here. Ends are looked for in the scripts and by the habits of our ten languages; the golden
cases stand in tests/app/test_sentences.py.
"""

import re
import time
from collections.abc import Callable

LEAST = 24  # letters of a chunk; shorter sentences wait for the next one
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")  # kana and Han say twice as much
MOST = 240  # a sentence without an end is cut at a blank
PATIENCE_S = 4.0  # as is one whose first words have waited so long when the next arrive

_CLOSING = "[\"'”’»)\\]]*"
# Chinese and Japanese write no blank; the others need one. Nothing ends before the next word is
# there: a closing quote may come, and "approx. five" and "z. B. Suppe" go on.
_END = re.compile(
    rf"[。！？]+[」』”’）]*(?=[^」』”’）。！？])|[.!?…؟।]+{_CLOSING}(?=\s+\S)|\n+(?=\S)"
)
_SHORT = re.compile(
    r"(?:^|[\s(])(?:"
    r"e\.g|i\.e|etc|approx|no|nos|vs|st|mr|mrs|ms|dr|prof|fig|tel|max|min|incl|"  # en
    r"z\.\s?b|d\.\s?h|u\.\s?a|bzw|ca|nr|usw|str|inkl|ggf|mind|evtl|"  # de
    r"p\.\s?ej|sr|sra|srta|núm|pág|aprox|ud|uds|av|avda|"  # es
    r"p\.\s?ex|mme|mlle|env|n°|boul|"  # fr
    r"n\.º|exmo|tel|"  # pt
    r"т\.\s?е|т\.\s?д|т\.\s?п|т\.\s?к|г|ул|стр|руб|коп|им|др|см|"  # ru
    r"डॉ|श्री|"  # hi
    r"[^\W\d_]"  # initials
    r")\.$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:^|\s)\d{1,2}\.$")
_MONTHS = re.compile(r"\s*(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|"
                     r"November|Dezember|Stock|Etage|Klasse)\b")  # fmt: skip


def ends(text: str) -> list[int]:
    """Offsets behind the sentences that have ended in a text; its last one may still grow."""
    return [match.end() for match in _END.finditer(text) if _true_end(text, match)]


def _true_end(text: str, match: re.Match[str]) -> bool:
    mark = match.group()
    if mark[0] in "。！？\n":
        return True
    upto, after = text[: match.end()], text[match.end() :]
    if after.lstrip()[:1].islower() and mark[0] in ".…":
        return False
    if mark == "." and _SHORT.search(upto):
        return False
    if mark == "." and _ORDINAL.search(upto):
        line = upto.rpartition("\n")[2]
        return line.strip() != line[line.rfind(" ") + 1 :].strip() and not _MONTHS.match(after)
    return True


def enough(text: str) -> bool:
    """Whether it is worth an announcement of its own."""
    return len(text) + len(_WIDE.findall(text)) >= LEAST


def first(text: str) -> tuple[str, str]:
    """The first sentence (with the second when it is shorter than LEAST), and the rest."""
    for end in ends(text):
        if enough(text[:end]):
            return text[:end], text[end:]
    return text, ""


class Sentences:
    """Cuts arriving words into chunks that end with a sentence.

    Args:
        clock: seconds that only go on.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._text, self._since = clock, "", 0.0

    def add(self, text: str) -> str:
        """What may leave now: whole sentences, or empty; joined chunks give the text again."""
        if not self._text:
            self._since = self._clock()
        self._text += text
        end = max((end for end in ends(self._text) if enough(self._text[:end])), default=0)
        late = self._clock() - self._since >= PATIENCE_S
        if not end and (late or len(self._text) > MOST):
            end = self._text.rfind(" ") + 1
        return self._take(end)

    def rest(self) -> str:
        """What is left when the answer is complete."""
        return self._take(len(self._text))

    def _take(self, end: int) -> str:
        out, self._text = self._text[:end], self._text[end:]
        self._since = self._clock()
        return out
