"""What a drawn person wears and does, drawn up from a seed.

Truth has clothes, hair colour, hat, glasses and posture. Age, gender, origin and feeling are not
stated, and the drawings give no hint of them: one face for all, and every cut of hair and garment
goes with every other. Tones of skin vary evenly and belong to the looks, not to the content.
"""

from typing import Any

from clearsight.imaging.render.art.palette import RGB
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.scenes.talk import article

# Ten steps from light to dark, each as likely as the others.
SKINS: tuple[RGB, ...] = (
    (250, 226, 206), (244, 212, 186), (236, 196, 164), (224, 180, 144), (208, 160, 122),
    (188, 138, 100), (164, 116, 82), (138, 94, 66), (112, 76, 54), (86, 58, 44),
)  # fmt: skip
HAIR: dict[str, RGB] = {
    "black": (44, 38, 40), "brown": (104, 68, 44), "blond": (226, 188, 110), "red": (178, 82, 42),
    "grey": (164, 164, 168), "blue": (72, 116, 200), "pink": (232, 130, 176),
}  # fmt: skip
CUTS = ("short", "long", "bun", "curly", "bob", "none")
HATS = ("cap", "beanie", "brimmed hat", "helmet")
GLASSES = ("round glasses", "square glasses", "sunglasses")
TOPS = ("T-shirt", "striped T-shirt", "sweater", "jacket", "hooded top")
CLOTH = (
    "red",
    "orange",
    "yellow",
    "green",
    "blue",
    "purple",
    "pink",
    "brown",
    "black",
    "white",
    "grey",
)
BOTTOMS = ("trousers", "shorts", "skirt")
POSTURES = ("standing", "waving", "raising both arms", "walking", "sitting", "pointing")
HELD = ("umbrella", "book", "balloon", "cup", "flower", "backpack")


def person(pick: Pick, *, full: bool) -> dict[str, Any]:
    """Attributes of one person as plain values; `full` adds what a portrait does not show."""
    hat = pick.one(HATS) if pick.chance(0.4) else ""
    glasses = pick.one(GLASSES) if pick.chance(0.4) else ""
    cut = pick.one(CUTS)
    found: dict[str, Any] = {
        "hair": "" if cut == "none" else pick.one(_HAIRS),
        "cut": cut,
        "hat": hat,
        "hat_colour": pick.one(CLOTH) if hat else "",
        "glasses": glasses,
        "top": pick.one(TOPS),
        "top_colour": pick.one(CLOTH),
        "scarf": pick.one(CLOTH) if pick.chance(0.2) else "",
        "number": 0,
    }
    # A scarf would hang over a number.
    if not found["scarf"] and pick.chance(0.35):
        found["number"] = pick.between(1, 99)
    if full:
        found["bottom"] = pick.one(BOTTOMS)
        found["bottom_colour"] = pick.one([one for one in CLOTH if one != found["top_colour"]])
        found["posture"] = pick.one(POSTURES)
        found["side"] = pick.one(("left", "right"))
        can_hold = found["posture"] in ("standing", "walking")
        found["holds"] = pick.one(HELD) if can_hold and pick.chance(0.5) else ""
        found["holds_colour"] = pick.one(_HELD_COLOURS) if found["holds"] else ""
    return found


_HAIRS = tuple(HAIR)
_HELD_COLOURS = ("red", "blue", "green", "yellow")


def wears(someone: dict[str, Any]) -> list[str]:
    """What the person wears, as words with articles."""
    words = [article(f"{someone['top_colour']} {someone['top']}")]
    if someone.get("bottom"):
        garment = f"{someone['bottom_colour']} {someone['bottom']}"
        words.append(article(garment) if someone["bottom"] == "skirt" else garment)
    if someone["hat"]:
        words.append(article(f"{someone['hat_colour']} {someone['hat']}"))
    if someone["glasses"]:
        words.append(someone["glasses"])
    if someone["scarf"]:
        words.append(article(f"{someone['scarf']} scarf"))
    return words


def described(someone: dict[str, Any]) -> str:
    """One sentence about the person."""
    words = wears(someone)
    worn = words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
    start = f"A drawn person {someone['posture']}" if someone.get("posture") else "A drawn person"
    held = (
        f", holding {article(someone['holds_colour'] + ' ' + someone['holds'])}"
        if someone.get("holds")
        else ""
    )
    hair = f" and has {someone['hair']} hair" if someone["hair"] else ""
    return f"{start}{held}, wears {worn}{hair}."
