"""Dates, and which of them says how long something keeps. Nothing is computed from them."""

import re
from dataclasses import dataclass

from clearsight.models.describer.facts.match import fold
from clearsight.models.describer.facts.rows import Row, rows
from clearsight.reading import Reading

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|okt|dez|ene|abr|ago|dic|fev|avr|juil|"
    r"aou|set|out)[a-z]*\.?"
)
_LETTERS = 3
DATE = re.compile(
    rf"\b(?:\d{{4}}\s?[-./]\s?\d{{1,2}}\s?[-./]\s?\d{{1,2}}"
    rf"|\d{{1,2}}\s?[-./]\s?\d{{1,2}}\s?[-./]\s?(?:\d{{4}}|\d{{2}})"
    r"|(?:0?[1-9]|[12]\d|3[01])"
    rf"(?:st|nd|rd|th)?[\s./-]?(?:of )?{_MONTH}(?:[\s,./-]*(?:\d{{4}}|\d{{2}}))?\b"
    rf"|{_MONTH}\s?\d{{1,2}}(?:st|nd|rd|th)?,?\s?\d{{4}}|{_MONTH}\s?\d{{4}}"
    rf"|(?:0[1-9]|1[0-2])\s?[/.-]\s?20\d\d)\b"
    r"|\d{4}\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?",
    re.IGNORECASE,
)
KEEPS = re.compile(
    r"best ?(?:before|by|if)|use ?[- ]?by|\bexp\b|expir|\bbbe?\b|sell ?by|eat ?(?:by|before)|"
    r"consume (?:before|by)|valid (?:un)?til|valid to\b|good until|gultig bis|"
    r"mindestens haltbar|haltbar bis|\bmhd\b|verbrauchen bis|a consommer|consumir (?:antes|pref)|"
    r"caduc|validade|годен до|срок годности|保质期|有效期|賞味期限|消費期限|تاريخ الانتهاء"
)

OPENED = re.compile(
    r"\b(?:once|after|when|if|from|upon) (?:first )?open\w*|\bopened\b|\bof opening\b"
    r"|nach (?:dem )?offnen|geoffnet|una vez abierto|abierto|apres ouverture|ouvert|开封|بعد الفتح"
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A line that says until when something keeps, and the lines where its date stands.

    Attributes:
        lines: all lines to quote, in reading order; has_date tells whether a date stands on them.
    """

    lines: tuple[int, ...]
    has_date: bool


def dates(reading: Reading) -> tuple[tuple[str, int], ...]:
    """Every date as read, with its line."""
    return tuple(
        (match.group().strip(), number)
        for number, line in enumerate(reading.lines)
        for match in DATE.finditer(line.text)
    )


def alone(reading: Reading) -> tuple[int, ...]:
    """Lines that are a date and no more than a word for one: when a letter was written."""
    found = [i for i, line in enumerate(reading.lines) if _only(line.text)]
    return tuple(found) if len(found) == 1 else ()


def keeps(reading: Reading) -> tuple[Dated, ...]:
    """Best-before, use-by and expiry marks, with the date beside or just below them."""
    table = rows(reading)
    out: list[Dated] = []
    for number, row in enumerate(table):
        if not KEEPS.search(fold(row.text)):
            continue
        if DATE.search(row.text):
            out.append(Dated(row.lines, True))
            continue
        below = table[number + 1] if number + 1 < len(table) else None
        if below is not None and _only_date(below):
            out.append(Dated(row.lines + below.lines, True))
        else:
            out.append(Dated(row.lines, False))
    return tuple(sorted(out, key=lambda found: not found.has_date))


def _only_date(row: Row) -> bool:
    """A date and no word beside it: "Baked 2 May" is another date than the one above it."""
    match = DATE.search(row.text)
    rest = row.text.replace(match.group(), "") if match else row.text
    return match is not None and len(re.findall(r"[^\W\d_]", rest)) < _LETTERS


def _only(text: str) -> bool:
    match = DATE.search(text)
    return match is not None and len(match.group()) >= 0.5 * len(text.strip())
