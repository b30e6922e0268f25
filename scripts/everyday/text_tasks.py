"""Menus, medicine, timetables and letters: rendered with new seeds, and in layouts of our own."""

from typing import Any

from clearsight.imaging.item import Item
from clearsight.imaging.render import render
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.wear import wear
from scripts.everyday.asked import Half, Question, Shown, pick_words
from scripts.everyday.pages import cells, head, line, paper


def worn(name: str, seed: int, **given: Any) -> Item:
    """A rendered picture, worn mildly as by a phone."""
    return wear(render(name, seed, **given), seed, "mild")


PRICE = (
    ("How much is the {0}?", "What does the {0} cost?", "What is the price of the {0}?"),
    ("How much do they want for the {0}?", "Tell me the price of the {0}.", "{0}: how much?"),
)
SECTION = (
    ("Read me the {0}.", "Which {0} are there?"),
    ("What {0} do they have?", "List the {0} for me.", "What can I have from the {0}?"),
)
ABSENT = (
    ("Is there {0}?", "Do they have {0}?"),
    ("Can I get {0} here?", "Do they serve {0}?", "Is {0} on it?"),
)
CHEAPEST = (("What is the cheapest of the {0}?",), ("Which of the {0} costs least?",))


def menu(seed: int, half: Half) -> Shown:
    item = worn("menu", seed)
    pick = Pick("menu asked", seed)
    one, two = pick.some(item.truth["items"], 2)
    named = list(dict.fromkeys(entry["section"] for entry in item.truth["items"]))
    section = named[-1]
    own = tuple(e["name"] for e in item.truth["items"] if e["section"] == section)
    others = tuple(e["name"] for e in item.truth["items"] if e["section"] != section)
    absent = item.truth["absent"][0]
    lowest = min(
        (e for e in item.truth["items"] if e["section"] == section),
        key=lambda entry: float(entry["price"]),
    )
    questions = (
        Question(pick_words(*PRICE, half, seed).format(one["name"]), "has", (one["price"],)),
        Question(pick_words(*PRICE, half, seed + 1).format(two["name"]), "has", (two["price"],)),
        Question(pick_words(*SECTION, half, seed).format(section.lower()), "has", own, others),
        Question(pick_words(*ABSENT, half, seed).format(absent.lower()), "none", (), ("yes",)),
        Question(
            pick_words(*CHEAPEST, half, seed).format(section.lower()), "has", (lowest["name"],)
        ),
    )
    return Shown("Menu", f"menu:{seed}", item.pixels, item.text, questions)


_BOARD = {
    "Hot drinks": ["Filter coffee", "Flat white", "Peppermint tea", "Hot chocolate"],
    "Cold drinks": ["Orange juice", "Still water", "Iced coffee", "Lemonade"],
    "Cakes": ["Carrot cake", "Lemon slice", "Almond tart", "Scone with jam"],
    "Toasts": ["Cheese toast", "Tomato toast", "Avocado toast", "Egg toast"],
}


def board(seed: int, half: Half) -> Shown:
    """A cafe's board: two columns of groups side by side."""
    pick = Pick("board", seed)
    left, right = pick.some(list(_BOARD), 2)
    columns = [[(name, f"{pick.between(18, 69) / 10:.1f}0") for name in pick.some(_BOARD[one], 3)]
               for one in (left, right)]  # fmt: skip
    rows = [head("Corner Cafe", size=46), cells((0.06, left), (0.56, right), size=34, gap=24)]
    for (one, price), (other, cost) in zip(*columns, strict=True):
        rows.append(cells((0.06, one), (0.36, price), (0.56, other), (0.86, cost)))
    (name, price), (other, cost) = pick.one(columns[0]), pick.one(columns[1])
    questions = (
        Question(pick_words(*PRICE, half, seed).format(name.lower()), "has", (price,)),
        Question(pick_words(*PRICE, half, seed + 2).format(other.lower()), "has", (cost,)),
        Question(
            pick_words(*SECTION, half, seed).format(right.lower()), "has",
            tuple(n for n, _ in columns[1]), tuple(n for n, _ in columns[0]),
        ),
    )  # fmt: skip
    truth = f"{left}: {columns[0]}; {right}: {columns[1]}"
    return Shown("Menu", f"board:{seed}", paper(rows, seed), truth, questions)


_CARTA = {
    "Primeros": ["Sopa de tomate", "Ensalada mixta", "Gazpacho", "Judías verdes"],
    "Segundos": ["Merluza al horno", "Pollo asado", "Tortilla de patata", "Lentejas"],
    "Postres": ["Flan casero", "Fruta del tiempo", "Arroz con leche", "Helado de vainilla"],
}


