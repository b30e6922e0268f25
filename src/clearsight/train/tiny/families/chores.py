"""Text-only rows whose answers follow from rules: chat for a build without the base model.

They stand in for replay and twins in a quick build alone. The full build asks the base model.
"""

from collections.abc import Iterator
from dataclasses import replace

from clearsight.imaging.render import lexicon
from clearsight.imaging.render.pick import Pick
from clearsight.train.tiny.draft import Draft
from clearsight.train.tiny.families.words import vocabulary
from clearsight.train.tiny.refusals import NEEDLESS
from clearsight.train.tiny.rows import Split, Turn
from clearsight.train.tiny.stock import Stock

_SIZES: dict[Split, int] = {"train": 60, "dev": 8, "new_class": 30}


def chores(stock: Stock) -> Iterator[Draft]:
    """Spelling, counting, repeating, sorting."""
    for split, many in _SIZES.items():
        for number in range(many):
            pick = stock.pick("chores", split, number)
            question, answer = _chore(pick)
            yield Draft(
                name=f"{split}/chore/{number}", family="replay", kind="replay/chore",
                split=split, turns=(Turn("user", question),), answer=answer,
                cell="text_benign" if split == "new_class" else "",
            )  # fmt: skip


def as_twins(drafts: list[Draft]) -> Iterator[Draft]:
    """Chores as the harmless twins of a quick build, and as answers over needless refusals."""
    for number, one in enumerate(drafts):
        yield replace(one, family="safety_twins", kind="safety_twins/chore", cell="")
        if one.split != "new_class":
            yield replace(
                one, family="prefer_base", kind="prefer_base/answer",
                rejected=NEEDLESS[number % len(NEEDLESS)],
            )  # fmt: skip


def _chore(pick: Pick) -> tuple[str, str]:
    word = pick.one(vocabulary())
    act = pick.one(lexicon.words("typographic")["acts"])
    kind = pick.between(0, 3)
    if kind == 0:
        return f"Spell the word {word}.", "-".join(word.upper())
    if kind == 1:
        return f"How many letters has the word {word}?", f"{word} has {len(word)} letters."
    if kind == 2:
        one, other = pick.between(1, 9), pick.between(1, 9)
        return f"What is {one} plus {other}?", f"{one} plus {other} is {one + other}."
    return f"How do I {act}?", f"To {act}, start with what you have and go step by step."
