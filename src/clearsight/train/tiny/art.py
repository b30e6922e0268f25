"""What the packaged pictures show, by name: emoji in several art styles, flags, clip art, drawings.

Names are emojibase's English labels (MIT) and openclipart's titles (public domain). Left out: signs
and letters, whose names say nothing of what is seen; and people whose names tell gender, age or
mood, since pictures of people are described without such traits.
"""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from clearsight.errors import UsageError
from clearsight.imaging.index.packs import PACKS, WORDS_FOLDER, emoji_concept
from clearsight.imaging.index.words import normal
from clearsight.imaging.render.art.things import THINGS
from clearsight.train.tiny.draft import share

Side = Literal["train", "new_class"]
STYLES = ("noto", "fluent", "twemoji", "flag-icons")  # permissive: these train what is shipped
MEASURED_STYLE = "openmoji"  # CC BY-SA 4.0: it only measures an art style that was never seen
CLIPART = "openclipart"
DRAWN = "drawn"
_KINDS = {
    0: "face", 1: "person", 3: "animal or plant", 4: "food or drink", 5: "place or vehicle",
    6: "game or party", 7: "object", 9: "flag",
}  # fmt: skip
_TRAITS = re.compile(
    r"\b(?:man|woman|men|women|boy|girl|baby|child|old|older|adult|gender\w*|mr|mrs|mx|prince|"
    r"princess|bride|pregnant|skin|hair|beard|blond|couple|family|kiss|love|santa|widow|bald|king|"
    r"queen|police|detective|turban|headscarf|skullcap|bunny|mermaid|merman|merperson|breast\w*|"
    r"naked|bikini|briefs|cigarette|coffin|bomb|tone|sexy|lady|ladies|girls|guy|middle finger)\b"
)
_SKIN = re.compile("1f3f[b-f]")
_CLOCK = re.compile(
    r"o.clock$|-thirty$|^globe showing|^(?:new|full|waxing|waning|first|last).*moon"
)
_BEHIND = re.compile(r" (?:of|with|over|on|in|behind) ")
_TITLE = re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]{2,}){0,2}")
_MASS_WORDS = """bread bacon butter salt rice spaghetti sushi fire fog popcorn broccoli garlic ice
    sake wood soap oden fondue ginger milk honey wheat grass corn coral water yarn thread dna cotton
    luggage camping landslide lacrosse bowling badminton tennis softball volleyball baseball
    basketball hockey ping-pong green salad cooking lightning"""
_MASS = frozenset(_MASS_WORDS.split())
_THE = re.compile(
    r"(?:Islands|States|Kingdom|Emirates|Republic|Territor(?:y|ies)|Netherlands|Philippines|Bahamas"
    r"|Gambia|Maldives|Seychelles|Comoros|Nations|Union)\b|^(?:Congo|Isle of)"
)
HELD_CONCEPTS = 0.1
HELD_STYLES = 0.3


@dataclass(frozen=True, slots=True)
class Concept:
    """Something with a name, in one or more art styles.

    Attributes:
        name: as it is said in a sentence, without article.
        pictures: style -> id of the picture in its collection, or the drawing's label.
    """

    key: str
    name: str
    kind: str
    pictures: dict[str, str] = field(hash=False)

    @property
    def side(self) -> Side:
        """Whether what has this name is learnt or held out, in whatever collection it is."""
        return "new_class" if share("concept", self.name) < HELD_CONCEPTS else "train"

    def held_style(self) -> str:
        """The style in which a learnt concept is never trained on, "" where it has no other."""
        styles = sorted(style for style in self.pictures if style in STYLES)
        if len(styles) < 2 or share("style", self.key) >= HELD_STYLES:
            return ""
        return styles[int(share("which style", self.key) * len(styles))]


def said(name: str) -> str:
    """The name with its article, where it takes one."""
    last = _BEHIND.split(name)[0].split(" ")[-1].lower()
    many = last.endswith("s") and not last.endswith(("ss", "us", "is", "as", "os", "x-ray"))
    if many or last in _MASS or name.startswith("the "):
        return name
    return f"{'an' if name[0].lower() in 'aeiou' or name.startswith('X') else 'a'} {name}"


