"""What one picture shows, by its name; and whether it shows something else.

Held out: one concept in ten in every style; of three learnt concepts in ten one art style; and a
whole style, OpenMoji, which never trains.
"""

from collections.abc import Iterator

from clearsight.imaging.render.art.things import THINGS
from clearsight.imaging.render.pick import Pick
from clearsight.train.tiny.art import CLIPART, DRAWN, MEASURED_STYLE, Concept, be, licence_of, said
from clearsight.train.tiny.draft import Draft, Drawing, share, spread
from clearsight.train.tiny.phrasing import ask
from clearsight.train.tiny.rows import Split
from clearsight.train.tiny.stock import Stock, draft

# Kinds of things whose pictures hold no letters.
_NO_LETTERS = frozenset({"animal or plant", "food or drink", "face", "drawing"})
SECOND_LOOK = 0.3  # of learnt pictures that are shown on another ground as well, turned and moved


def names(stock: Stock) -> Iterator[Draft]:
    """One row a picture, a second one for some as it is asked whether it is this or that."""
    every = stock.concepts()
    others = {side: [c for c in every if c.side == side] for side in ("train", "new_class")}
    for concept in every:
        for style in sorted(concept.pictures):
            split = split_of(concept, style)
            if share("shown", split, concept.key, style) >= _shown(split, style):
                continue
            for look in _looks(concept, style, split):
                place = f"{concept.key}/{style}/{look}"
                pick = stock.pick("names", split, place)
                drawing = picture(concept, style, look, pick, split)
                yield _what(concept, split, drawing, place, pick)
                if share("second", place) < 0.35:
                    yield _is_it(concept, split, drawing, place, pick, others[concept.side])
    for concept in spread(others["train"], stock.many(150, 8), "dev"):
        style = next((s for s in sorted(concept.pictures) if _learnt(concept, s)), "")
        if style:
            pick = stock.pick("names", "dev", concept.key)
            drawing = picture(concept, style, 9, pick, "dev")
            yield _what(concept, "dev", drawing, concept.key, pick)


def _shown(split: Split, style: str) -> float:
    """Share of the pictures that are used: a few hundred are enough to measure."""
    if split == "train":
        return 1.0
    return 0.2 if style == MEASURED_STYLE else 0.75


def _looks(concept: Concept, style: str, split: Split) -> tuple[int, ...]:
    """0 is the picture as it is packaged; our own drawings are there in three looks."""
    if style == DRAWN and split != "new_instance":
        return (0, 1, 2)
    again = split == "train" and share("again", concept.key, style) < SECOND_LOOK
    return (0, 1) if again else (0,)


def split_of(concept: Concept, style: str) -> Split:
    """Where a picture belongs."""
    if concept.side == "new_class":
        return "new_class"
    return "train" if _learnt(concept, style) else "new_instance"


def _learnt(concept: Concept, style: str) -> bool:
    return style not in (MEASURED_STYLE, concept.held_style())


def picture(concept: Concept, style: str, look: int, pick: Pick, split: Split) -> Drawing:
    """The concept in a style; `look` 0 as it is packaged, others changed a little."""
    source, licence = licence_of(style)
    measured = split in ("new_instance", "new_class")
    read = measured or (concept.kind not in _NO_LETTERS and style != "flag-icons")
    changed = look + 10 * pick.between(0, 999) if look else 0
    colours = THINGS[concept.pictures[style]].colours if style == DRAWN else ("",)
    args = (style, concept.pictures[style], colours[look % len(colours)], changed)
    return Drawing("art", args, read=read, source=source, licence=licence)


def _what(concept: Concept, split: Split, drawing: Drawing, place: str, pick: Pick) -> Draft:
    kind = "flag" if concept.kind == "flag" else "what"
    question = ask(kind, pick, split)
    bare = concept.name.removeprefix("the flag of ").removeprefix("the ").lower()
    style = drawing.args[0]
    return draft(
        "names", f"{kind}_{style}" if style in (CLIPART, MEASURED_STYLE) else kind, f"{place}/what",
        split, question, f"{be(concept.name)}.", (drawing,), expect=(bare,), cluster=concept.name,
        cell="description" if split == "new_instance" else "",
    )  # fmt: skip


def _is_it(
    concept: Concept, split: Split, drawing: Drawing, place: str, pick: Pick,
    others: list[Concept],
) -> Draft:  # fmt: skip
    other = pick.one(others)
    true = pick.chance(0.5) or other.name == concept.name
    asked = concept if true else other
    question = ask("is_it", pick, split, x=said(asked.name))
    truth = be(concept.name)
    truth = truth[0].lower() + truth[1:]
    return draft(
        "names", "is_it", f"{place}/is_it", split, question,
        f"{'Yes' if true else 'No'}, {truth}.", (drawing,),
        expect=("yes" if true else "no",), forbid=() if true else ("yes",), cluster=concept.name,
        cell="hallucination" if split == "new_instance" and not true else "",
    )  # fmt: skip
