"""Many ways of asking for the same thing: `phrasing.toml`, with ways held back for measuring."""

import tomllib
from functools import cache
from importlib.resources import files

from clearsight.errors import UnknownName
from clearsight.imaging.render.pick import Pick
from clearsight.train.tiny.rows import Split


@cache
def table() -> dict[str, dict[str, list[str]]]:
    """Every kind of question: "train" and "held" ways of asking."""
    text = (files("clearsight.train.tiny") / "phrasing.toml").read_text("utf-8")
    return tomllib.loads(text)


def ask(kind: str, pick: Pick, split: Split = "train", **slots: str) -> str:
    """One way of asking; in the splits that measure, one that was never trained on.

    Raises:
        UnknownName: no such kind.
    """
    found = table().get(kind)
    if found is None:
        raise UnknownName("kind of question", kind, list(table()))
    ways = found["train" if split in ("train", "dev") else "held"]
    return pick.one(ways).format(**slots)
