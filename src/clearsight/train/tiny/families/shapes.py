"""Drawn shapes: colour, kind, count, place. Some colours of some shapes are never trained on."""

from collections.abc import Iterator
from dataclasses import dataclass

from clearsight.imaging.render.pick import Pick
from clearsight.train.tiny.art import said
from clearsight.train.tiny.draft import Draft, Drawing
from clearsight.train.tiny.phrasing import ask
from clearsight.train.tiny.rows import Split
from clearsight.train.tiny.stock import Stock, draft

SHAPES = ("circle", "square", "triangle", "star", "heart", "hexagon", "diamond")
COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black")
HELD = frozenset(
    {("red", "star"), ("blue", "triangle"), ("green", "heart"), ("yellow", "square"),
     ("purple", "circle"), ("black", "diamond")}
)  # fmt: skip
NUMBERS = ("no", "one", "two", "three", "four", "five", "six")
_SIZES: dict[Split, tuple[int, int]] = {
    "train": (2200, 40), "dev": (80, 6), "new_instance": (160, 7), "new_class": (160, 7)
}  # fmt: skip
Thing = tuple[str, str]  # (colour, shape)
Placed = tuple[str, str, float, float, float]


@dataclass(frozen=True, slots=True)
class _Look:
    """A picture with what it shows: things in order of reading, and where they stand."""

    things: tuple[Thing, ...]
    placed: tuple[Placed, ...]
    relation: str = ""


def shapes(stock: Stock) -> Iterator[Draft]:
    """Counts, pairs and single shapes; one to two questions about each."""
    for split, (full, quick) in _SIZES.items():
        for number in range(stock.many(full, quick)):
            pick = stock.pick("shapes", split, number)
            make = pick.one((_pair, _pair, _counted, _counted, _single))
            look = make(pick, split)
            drawing = Drawing(
                "shapes", (look.placed, pick.between(0, 10**6), split == "new_instance"),
                read=split in ("new_instance", "new_class"),
            )  # fmt: skip
            yield from _rows(look, drawing, pick, split, f"{number}")


def _thing(pick: Pick, split: Split) -> Thing:
    """A colour and a shape; in the measured split of new combinations one that was never seen."""
    while True:
        found = (pick.one(COLOURS), pick.one(SHAPES))
        if (found in HELD) == (split == "new_class"):
            return found


def _single(pick: Pick, split: Split) -> _Look:
    thing = _thing(pick, split)
    place = (thing[1], thing[0], pick.amid(0.35, 0.65), pick.amid(0.35, 0.65), pick.amid(0.3, 0.6))
    return _Look((thing,), (place,))


def _counted(pick: Pick, split: Split) -> _Look:
    thing, number = _thing(pick, split), pick.between(2, 6)
    cells = pick.some(range(9), number)
    placed = tuple(
        (thing[1], thing[0], 0.19 + 0.31 * (cell % 3) + pick.amid(-0.03, 0.03),
         0.19 + 0.31 * (cell // 3) + pick.amid(-0.03, 0.03), pick.amid(0.16, 0.24))
        for cell in cells
    )  # fmt: skip
    return _Look((thing,) * number, placed)


def _pair(pick: Pick, split: Split) -> _Look:
    first, second = _thing(pick, split), _thing(pick, split)
    while second == first:
        second = _thing(pick, split)
    level = pick.chance(0.6)
    near, far, off = pick.amid(0.2, 0.3), pick.amid(0.7, 0.8), pick.amid(-0.08, 0.08)
    size = pick.amid(0.24, 0.38)
    spots = (
        ((near, 0.5 + off), (far, 0.5 - off)) if level else ((0.5 + off, near), (0.5 - off, far))
    )
    placed = tuple(
        (shape, colour, x, y, size)
        for (colour, shape), (x, y) in zip((first, second), spots, strict=True)
    )
    return _Look((first, second), placed, "to the left of" if level else "above")


def _rows(look: _Look, drawing: Drawing, pick: Pick, split: Split, place: str) -> Iterator[Draft]:
    cluster = "+".join(sorted({" ".join(thing) for thing in look.things}))
    cell = "description" if split in ("new_instance", "new_class") else ""
    words = _description(look)
    expect = tuple(dict.fromkeys(word for thing in look.things for word in thing))
    if len(look.things) > 1 and not look.relation:
        expect = (f"{NUMBERS[len(look.things)]}|{len(look.things)}", *look.things[0])
    yield draft(
        "shapes", "describe", f"{place}/describe", split, ask("describe", pick, split), words,
        (drawing,), expect=expect, cluster=cluster, cell=cell,
    )  # fmt: skip
    if pick.chance(0.5):
        yield _second(look, drawing, pick, split, place, cluster)


def _description(look: _Look) -> str:
    first = look.things[0]
    if look.relation:
        return f"{_a(first).capitalize()} {look.relation} {_a(look.things[1])}."
    if len(look.things) == 1:
        return f"{_a(first).capitalize()}."
    return f"{NUMBERS[len(look.things)].capitalize()} {first[0]} {first[1]}s."


def _a(thing: Thing) -> str:
    return said(" ".join(thing))


def _second(
    look: _Look, drawing: Drawing, pick: Pick, split: Split, place: str, cluster: str
) -> Draft:
    """Another question about the same picture: a count, a colour, a place, or what is not there."""
    first, number = look.things[0], len(look.things)
    kind = pick.one(("count", "colour", "is_there", "is_there", "relation"))
    given = {"cluster": cluster}
    if kind == "count" and not look.relation:
        answer = f"There {'is' if number == 1 else 'are'} {NUMBERS[number]} {first[1]}{_s(number)}."
        return draft("shapes", "count", f"{place}/count", split,
                     ask("count", pick, split, x=f"{first[1]}s"), answer, (drawing,),
                     expect=(f"{NUMBERS[number]}|{number}",), **given)  # fmt: skip
    alone = number == 1 or (look.relation and first[1] != look.things[1][1])
    if kind == "colour" and alone:
        return draft("shapes", "colour", f"{place}/colour", split,
                     ask("colour", pick, split, x=first[1]), f"The {first[1]} is {first[0]}.",
                     (drawing,), expect=(first[0],), **given)  # fmt: skip
    if kind == "relation" and look.relation:
        one, other = (" ".join(thing) for thing in look.things)
        question = ask("relation", pick, split, x=one, y=other)
        return draft("shapes", "relation", f"{place}/relation", split, question,
                     f"The {one} is {look.relation} the {other}.", (drawing,),
                     expect=(look.relation.removeprefix("to the ").removesuffix(" of"),),
                     **given)  # fmt: skip
    return _is_there(look, drawing, pick, split, place, cluster)


def _is_there(
    look: _Look, drawing: Drawing, pick: Pick, split: Split, place: str, cluster: str
) -> Draft:
    true = pick.chance(0.5)
    asked = pick.one(look.things)
    while not true and asked in look.things:
        asked = (pick.one(COLOURS), pick.one(SHAPES))
    thing = _a(asked)
    if true:
        answer = f"Yes, there is {thing}."
    else:
        seen = _description(look).removesuffix(".")
        answer = f"No, I cannot see {thing}. I see {seen[0].lower()}{seen[1:]}."
    measured = split in ("new_instance", "new_class") and not true
    return draft(
        "shapes", "is_there", f"{place}/is_there", split, ask("is_there", pick, split, x=thing),
        answer, (drawing,), expect=("yes" if true else "no|cannot|can't|not",),
        forbid=() if true else ("yes",), cluster=cluster, cell="hallucination" if measured else "",
    )  # fmt: skip


def _s(number: int) -> str:
    return "" if number == 1 else "s"
