"""Prices and totals in rows of text."""

import re
from dataclasses import dataclass

from clearsight.models.describer.facts.match import content, fold, share, word_set
from clearsight.models.describer.facts.rows import Cell, Row, rows
from clearsight.reading import Reading

_SIGN = r"(?:[$€£¥₹₽₩]|\b(?:USD|EUR|GBP|CHF|SEK|NOK|DKK|PLN|JPY|CNY|Rs\.?|kr|zł)(?![A-Za-z]))"
_AMOUNT = r"\d{1,3}(?:[ ,.]\d{3})*[.,]\s?\d{2}(?![\d%:.,]\d|\d|\s?(?:%|m?g\b|ml\b|kg\b|l\b|cm\b))"
PRICE = re.compile(
    rf"(?<![\d:./-])-?(?:{_SIGN}\s?\d[\d.,]*\d|{_SIGN}\s?\d|{_AMOUNT}(?:\s?{_SIGN})?|\b\d+\s?[€₽₩]|"
    r"(?<![\d:.])\d+(?:\.\d{1,2})?\s?[元円块])"
)
# In a row of hours "12 to 2.30" is no price; only a sign of a currency makes one of it.
_HOURS = re.compile(
    r"\b(?:open|opens|opening|clos(?:es|ed|ing)|serv(?:ed|ing)|hours|daily|until|till|between|"
    r"lunchtime|kitchen|orders?)\b"
)
_BEFORE_CLOCK = re.compile(
    r"(?:\d ?(?:am|pm)? ?(?:to|-|–|and)|\b(?:until|till|at|closes|opens)) ?$"
)
_AFTER_CLOCK = re.compile(r" ?(?:am|pm|uhr)\b| ?(?:to|-|–|and) ?\d{1,2}(?:[.:]\d\d)? ?(?:am|pm)?\b")
_CLOCK_LIKE = re.compile(r"(?:[01]?\d|2[0-4])\.[0-5]\d")
_SIZES = word_set(
    "small medium large big regular half full single double glass bottle pint cup pot mug kids "
    "child children adult adults senior"
)
_WHOLE = re.compile(r"^\d{1,4}$")
_LEADERS = re.compile(r"[\s.…·_:,\-–—=*]+$|^[\s.…·_:,\-–—=*]+")
_NOT_TOTAL = re.compile(
    r"sub|items?|saving|discount|tax|vat|fat|carb|sugar|points|before|excl|zwischen|"
    r"quantity|number|articles"
)
_TOTAL = re.compile(
    r"grand ?total|total ?(?:due|to ?pay|amount)?|amount ?due|balance ?due|to ?pay|summe|gesamt|"
    r"a ?payer|montant|importe|итого|всего|合计|总计|總計|合計|المجموع|कुल"
)
_STRONG = re.compile(r"grand ?total|total ?due|amount ?due|balance ?due|to ?pay|a ?payer")


@dataclass(frozen=True, slots=True)
class Priced:
    """A name with its prices, as they stand in one row.

    Attributes:
        name, prices: words as read.
        name_lines, price_lines: indices into Reading.lines.
    """

    name: str
    prices: tuple[str, ...]
    name_lines: tuple[int, ...]
    price_lines: tuple[int, ...]

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self.name_lines + self.price_lines))


def value(price: str) -> float:
    """The number in a price: 1.234,50 and 1,234.50 are both 1234.5."""
    digits = re.sub(r"[^\d.,]", "", price).strip(".,")
    cents = re.search(r"[.,](\d{2})$", digits)
    whole = re.sub(r"[.,]", "", digits[: cents.start()] if cents else digits)
    return int(whole or 0) + (int(cents.group(1)) / 100 if cents else 0)


def priced(reading: Reading) -> tuple[Priced, ...]:
    """Every name that has a price beside or below it, from top to bottom."""
    table = rows(reading)
    whole = not any(PRICE.search(row.text) for row in table) and _whole_prices(table)
    out: list[Priced] = []
    waiting: tuple[Cell, ...] = ()
    for row in table:
        made = _in_row(row, whole)
        if made and not made[0].name and waiting:
            first, name = made[0], " ".join(c.text for c in waiting)
            lines = tuple(i for c in waiting for i in c.lines)
            made[0] = Priced(_clean(name), first.prices, lines, first.price_lines)
        out += [entry for entry in made if entry.name]
        waiting = () if made else row.cells
    return tuple(out)


