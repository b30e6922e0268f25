"""What cannot be seen: spoiled pictures, questions that no picture answers, text that is not there.

The right answer says so. Beside them stand pictures that are only a little blurred or dark and are
named as usual, or the model would learn that any softness is an excuse.
"""

from collections.abc import Iterator

from clearsight.imaging.render.pick import Pick
from clearsight.train.tiny.art import Concept, be, licence_of
from clearsight.train.tiny.draft import Draft, Drawing
from clearsight.train.tiny.families.names import split_of
from clearsight.train.tiny.makers.spoiled import HOW
from clearsight.train.tiny.phrasing import ask
from clearsight.train.tiny.rows import Split
from clearsight.train.tiny.stock import Stock, draft

_SIZES: dict[Split, tuple[int, int]] = {
    "train": (460, 8), "dev": (24, 1), "new_instance": (160, 4), "new_class": (0, 0)
}  # fmt: skip
_WHY = {
    "blurred": "it is too blurred", "dark": "it is too dark", "bright": "it is too bright",
    "noisy": "there is too much noise", "blank": "it is blank",
    "a corner": "it shows no more than a plain area",
}  # fmt: skip
_UNSEEN = "I cannot see that in this picture."
_NO_TEXT = "I cannot see any text in this picture."
# A way of spoiling that never trains.
_NEW_HOW = "noisy"
_EASY = 0.12


def unseen(stock: Stock) -> Iterator[Draft]:
    """One question about each picture."""
    every = [c for c in stock.concepts() if c.kind not in ("flag", "face")]
    for split, (full, quick) in _SIZES.items():
        side: Split = "train" if split == "dev" else split
        usable = [
            (c, s) for c in every for s in sorted(c.pictures) if split_of(c, s) == side
        ] or [(c, s) for c in every for s in c.pictures if s == "drawn"]  # fmt: skip
        for number in range(stock.many(full, quick)):
            pick = stock.pick("unseen", split, number)
            concept, style = pick.one(usable)
            yield _row(concept, style, pick, split, f"{number}")


def _row(concept: Concept, style: str, pick: Pick, split: Split, place: str) -> Draft:
    source, licence = licence_of(style)
    args = (style, concept.pictures[style], "", pick.between(1, 999))
    kind = pick.one(("spoiled", "spoiled", "easy", "outside", "no_text"))
    how = pick.one([one for one in HOW if one != _NEW_HOW or split == "new_instance"])
    if kind in ("spoiled", "easy"):
        much = 1.0 if kind == "spoiled" else _EASY
        how = how if kind == "spoiled" else pick.one(("blurred", "dark", "bright"))
        drawing = Drawing("spoiled", ("art", args, how, pick.between(0, 10**6), much),
                          source=source, licence=licence)  # fmt: skip
    else:
        drawing = Drawing("art", args, source=source, licence=licence)
    measured = "hallucination" if split == "new_instance" else ""
    if kind == "easy":
        answer = f"{be(concept.name)}."
        return draft("unseen", "easy", f"{place}/easy", split, ask("what", pick, split), answer,
                     (drawing,), expect=(concept.name.lower(),), cluster=concept.name)  # fmt: skip
    question, answer = _said(kind, how, pick, split)
    return draft(
        "unseen", f"{kind}_{how}" if kind == "spoiled" else kind, f"{place}/{kind}", split,
        question, answer, (drawing,), wanted="cannot_see",
        expect=("cannot|can't|can not|unable|not",), cluster=concept.name, cell=measured,
    )  # fmt: skip


def _said(kind: str, how: str, pick: Pick, split: Split) -> tuple[str, str]:
    """The question and the right answer."""
    if kind == "outside":
        return ask("outside", pick, split), _UNSEEN
    if kind == "no_text":
        return ask("no_text", pick, split), _NO_TEXT
    question = ask(pick.one(("what", "describe")), pick, split)
    return question, f"I cannot see what this picture shows: {_WHY[how]}."
