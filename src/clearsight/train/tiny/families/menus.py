"""Short menus: prices, what there is, and what there is not (card, B2)."""

from collections.abc import Iterator

from clearsight.imaging.render import lexicon, planned
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.values import money
from clearsight.train.tiny.draft import Draft, Drawing, share
from clearsight.train.tiny.makers.rendered import entries
from clearsight.train.tiny.phrasing import ask
from clearsight.train.tiny.rows import Split
from clearsight.train.tiny.stock import Stock, draft

_SIZES: dict[Split, tuple[int, int]] = {
    "train": (160, 2), "dev": (10, 1), "new_instance": (50, 1), "new_class": (30, 1)
}  # fmt: skip
HELD_DISHES = 0.15
_HERE_NOT = {
    "on_menu": "No, I cannot see {} on this menu.", "price": "I cannot see {} on this menu."
}  # fmt: skip
Item = tuple[str, str, str]  # (section, name, price)


def menus(stock: Stock) -> Iterator[Draft]:
    """Four questions about each menu."""
    for split, (full, quick) in _SIZES.items():
        for number in range(stock.many(full, quick)):
            pick = stock.pick("menus", split, number)
            items, absent = _items(pick, split)
            seed = pick.between(0, 2**30)
            plan = planned("menu", seed, items=entries(items))
            drawing = Drawing("menu", (seed, items))
            currency = str(plan["currency"])
            yield from _rows(items, absent, currency, drawing, pick, split, f"{number}")


def _items(pick: Pick, split: Split) -> tuple[tuple[Item, ...], list[str]]:
    """Three to six dishes in one or two sections, and dishes that are not among them."""
    sections = lexicon.words("menu")["sections"]
    chosen = pick.some(list(sections), pick.between(1, 2))
    found: list[Item] = []
    absent: list[str] = []
    for section in sorted(chosen, key=list(sections).index):
        held = [n for n in sections[section] if share("dish", n) < HELD_DISHES]
        names = [n for n in sections[section] if (n in held) == (split == "new_class")]
        shown = pick.some(names or sections[section], pick.between(2, 3))
        found += [(section, name, money(pick.between(28, 219) * 10)) for name in shown]
        absent += [n for n in sections[section] if n not in shown and n not in held]
    text = " ".join(name for _, name, _ in found).lower()
    return tuple(found), [name for name in absent if name.lower() not in text]


def _rows(
    items: tuple[Item, ...], absent: list[str], currency: str, drawing: Drawing, pick: Pick,
    split: Split, place: str,
) -> Iterator[Draft]:  # fmt: skip
    measured = split in ("new_instance", "new_class")
    cluster = "|".join(name for _, name, _ in items).lower()
    for number, (_, name, price) in enumerate(pick.some(items, 2)):
        question = ask("price", pick, split, x=name)
        yield draft("menus", "price", f"{place}/price/{number}", split, question,
                    f"The {name} costs {currency}{price}.", (drawing,), expect=(price,),
                    cluster=cluster, cell="reading" if measured else "")  # fmt: skip
    name = pick.one(items)[1]
    yield draft("menus", "on_menu", f"{place}/on", split, ask("on_menu", pick, split, x=name),
                f"Yes, {name} is on the menu.", (drawing,), expect=("yes",),
                cluster=cluster)  # fmt: skip
    for number, name in enumerate(pick.some(absent, 2)):
        kind = "price" if number else "on_menu"
        yield draft("menus", f"absent_{kind}", f"{place}/absent/{number}", split,
                    ask(kind, pick, split, x=name), _HERE_NOT[kind].format(name), (drawing,),
                    expect=("no|cannot|can't|not",), forbid=("yes", "costs"), cluster=cluster,
                    cell="hallucination" if measured else "")  # fmt: skip
    if len(items) <= 4 and pick.chance(0.5):
        names = [name for _, name, _ in items]
        yield draft("menus", "list", f"{place}/list", split, ask("menu_list", pick, split),
                    f"The menu has {', '.join(names[:-1])} and {names[-1]}.", (drawing,),
                    expect=tuple(name.lower() for name in names), cluster=cluster)  # fmt: skip
