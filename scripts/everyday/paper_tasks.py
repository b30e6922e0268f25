"""Letters, screens, fridge labels and money."""

from clearsight.imaging.render.pick import Pick
from scripts.everyday.asked import Half, Question, Shown, pick_words
from scripts.everyday.pages import cells, head, line, paper
from scripts.everyday.text_tasks import PRICE, worn


def letter(seed: int, half: Half) -> Shown:
    item = worn("letter", seed)
    t = item.truth
    questions = [
        Question(pick_words(("Who is this letter from?", "Who sent this?"),
                            ("Which organisation wrote to me?", "Who is it from?"), half, seed),
                 "has", (t["sender"],)),
        Question(pick_words(("What is the reference?", "What reference number does it give?"),
                            ("Read me our reference.", "Is there a reference number?"), half, seed),
                 "has", (t["reference"],)),
        Question(pick_words(("Who is it addressed to?",), ("Is it for {0}?",), half, seed)
                 .format(t["recipient"]), "has", (t["recipient"],)),
        Question(pick_words(("What is it about?", "What is the subject?"),
                            ("What does the letter want?", "What is the letter about?"), half,
                            seed), "has", (t["subject"],)),
    ]  # fmt: skip
    if t["amount"] in item.text:
        words = pick_words(("Which amount does it name?", "Is there an amount in the letter?"),
                           ("How much money is it about?", "What sum does it mention?"),
                           half, seed)  # fmt: skip
        questions.append(Question(words, "has", (t["amount"],)))
    if t["clock"] in item.text:
        words = pick_words(("What time does it start?",), ("At what time is it?",), half, seed)
        questions.append(Question(words, "has", (t["clock"],)))
    return Shown("Letter", f"letter:{seed}", item.pixels, item.text, tuple(questions))


def bill(seed: int, half: Half) -> Shown:
    """An electricity bill: what is to be paid, until when, to where."""
    pick = Pick("bill", seed)
    amount = f"£{pick.between(30, 220)}.{pick.between(10, 99)}"
    account, phone = f"{pick.between(10**7, 10**8 - 1)}", f"0800 {pick.between(100000, 999999)}"
    due = f"{pick.between(1, 28)} {pick.one(['April', 'May', 'June'])} 2026"
    used = f"{pick.between(90, 480)} kWh"
    rows = [
        head("Northern Light Energy", size=40), line("Electricity bill", size=30, bold=True),
        cells((0.06, "Account number"), (0.5, account), gap=20),
        cells((0.06, "Units used"), (0.5, used)),
        cells((0.06, "Amount due"), (0.5, amount)),
        cells((0.06, "Please pay by"), (0.5, due)),
        line(f"Questions? Call us on {phone}, Monday to Friday.", size=22, gap=20),
    ]  # fmt: skip
    questions = (
        Question(pick_words(("How much do I have to pay?",), ("What do I owe them?",), half, seed),
                 "has", (amount,)),
        Question(pick_words(("When do I have to pay?",), ("Until when must it be paid?",), half,
                            seed), "has", (due,)),
        Question(pick_words(("What is the account number?",), ("My account number, please.",),
                            half, seed), "has", (account,)),
        Question(pick_words(("What number can I call?",), ("How can I phone them?",), half, seed),
                 "has", (phone,)),
    )  # fmt: skip
    truth = "; ".join(part for row in rows for _, part in row.cells)
    return Shown("Letter", f"bill:{seed}", paper(rows, seed, look=0), truth, questions)


def lettre(seed: int, half: Half) -> Shown:
    """A short French letter."""
    pick = Pick("lettre", seed)
    day = f"{pick.one(['mardi', 'jeudi'])} {pick.between(2, 28)} juin"
    hour = f"{pick.between(14, 19)} h 30"
    name = pick.one(["Claire Morel", "Paul Girard", "Lucie Blanc"])
    rows = [
        head("Association des Amis du Lac", size=36), line("Chère Madame,", gap=20),
        line(f"La réunion aura lieu le {day} à {hour}."),
        line("Merci d'apporter une chaise pliante."),
        line("Cordialement,", gap=20), line(name),
    ]  # fmt: skip
    questions = (
        Question(pick_words(("Read the letter.",), ("What does it say?",), half, seed), "has",
                 (day, "chaise pliante")),
        Question(pick_words(("Who signed it?",), ("Who is it from?",), half, seed), "has", (name,)),
        Question(pick_words(("When is the meeting?",), ("What day is the meeting?",), half, seed),
                 "open", (day,)),
    )  # fmt: skip
    truth = "; ".join(part for row in rows for _, part in row.cells)
    return Shown("Letter", f"lettre:{seed}", paper(rows, seed, look=1), truth, questions)


