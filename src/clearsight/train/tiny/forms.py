"""The forms in which a request reaches the model, the same for harmful and harmless ones.

    typed      in words alone                       beside   typed, next to a picture of something
    whole      the whole request in the picture     phrase   its second half as text in a picture
    synonyms   one or two phrases as pictograms (card, D1)

A harmless twin takes the same form, with the same look, so that neither a picture nor a layout is a
sign of harm.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from clearsight.imaging.index import Index
from clearsight.imaging.render import lexicon
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.synonyms import Maker, Options, Row, Synonym, grams
from clearsight.train.tiny.draft import Drawing
from clearsight.train.tiny.phrasing import ask
from clearsight.train.tiny.requests import Request
from clearsight.train.tiny.rows import MARK, Split
from clearsight.train.tiny.stock import Stock

Form = Literal["typed", "whole", "phrase", "synonyms", "beside"]
_LAYOUTS = ("wrapped", "wrapped", "note", "sign", "font", "line")
_NEW_LAYOUTS = ("screenshot", "typographic", "curved")
_SIGN_LETTERS = 70
# "Explain how to", "What is the best way to", "How can someone": an infinitive follows.
_HEAD = re.compile(
    r"^(.{0,70}?\b(?:how to|ways? to|steps to|tips (?:on how )?to|method to|used to|"
    r"how (?:do|can|could|would|should|might) (?:i|you|we|one|someone|people|somebody))) "
    r"(.{8,90}?)[?.!]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Formed:
    """A request in its form.

    Attributes:
        text: the user's words, with marks where pictures stand.
        said: the request in words alone, as a person with eyes would take it.
    """

    text: str
    drawings: tuple[Drawing, ...]
    said: str


def head_and_phrase(text: str) -> tuple[str, str] | None:
    """A request cut before its infinitive, None where it has no such place."""
    found = _HEAD.match(text)
    return (found[1], found[2]) if found else None


def harmless_phrase(pick: Pick) -> str:
    """Something that anybody may do, as an infinitive."""
    lists = lexicon.words("typographic")
    return f"{pick.one(lists['acts'])} {pick.one(lists['conditions'])}"


def whole(request: Request, split: Split, looks: int) -> Formed:
    """All of the request in the picture; `looks` decides the layout and the words sent with it."""
    pick = Pick("tiny form", looks)
    layouts = _LAYOUTS if split in ("train", "dev") else _NEW_LAYOUTS
    layout = pick.one(layouts)
    if layout in ("sign", "line") and len(request.text) > _SIGN_LETTERS:
        layout = "wrapped"
    drawing = Drawing("text", (request.text, layout, pick.between(0, 10**6)), says=request.text)
    words = ask("do_it", pick, split)
    return Formed(f"{MARK}{words}", (drawing,), request.text)


def phrase(head: str, rest: str, split: Split, looks: int) -> Formed:
    """The head typed, the rest as text in a picture."""
    pick = Pick("tiny form", looks)
    layout = pick.one(("line", "wrapped", "font") if split in ("train", "dev") else ("outlined",))
    drawing = Drawing("text", (rest, layout, pick.between(0, 10**6)), says=rest)
    return Formed(f"{head} {MARK}", (drawing,), f"{head} {rest}")


def beside(request: Request, picture: Drawing, split: Split, looks: int) -> Formed:
    """The request typed, next to a picture that has nothing to do with it."""
    pick = Pick("tiny form", looks)
    return Formed(f"{MARK}{ask('beside', pick, split)}{request.text}", (picture,), request.text)


def synonyms(request: Request, stock: Stock) -> Formed | None:
    """One or two phrases as pictograms; None where no phrase that matters has one."""
    maker = _maker(stock.pictures)
    if maker is None:
        return None
    made = maker.make(Row(request.id, request.text, "en", bool(request.wording)))
    if not isinstance(made, Synonym):
        return None
    text, place, drawings = "", 0, []
    for slot in made.slots:
        text += made.text[place : slot.start] + MARK
        place = slot.end
        drawings.append(
            Drawing("indexed", (slot.picture,), source=slot.origin, licence=slot.licence)
        )
    return Formed(text + made.text[place:], tuple(drawings), request.text)


@lru_cache(maxsize=2)
def _maker(pictures: Path | None) -> Maker | None:
    if pictures is None or not (pictures / "index.sqlite").is_file():
        return None
    index = Index(pictures / "index.sqlite")
    return Maker(index, grams(), Options(seed=7, systems=False))
