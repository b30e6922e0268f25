"""Pictures that lie ready: files of published sets, and pictures of the index by id."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from clearsight.errors import UsageError
from clearsight.imaging.index import Index
from clearsight.imaging.item import Pixels
from clearsight.senses.picture import Picture


def file(root: Path | None, path: str) -> Pixels:
    """A picture file, RGB.

    Raises:
        UsageError: it cannot be read.
    """
    from PIL import Image

    try:
        with Image.open(path) as picture:
            return np.asarray(picture.convert("RGB"), np.uint8)
    except OSError as error:
        raise UsageError(f"{path} cannot be read as a picture: {error}") from error


def indexed(root: Path | None, name: str) -> Pixels:
    """A picture of the index by its id, on white."""
    index = _index(root)
    return Picture.decode(index.image(index.get(name))).pixels


@lru_cache(maxsize=2)
def _index(root: Path | None) -> Index:
    if root is None:
        raise UsageError("a picture of the index is needed; run scripts/install-pictures")
    return Index(root / "index.sqlite")
