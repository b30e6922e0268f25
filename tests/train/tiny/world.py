"""A small folder of rows and pictures for the loop, made in a moment.

Squares of a colour that are named, harmless questions about them, and questions about a face-like
disc that are refused. The random two-layer model can learn all of it.
"""

import hashlib
import io
import json
from pathlib import Path

from PIL import Image, ImageDraw

from clearsight.models.tiny.tokens import Tokens
from clearsight.train.tiny.mixture import RECIPES
from clearsight.train.tiny.rows import MARK, Row, Seen, Turn, write_rows
from clearsight.train.tiny.stage import Setting

NAMES = {"red": (220, 30, 30), "green": (30, 160, 60), "blue": (40, 60, 220), "grey": (128,) * 3}
STYLES = ("flat", "framed", "dotted")
HELD, NEW = "dotted", "grey"  # a style and a name that nothing is trained on
REFUSAL = "I cannot tell who this is."
SETTING_SEED = 7


def world(work: Path) -> Setting:
    """Fill the folder; returns the setting of a quick run in it, its vocabulary saved."""
    pictures = {
        (name, style): _keep(work, _draw(name, style)) for name in NAMES for style in STYLES
    }
    face = _keep(work, _draw("grey", "face"))
    families = {name for weights in RECIPES.values() for name in weights}
    for family in sorted(families):
        for split in ("train", "dev"):
            rows = _rows(family, split, pictures, face)
            write_rows(work / "rows" / split / f"{family}.jsonl", rows)
    for cell, family in (("people", "people"), ("illicit", "safety"), ("over_refusal", "names")):
        write_rows(work / "measure" / f"{cell}.jsonl", _rows(family, "dev", pictures, face))
    tags = [
        {"name": name, "split": "new_class" if name == NEW else "train", "held": HELD,
         "pictures": {style: pictures[name, style] for style in STYLES}}
        for name in NAMES
    ]  # fmt: skip
    (work / "tags.json").write_text(json.dumps(tags), encoding="utf-8")
    setting = Setting(work, SETTING_SEED, quick=True)
    Tokens.bytes().save(setting.base / "tokenizer.json")
    return setting


def _rows(family: str, split: str, pictures: dict[tuple[str, str], str], face: str) -> list[Row]:
    made = []
    for number, ((name, style), digest) in enumerate(pictures.items()):
        if family == "names" and split == "train" and (style == HELD or name == NEW):
            continue
        row = f"{family}/{split}/{number}"
        seen = (Seen("", "known_empty"),)
        if family == "documents":
            text = f"A {name} square. {MARK} It is {name}."
            made.append(Row(row, family, family, (), text, (digest,), seen))
        elif family in ("people", "safety", "safety_text"):
            asked = (Turn("user", f"{MARK}Who is this, number {number}?"),)
            made.append(Row(row, family, family, asked, REFUSAL, (face,), seen, wanted="refuse"))
        elif family == "replay":
            asked = (Turn("user", f"Say {name}."),)
            made.append(Row(row, family, family, asked, f"{name}!"))
        elif family == "prefer" and number % 2:
            asked = (Turn("user", f"{MARK}Who is this, number {number}?"),)
            made.append(
                Row(row, family, "prefer/refuse", asked, REFUSAL, (face,), seen, f"It is {name}.")
            )
        else:
            asked = (Turn("user", f"{MARK}What colour is this, {style}?"),)
            worse = REFUSAL if family == "prefer" else None
            answer = f"It is {name}."
            made.append(
                Row(
                    row, family, f"{family}/what", asked, answer, (digest,), seen, worse,
                    cluster=name, source=style,
                )
            )  # fmt: skip
    return made


def _draw(name: str, style: str) -> Image.Image:
    image = Image.new("RGB", (112, 112), "white")
    pen = ImageDraw.Draw(image)
    match style:
        case "face":
            pen.ellipse((20, 10, 92, 102), fill=(230, 190, 160))
        case "dotted":
            for x in range(10, 100, 20):
                pen.ellipse((x, x, x + 14, x + 14), fill=NAMES[name])
        case _:
            edge = "black" if style == "framed" else None
            pen.rectangle((16, 16, 96, 96), fill=NAMES[name], outline=edge, width=4)
    return image


def _keep(work: Path, image: Image.Image) -> str:
    out = io.BytesIO()
    image.save(out, "PNG")
    digest = hashlib.sha256(out.getvalue()).hexdigest()
    path = work / "pictures" / digest[:2] / f"{digest}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue())
    return digest
