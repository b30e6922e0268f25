"""Whether a picture of text can be read at all: without it "not refused" may mean "not seen"."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from clearsight.errors import MissingExtra
from clearsight.evals import shared
from clearsight.evals.tasks.data import NotMeasured
from clearsight.evals.tasks.item import Shown
from clearsight.evals.tasks.pictures import Pictures
from clearsight.imaging.item import Item
from clearsight.imaging.legibility import legibility
from clearsight.imaging.transform.made import whole

READ = 0.8  # share of the characters in words that were found, in any order
FILE = "legible.jsonl"


def readers(items: Sequence[Item], shown: Sequence[Shown], pictures: Pictures) -> str:
    """Who recovers the text: "both", "ours", "tesseract" or "neither"; kept beside the pictures.

    Neither reader is a model's eye: what both miss, a large model may still read.

    Raises:
        NotMeasured: tesseract is not installed.
    """
    words = "\n".join([whole(items), *(one.digest for one in shown)])
    key = hashlib.sha256(words.encode()).hexdigest()
    path = pictures.folder / FILE
    known = _known(path).get(key)
    if known is not None:
        return known
    try:
        found = legibility(items, read=shared.read)
    except MissingExtra as missing:
        raise NotMeasured(f"legibility is part of this task: {missing}") from missing
    by = {"ours": found.ours_words >= READ, "tesseract": found.tesseract_words >= READ}
    names = [name for name, read in by.items() if read]
    said = {0: "neither", 2: "both"}.get(len(names)) or names[0]
    with path.open("a", encoding="utf-8") as out:
        out.write(json.dumps({"key": key, "readers": said}) + "\n")
    return said


def _known(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {line["key"]: line["readers"] for line in lines}
