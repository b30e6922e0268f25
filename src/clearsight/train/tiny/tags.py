"""The closed list of names for the tag head: every concept with its plain pictures.

`tags.json`: [{"name", "split": "train" | "new_class", "held": a style or "", "pictures": {style:
digest}}]. What is in the held style, or of a "new_class" name, must not train the head. Our own
drawings stand there in three looks, as styles "drawn", "drawn-1" and "drawn-2".
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clearsight.train.tiny.art import DRAWN
from clearsight.train.tiny.draft import Drawing
from clearsight.train.tiny.easel import Made
from clearsight.train.tiny.stock import Stock

_LOOKS = 3


def write(stock: Stock, made: Mapping[Drawing, Made], work: Path) -> None:
    """Write WORK/tags.json from the pictures that were drawn."""
    plain: dict[tuple[str, str], dict[str, str]] = {}
    for drawing, found in made.items():
        if drawing.maker == "art" and found.digest:
            style, name, _, changed = drawing.args
            look = changed % 10
            if look == 0 or (style == DRAWN and look < _LOOKS):
                key = f"{style}-{look}" if look else style
                plain.setdefault((style, name), {}).setdefault(key, found.digest)
    entries: dict[str, dict[str, Any]] = {}
    for concept in stock.concepts():
        entry = entries.setdefault(
            concept.name, {"name": concept.name, "split": concept.side, "held": "", "pictures": {}}
        )
        entry["held"] = entry["held"] or concept.held_style()
        for style, name in sorted(concept.pictures.items()):
            entry["pictures"] |= plain.get((style, name), {})
    lines = [json.dumps(one, ensure_ascii=False) for one in entries.values() if one["pictures"]]
    (work / "tags.json").write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
