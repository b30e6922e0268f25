"""The collections that scripts/install-pictures unpacks: where each lies and how it is read."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clearsight.errors import UnknownName, UsageError
from clearsight.imaging.index.picture import Raw, Term
from clearsight.weights import user_folder

WORDS_FOLDER = "emojibase-data"
# Parts of openclipart that show nothing that one word could stand for.
_LEFT_OUT = frozenset({"shapes", "computer", "special", "unsorted", "buttons", "logos"})
_VARIANT = re.compile(r"-(?:negative|outline|24px)$")
_SKIN_TONE = re.compile("1f3f[b-f]")
# What shows signs, letters or moods rather than things.
_NOT_CONCRETE_SETS = ("Shapes", "Symbols", "Typography", "Graphs", "Smileys & Emotion")
# Unicode files these with the faces; they show things all the same.
_THINGS = frozenset({"alien", "bomb", "collision", "ghost", "hole", "robot", "skull"})
_NOT_CONCRETE_FOLDERS = frozenset({"signs_and_symbols", "decorations"})
_NUMBER = re.compile(r"[\d_\W]+$")


@dataclass(frozen=True, slots=True)
class Pack:
    """One installed collection.

    Attributes:
        folder: below the pictures folder.
        origin: package and version, as the script pins it.
        credit: whom its licence asks to name.
        read: gives its pictures from its unpacked folder.
    """

    name: str
    folder: str
    licence: str
    origin: str
    credit: str
    read: Callable[[Path, "Pack"], Iterator[Raw]]


def pictures_folder() -> Path:
    """Where scripts/install-pictures unpacks collections: beside the optional weights."""
    return user_folder() / "pictures"


def pack(name: str) -> Pack:
    """The collection of that name.

    Raises:
        UnknownName: there is none.
    """
    try:
        return PACKS[name]
    except KeyError:
        raise UnknownName("picture collection", name, list(PACKS)) from None


def installed(folder: Path | None = None) -> list[str]:
    """Names of the collections that are unpacked in the pictures folder."""
    root = folder or pictures_folder()
    return [name for name, pack in PACKS.items() if (root / pack.folder).is_dir()]


def emoji_words(folder: Path) -> Iterator[tuple[str, Term]]:
    """(concept, term) of every emoji in every language of emojibase-data.

    Raises:
        UsageError: the folder holds no emojibase-data.
    """
    files = sorted(folder.glob("*/compact.json"))
    if not files:
        raise UsageError(
            f"{folder} holds no emojibase-data; run scripts/install-pictures, which unpacks it"
        )
    for file in files:
        language = file.parent.name.split("-")[0]
        for emoji in json.loads(file.read_text(encoding="utf-8")):
            concept = emoji_concept(emoji["hexcode"])
            label: str = emoji["label"]
            yield concept, Term(label, language, name=True)
            kind, colon, rest = label.partition(":")
            if colon and kind and rest.strip():
                yield concept, Term(rest.strip(), language, name=True)
            for tag in emoji.get("tags", ()):
                yield concept, Term(tag, language)


def emoji_concept(hexcode: str) -> str:
    """The concept of an emoji's code points; the variation selector does not count."""
    parts = [part for part in hexcode.lower().split("-") if part != "fe0f"]
    return "emoji:" + "-".join(parts)


def iconify(folder: Path, pack: Pack) -> Iterator[Raw]:
    """Icon sets as @iconify-json packs them: SVG bodies by name, and the emoji each one is."""
    icons = json.loads((folder / "icons.json").read_text(encoding="utf-8"))
    chars = json.loads((folder / "chars.json").read_text(encoding="utf-8"))
    sets = json.loads((folder / "metadata.json").read_text(encoding="utf-8")).get("categories", {})
    signs = {name for key in _NOT_CONCRETE_SETS for name in sets.get(key, ())} - _THINGS
    codes = {name: emoji_concept(code) for code, name in chars.items()}
    for name, icon in icons["icons"].items():
        concept = codes.get(name)
        if chars and (concept is None or _SKIN_TONE.search(concept)):
            continue
        if _VARIANT.search(name) or icon.get("hidden"):
            continue
        terms = () if concept else (Term(name.replace("-", " "), "en", name=True),)
        yield Raw(
            f"{pack.name}/{name}", concept or f"{pack.name}:{name}", pack.name, pack.licence,
            f"{pack.origin} icons.json#{name}", _svg(icon, icons), terms, pack.credit,
            trusted=True, concrete=name not in signs,
        )  # fmt: skip


