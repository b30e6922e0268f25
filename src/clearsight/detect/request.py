"""When is text in an image the request, and when is it data to describe?

Text in an image is the request when the user sent the image without words, points at it ("answer
the question in the picture", "fill in the list", "do what it says"), or types next to nothing
beside it. Prose that asks nobody for anything (`shown.py`) is none when it comes without words. An
empty numbered list under a heading asks to be filled in unless the user asks to have it read or
translated. Otherwise the text is data: a screenshot, a menu, an article. Data is still judged, at a
lower weight, because a wrong guess here must not open a door.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from clearsight.aloud import Source, Span, View
from clearsight.detect.fold import decoded, fold
from clearsight.detect.hidden import revealed
from clearsight.detect.once import once
from clearsight.detect.placed import line_regions
from clearsight.detect.shown import is_empty_list, only_tells
from clearsight.verdict import Where

IS_REQUEST = 1.0
UNCLEAR = 0.8
DATA = 0.45
# Typed words that end otherwise may go on in a picture, if so few characters are read there.
_ENDS, _ELLIPSES, _SHORT_CHARS = "?!.。？！؟।", ("...", "…"), 90
_CAPTION_CHARS = 120  # no more than that is written over a photo
_CONTENT = ("hate", "harassment", "sexual", "self-harm")

_FOLLOW = re.compile(
    r"\b(?:answer|follow|complete|fill (?:in|out)|finish|execute|carry out|perform|continue|obey|"
    r"respond to|reply to|solve|elaborate|expand|generate|provide|write)\b.{0,60}\b(?:question|"
    r"instructions?|list|items?|steps?|image|picture|photo|screenshot|text|request|task|prompt|"
    r"points?|blanks?|it says|content|above|below|message|command|title|heading)\b"
    r"|\bdo (?:what|as) (?:it|the (?:image|picture|text|sign|note)) (?:says|asks|tells)"
    r"|\b(?:help me with|do) (?:this|it|that)\b|\bwhat (?:does|is) (?:it|the (?:image|picture)) ask"
    r"|\b(?:contesta|responde|completa|rellena|sigue|haz lo que|continua|complete|responda|siga|"
    r"preencha|faca o que|reponds?|repondez|completez?|remplis\w*|suis|suivez|fais ce qu|"
    r"beantworte?|befolge?|vervollstandige?|ful+e? .{0,20}aus|mach,? was|erganze)\b"
    r"|(?:ответь|выполни|заполни|дополни|продолжи|следуй|сделай то|допиши)"
    r"|(?:回答|填写|填满|完成|补全|补充|按照|照着|执行|照做|续写)|(?:答え|埋め|完成|従っ|実行|続き|補完)"
    r"|(?:اجب|اكمل|املا|اتبع|نفذ|افعل ما)|(?:उत्तर|जवाब|पूरा कर|भरो|भरें|पालन|निर्देश)"
)
_READ = re.compile(
    r"\bwhat (?:does|do|did|is|are)\b.{0,40}\b(?:say|says|read|written|text|mean|about)\b"
    r"|\b(?:read|translate|transcribe|summari[sz]e|extract|describe|proofread|ocr|caption|"
    r"explain what|spell|find|count|quote|copy out)\b"
    r"|\b(?:que dice|que pone|traduc\w+|resum\w+|lee|transcrib\w+|describ\w+|o que (?:diz|esta "
    r"escrito)|traduz\w*|leia|descrev\w+|que dit|tradui\w+|lis|lisez|decri\w+|transcri\w+|"
    r"was steht|ubersetz\w*|lies|fasse?|beschreib\w*|zusammenfass\w*)\b"
    r"|(?:что написано|переведи|прочитай|прочти|опиши|перескажи|кратко)"
    r"|(?:写了什么|写的什么|翻译|念|读|总结|概括|描述|什么意思)|(?:何と書|翻訳|訳し|読んで|読み|要約|説明し)"
    r"|(?:ماذا يقول|ماذا كتب|مكتوب|ترجم|اقرا|لخص|صف)|(?:क्या लिखा|अनुवाद|पढ़|सारांश|वर्णन)"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that are, or may be, part of the request.

    Attributes:
        weight: 1 for the request itself, less for text that is merely shown.
        spans: where the words stand, in order.
        told: a picture's prose that asks for nothing, sent without words.
    """

    text: str
    weight: float
    spans: tuple[Span, ...]
    told: bool = False

    @property
    def read(self) -> bool:
        """Whether some of the words were read in a picture."""
        return any(span.source == "image_text" for span in self.spans)

    def weight_of(self, category: str) -> float:
        """How much the words count for one category: what an article reports is no request, but
        hate, sexual text and a cry for help are what they are, whoever shows them.
        """
        kept = self.told and category.split("/")[0] in _CONTENT
        return IS_REQUEST if kept else self.weight

    def where(self, words: str = "") -> Where:
        """The span that holds the words (else the first), with offsets when they match exactly.

        With the boxes of the lines they were read from, which can be several.
        """
        wanted = fold(words).strip()
        for span in self.spans:
            folded = fold(span.text)
            start = folded.find(wanted) if wanted else -1
            if start >= 0:
                exact = len(folded) == len(span.text) and span.verbatim
                offsets = (start, start + len(wanted)) if exact else None
                regions = line_regions([span], words)
                return Where(span.message, span.part, offsets, span.box, regions)
        first = self.spans[0]
        regions = line_regions(self.spans, words)
        return Where(first.message, first.part, None, first.box, regions)


