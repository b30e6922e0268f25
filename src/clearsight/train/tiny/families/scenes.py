"""Scenes put together from pictograms or drawings, so that what they show is known: what, how
many, where.

Never trained on: some pairs of things (new_class), and some things in one of their styles
(new_instance).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clearsight.imaging.render.art.shapes import SHAPES
from clearsight.imaging.render.art.things import THINGS
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.scenes.backgrounds import BACKGROUNDS
from clearsight.imaging.render.scenes.talk import plural
from clearsight.train.tiny.art import DRAWN, MEASURED_STYLE, Concept, licence_of, said
from clearsight.train.tiny.draft import Draft, Drawing, share, spread
from clearsight.train.tiny.makers.scene import HEIGHT_PX, WIDTH_PX, shape_of
from clearsight.train.tiny.phrasing import ask
from clearsight.train.tiny.rows import Split
from clearsight.train.tiny.stock import Stock, draft

_SIZES: dict[Split, tuple[int, int]] = {
    "train": (1200, 12), "dev": (60, 2), "new_instance": (160, 5), "new_class": (160, 4)
}  # fmt: skip
_KINDS = ("animal or plant", "food or drink", "object", "place or vehicle", "game or party")
_POOL = 100
HELD_PAIRS = 0.15
_NUMBERS = ("no", "one", "two", "three", "four")
_PLACES = tuple(BACKGROUNDS)


@dataclass(frozen=True, slots=True)
class Group:
    """Some equal things side by side.

    Attributes:
        name: in the singular, with the colour where our own drawing has one.
    """

    name: str
    number: int

    @property
    def words(self) -> str:
        """ "a dog", "two dogs"."""
        if self.number == 1:
            return said(self.name)
        return f"{_NUMBERS[self.number]} {plural(self.name)}"

    @property
    def meant(self) -> str:
        """ "the dog is", "the dogs are"."""
        return f"the {self.name} is" if self.number == 1 else f"the {plural(self.name)} are"


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene as planned: groups from the left to the right, and the drawing."""

    groups: tuple[Group, ...]
    place: str
    drawing: Drawing
    cluster: str

    @property
    def description(self) -> str:
        """Two sentences: what there is, and where."""
        start = (
            f"{_listed([group.words for group in self.groups])} {BACKGROUNDS[self.place].words}."
        )
        return f"{start[0].upper()}{start[1:]}{self._where()}"

    def _where(self) -> str:
        if len(self.groups) == 1:
            return ""
        sides = ("on the left", "on the right")
        if len(self.groups) == 3:
            sides = ("on the left", "in the middle", "on the right")  # type: ignore[assignment]
        said = [f"{group.meant} {side}" for group, side in zip(self.groups, sides, strict=True)]
        return f" {_listed(said)[0].upper()}{_listed(said)[1:]}."

    @property
    def expect(self) -> tuple[str, ...]:
        """Words that a right description holds."""
        return tuple(f"{group.name.lower()}|{plural(group.name).lower()}" for group in self.groups)


def scenes(stock: Stock) -> Iterator[Draft]:
    """One description of each scene, and one question."""
    pool = _pool(stock)
    for split, (full, quick) in _SIZES.items():
        for number in range(stock.many(full, quick)):
            pick = stock.pick("scenes", split, number)
            scene = plan(stock, pool, pick, split)
            yield _described(scene, pick, split, f"{number}")
            yield _asked(scene, pool, pick, split, f"{number}")


def _pool(stock: Stock) -> list[Concept]:
    """What scenes are made of: plain things, those with a permissive picture in three styles."""
    every = [c for c in stock.concepts() if c.side == "train"]
    drawn = [c for c in every if c.kind == "drawing" and c.name not in SHAPES]
    packaged = [
        c for c in every
        if c.kind in _KINDS and len(set(c.pictures) - {MEASURED_STYLE}) == 3
        and len(c.name.split(" ")) <= 2 and said(c.name) != c.name
    ]  # fmt: skip
    return drawn + spread(packaged, _POOL, "scene pool")


def plan(stock: Stock, pool: list[Concept], pick: Pick, split: Split) -> Scene:
    """One scene of one to three groups in one style."""
    style = pick.one(("noto", "fluent", "twemoji", DRAWN)) if not stock.quick else DRAWN
    usable = [c for c in pool if style in c.pictures and _side(c, style, split)]
    chosen = _chosen(usable or [c for c in pool if DRAWN in c.pictures], pick, split)
    groups, things = [], []
    for concept in chosen:
        shown = style if style in concept.pictures else DRAWN
        number = pick.one((1, 1, 1, 2, 2, 3)) if len(chosen) < 3 else pick.one((1, 1, 2))
        colour = pick.one(THINGS[concept.pictures[DRAWN]].colours) if shown == DRAWN else ""
        name = f"{colour} {concept.name}" if colour and pick.chance(0.6) else concept.name
        groups.append(Group(name, number))
        things += [(concept, shown, colour)] * number
    shown = " ".join(concept.name for concept in chosen)
    # A table on a table could not be told from the ground that it stands on.
    place = pick.one([kind for kind in _PLACES if not _touches(shown, " ".join(_of(kind)))])
    drawing = _drawing(stock, things, place, pick, split)
    cluster = "+".join(sorted(concept.name for concept in chosen))
    return Scene(tuple(groups), place, drawing, cluster)