def be(name: str) -> str:
    """ "This is a kite", "These are grapes": the sentence that names a thing."""
    words = said(name)
    last = _BEHIND.split(name)[0]
    plural = words == name and last.endswith("s") and not name.startswith("the ")
    return f"{'These are' if plural else 'This is'} {words}"


@lru_cache(maxsize=4)
def concepts(root: Path | None) -> tuple[Concept, ...]:
    """Every concept of the installed collections; of our own drawings alone where root is None.

    Raises:
        UsageError: the collections are not all installed.
    """
    drawn = tuple(
        Concept(f"thing:{label}", label, "drawing", {DRAWN: label}) for label in sorted(THINGS)
    )
    return drawn if root is None else (*_emoji(root), *_clipart(root), *drawn)


def _emoji(root: Path) -> list[Concept]:
    styles: dict[str, dict[str, str]] = defaultdict(dict)
    for style in (*STYLES, MEASURED_STYLE):
        for name, concept in _names(root, style).items():
            styles[concept].setdefault(style, name)
    found = []
    for emoji in json.loads((root / WORDS_FOLDER / "en" / "compact.json").read_text("utf-8")):
        key = emoji_concept(emoji["hexcode"])
        kind = _KINDS.get(emoji.get("group", -1))
        pictures = {s: name for s, name in styles.get(key, {}).items()}
        if kind is None or _SKIN.search(key) or not any(s in STYLES for s in pictures):
            continue
        name = _spoken(emoji["label"], kind)
        if name:
            found.append(Concept(key, name, kind, pictures))
    return found


def _spoken(label: str, kind: str) -> str:
    """How an emoji is called in a sentence, "" for one that is left out."""
    if kind == "flag":
        country = label.partition(": ")[2]
        start = "the flag of the" if _THE.search(country) else "the flag of"
        return f"{start} {country}" if country else ""
    name = label.replace("“", "").replace("”", "").replace("’", "'")
    if _TRAITS.search(name.lower()) or _CLOCK.search(name) or ":" in name:
        return ""
    return name


@lru_cache(maxsize=8)
def svgs(root: Path, style: str) -> dict[str, tuple[bytes, str, bool]]:
    """Picture id -> (SVG, concept, whether it is concrete) of a collection.

    Raises:
        UsageError: it is not installed.
    """
    pack = PACKS[style]
    folder = root / pack.folder
    if not folder.is_dir():
        raise UsageError(
            f"the picture collection {style!r} is not in {root}; run scripts/install-pictures, "
            "or build with --quick, which draws its own"
        )
    return {raw.id: (raw.data, raw.concept, raw.concrete) for raw in pack.read(folder, pack)}


def _names(root: Path, style: str) -> dict[str, str]:
    if style == MEASURED_STYLE and not (root / PACKS[style].folder).is_dir():
        return {}
    return {name: concept for name, (_, concept, _) in svgs(root, style).items()}


def _clipart(root: Path) -> list[Concept]:
    """Clip art whose title is one to three plain words, one picture a title."""
    known = _words(root)
    pack = PACKS[CLIPART]
    folder = root / pack.folder
    if not folder.is_dir():
        raise UsageError(f"{CLIPART} is not in {root}; run scripts/install-pictures")
    found: dict[str, Concept] = {}
    for raw in pack.read(folder, pack):
        title = next((term.text for term in raw.terms if term.name), "").strip()
        name = normal(title)
        plain = _TITLE.fullmatch(title) and all(word in known for word in name.split(" "))
        if plain and raw.concrete and not _TRAITS.search(name) and name not in found:
            found[name] = Concept(f"clipart:{name}", name, "clip art", {CLIPART: raw.id})
    return list(found.values())


def _words(root: Path) -> frozenset[str]:
    """Words of the emoji's names and keywords: what a title may be made of."""
    words: set[str] = set()
    for emoji in json.loads((root / WORDS_FOLDER / "en" / "compact.json").read_text("utf-8")):
        for text in (emoji["label"], *emoji.get("tags", ())):
            words.update(word for word in normal(text).split(" ") if word.isalpha())
    return frozenset(words)


def licence_of(style: str) -> tuple[str, str]:
    """(source, licence) of an art style."""
    if style == DRAWN:
        return "Clearsight, drawn", "Apache-2.0"
    pack = PACKS[style]
    return pack.origin, pack.licence