def _whole_prices(table: tuple[Row, ...]) -> bool:
    """At least three rows end in a bare whole number beside words."""
    ends = [row for row in table if len(row.cells) > 1 and _WHOLE.match(row.cells[-1].text.strip())]
    return len(ends) >= 3 and all(re.search(r"[^\W\d]", row.cells[0].text) for row in ends)


def _in_row(row: Row, whole: bool) -> list[Priced]:
    made: list[Priced] = []
    name: list[str] = []
    lines: list[int] = []
    for number, cell in enumerate(row.cells):
        last = number == len(row.cells) - 1
        if whole and last and _WHOLE.match(cell.text.strip()):
            found = [(0, len(cell.text))]
        else:
            found = [
                match.span() for match in PRICE.finditer(cell.text) if not _clock(row.text, match)
            ]
        end = 0
        for start, stop in found:
            before = _clean(cell.text[end:start])
            if before:
                name.append(before)
                lines += cell.lines
            price = cell.text[start:stop].strip()
            if not name and made:
                made[-1] = _more(made[-1], price, cell)
            else:
                made.append(Priced(" ".join(name), (price,), tuple(lines), cell.lines))
            name, lines, end = [], [], stop
        after = _clean(cell.text[end:])
        if after:
            name.append(after)
            lines += cell.lines
    if made and name and not made[0].name:  # the price stands before its name
        made[0] = Priced(" ".join(name), made[0].prices, tuple(lines), made[0].price_lines)
    return made


def _clock(row: str, match: re.Match[str]) -> bool:
    """Whether what looks like an amount is an hour."""
    low = fold(row)
    if not _CLOCK_LIKE.fullmatch(match.group().strip()) or not _HOURS.search(low):
        return False
    before, after = fold(match.string[: match.start()]), fold(match.string[match.end() :])
    return _BEFORE_CLOCK.search(before) is not None or _AFTER_CLOCK.match(after) is not None


def _more(entry: Priced, price: str, cell: Cell) -> Priced:
    return Priced(
        entry.name, (*entry.prices, price), entry.name_lines, entry.price_lines + cell.lines
    )


def _clean(text: str) -> str:
    stripped = _LEADERS.sub("", text).strip()
    return stripped if re.search(r"\w", stripped) else ""


def find_priced(reading: Reading, topic: str) -> tuple[Priced, ...]:
    """The entries a topic means: all of its words, nearest in length first.

    An entry with the same words and nothing more wins over longer ones ("Soup", "Soup of the day").
    """
    hits = [entry for entry in priced(reading) if share(topic, entry.name) == 1.0]
    exact = [e for e in hits if len(content(e.name)) == len(content(topic))]
    return tuple(exact or hits)


def sizes(reading: Reading, entry: Priced) -> tuple[Priced, ...]:
    """The other entries of its row that name nothing but a size ("large 10.50")."""
    row = next((r for r in rows(reading) if set(entry.price_lines) <= set(r.lines)), None)
    return tuple(
        other
        for other in priced(reading)
        if row is not None
        and other != entry
        and set(other.price_lines) <= set(row.lines)
        and set(content(other.name)) <= _SIZES
    )


def items(reading: Reading) -> tuple[Priced, ...]:
    """The priced names that are goods, not sums."""
    sums = re.compile(
        r"total|\b(?:tax|vat|net|change|cash|card|visa|mastercard|discount|balance|due|tip)\b"
    )
    return tuple(entry for entry in priced(reading) if not sums.search(fold(entry.name)))


def totals(reading: Reading, *, every: bool = False) -> tuple[Priced, ...]:
    """The entries that state a total; "amount due" and the like win over a plain "total".

    Args:
        every: plain ones, too.
    """
    entries = priced(reading)
    hits = [
        e for e in entries if _TOTAL.search(fold(e.name)) and not _NOT_TOTAL.search(fold(e.name))
    ]
    strong = [e for e in hits if _STRONG.search(fold(e.name))]
    kept: list[Priced] = []
    for entry in (not every and strong) or hits:
        if all(value(entry.prices[-1]) != value(other.prices[-1]) for other in kept):
            kept.append(entry)
    return tuple(kept)
