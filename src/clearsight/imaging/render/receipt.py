"""A till receipt whose sums are right."""

from collections.abc import Mapping
from typing import Any

from clearsight.imaging.fonts import faces
from clearsight.imaging.item import Item
from clearsight.imaging.lettering import Colour, Pen
from clearsight.imaging.page import Cell, Page
from clearsight.imaging.render import lexicon
from clearsight.imaging.render.given import at_least_one, one_of, whole
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.surface import cloud, laid_on, paper
from clearsight.imaging.render.values import ask, cents, money

_TABLES: list[Colour] = [(120, 88, 62), (70, 74, 80), (190, 182, 170), (150, 120, 90), (60, 84, 92)]
_PAD = 30


class Receipt:
    """Parts: shop, address, number, date, clock, cashier, items (name, quantity, unit_price),
    tax_percent, paid_by ("card" or "cash"), thanks; prices, totals, what was given in cash (the
    next ten) and change follow."""

    name = "receipt"

    def plan(self, seed: int) -> dict[str, Any]:
        pick = Pick(self.name, seed)
        lists = lexicon.words("receipt")
        items = [
            {"name": name, "quantity": 1 if pick.chance(0.65) else pick.between(2, 6),
             "unit_price": money(45 + round(550 * pick.number() ** 2))}
            for name in pick.some(lists["items"], pick.between(3, 9))
        ]  # fmt: skip
        cash = pick.chance(0.4)
        plan = {
            "shop": pick.one(lists["shops"]),
            "address": f"{pick.between(1, 120)} {pick.one(lists['streets'])}",
            "number": f"{pick.between(1, 9999):04d}",
            "date": _date(pick),
            "clock": lexicon.clock(pick),
            "cashier": pick.one(lists["cashiers"]),
            "items": items,
            "tax_percent": pick.one([5, 7, 10, 19, 20, 21]),
            "paid_by": "cash" if cash else "card",
            "thanks": pick.one(lists["thanks"]),
        }
        return plan | self.derive(plan)

    def derive(self, plan: dict[str, Any]) -> dict[str, Any]:
        """Total: sum of quantity times price. Tax: the part of the total that it holds, rounded."""
        at_least_one("items", plan["items"])
        for item in plan["items"]:
            whole("quantity", item["quantity"], 1, 999)
        one_of("paid_by", plan["paid_by"], ("card", "cash"))
        prices = [item["quantity"] * cents(item["unit_price"]) for item in plan["items"]]
        total = sum(prices)
        given = -(-total // 1000) * 1000 if plan["paid_by"] == "cash" else 0
        tax = round(total * plan["tax_percent"] / (100 + plan["tax_percent"]))
        values = {
            "prices": [money(price) for price in prices],
            "net": money(total - tax),
            "tax": money(tax),
            "total": money(total),
            "given": money(given) if given else "",
            "change": money(given - total) if given else "",
            "pieces": sum(item["quantity"] for item in plan["items"]),
        }
        text = "\n".join(" ".join(part for part in row if part) for row in _rows(plan | values))
        return values | {"text": text, "questions": _questions(plan | values)}

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        pick = Pick(self.name, seed, "paint")
        ink: Colour = pick.one([(40, 40, 44), (60, 60, 66), (50, 48, 70)])
        pen = Pen(pick.one(faces("Latin", "mono")), pick.between(19, 22), ink, leading=1.4)
        rows = _rows(plan)
        width = round(pen.size * 22.5) + 2 * _PAD
        height = round((len(rows) + 5) * pen.line + 90)
        page = Page(paper(width, height, (250, 249, 246), pick, grain=1.2))
        y: float = 34
        for index, row in enumerate(rows):
            if index in (4, len(rows) - 1) or row[0] == "NET":
                y = _rule(page, y, pen)
            y = _row(page, row, y, pen, index == 0)
        _bars(page, y + 16, pick)
        ground_size = (width + pick.between(60, 160), height + pick.between(50, 120))
        ground = paper(*ground_size, pick.one(_TABLES), pick, grain=3.0)
        ground = ground + (cloud(*ground_size, 40, pick)[..., None] > 1.5).astype("uint8") * 5
        at = ((ground_size[0] - width) // 2, (ground_size[1] - height) // 2)
        return page.moved(laid_on(page.pixels, ground, at), at).item(self.name, seed, plan)


def _date(pick: Pick) -> str:
    return f"{pick.between(1, 28):02d}/{pick.between(1, 12):02d}/{pick.between(2019, 2026)}"


def _rows(plan: Mapping[str, Any]) -> list[list[str]]:
    """Rows of the receipt: left, and right if there is one; the first four are centred."""
    rows = [[plan["shop"]], [plan["address"]], [f"Receipt {plan['number']}"],
            [f"{plan['date']} {plan['clock']}"]]  # fmt: skip
    for item, price in zip(plan["items"], plan["prices"], strict=True):
        rows.append([item["name"], price])
        if item["quantity"] > 1:
            rows.append([f"{item['quantity']} x {item['unit_price']}"])
    rows.append(["NET", plan["net"]])
    rows.append([f"TAX {plan['tax_percent']}%", plan["tax"]])
    rows.append(["TOTAL", plan["total"]])
    if plan["given"]:
        rows += [["CASH", plan["given"]], ["CHANGE", plan["change"]]]
    else:
        rows.append(["CARD", plan["total"]])
    rows.append([f"Served by {plan['cashier']}"])
    rows.append([plan["thanks"]])
    return rows


def _row(page: Page, row: list[str], y: float, pen: Pen, first: bool) -> float:
    if len(row) == 2:
        own = pen.bold().at(pen.size * 1.25) if row[0] == "TOTAL" else pen
        left, right = row
        cells = [Cell(left, _PAD, own), Cell(right, page.width - _PAD, own, "right")]
        return page.row(cells, y)
    text = row[0]
    if " x " in text:
        return page.row([Cell(text, _PAD + 24, pen)], y)
    own = pen.bold().at(pen.size * 1.4) if first else pen
    return page.write(text, own, (_PAD, y), width=page.width - 2 * _PAD, align="centre")


def _rule(page: Page, y: float, pen: Pen) -> float:
    for x in range(_PAD, page.width - _PAD, 12):
        page.draw.line((x, y + 8, x + 6, y + 8), fill=pen.ink, width=2)
    return y + 16


def _bars(page: Page, y: float, pick: Pick) -> None:
    """Bars like those of a code; they hold nothing, and no reader finds a code in them."""
    x = page.width * 0.2
    while x < page.width * 0.8:
        wide = pick.one([2, 2, 3, 5])
        page.draw.rectangle((x, y, x + wide - 1, y + 40), fill=(40, 40, 44))
        x += wide + pick.one([2, 3, 4])


def _questions(plan: dict[str, Any]) -> list[dict[str, str]]:
    items, prices = plan["items"], plan["prices"]
    found = [
        ask("What is the total?", plan["total"]),
        ask("How much tax is included?", plan["tax"]),
        ask("What is the date on the receipt?", plan["date"]),
        ask("Which shop is the receipt from?", plan["shop"]),
        ask("How was it paid?", plan["paid_by"]),
    ]
    if [item["name"] for item in items].count(items[0]["name"]) == 1:
        found.append(ask(f"What did {items[0]['name']} cost in all?", prices[0]))
    if plan["change"]:
        found.append(ask("How much change was given?", plan["change"]))
    amounts = [cents(price) for price in prices]
    if amounts.count(max(amounts)) == 1:
        found.append(ask("Which entry cost most?", items[amounts.index(max(amounts))]["name"]))
    return found
