"""The pictures that the heads learn from, with names, family and licence; none is shipped.

The permissive collections of the picture index and eleven more, all installed by
`scripts/install-pictures concepts`. Families are held out as wholes: designs by one hand (Noto's
old and new emoji) are one family. OpenMoji (CC BY-SA) is read too, for measuring only.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clearsight.errors import UsageError
from clearsight.imaging.index.packs import (
    PACKS,
    WORDS_FOLDER,
    Pack,
    emoji_concept,
    iconify,
)
from clearsight.imaging.index.picture import Raw
from clearsight.imaging.index.words import normal
from clearsight.train.concepts.naming import Named

MEASURED_ONLY = "openmoji"
_FLAG = re.compile(r"emoji:1f1[ef]")
_TONE = re.compile(r"1f3f[b-f]|-skin-tone|medium-light|medium-dark")
# Of no use to any concept, and nothing that anybody should have to look at.
_LEFT_OUT = re.compile(
    r"penis|vagina|breasts|sex-?worker|sexual|condom|testic|sperm|anus|gonorrhea|syphilis"
    r"|chlamydia|cupid|naked"
    # Signal flags are called after letters of the alphabet: hotel, golf, whiskey.
    r"|semaphore|signalflag"
)
# Designs in two weights: one is enough.
_TWICE = re.compile(r"-(?:flat|duo)$")
_FAMILIES = {
    "noto": "noto", "noto-v1": "noto", "fluent": "fluent", "fluent-3d": "fluent",
    "twemoji": "twemoji", "emojione": "emojione", "fxemoji": "fxemoji",
    "openclipart": "openclipart", "game-icons": "game-icons", "flag-icons": "flag-icons",
    "healthicons": "medical", "covid": "medical", "openmoji": "openmoji",
}  # fmt: skip
_PHOTO_PX = 1024
_STREAMLINE = "Streamline (Webalys)"


@dataclass(frozen=True, slots=True)
class _Words:
    """An emoji's names and keywords in English, normal."""

    names: tuple[str, ...]
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One picture.

    Attributes:
        data: SVG, PNG or WebP bytes.
    """

    named: Named
    licence: str
    data: bytes = field(repr=False)


def _three_dimensional(folder: Path, pack: Pack) -> Iterator[Source]:
    """Fluent's rendered emoji: WebP files named by code points."""
    emoji = _emoji(folder.parent)
    for file in sorted((folder / "assets").glob("*.webp")):
        concept = emoji_concept(file.stem)
        if concept in emoji and not _TONE.search(concept):
            yield _source(pack, file.stem, concept, emoji[concept], file.read_bytes())


_MORE = (
    Pack("noto-v1", "iconify-noto-v1", "Apache-2.0", "npm @iconify-json/noto-v1@1.2.5",
         "Google Inc, Noto Emoji", iconify),
    Pack("emojione", "iconify-emojione", "CC-BY-4.0", "npm @iconify-json/emojione@1.2.3",
         "EmojiOne", iconify),
    Pack("fxemoji", "iconify-fxemoji", "Apache-2.0", "npm @iconify-json/fxemoji@1.2.2",
         "Mozilla, FxEmoji", iconify),
    Pack("covid", "iconify-covid", "CC-BY-4.0", "npm @iconify-json/covid@1.2.3", _STREAMLINE,
         iconify),
    *(
        Pack(f"streamline-{name}", f"iconify-streamline-{name}", "CC-BY-4.0",
             f"npm @iconify-json/streamline-{name}@1.2.2", _STREAMLINE, iconify)
        for name in ("color", "ultimate-color", "freehand-color", "kameleon-color", "plump-color")
    ),
    Pack("streamline-emojis", "iconify-streamline-emojis", "CC-BY-4.0",
         "npm @iconify-json/streamline-emojis@1.2.4", _STREAMLINE, iconify),
)  # fmt: skip
_SOLID = Pack(
    "fluent-3d", "fluent-emoji-3d", "MIT", "npm @lobehub/fluent-emoji-3d@1.1.0",
    "Microsoft Corporation, Fluent Emoji", iconify,
)  # fmt: skip
# Photos that serve as grounds: Debian's lomiri-wallpapers-16.04, those under CC BY 4.0 and CC0.
PHOTOS_FOLDER = "lomiri-wallpapers"
TRAINED_PHOTOS = (
    "Picture_0B_by_freespace", "Picture_1A_by_freespace", "Wine_by_Jakkub_Mede",
    "aitzgorri_by_Aitzol_Berasategi", "friends_by_Aitzol_Berasategi",
    "life_by_Aitzol_Berasategi", "picosdeeuropa_by_Aitzol_Berasategi",
    "seeding_by_Clements_Engelhardt", "sunset_by_Aitzol_Berasategi", "umang_by_Abhishek_Mudgal",
)  # fmt: skip
TRAINING = tuple(pack for pack in (*PACKS.values(), *_MORE, _SOLID) if pack.name != MEASURED_ONLY)