def carta(seed: int, half: Half) -> Shown:
    """A Spanish menu; most questions in English, one in Spanish."""
    pick = Pick("carta", seed)
    rows, named = [head("Casa Pepe", size=46)], []
    for section, dishes in _CARTA.items():
        rows.append(head(section, size=32))
        for dish in pick.some(dishes, 2):
            price = f"{pick.between(30, 149) / 10:.1f}0".replace(".", ",")
            named.append((section, dish, price))
            rows.append(cells((0.06, dish), (0.74, f"{price} €")))
    _, dish, price = pick.one(named)
    sweets = tuple(d for s, d, _ in named if s == "Postres")
    questions = (
        Question(pick_words(*PRICE, half, seed).format(dish), "has", (price,)),
        Question(pick_words(("Read me the postres.",), ("What postres do they have?",), half, seed),
                 "has", sweets),
        Question(pick_words(("¿Qué dice?",), ("Lee la carta, por favor.",), half, seed), "has",
                 tuple(d for _, d, _ in named)),
    )  # fmt: skip
    return Shown("Menu", f"carta:{seed}", paper(rows, seed), str(named), questions)


def medicine(seed: int, half: Half) -> Shown:
    item = worn("medicine_label", seed)
    t = item.truth
    asked = {
        "dose": (
            ("How many should an adult take?", "What dose does the label state for adults?"),
            ("How do adults take it?", "What is the dose for an adult?"),
        ),
        "expiry": (
            ("When does it expire?", "What is the expiry date?"),
            ("Until when can it be used?", "Is it out of date? What is the date on it?"),
        ),
        "strength": (
            ("How strong is it?", "What is the strength?"),
            ("How many milligrams is one?", "Tell me the strength of it."),
        ),
        "most": (
            ("What is the most I may take in 24 hours?", "How many at most in a day?"),
            ("What is the daily maximum?", "More than how many must I not take in 24 hours?"),
        ),
    }
    absent = t["absent"][0]
    questions = (
        Question(pick_words(*asked["dose"], half, seed), "has", (t["dose"],)),
        Question(pick_words(*asked["expiry"], half, seed), "has", (t["expiry"],)),
        Question(pick_words(*asked["strength"], half, seed), "has", (f"{t['strength_mg']} mg",)),
        Question(pick_words(*asked["most"], half, seed), "has", (f"{t['most']} {t['form']} in",)),
        Question(f"Does it contain {absent}?", "none", (), ("yes",)),
    )
    return Shown("Medicine box", f"medicine:{seed}", item.pixels, item.text, questions)


def sticker(seed: int, half: Half) -> Shown:
    """What a pharmacy glues on a box."""
    pick = Pick("sticker", seed)
    name = pick.one(["Amlor", "Benzafen", "Corvadol", "Dermolin", "Elistan"])
    mg, count = pick.one([5, 10, 20, 40]), pick.one([28, 30, 56])
    when = pick.one(["at night", "in the morning", "with breakfast"])
    phone = f"01632 {pick.between(100000, 999999)}"
    person = pick.one(["Mrs L. Hart", "Mr P. Stone", "Ms A. Vale"])
    rows = [
        line(f"{count} {name} {mg} mg tablets", size=32, bold=True),
        line(f"Take ONE tablet {when}.", size=30, gap=14),
        line("Do not stop taking this medicine without asking your doctor."),
        cells((0.06, person), (0.62, f"{pick.between(1, 28)} March 2026"), gap=18),
        line(f"High Street Pharmacy   Tel. {phone}", size=22, gap=14),
    ]
    questions = (
        Question(pick_words(("When do I take it?",), ("At what time of day is it taken?",),
                            half, seed), "has", (when,)),
        Question(pick_words(("Who is it for?",), ("Whose medicine is this?",), half, seed), "has",
                 (person,)),
        Question(pick_words(("What is the phone number of the pharmacy?",),
                            ("Which number do I ring to reach the pharmacy?",), half, seed), "has",
                 (phone,)),
    )  # fmt: skip
    truth = "; ".join(part for row in rows for _, part in row.cells)
    return Shown("Medicine box", f"sticker:{seed}", paper(rows, seed), truth, questions)


def yaohe(seed: int, half: Half) -> Shown:
    """A Chinese medicine box."""
    pick = Pick("yaohe", seed)
    count = pick.between(1, 3)
    rows = [
        head("感冒清胶囊", size=44), line(f"口服，一次{count}粒，一日两次"), line("每粒0.5克"),
        line("有效期至2028年06月"), line("请将本品放在儿童不能接触的地方"),
    ]  # fmt: skip
    questions = (
        Question(pick_words(("What does it say?",), ("Read this box to me.",), half, seed), "has",
                 (f"一次{count}粒",)),
        Question(pick_words(("When does it expire?",), ("What is the use-by date?",), half, seed),
                 "has", ("2028年06月",)),
        Question(pick_words(("这是什么？",), ("读一下。",), half, seed), "has", ("感冒清胶囊",)),
    )  # fmt: skip
    truth = "; ".join(part for row in rows for _, part in row.cells)
    return Shown("Medicine box", f"yaohe:{seed}", paper(rows, seed), truth, questions)