def _svg(icon: dict[str, Any], icons: dict[str, Any]) -> bytes:
    width = icon.get("width", icons.get("width", 16))
    height = icon.get("height", icons.get("height", 16))
    left, top = icon.get("left", 0), icon.get("top", 0)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="{left} {top} {width} {height}">{icon["body"]}</svg>'
    ).encode()


def _flags(folder: Path, pack: Pack) -> Iterator[Raw]:
    """flag-icons: named by country code, so that the emoji's names in every language serve."""
    for country in json.loads((folder / "country.json").read_text(encoding="utf-8")):
        code: str = country["code"]
        letters = code if len(code) == 2 else ""
        concept = emoji_concept("-".join(f"{0x1F1E6 + ord(c) - ord('a'):x}" for c in letters))
        file = country["flag_4x3"]
        yield Raw(
            f"{pack.name}/{code}", concept if letters else f"{pack.name}:{code}", pack.name,
            pack.licence, f"{pack.origin} {file}", (folder / file).read_bytes(),
            (Term(country["name"], "en", name=True), Term(f"flag of {country['name']}", "en")),
            trusted=True,
        )  # fmt: skip


def _clipart(folder: Path, pack: Pack) -> Iterator[Raw]:
    """openclipart: a title, keywords and folders in each SVG's metadata, English."""
    for file in sorted(folder.rglob("*.svg")):
        inside = file.relative_to(folder)
        if file.is_symlink() or inside.parts[0] in _LEFT_OUT:
            continue
        data = file.read_bytes()
        terms = _clipart_terms(data.decode("utf-8", "replace"), inside)
        yield Raw(
            f"{pack.name}/{inside.with_suffix('')}", f"{pack.name}:{inside.with_suffix('')}",
            pack.name, pack.licence, f"{pack.origin} {inside}", data, terms, _creator(data),
            trusted=True, concrete=inside.parts[0] not in _NOT_CONCRETE_FOLDERS,
        )  # fmt: skip


def _clipart_terms(svg: str, inside: Path) -> tuple[Term, ...]:
    head = svg[: svg.find("</metadata>")] if "</metadata>" in svg else ""
    titles = re.findall(r"<dc:title>([^<]{2,60})</dc:title>", head)[:1]
    stem = _NUMBER.sub("", inside.stem).replace("_", " ").replace("-", " ")
    names = [_NUMBER.sub("", title) for title in titles] or [stem]
    keywords = [word.strip() for word in re.findall(r"<rdf:li>([^<]{2,40})</rdf:li>", head)]
    found = [Term(name, "en", name=True) for name in names if name]
    folders = [part.replace("_", " ") for part in inside.parts[1:-1]]
    # Every picture has its folder's kind among its keywords: "tools" would find all tools.
    kinds = {*inside.parts[:-1], *folders, "clip art", "externalsource", "unchecked", "hash"}
    return (*found, *(Term(w, "en") for w in dict.fromkeys(keywords) if w.lower() not in kinds))


def _creator(svg: bytes) -> str:
    found = re.search(rb"<dc:creator>.*?<dc:title>([^<]{2,80})</dc:title>", svg[:20000], re.DOTALL)
    return found[1].decode("utf-8", "replace") if found else ""


_PACKS = (
    Pack("noto", "iconify-noto", "Apache-2.0", "npm @iconify-json/noto@1.2.9",
         "Google Inc, Noto Emoji", iconify),
    Pack("fluent", "iconify-fluent-emoji-flat", "MIT", "npm @iconify-json/fluent-emoji-flat@1.2.6",
         "Microsoft Corporation, Fluent Emoji", iconify),
    Pack("twemoji", "iconify-twemoji", "CC-BY-4.0", "npm @iconify-json/twemoji@1.2.5",
         "Twitter, Inc and other contributors, Twemoji", iconify),
    Pack("flag-icons", "flag-icons", "MIT", "npm flag-icons@7.5.0", "Panayiotis Lipiridis",
         _flags),
    Pack("openclipart", "openclipart-svg", "public domain",
         "Debian openclipart-svg 1:0.18+dfsg-19", "", _clipart),
    Pack("healthicons", "iconify-healthicons", "MIT", "npm @iconify-json/healthicons@1.2.13",
         "Resolve to Save Lives, Health Icons", iconify),
    Pack("game-icons", "iconify-game-icons", "CC-BY-3.0", "npm @iconify-json/game-icons@1.2.4",
         "Lorc, Delapouite and contributors, game-icons.net", iconify),
    Pack("openmoji", "iconify-openmoji", "CC-BY-SA-4.0", "npm @iconify-json/openmoji@1.2.29",
         "HfG Schwaebisch Gmuend, OpenMoji", iconify),
)  # fmt: skip
PACKS = {pack.name: pack for pack in _PACKS}
