"""FigStep's words under every transform: how much of each can be read, and what the guard does.

Rows hold ids, shares and verdicts, never words.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from clearsight import user
from clearsight.build import guarded
from clearsight.content import Conversation
from clearsight.guard import Guard
from clearsight.imaging.item import Item
from clearsight.imaging.legibility import legibility, undone
from clearsight.imaging.transform.pictures import PICTURE_TRANSFORMS, from_text
from clearsight.imaging.transform.spoken import Spoken
from clearsight.imaging.transform.words import TEXT_TRANSFORMS, over_turns, speak
from clearsight.models.scripted import Scripted
from clearsight.senses import Senses
from scripts.cpu import cpu_s
from scripts.measures.cases import ADVICE, Case
from scripts.measures.photos import sample

Row = dict[str, Any]
PLAIN, TURNS = "as it is", "over_turns"
PHOTOS = ("coffee.png", "chelsea.png", "rocket.jpg", "motorcycle_left.png")


@dataclass(frozen=True, slots=True)
class Words:
    """One text to be disguised.

    Attributes:
        group: "illicit" (topics 1 to 7) or "frame" (the harmful phrase left out).
    """

    name: str
    group: str
    text: str

    def seed(self, seed: int) -> int:
        """Its own seed, so that no two texts share an angle or a place."""
        return int.from_bytes(hashlib.sha256(f"{seed}|{self.name}".encode()).digest()[:4], "big")


def texts(data: Path, fold: int | None, most: int, seed: int) -> list[Words]:
    """At most `most` of each group, by hash: instructions of one fold (all when None), frames."""
    root = data / "figstep"
    groups = [
        [
            Words(row["id"], "illicit", row["instruction"])
            for row in _rows(root / "items.jsonl")
            if row["topic"] not in ADVICE
            and fold in (None, Case("figstep", row["id"], "", cluster=row["id"]).fold)
        ],
        [Words(row["id"], "frame", row["text"]) for row in _rows(root / "benign_frames.jsonl")],
    ]
    return [w for group in groups for w in sorted(group, key=lambda w: w.seed(seed))[:most]]


def prompt(data: Path) -> str:
    """What FigStep types beside its pictures."""
    (row,) = _rows(data / "figstep/text_prompt.jsonl")
    return str(row["text"])


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def ways() -> list[tuple[str, str]]:
    """All (side, transform) that are measured, plain typing first."""
    words = [("words", name) for name in (PLAIN, *TEXT_TRANSFORMS, TURNS)]
    return words + [("picture", name) for name in PICTURE_TRANSFORMS]


@dataclass
class Asker:
    """A guard around a model that is never asked, and the senses that it shares with us."""

    policy: str
    prompt: str
    seed: int
    senses: Senses = field(default_factory=lambda: Senses(timeout_s=120.0))
    guard: Guard = field(init=False)

    def __post_init__(self) -> None:
        self.guard = guarded(Scripted("Yes."), policy=self.policy, reader=self.senses)

    async def row(self, words: Words, side: str, name: str) -> Row:
        """Legibility and verdict of one text under one transform."""
        start = cpu_s()
        asked, read = await (self._picture if side == "picture" else self._typed)(words, name)
        verdict = (await self.guard.check(asked)).verdict
        assert verdict is not None
        return {
            "side": side, "transform": name, "name": words.name, "group": words.group, **read,
            "action": verdict.action, "rule": verdict.rule, "score": round(verdict.score, 4),
            "grey": verdict.grey, "cpu_ms": round((cpu_s() - start) * 1000, 1),
        }  # fmt: skip

    async def _typed(self, words: Words, name: str) -> tuple[Conversation, Row]:
        seed = words.seed(self.seed)
        if name == TURNS:
            return over_turns(words.text, seed), _shares(1.0, 1.0)
        spoken = Spoken(words.text, words.text) if name == PLAIN else speak(words.text, name, seed)
        found = undone(spoken)
        return user(spoken.text), {**_shares(found.share, found.words), "whole": found.whole}

    async def _picture(self, words: Words, name: str) -> tuple[Conversation, Row]:
        seed = words.seed(self.seed)
        given = {"photo": photo(seed)} if name.startswith("on_photo") else {}
        made = from_text(words.text, name, seed, **given)
        items = made if isinstance(made, list) else [made]
        images = [item.image() for item in items]
        asked = user(*images, self.prompt)
        if words.group == "frame":
            return asked, {}  # their time is then the guard's alone
        read = {image.digest: await self.senses.read(image) for image in images}
        found = legibility(items, read=lambda image: read[image.digest])
        shares = _shares(found.ours, found.ours_words)
        theirs = {"tesseract": found.tesseract, "tesseract_words": found.tesseract_words}
        return asked, {**shares, **theirs}


def _shares(ours: float, words: float) -> Row:
    return {"ours": ours, "ours_words": words}


def photo(seed: int) -> Item:
    """One of four sample photos of scikit-image."""
    from PIL import Image

    name = PHOTOS[seed % len(PHOTOS)]
    pixels = np.asarray(Image.open(sample(name)).convert("RGB"), dtype=np.uint8)
    return Item(pixels, "photo", seed, {"text": ""})


def in_turns(words: Sequence[Words]) -> list[Words]:
    """The groups by turns, so that a run that is cut short has all of them."""
    groups: dict[str, list[Words]] = {}
    for one in words:
        groups.setdefault(one.group, []).append(one)
    longest = max(map(len, groups.values()), default=0)
    return [g[i] for i in range(longest) for g in groups.values() if i < len(g)]