def timetable(seed: int, half: Half) -> Shown:
    item = worn("timetable", seed)
    pick = Pick("timetable asked", seed)
    rows = item.truth["departures"]
    times = [row["time"] for row in rows]
    row = pick.one([one for one in rows if times.count(one["time"]) == 1])
    other = pick.one(rows)
    after = rows[len(rows) // 2 - 1]
    later = next((r for r in rows[len(rows) // 2 :]), rows[-1])
    absent = item.truth["absent"][0]
    platform = (
        ("Which platform does the {0} leave from?", "What platform is the {0}?"),
        ("From which platform does the {0} go?", "Platform for the {0}?"),
    )
    goes = (
        ("Where does the {0} go?", "What is the destination of the {0}?"),
        ("Which place does the {0} go to?", "Where is the {0} going?"),
    )
    first = (
        ("When is the first departure to {0}?", "When does the first bus to {0} leave?"),
        ("What time is the earliest one to {0}?", "First bus to {0}?"),
    )
    to = next(r["time"] for r in rows if r["to"] == other["to"])
    minute = after["time"]
    questions = (
        Question(
            pick_words(*platform, half, seed).format(row["time"]), "has",
            (str(row["platform"]),),
        ),
        Question(pick_words(*goes, half, seed).format(row["time"]), "has", (row["to"],)),
        Question(pick_words(*first, half, seed).format(other["to"]), "has", (to,)),
        Question(f"Is there a bus to {absent}?", "none", (), ("yes",)),
        Question(f"When is the next departure after {minute}?", "has", (later["time"],))
        if later["time"] > minute
        else Question("How many departures are listed?", "open", (str(len(rows)),)),
    )  # fmt: skip
    return Shown("Timetable", f"timetable:{seed}", item.pixels, item.text, questions)


_CITIES = ["Lisbon", "Oslo", "Porto", "Vienna", "Dublin", "Athens", "Riga", "Malta"]


def flights(seed: int, half: Half) -> Shown:
    """A departure screen with gates."""
    pick = Pick("flights", seed)
    rows = [head("Departures", size=42),
            cells((0.05, "Flight"), (0.25, "To"), (0.52, "Time"), (0.7, "Gate"), size=24,
                  gap=16)]  # fmt: skip
    minute, flights = pick.between(360, 700), []
    for city in pick.some(_CITIES, 6):
        minute += pick.between(7, 50)
        one = (f"{pick.one(['KL', 'BA', 'TP'])}{pick.between(100, 999)}", city,
               f"{minute // 60:02d}:{minute % 60:02d}",
               f"{pick.one('ABC')}{pick.between(1, 29)}")  # fmt: skip
        flights.append(one)
        rows.append(cells((0.05, one[0]), (0.25, one[1]), (0.52, one[2]), (0.7, one[3])))
    one, two = pick.some(flights, 2)
    never = tuple(f[3] for f in flights if f is not one and f[3] not in one[3])
    questions = (
        Question(pick_words(("Which gate does the flight to {0} leave from?",),
                            ("What is the gate for {0}?",), half, seed).format(one[1]), "has",
                 (one[3],), never),
        Question(pick_words(("When does the flight to {0} leave?",),
                            ("What time is the {0} flight?",), half, seed).format(two[1]), "has",
                 (two[2],)),
        Question(pick_words(("Which destinations are listed?",),
                            ("Read me the destinations.",), half, seed), "has",
                 tuple(f[1] for f in flights)),
    )  # fmt: skip
    return Shown("Timetable", f"flights:{seed}", paper(rows, seed), str(flights), questions)


def abfahrt(seed: int, half: Half) -> Shown:
    """A German stop's table: minutes behind each hour."""
    pick = Pick("abfahrt", seed)
    rows = [head("Haltestelle Rathaus", size=40), line("Linie 7 nach Bahnhof", size=28),
            cells((0.06, "Uhr"), (0.2, "Montag bis Freitag"), (0.62, "Samstag"), size=24,
                  gap=16)]  # fmt: skip
    for hour in range(6, 11):
        some = sorted(pick.some([2, 8, 14, 21, 27, 33, 39, 46, 52, 57], 3))
        rows.append(cells((0.06, f"{hour}"), (0.2, "  ".join(f"{m:02d}" for m in some)),
                          (0.62, f"{pick.between(10, 59)}")))  # fmt: skip
    questions = (
        Question(pick_words(("When is the next tram after 8:00?",),
                            ("When does the next tram after 8 leave?",), half, seed), "open"),
        Question(pick_words(("Which line is it?",), ("What line stops here?",), half, seed), "has",
                 ("Linie 7",)),
        Question(pick_words(("Was steht da?",), ("Bitte vorlesen.",), half, seed), "has",
                 ("Haltestelle Rathaus",)),
    )  # fmt: skip
    truth = "; ".join(part for row in rows for _, part in row.cells)
    return Shown("Timetable", f"abfahrt:{seed}", paper(rows, seed), truth, questions)
