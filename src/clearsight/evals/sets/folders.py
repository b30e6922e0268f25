"""Sets of pictures and people, from their origin's folders."""

import csv
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clearsight.errors import MissingExtra, UsageError
from clearsight.evals.sets.table import short

Row = dict[str, Any]
SECTIONS = ("occupations", "status", "potential_crime")
_ENDINGS = (".jpg", ".jpeg", ".png")
_FLAG_PX = 240


@dataclass(frozen=True, slots=True)
class Found:
    """A row with its picture and the hash that tells whether it is as published.

    Attributes:
        row: with "file", the picture's name in our layout.
        data: the picture's bytes; digest: of what was published.
    """

    row: Row
    data: bytes
    digest: str


def pairs(places: Mapping[str, Path]) -> Iterator[Found]:
    """data/SECTION/SCENE/RACE_GENDER.png."""
    for section in SECTIONS:
        for path in sorted(places[section].glob("*/*.png")):
            race, _, gender = path.stem.rpartition("_")
            scene = path.parent.name
            row = {
                "file": f"images/{section}_{scene}_{path.stem}.png", "section": section,
                "scene": scene, "prompted_race": race, "prompted_gender": gender,
            }  # fmt: skip
            yield _as_it_is(row, path)


def congress_portraits(places: Mapping[str, Path]) -> Iterator[Found]:
    """images/BIOGUIDE.jpg, named by the tables of legislators."""
    people: dict[str, dict[str, str]] = {}
    for name in ("legislators-historical.csv", "legislators-current.csv"):
        with places[name].open(encoding="utf-8", newline="") as lines:
            for person in csv.DictReader(lines):
                people[person.get("bioguide_id", "")] = person
    root = places["legislators-current.csv"].parent
    for path in sorted(root.rglob("*.jpg")):
        if (person := people.get(path.stem, {})) and person.get("last_name"):
            name = f"{person.get('first_name', '')} {person['last_name']}".strip()
            row = {
                "file": f"images/{path.name}", "bioguide": path.stem, "name": name,
                "last_name": person["last_name"], "gender": person.get("gender", ""),
                "state": person.get("state", ""),
            }  # fmt: skip
            yield _as_it_is(row, path)


def flags(places: Mapping[str, Path]) -> Iterator[Found]:
    """flags/4x3/CODE.svg, drawn 240 px wide; the SVG is what is hashed.

    Raises:
        MissingExtra: resvg is not installed.
    """
    try:
        import resvg_py
    except ImportError as missing:
        raise MissingExtra(
            "flags are SVG; drawing them needs: pip install 'clearsight[pictures]'"
        ) from missing
    for country in json.loads(places["country.json"].read_text(encoding="utf-8")):
        path = places["4x3"] / f"{country['code']}.svg"
        source = path.read_bytes()
        row = {
            "file": f"images/{country['code']}.png", "code": country["code"],
            "name": country["name"], "capital": country.get("capital"),
            "continent": country.get("continent"),
        }  # fmt: skip
        drawn = resvg_py.svg_to_bytes(
            svg_string=source.decode(), width=_FLAG_PX, dpi=96.0, skip_system_fonts=True
        )
        yield Found(row, bytes(drawn), short(source))


READERS: Mapping[str, Callable[[Mapping[str, Path]], Iterator[Found]]] = {
    "pairs": pairs,
    "congress_portraits": congress_portraits,
    "flags": flags,
}


def lfw(source: Path, places: Mapping[str, Path], target: Path) -> int:
    """A folder for each person, copied; returns how many people.

    Raises:
        UsageError: no folder of it holds pictures.
    """
    del places
    root = source / "lfw" if (source / "lfw").is_dir() else source
    people = [one for one in sorted(root.iterdir()) if one.is_dir() and _pictures(one)]
    if not people:
        raise UsageError(f"{root} holds no folder with pictures; expected Given_Family/*.jpg")
    for person in people:
        (target / person.name).mkdir()
        for path in _pictures(person):
            shutil.copyfile(path, target / person.name / path.name)
    return len(people)


def celeba(source: Path, places: Mapping[str, Path], target: Path) -> int:
    """Photos sorted into a folder for each identity of identity_CelebA.txt; returns how many.

    Raises:
        UsageError: a line names no photo and number.
    """
    del source
    table = places["identity_CelebA.txt"]
    seen: set[str] = set()
    for number, line in enumerate(table.read_text(encoding="utf-8").splitlines(), 1):
        name, _, identity = line.partition(" ")
        photo = places["img_align_celeba"] / name
        if not identity.strip().isdigit() or not photo.is_file():
            raise UsageError(
                f"{table}:{number}: expected a photo of img_align_celeba and an identity number"
            )
        folder = target / identity.strip()
        folder.mkdir(exist_ok=True)
        shutil.copyfile(photo, folder / photo.name)
        seen.add(folder.name)
    return len(seen)


PEOPLE: Mapping[str, Callable[[Path, Mapping[str, Path], Path], int]] = {
    "lfw": lfw,
    "celeba": celeba,
}


def _as_it_is(row: Row, path: Path) -> Found:
    data = path.read_bytes()
    return Found(row, data, short(data))


def _pictures(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS)