def dialogue(seed: int, half: Half) -> Shown:
    """An error message with two buttons."""
    pick = Pick("dialogue", seed)
    what = pick.one(["The file could not be saved.", "The printer is out of paper.",
                     "There is no connection."])  # fmt: skip
    buttons = pick.one([("Try again", "Cancel"), ("Retry", "Close"), ("Help", "OK")])
    rows = [line("Message", size=24), head(what, size=32), line("Error code 0x80" +
            str(pick.between(100, 999)), size=24), cells((0.5, buttons[0]), (0.76, buttons[1]),
                                                        size=26, gap=30)]  # fmt: skip
    questions = (
        Question(pick_words(("What does the message say?",), ("What is the error?",), half, seed),
                 "has", (what,)),
        Question(pick_words(("Which buttons are there?",), ("What can I press?",), half, seed),
                 "has", buttons),
        Question(pick_words(("What is the error code?",), ("Which error code does it show?",), half,
                            seed), "has", (rows[2].cells[0][1][-5:],)),
    )  # fmt: skip
    truth = "; ".join(part for row in rows for _, part in row.cells)
    return Shown("Screen", f"dialogue:{seed}", paper(rows, seed), truth, questions)


def settings(seed: int, half: Half) -> Shown:
    """A page of settings: names and values."""
    pick = Pick("settings", seed)
    names = {"Brightness": f"{pick.between(1, 10)}0 %", "Ringtone": pick.one(["Bell", "Harp"]),
             "Screen timeout": f"{pick.one([1, 2, 5, 10])} minutes", "Language": "English",
             "Airplane mode": pick.one(["Off", "On"])}  # fmt: skip
    rows = [head("Settings", size=40)] + [
        cells((0.06, name), (0.66, value), gap=20) for name, value in names.items()
    ]
    questions = (
        Question(pick_words(("What is the screen timeout?",), ("How long is the screen timeout?",),
                            half, seed), "has", (names["Screen timeout"],)),
        Question(pick_words(("Is airplane mode on?",), ("Is the airplane mode on or off?",), half,
                            seed), "has", ("Airplane mode " + names["Airplane mode"],)),
        Question(pick_words(("Which ringtone is set?",), ("What is the ringtone?",), half, seed),
                 "has", (names["Ringtone"],)),
        Question(pick_words(("What is the volume?",), ("How loud is the volume?",), half, seed),
                 "none"),
    )  # fmt: skip
    return Shown("Screen", f"settings:{seed}", paper(rows, seed), str(names), questions)


def window(seed: int, half: Half) -> Shown:
    """A rendered window with an English text."""
    pick = Pick("window", seed)
    day, hour = pick.one(["Tuesday", "Friday"]), f"{pick.between(8, 18)}:{pick.one(['15', '40'])}"
    text = (f"Hello! The choir sings on {day} at {hour} in the old school. "
            "Tickets are free. Please bring a torch.")  # fmt: skip
    item = worn("screenshot", seed, text=text, language="en", app=pick.one(["mail", "editor"]))
    questions = (
        Question(pick_words(("When does the choir sing?",), ("What time does the choir sing?",),
                            half, seed), "has", (hour,)),
        Question(pick_words(("What should I bring?",), ("What am I asked to bring?",), half, seed),
                 "has", ("torch",)),
        Question(pick_words(("Read the message.",), ("Read me the screen.",), half, seed), "has",
                 ("Tickets are free",)),
    )  # fmt: skip
    return Shown("Screen", f"window:{seed}", item.pixels, item.text, questions)


def food(seed: int, half: Half) -> Shown:
    item = worn("food_label", seed)
    t = item.truth
    grams, absent = t["grams"], t["absent"][0]
    questions = [
        Question(pick_words(("Until when does it keep?", "What is the best before date?"),
                            ("When does it go off?", "Use it by when?"), half, seed), "has",
                 (t["best_before"],)),
        Question(pick_words(("How much sugar is in it?", "How much sugar per 100 g?"),
                            ("How many grams of sugar does it have?", "What about the sugar?"),
                            half, seed), "has", (f"{grams['sugars']} g",)),
        Question(pick_words(("How much does it weigh?", "What is the net weight?"),
                            ("How heavy is the pack?", "How many grams are in the pack?"), half,
                            seed), "has", (f"{t['net_g']} g",)),
        Question(pick_words(("Is {0} in it?",), ("Does it have {0} in it?",), half, seed)
                 .format(absent), "none", (), ("yes",)),
    ]  # fmt: skip
    if t["allergens"]:
        words = pick_words(("Which allergens does it contain?",), ("What allergens are in it?",),
                           half, seed)  # fmt: skip
        questions.append(Question(words, "has", tuple(t["allergens"])))
    return Shown("Fridge label", f"food:{seed}", item.pixels, item.text, tuple(questions))