def image_text_weight(view: View) -> float:
    """How much the text in the last turn's images counts as the user's request.

    Returns:
        1 when it is the request, `UNCLEAR` when it may be, `DATA` when it is there to be described.
    """
    typed = fold(view.typed)
    if not typed:
        return DATA if only_shown(view) else IS_REQUEST
    if _READ.search(typed) and not _FOLLOW.search(typed):
        return DATA
    if _FOLLOW.search(typed) or is_empty_list(view.image_text):
        return IS_REQUEST
    return UNCLEAR if _says_little(typed) else DATA


def together_weight(view: View) -> float:
    """How much what was typed and the text in the last turn's images count, joined as one text.

    Words that break off where a short text in a picture begins are one request with it, though
    none of the two asks for anything.
    """
    weight = image_text_weight(view)
    typed = view.typed.strip()
    if not typed or weight == IS_REQUEST or _READ.search(fold(typed)):
        return weight
    goes_on = typed.endswith(_ELLIPSES) or typed[-1] not in _ENDS
    return IS_REQUEST if goes_on and len(view.image_text) <= _SHORT_CHARS else weight


def only_shown(view: View) -> bool:
    """Whether the last turn is pictures without words whose text asks for nothing."""
    return not view.typed.strip() and only_tells(view.image_text)


def is_a_page(passage: Passage) -> bool:
    """Whether the words stand in pictures alone, and are more than a caption."""
    shown = all(span.source == "image_text" for span in passage.spans)
    return shown and len(passage.text) > _CAPTION_CHARS


def passages(view: View) -> tuple[Passage, ...]:
    """The last turn's typed words, its image text at its weight, and what the caller put behind it.

    Words put into the assistant's mouth and tool calls are the caller's: they count fully. A tool's
    result is data; even where the user points at it, agents are asked so too often to trust that.
    """
    return once(view, "passages", lambda: _passages(view))


def _passages(view: View) -> tuple[Passage, ...]:
    weights: dict[Source, float] = {"typed": IS_REQUEST, "image_text": 0.0, "assistant": IS_REQUEST}
    weights |= {"tool_call": IS_REQUEST, "tool": 0.0}
    out: list[Passage] = []
    for source, fixed in weights.items():
        spans = tuple(s for s in view.request if s.source == source and s.text.strip())
        if spans:
            weight = fixed or image_text_weight(view)
            weight = min(weight, UNCLEAR) if source == "tool" else weight
            told = source == "image_text" and only_shown(view)
            out.append(Passage(joined(spans), weight, spans, told))
    return tuple(out)


def undone(view: View, text: str) -> tuple[str, str]:
    """A text of the view with obfuscation undone, and with what it hides; for all detectors once.

    As `fold.decoded` and `hidden.revealed` give it.
    """
    return once(view, ("undone", text), lambda: (decoded(text), revealed(text)))


def joined(spans: Iterable[Span]) -> str:
    return "\n".join(span.text for span in spans)


def _says_little(typed: str) -> bool:
    letters = [c for c in typed if c.isalnum()]
    dense = any("\u3041" <= c <= "\u9fff" for c in letters)
    return len(letters) <= (6 if dense else 14) and "?" not in typed
