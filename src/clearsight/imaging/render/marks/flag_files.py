"""Sheets of real flags from a folder of PNG files, such as a package of country flags."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from clearsight.errors import UsageError
from clearsight.imaging.item import Item, Pixels
from clearsight.imaging.render.charts.questions import ask
from clearsight.imaging.render.marks.flags import sheet
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.whole import everything, painted

_WIDE, _HIGH = 216, 144
_LEAST = 6


class FlagFiles:
    """Two to six flags of the folder, named by their files ("fr.png" is fr) or by `names`.

    Raises UsageError for a folder with fewer than six PNG files or a source without licence.
    """

    name = "flag_files"
    derive = everything

    def __init__(
        self, folder: Path | str, source: Mapping[str, str], names: Mapping[str, str] | None = None
    ) -> None:
        self._files = sorted(Path(folder).glob("*.png"))
        if len(self._files) < _LEAST:
            raise UsageError(
                f"{folder} holds {len(self._files)} PNG files, at least {_LEAST} are needed; SVG "
                f"flags must be rasterised first (svg-country-flags brings png250px)"
            )
        missing = {"name", "licence", "origin"} - set(source)
        if missing:
            raise UsageError(f"the source {dict(source)} lacks {sorted(missing)}; state them")
        self._source = dict(source)
        self._names = [(names or {}).get(file.stem, file.stem) for file in self._files]

    def plan(self, seed: int) -> dict[str, Any]:
        """Which flag stands at which letter; questions."""
        pick = Pick(self.name, seed)
        chosen = pick.some(range(len(self._files)), pick.between(2, 6))
        letters = "ABCDEF"[: len(chosen)]
        flags = [
            {"letter": letter, "file": self._files[at].name, "name": self._names[at]}
            for letter, at in zip(letters, chosen, strict=True)
        ]
        one = pick.one(flags)
        absent = self._names[pick.between(0, len(self._names) - 1)]
        shown = [flag["name"] for flag in flags]
        number = f"{pick.between(1, 99)}.{pick.between(1, 99)}"
        return {
            "flags": flags,
            "plate": number,
            "questions": [
                ask("How many flags are shown?", str(len(flags))),
                ask(f"Which letter has the flag of {one['name']}?", one["letter"]),
                ask(f"Whose flag is {one['letter']}?", one["name"]),
                ask(f"Is the flag of {absent} shown?", "yes" if absent in shown else "no"),
            ],
            "text": "\n".join([f"Plate {number}", *letters]),
        }

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        """The flags at one size, their proportions kept."""
        folder = self._files[0].parent
        pictures = [_read(folder / flag["file"]) for flag in plan["flags"]]
        letters = [flag["letter"] for flag in plan["flags"]]
        pick = Pick(f"{self.name}/paint", seed)
        canvas = sheet(f"Plate {plan['plate']}", letters, pictures, pick)
        return painted(self.name, canvas, plan, seed, [self._source])


@lru_cache(maxsize=512)
def _read(path: Path) -> Pixels:
    """The file within (144, 216, 4), in the middle of a transparent ground."""
    from PIL import Image

    with Image.open(path) as file:
        picture = file.convert("RGBA")
    picture.thumbnail((_WIDE, _HIGH), Image.Resampling.LANCZOS)
    ground = Image.new("RGBA", (_WIDE, _HIGH), (0, 0, 0, 0))
    ground.paste(picture, ((_WIDE - picture.width) // 2, (_HIGH - picture.height) // 2))
    return np.array(ground)
