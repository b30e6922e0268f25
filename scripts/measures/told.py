"""Readings of drawn pictures by their truth: what is judged alone, without what is read wrongly."""

from collections.abc import Iterable

from clearsight.content import Image
from clearsight.errors import UsageError
from clearsight.imaging.item import Item
from clearsight.reading import Box, Line, Reading

_SENSES = ("text", "codes", "people", "tags", "explicit", "quality", "colours")


class ToldReader:
    """A Reader of pictures that it was told of: their words, nobody and nothing else on them."""

    def __init__(self) -> None:
        self._said: dict[str, str] = {}

    def tell(self, items: Iterable[Item]) -> None:
        """Remember what these pictures say.

        Raises:
            UsageError: what a picture says alone is not known, as of a tile.
        """
        for item in items:
            if not item.text and item.truth.get("whole"):
                raise UsageError("what a tile says alone is not known; leave --told out for it")
            self._said[item.image().digest] = item.text

    async def read(self, image: Image) -> Reading:
        """The words that were told, a line each.

        Raises:
            UsageError: nothing was told of the picture.
        """
        if image.digest not in self._said:
            raise UsageError("nothing was told of this picture; leave --told out for it")
        words = [line for line in self._said[image.digest].splitlines() if line.strip()]
        lines = tuple(
            Line(line, Box(0.1, n / (len(words) + 1), 0.9, (n + 0.8) / (len(words) + 1)), 1.0)
            for n, line in enumerate(words)
        )
        return Reading(image.digest, image.width_px, image.height_px, lines=lines,
                       explicit=0.0, senses=_SENSES)  # fmt: skip