def tub(seed: int, half: Half) -> Shown:
    """What somebody sticks on a tub in the fridge."""
    pick = Pick("tub", seed)
    what = pick.one(["Lentil soup", "Rice with peas", "Apple sauce", "Tomato sauce"])
    made, until = f"{pick.between(1, 14)} May", f"{pick.between(15, 29)} May"
    rows = [head(what, size=48), cells((0.08, "Made on"), (0.5, made), size=32, gap=16),
            cells((0.08, "Eat by"), (0.5, until), size=32, gap=16),
            line(f"{pick.one([2, 3, 4])} portions", size=32, gap=16)]  # fmt: skip
    questions = (
        Question(pick_words(("What is this?",), ("What is in this tub?",), half, seed), "has",
                 (what,)),
        Question(pick_words(("When was it made?",), ("On which day was it made?",), half, seed),
                 "has", (made,)),
        Question(pick_words(("Until when can I eat it?",), ("By when should I eat it?",), half,
                            seed), "has", (until,)),
    )  # fmt: skip
    truth = "; ".join(part for row in rows for _, part in row.cells)
    return Shown("Fridge label", f"tub:{seed}", paper(rows, seed, width=620), truth, questions)


def joghurt(seed: int, half: Half) -> Shown:
    """A German pot of yoghurt."""
    pick = Pick("joghurt", seed)
    until = f"{pick.between(10, 28)}.0{pick.between(1, 9)}.2026"
    rows = [head("Erdbeerjoghurt", size=44), line("Zutaten: Joghurt, Erdbeeren, Zucker"),
            line("Enthält Milch."), line(f"Mindestens haltbar bis: {until}"),
            line("Fett 3,5 %   150 g")]  # fmt: skip
    questions = (
        Question(pick_words(("What is the best before date?",), ("Is it still good?",), half, seed),
                 "has", (until,)),
        Question(pick_words(("Does it contain milk?",), ("Is there milk in it?",), half, seed),
                 "has", ("Milch",)),
        Question(pick_words(("What does the label say?",), ("Read the pot to me.",), half, seed),
                 "has", ("Erdbeerjoghurt", until)),
    )  # fmt: skip
    truth = "; ".join(part for row in rows for _, part in row.cells)
    return Shown("Fridge label", f"joghurt:{seed}", paper(rows, seed, width=700), truth, questions)


def receipt(seed: int, half: Half) -> Shown:
    item = worn("receipt", seed)
    t = item.truth
    pick = Pick("receipt asked", seed)
    at = pick.between(0, len(t["items"]) - 1)
    questions = [
        Question(pick_words(("What is the total?", "How much was it altogether?"),
                            ("What did I pay in all?", "How much is the whole receipt?"), half,
                            seed), "has", (t["total"],)),
        Question(pick_words(*PRICE, half, seed).format(t["items"][at]["name"].lower()), "has",
                 (t["prices"][at],)),
        Question(pick_words(("How much tax is in it?", "How much tax is included?"),
                            ("What is the tax?", "How much of it is tax?"), half, seed), "has",
                 (t["tax"],)),
        Question(pick_words(("Which shop is it from?", "Where did I buy this?"),
                            ("What is the name of the shop?", "What shop is this from?"), half,
                            seed), "has", (t["shop"],)),
    ]  # fmt: skip
    if t["change"]:
        words = pick_words(("How much change did I get?",), ("What was the change?",), half, seed)
        questions.append(Question(words, "has", (t["change"],)))
    return Shown("Money", f"receipt:{seed}", item.pixels, item.text, tuple(questions))


def tag(seed: int, half: Half) -> Shown:
    """A shelf label with a price of now, one of before and one a kilo."""
    pick = Pick("tag", seed)
    what = pick.one(["Ground coffee", "Basmati rice", "Olive oil", "Muesli"])
    now, before = f"£{pick.between(2, 6)}.{pick.between(10, 99)}", f"£{pick.between(7, 9)}.50"
    kilo = f"£{pick.between(10, 19)}.{pick.between(10, 99)}"
    rows = [line(what, size=36, bold=True), head(now, size=80), line(f"Was {before}", size=28),
            line(f"{kilo} per kg", size=22)]  # fmt: skip
    questions = (
        Question(pick_words(("How much is it?",), ("What does it cost?",), half, seed), "has",
                 (now,)),
        Question(pick_words(("What did it cost before?",), ("What was the old price?",), half,
                            seed), "has", (before,)),
        Question(pick_words(("What is the price per kilo?",), ("How much is a kilo?",), half, seed),
                 "has", (kilo,)),
    )  # fmt: skip
    truth = "; ".join(part for row in rows for _, part in row.cells)
    return Shown("Money", f"tag:{seed}", paper(rows, seed, width=560), truth, questions)
