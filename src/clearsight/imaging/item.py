"""A picture that we made, with everything that is known about it. Used by every part of imaging.

Content and pixels are two steps: a renderer first draws up a plan from a seed (cheap, plain values,
all that the picture will show), then paints it. So ten thousand plans can be compared in a second,
and two pictures of one plan in two fonts are known to say the same.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from clearsight.content import Image

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Item:
    """One picture with its ground truth.

    Attributes:
        pixels: (H, W, 3) RGB, 8 bit.
        kind: the renderer's name, such as "menu"; transforms keep it.
        seed: what the plan was drawn up from.
        truth: plain JSON values: at least "text" (what the picture says, in reading order, the
            text twin) and what else the kind states (values, counts, positions as fractions).
        steps: the transforms that were applied, oldest first, each with its parameters.
        sources: licences and origins of material in it: [{"name", "licence", "origin"}].
    """

    pixels: Pixels = field(repr=False)
    kind: str
    seed: int
    truth: Mapping[str, Any] = field(hash=False)
    steps: tuple[Mapping[str, Any], ...] = ()
    sources: tuple[Mapping[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The text twin: what a reader with perfect eyes would read."""
        return str(self.truth.get("text", ""))

    def after(self, pixels: Pixels, step: Mapping[str, Any]) -> "Item":
        """The item with other pixels and one more step; truth stays."""
        return replace(self, pixels=pixels, steps=(*self.steps, step))

    def png(self) -> bytes:
        """The same bytes for the same pixels: PNG without metadata."""
        from PIL import Image as Pillow

        out = BytesIO()
        Pillow.fromarray(self.pixels).save(out, "PNG", compress_level=6)
        return out.getvalue()

    def image(self) -> Image:
        """The picture as a part of a conversation, as ingest would give it."""
        data = self.png()
        height, width = self.pixels.shape[:2]
        return Image(data, "image/png", width, height, hashlib.sha256(data).hexdigest())


class Renderer(Protocol):
    """Plans from a seed, then paints. The same seed gives the same plan and the same pixels.

    `plan` returns plain JSON values with "text" among them; `paint` adds nothing to the content.
    """

    name: str

    def plan(self, seed: int) -> dict[str, Any]: ...

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item: ...


def content_key(plan: Mapping[str, Any]) -> str:
    """Hash of what a picture says and shows, whatever it looks like: equal content, equal key.

    Keys that start with "style" are looks and do not count.
    """
    said = {key: value for key, value in plan.items() if not key.startswith("style")}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def generator(*words: object) -> np.random.Generator:
    """A random generator for a name and a seed: the same on every machine, unlike `hash`."""
    digest = hashlib.sha256("\x1f".join(map(str, words)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))
