"""What the base model is asked, so that its own answers keep it talking ("replay")."""

from collections.abc import Iterator

from clearsight.train.tiny.draft import Draft, share, spread
from clearsight.train.tiny.requests import everyday
from clearsight.train.tiny.rows import Split, Turn
from clearsight.train.tiny.stock import Stock

_MOST = 760
_MEASURED = 120


def prompts(stock: Stock) -> Iterator[Draft]:
    """Everyday requests in words alone; those held out only measure."""
    every = everyday(stock)
    train = [one for one in every if one.side == "train"]
    held = [one for one in every if one.side == "held"]
    for one in [*spread(train, _MOST, "replay"), *spread(held, _MEASURED, "replay")]:
        measured = one.side == "held"
        dev = not measured and share("replay dev", one.id) < 0.06
        split: Split = "new_class" if measured else "dev" if dev else "train"
        yield Draft(
            name=f"{split}/{one.id}", family="replay", kind="replay/chat", split=split,
            turns=(Turn("user", one.text),), answer="", cluster=one.cluster, source=one.source,
            licence=one.licence, base=one.text, cell="text_benign" if measured else "",
        )  # fmt: skip