def family(pack: str) -> str:
    """What a collection is held out with."""
    return _FAMILIES.get(pack, "streamline")


def read(root: Path, packs: tuple[Pack, ...] = TRAINING) -> Iterator[Source]:
    """Every picture of the collections, in the order of the table.

    Raises:
        UsageError: a collection is not installed below `root`.
    """
    emoji = _emoji(root)
    slugs = {_slug(words.names[0]): concept for concept, words in emoji.items()}
    for pack in packs:
        folder = root / pack.folder
        if not folder.is_dir():
            raise UsageError(
                f"the picture collection {pack.name!r} is not in {root}; run "
                "scripts/install-pictures concepts"
            )
        if pack is _SOLID:
            yield from _three_dimensional(folder, pack)
        else:
            yield from _vectors(folder, pack, emoji, slugs)


def photos(root: Path) -> list[NDArray[np.uint8]]:
    """The photos, (H, W, 3) sRGB, the longer side 1024 px.

    Raises:
        UsageError: they are not installed below `root`.
    """
    from PIL import Image

    found = []
    for name in TRAINED_PHOTOS:
        file = root / PHOTOS_FOLDER / f"{name}.jpg"
        if not file.is_file():
            raise UsageError(f"{file} is missing; run scripts/install-pictures concepts")
        with Image.open(file) as opened:
            picture = opened.convert("RGB")
        picture.thumbnail((_PHOTO_PX, _PHOTO_PX))
        found.append(np.asarray(picture, dtype=np.uint8))
    return found


def _vectors(
    folder: Path, pack: Pack, emoji: dict[str, _Words], slugs: dict[str, str]
) -> Iterator[Source]:
    by_name = pack.name in ("noto-v1", "emojione", "streamline-emojis")
    for raw in pack.read(folder, pack):
        inside = raw.id.split("/", 1)[1]
        concept = slugs.get(inside, raw.concept) if by_name else raw.concept
        if _LEFT_OUT.search(raw.id) or _TONE.search(f"{concept} {inside}"):
            continue
        if pack.name.startswith("streamline") and _TWICE.search(inside):
            continue
        yield _source(pack, inside, concept, emoji.get(concept) or _own_words(raw), raw.data)


def _own_words(raw: Raw) -> _Words:
    stem = normal(raw.id.rsplit("/", 1)[-1].replace("-", " ").replace("_", " "))
    names = (*(normal(term.text) for term in raw.terms if term.name), stem)
    return _Words(names, tuple(normal(term.text) for term in raw.terms if not term.name))


def _source(pack: Pack, inside: str, concept: str, words: _Words, data: bytes) -> Source:
    # National flags are hundreds in every set: marked, so that they can be thinned out.
    mark = "emoji:flags/" if _FLAG.match(concept) else ""
    names = tuple(dict.fromkeys(filter(None, words.names)))
    named = Named(
        f"{mark}{pack.name}/{inside}", family(pack.name), names, words.keywords,
        joined=pack.name == "fxemoji",
    )  # fmt: skip
    return Source(named, pack.licence, data)


def _emoji(root: Path) -> dict[str, _Words]:
    """The words of every emoji, by concept."""
    found: dict[str, _Words] = {}
    file = root / WORDS_FOLDER / "en" / "compact.json"
    if not file.is_file():
        raise UsageError(f"{file} is missing; run scripts/install-pictures concepts")
    for emoji in json.loads(file.read_text(encoding="utf-8")):
        label: str = emoji["label"]
        after = label.partition(":")[2].strip()
        names = (normal(label), *((normal(after),) if after else ()))
        keywords = tuple(normal(tag) for tag in emoji.get("tags", ()))
        found[emoji_concept(emoji["hexcode"])] = _Words(names, keywords)
    return found


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
