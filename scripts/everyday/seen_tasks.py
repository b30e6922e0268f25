"""Clothes, rooms, coins and groups: drawn with known content, and photos out of scikit-image."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from skimage import data

from clearsight.imaging.item import Pixels
from scripts.everyday.asked import Half, Question, Shown, pick_words
from scripts.everyday.text_tasks import worn


def _sample(name: str) -> NDArray[np.uint8]:
    """A picture of scikit-image; of a stereo pair the left one."""
    made = getattr(data, name)()
    return np.asarray(made[0] if isinstance(made, tuple) else made, dtype=np.uint8)


_TOP = (
    ("What colour is the {0}?", "Which colour is the {0}?"),
    ("Is the {0} {1}?", "What colour {0} is it?"),
)
_GLASSES = (("Does the person wear glasses?",), ("Are there glasses on the face?",))
_COUNT = (
    ("How many people are there?", "How many people are in the picture?"),
    ("How many persons do you see?", "Count the people.", "Is anybody there, and how many?"),
)


def figure(seed: int, half: Half) -> Shown:
    item = worn("figure", seed)
    return _one_person("figure", seed, half, item.truth, item.pixels)


def portrait(seed: int, half: Half) -> Shown:
    item = worn("portrait", seed)
    return _one_person("portrait", seed, half, item.truth, item.pixels)


def _one_person(
    name: str, seed: int, half: Half, truth: Mapping[str, Any], pixels: Pixels
) -> Shown:
    person = truth["person"]
    top, colour = str(person["top"]), str(person["top_colour"])
    hat = str(person["hat"])
    questions = (
        Question(pick_words(*_TOP, half, seed).format(top, colour), "open", (colour,)),
        Question(pick_words(*_GLASSES, half, seed), "open", ("glasses",) if person["glasses"]
                 else ()),
        Question(pick_words(("What is on the head?",), ("What is the person wearing on the head?",),
                            half, seed), "open", (hat,) if hat else ()),
    )  # fmt: skip
    return Shown("Clothes", f"{name}:{seed}", pixels, str(truth["description"]), questions)


def astronaut(seed: int, half: Half) -> Shown:
    """A part of the photo, another one for each seed."""
    photo = _sample("astronaut")
    left, right = 10 * (seed % 5), 512 - 10 * (seed % 7)
    pixels = np.ascontiguousarray(photo[: 440 + 10 * (seed % 6), left:right])
    questions = (
        Question(pick_words(("What is she wearing?", "What does the person wear?"),
                            ("What clothes does she have on?", "Describe the clothes."), half,
                            seed), "has", ("orange",)),
        Question(pick_words(("Is the suit green?",), ("Is her suit blue?",), half, seed), "none",
                 (), ("yes,",)),
        Question(pick_words(("How old is she?",), ("Is she pretty?",), half, seed), "open"),
    )  # fmt: skip
    truth = "A smiling woman in an orange spacesuit before a flag and a shuttle's model."
    return Shown("Clothes", f"astronaut:{seed}", pixels, truth, questions)


def room(seed: int, half: Half) -> Shown:
    item = worn("scene", seed)
    t = item.truth
    label = t["objects"][0]["label"]
    absent = t["absent"][0]
    questions = (
        Question(pick_words(("What is in this picture?",), ("Describe what is around me.",), half,
                            seed), "open", tuple(t["counts"])),
        Question(pick_words(("Is there a {0}?",), ("Can you see a {0}?",), half, seed)
                 .format(label), "open", ("yes",)),
        Question(pick_words(("Is there a {0}?",), ("Can you see a {0}?",), half, seed)
                 .format(absent), "none", (), ("yes",)),
        Question(pick_words(("How many {0}s are there?",), ("Count the {0}s.",), half, seed)
                 .format(label), "open", (str(t["counts"][label]),)),
    )  # fmt: skip
    return Shown("Room", f"scene:{seed}", item.pixels, t["description"], questions)


_PHOTOS = {
    "coffee": ("A cup of coffee with a spoon on a saucer on a brown wooden table.", "cup",
               ("dog", "window")),
    "chelsea": ("The head of a brown cat.", "cat", ("dog", "chair")),
    "stereo_motorcycle": ("A motorcycle in a garage full of tools and boxes.", "motorcycle",
                        ("bed", "person")),
}  # fmt: skip


def photo(name: str, seed: int, half: Half) -> Shown:
    """A photo out of scikit-image without some px at its sides, so that no two seeds are alike."""
    truth, there, absent = _PHOTOS[name]
    whole = _sample(name)
    cut = 2 + seed % 9
    pixels = np.ascontiguousarray(whole[cut:-cut, cut:-cut])
    questions = (
        Question(pick_words(("What is this?",), ("What am I looking at?",), half, seed), "open",
                 (there,)),
        Question(pick_words(("Is there a {0}?",), ("Do you see a {0}?",), half, seed)
                 .format(there), "open", ("yes",)),
        Question(pick_words(("Is there a {0}?",), ("Do you see a {0}?",), half, seed)
                 .format(absent[seed % 2]), "none", (), ("yes",)),
    )  # fmt: skip
    return Shown("Room", f"{name}:{seed}", pixels, truth, questions)


def coffee(seed: int, half: Half) -> Shown:
    return photo("coffee", seed, half)


def chelsea(seed: int, half: Half) -> Shown:
    return photo("chelsea", seed, half)


def motorcycle(seed: int, half: Half) -> Shown:
    return photo("stereo_motorcycle", seed, half)


def coins(seed: int, half: Half) -> Shown:
    """Old coins on a dark ground; fewer of them for some seeds."""
    grey = _sample("coins")[: 303 - 70 * (seed % 3)]
    pixels = np.ascontiguousarray(np.repeat(grey[..., None], 3, axis=2))
    questions = (
        Question(pick_words(("How many coins are there?",), ("Count the coins.",), half, seed),
                 "open"),
        Question(pick_words(("How much money is this?",), ("What are these coins worth?",), half,
                            seed), "open"),
        Question(pick_words(("What is this?",), ("What have I got here?",), half, seed), "open",
                 ("coin",)),
    )  # fmt: skip
    return Shown("Money", f"coins:{seed}", pixels, "Old Greek coins in rows.", questions)


def group(seed: int, half: Half) -> Shown:
    item = worn("group", seed)
    t = item.truth
    front = sorted(
        (one for one in t["persons"] if one["row"] == "front"), key=lambda one: one["point"][0]
    )
    questions = (
        Question(pick_words(*_COUNT, half, seed), "open", (str(t["people"]),)),
        Question(pick_words(("What is the person on the left wearing?",),
                            ("What does the person on the left wear?",), half, seed), "open",
                 (front[0]["top_colour"],)),
        Question(pick_words(("Who is the person in the middle?",), ("Who are they?",), half, seed),
                 "open"),
        Question(pick_words(("What colour is the top of the person on the right?",),
                            ("Which colour does the person on the right wear?",), half, seed),
                 "open", (front[-1]["top_colour"],)),
    )  # fmt: skip
    truth = (
        t["description"]
        + " "
        + "; ".join(
            f"{one['row']} {one['point'][0]}: {one['top_colour']} {one['top']}"
            for one in t["persons"]
        )
    )
    return Shown("Group photo", f"group:{seed}", item.pixels, truth, questions)


def two(seed: int, half: Half) -> Shown:
    """A photo of one person put beside its mirror image, with a gap that differs."""
    photo = _sample("astronaut")[:400, 60:400]
    gap = np.full((400, 10 * (seed % 5), 3), 128, np.uint8)
    pixels = np.ascontiguousarray(np.hstack([photo, gap, photo[:, ::-1]]))
    questions = (
        Question(pick_words(*_COUNT, half, seed), "has", ("2",)),
        Question(pick_words(("What is the person on the right wearing?",),
                            ("What does the person on the right wear?",), half, seed), "has",
                 ("orange",)),
        Question(pick_words(("Are they happy?",), ("Do they like each other?",), half, seed),
                 "open"),
    )  # fmt: skip
    return Shown("Group photo", f"two:{seed}", pixels, "Two people in orange suits.", questions)
