"""scikit-image's sample pictures as (H, W, 3) pixels."""

import numpy as np
from skimage import data

from clearsight.senses.picture import Pixels


def photo(name: str) -> Pixels:
    pixels = np.asarray(getattr(data, name)(), dtype=np.uint8)
    return np.ascontiguousarray(pixels if pixels.ndim == 3 else np.stack([pixels] * 3, axis=-1))
