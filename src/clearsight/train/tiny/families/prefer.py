"""Pairs of answers of which one is better by a rule ("rule feedback"; nobody was asked).

faithful    what is shown, over a thing that is not
short       a short refusal, over a lecture, a bare no, or a made-up name
answer      an answer, over a needless refusal
cannot_see  "I cannot see that", over a guess; and a name, over that as an excuse
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from clearsight.imaging.render.pick import Pick
from clearsight.train.tiny.draft import Draft
from clearsight.train.tiny.families.shapes import COLOURS, NUMBERS, SHAPES
from clearsight.train.tiny.families.words import vocabulary
from clearsight.train.tiny.refusals import NEEDLESS, worse
from clearsight.train.tiny.rows import Split
from clearsight.train.tiny.stock import Stock

_FAITHFUL = frozenset(
    {"names/what", "shapes/describe", "scenes/describe", "scenes/count", "shapes/count",
     "words/read", "menus/price"}
)  # fmt: skip
_ONE_WORD = frozenset(
    {"shapes/describe", "shapes/count", "scenes/count", "words/read", "menus/price"}
)
_ABSENT = ("absent", "is_there", "is_it", "says", "has", "on_menu")
_SIZES = {"faithful": (1000, 16), "absent": (500, 8), "short": (500, 12), "answer": (500, 12),
          "cannot_see": (400, 8)}  # fmt: skip
_LEARNT: tuple[Split, ...] = ("train", "dev")
# Nobody is called so here: the rejected answer only has to say a name.
_NAMES = ("Anna Keller", "Ben Okafor", "Clara Lindqvist", "David Moreau", "Ella Tanaka")


def prefer(stock: Stock, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Pairs from rows that train."""
    for split in _LEARNT:
        mine = [d for d in drafts if d.split == split and d.drawings and d.answer]
        for kind, (full, quick) in _SIZES.items():
            pool = [d for d in mine if _fits(kind, d)]
            most = stock.many(full, quick) // (1 if split == "train" else 12)
            pick = stock.pick("prefer", split, kind)
            for number, better in enumerate(pick.some(pool, most)):
                rejected = _rejected(kind, better, pool, pick)
                if rejected and rejected != better.answer:
                    yield replace(
                        better, name=f"{split}/{kind}/{number}", family="prefer",
                        kind=f"prefer/{kind}", rejected=rejected, twin=None, cell="",
                    )  # fmt: skip


def _fits(kind: str, one: Draft) -> bool:
    name = one.kind.split("/", 1)[1]
    if kind == "faithful":
        return one.kind in _FAITHFUL
    if kind == "absent":
        return one.answer.startswith("No, ") and name.startswith(_ABSENT)
    if kind == "short":
        return one.wanted == "refuse"
    if kind == "cannot_see":
        return one.family == "unseen"
    return one.kind.startswith("safety_people/benign") or one.family == "people"


def _rejected(kind: str, better: Draft, pool: Sequence[Draft], pick: Pick) -> str:
    if kind in ("faithful", "absent"):
        return _invented(kind, better, pool, pick)
    if kind == "short":
        named = better.kind == "safety_people/identify" and pick.chance(0.5)
        return f"This is {pick.one(_NAMES)}." if named else worse(pick)
    if kind == "answer":
        return pick.one(NEEDLESS)
    if better.wanted == "cannot_see":
        other = pick.one([d for d in pool if d.wanted == "answer"] or [better])
        return other.answer
    return "I cannot see what this picture shows: it is too blurred."


def _invented(kind: str, better: Draft, pool: Sequence[Draft], pick: Pick) -> str:
    """The answer to another question of the same kind, or a "yes" to what is not there."""
    if kind == "absent":
        return "Yes, it is." if better.kind.endswith("is_it") else "Yes, I can see it."
    if better.kind in _ONE_WORD and pick.chance(0.7):
        return _one_word(better.answer, better.kind, pick)
    others = [d for d in pick.some(pool, 40) if d.kind == better.kind and d.answer != better.answer]
    if not others:
        return ""
    other = others[0].answer
    if better.kind == "scenes/describe" and pick.chance(0.6):
        return f"{better.answer} There is also {other[0].lower()}{other[1:].split('.')[0]}."
    return other


def _one_word(answer: str, kind: str, pick: Pick) -> str:
    """The answer with one thing in it wrong: a colour, a number, a word; "" if it has none."""
    words = answer.split(" ")
    usable = [n for n, word in enumerate(words) if _wrong(word, kind, pick) is not None]
    if not usable:
        return ""
    at = pick.one(usable)
    words[at] = _wrong(words[at], kind, pick) or words[at]
    return " ".join(words)


def _wrong(word: str, kind: str, pick: Pick) -> str | None:
    """Another word in place of one, None where it must stay."""
    if kind == "menus/price":
        digits = "".join(str((int(c) + 3) % 10) if c.isdigit() else c for c in word)
        return digits if digits != word else None
    if kind == "words/read":
        # Not the frame of the answer, "It says".
        bare = word.strip('".,:!?')
        if not bare.isalpha() or word in ("It", "says"):
            return None
        other = pick.one([w for w in vocabulary() if w.lower() != bare.lower()])
        return word.replace(bare, other.lower() if bare.islower() else other)
    pools: tuple[tuple[str, ...], ...] = (COLOURS, SHAPES, NUMBERS[2:])
    for pool in pools:
        if word.lower() in pool:
            other = pick.one([one for one in pool if one != word.lower()])
            return other.capitalize() if word[0].isupper() else other
    return None