def _side(concept: Concept, style: str, split: Split) -> bool:
    """New instances are of things in the style that was held back; drawings have none held back."""
    held = concept.held_style()
    if split == "new_instance":
        return held == style or style == DRAWN
    return held != style


def _chosen(usable: list[Concept], pick: Pick, split: Split) -> list[Concept]:
    many = 2 if split == "new_class" else pick.one((1, 2, 2, 2, 3))
    for _ in range(400):
        found = pick.some(usable, many)
        names = sorted(concept.name for concept in found)
        pairs = [(a, b) for n, a in enumerate(names) for b in names[n + 1 :]]
        held = [share("pair", *pair) < HELD_PAIRS for pair in pairs]
        if len(set(names)) == len(names) and (any(held) if split == "new_class" else not any(held)):
            return found
    return found[:1]


def _drawing(
    stock: Stock, things: list[tuple[Concept, str, str]], place: str, pick: Pick, split: Split
) -> Drawing:
    band = BACKGROUNDS[place].band
    width = 0.94 / len(things)
    placed: list[tuple[Any, ...]] = []
    sources, licences = [], []
    for at, (concept, style, colour) in enumerate(things):
        name = concept.pictures[style]
        ratio = shape_of(stock.pictures, style, name, colour) * HEIGHT_PX / WIDTH_PX
        high = min(pick.amid(0.38, 0.5), width * 0.92 / ratio)
        foot = pick.amid(*band) if band else pick.amid(0.45 + high / 2, 0.6 + high / 2)
        left = 0.03 + at * width + (width - high * ratio) / 2
        placed.append((style, name, colour, left, min(foot, 0.98) - high, high * ratio, high))
        source, licence = licence_of(style)
        sources.append(source)
        licences.append(licence)
    return Drawing(
        "scene", (place, tuple(placed), pick.between(0, 10**6)),
        read=split in ("new_instance", "new_class"), source=" + ".join(dict.fromkeys(sources)),
        licence=" + ".join(dict.fromkeys(licences)),
    )  # fmt: skip


def _described(scene: Scene, pick: Pick, split: Split, place: str) -> Draft:
    measured = split in ("new_instance", "new_class")
    return draft(
        "scenes", "describe", f"{place}/describe", split, ask("describe", pick, split),
        scene.description, (scene.drawing,), expect=scene.expect, cluster=scene.cluster,
        cell="description" if measured else "",
    )  # fmt: skip


def _asked(scene: Scene, pool: list[Concept], pick: Pick, split: Split, place: str) -> Draft:
    kind = pick.one(("count", "is_there", "absent", "absent", "side"))
    group, given = pick.one(scene.groups), {"cluster": scene.cluster}
    if kind == "count":
        many = plural(group.name)
        start = f"There {'is' if group.number == 1 else 'are'} {_NUMBERS[group.number]}"
        return draft("scenes", "count", f"{place}/count", split,
                     ask("count", pick, split, x=many),
                     f"{start} {group.name if group.number == 1 else many}.", (scene.drawing,),
                     expect=(f"{_NUMBERS[group.number]}|{group.number}",), **given)  # fmt: skip
    if kind == "side" and len(scene.groups) > 1:
        at, side = pick.one(((0, "left"), (-1, "right")))
        shown = scene.groups[at]
        return draft("scenes", "side", f"{place}/side", split,
                     ask("shape_at", pick, split, side=side).replace("shape", "thing"),
                     f"{shown.words[0].upper()}{shown.words[1:]}.", (scene.drawing,),
                     expect=(f"{shown.name.lower()}|{plural(shown.name).lower()}",),
                     **given)  # fmt: skip
    if kind == "is_there":
        thing = said(group.name)
        return draft("scenes", "is_there", f"{place}/is_there", split,
                     ask("is_there", pick, split, x=thing), f"Yes, there {_be(group)}.",
                     (scene.drawing,), expect=("yes",), **given)  # fmt: skip
    return _absent(scene, pool, pick, split, place)


def _be(group: Group) -> str:
    return f"is {group.words}" if group.number == 1 else f"are {group.words}"


def _absent(scene: Scene, pool: list[Concept], pick: Pick, split: Split, place: str) -> Draft:
    shown = " ".join(group.name for group in scene.groups) + " ".join(
        BACKGROUNDS[scene.place].shows
    )
    other = next(c for c in pick.some(pool, len(pool)) if not _touches(c.name, shown))
    thing = said(other.name)
    seen = _listed([group.words for group in scene.groups])
    measured = split in ("new_instance", "new_class")
    return draft(
        "scenes", "absent", f"{place}/absent", split, ask("is_there", pick, split, x=thing),
        f"No, I cannot see {thing}. I see {seen}.", (scene.drawing,),
        expect=("no|cannot|can't|not",), forbid=("yes",), cluster=scene.cluster,
        cell="hallucination" if measured else "",
    )  # fmt: skip


def _of(place: str) -> tuple[str, ...]:
    """Words for what a place itself shows."""
    return (*BACKGROUNDS[place].shows, *BACKGROUNDS[place].words.split(" ")[2:])


def _touches(name: str, shown: str) -> bool:
    """Whether a name shares a word with what is shown: nobody can say that it is absent."""
    return not set(name.lower().split(" ")).isdisjoint(shown.lower().split(" "))


def _listed(parts: list[str]) -> str:
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last
