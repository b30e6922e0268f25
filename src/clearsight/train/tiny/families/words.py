"""Text in pictures, from one word to a short page: read it, find a word in it, or say it is not
there.

The answer is what our text sense reads when it reads it rightly; rows that are trained on are left
out where it does not, or the model would learn to make words up. Never trained on: some words,
some layouts.
"""

from collections.abc import Iterator
from functools import cache

from clearsight.imaging.render import lexicon
from clearsight.imaging.render.art.things import THINGS
from clearsight.imaging.render.pick import Pick
from clearsight.train.tiny.draft import Draft, Drawing, share
from clearsight.train.tiny.phrasing import ask
from clearsight.train.tiny.rows import Split
from clearsight.train.tiny.stock import Stock, draft

_SIZES: dict[Split, tuple[int, int]] = {
    "train": (1000, 9), "dev": (60, 2), "new_instance": (150, 5), "new_class": (150, 5)
}  # fmt: skip
_LAYOUTS = ("line", "wrapped", "font", "sign", "note", "outlined", "meme")
_NEW_LAYOUTS = ("diagonal", "curved", "screenshot")
HELD_WORDS = 0.12


@cache
def vocabulary() -> tuple[str, ...]:
    """Single words: names of things and what everyday sentences and signs are made of."""
    lists = lexicon.words("sentences")["en"]
    texts = [*lists["food"], *lists["thing"], *lists["name"], *lists["day"], *lists["titles"]]
    texts += [
        *THINGS,
        *lexicon.words("sign")["headings"]["en"],
        *lexicon.words("sign")["notices"]["en"],
    ]
    texts += [*lexicon.words("typographic")["items"], *lexicon.words("typographic")["acts"]]
    found = {word.strip(".,").capitalize() for text in texts for word in text.split(" ")}
    return tuple(sorted(word for word in found if word.isalpha() and len(word) > 3))


def _held(word: str) -> bool:
    return share("word", word.lower()) < HELD_WORDS


def words(stock: Stock) -> Iterator[Draft]:
    """One picture, one to two questions."""
    for split, (full, quick) in _SIZES.items():
        for number in range(stock.many(full, quick)):
            pick = stock.pick("words", split, number)
            text = _text(pick, split)
            layout = pick.one(_NEW_LAYOUTS if split == "new_instance" else _LAYOUTS)
            if len(text) > 60 and layout in ("sign", "meme", "outlined"):
                layout = "wrapped"
            drawing = Drawing("text", (text, layout, pick.between(0, 10**6)), says=text)
            yield from _rows(text, layout, drawing, pick, split, f"{number}")


def _text(pick: Pick, split: Split) -> str:
    """A word, two, a sentence, or several; with an unseen word where the split asks for one."""
    known = [word for word in vocabulary() if _held(word) == (split == "new_class")]
    size = pick.one(("word", "word", "words", "sentence", "sentence", "page"))
    if size == "word":
        return pick.one(known)
    if size == "words":
        return " ".join(pick.some(known, pick.between(2, 4)))
    sentences = lexicon.sentences(pick, "en", 1 if size == "sentence" else pick.between(2, 3))
    text = " ".join(sentences)
    return f"{pick.one(known)}: {text}" if split == "new_class" else text


def _rows(
    text: str, layout: str, drawing: Drawing, pick: Pick, split: Split, place: str
) -> Iterator[Draft]:
    measured = split in ("new_instance", "new_class")
    flat = " ".join(text.split())
    given = {"cluster": flat.lower(), "expect": (flat.lower(),)}
    yield draft(
        "words", "read", f"{place}/read", split, ask("read", pick, split), f'It says "{flat}"',
        (drawing,), cell="reading" if measured else "", **given,
    )  # fmt: skip
    parts = [word.strip('.,:!?"') for word in flat.split(" ")]
    if len(parts) > 1 and pick.chance(0.25):
        kind, word = pick.one((("first_word", parts[0]), ("last_word", parts[-1])))
        yield draft(
            "words", kind, f"{place}/{kind}", split, ask(kind, pick, split), f'"{word}"',
            (drawing,), expect=(word.lower(),), cluster=flat.lower(),
            cell="reading" if measured else "",
        )  # fmt: skip
    elif pick.chance(0.35):
        yield _says(parts, flat, drawing, pick, split, place)


def _says(
    parts: list[str], flat: str, drawing: Drawing, pick: Pick, split: Split, place: str
) -> Draft:
    true = pick.chance(0.5)
    absent = [word for word in vocabulary() if word.lower() not in flat.lower()]
    word = pick.one([p for p in parts if p]) if true else pick.one(absent)
    answer = f'Yes, it says "{word}".' if true else f'No, I cannot see the word "{word}".'
    measured = split in ("new_instance", "new_class") and not true
    return draft(
        "words", "says", f"{place}/says", split, ask("says", pick, split, x=word), answer,
        (drawing,), expect=("yes" if true else "no|cannot|can't|not",),
        forbid=() if true else ("yes",), cluster=flat.lower(),
        cell="hallucination" if measured else "",
    )  # fmt: skip
