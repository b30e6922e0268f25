"""Documents of text and pictures in turn, for pre-training: captions of rows that train."""

from collections.abc import Iterator, Sequence

from clearsight.imaging.render.pick import Pick
from clearsight.train.tiny.draft import Draft
from clearsight.train.tiny.rows import MARK, Split
from clearsight.train.tiny.stock import Stock

_KINDS = frozenset(
    {"names/what", "names/flag", "names/what_openclipart", "shapes/describe", "scenes/describe",
     "words/read", "people/describe"}
)  # fmt: skip
_SIZES: dict[Split, tuple[int, int]] = {"train": (3000, 40), "dev": (60, 8)}
# Between pictures; {n} is which one it is.
_FORMS = (
    "{mark}\n{caption}", "{caption}\n{mark}", "Picture {n}: {mark} {caption}",
    "{mark} shows this: {caption}", "Look at picture {n}. {mark}\n{caption}",
)  # fmt: skip


def documents(stock: Stock, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """One to three pictures each, in one form throughout."""
    usable = [d for d in drafts if d.kind in _KINDS and d.split in ("train", "dev") and d.drawings]
    for split, (full, quick) in _SIZES.items():
        pool = [d for d in usable if d.split == split]
        for number in range(stock.many(full, quick) if pool else 0):
            pick = stock.pick("documents", split, number)
            yield _document(pick.some(pool, pick.between(1, 3)), pick, f"{split}/{number}")


def _document(parts: Sequence[Draft], pick: Pick, name: str) -> Draft:
    form = pick.one(_FORMS)
    text = "\n\n".join(
        form.format(mark=MARK, caption=part.answer, n=n) for n, part in enumerate(parts, 1)
    )
    return Draft(
        name=name, family="documents", kind="documents/captions", split=parts[0].split, turns=(),
        answer=text, drawings=tuple(d for part in parts for d in part.drawings),
        source=" + ".join(dict.fromkeys(part.source for part in parts)),
        licence=" + ".join(dict.fromkeys(part.licence for part in parts)),
    )  # fmt: skip
