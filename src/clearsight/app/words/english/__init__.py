"""Every text of the pages in English, by id."""

from collections.abc import Mapping
from types import MappingProxyType

from clearsight.app.words.english import assist, doors, letters, person, problems, saw, tried
from clearsight.app.words.source import Text

_PARTS = (assist, doors, letters, person, problems, saw, tried)


def _all() -> Mapping[str, Text]:
    found: dict[str, Text] = {}
    for part in _PARTS:
        for one in part.TEXTS:
            if one.key in found:
                raise ValueError(f"two texts have the id {one.key!r}; expected one of each")
            found[one.key] = one
    return MappingProxyType(found)


ENGLISH = _all()
