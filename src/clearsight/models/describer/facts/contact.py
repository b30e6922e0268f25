"""Telephone numbers, addresses, opening hours and other things that have a shape of their own."""

import re

from clearsight.models.describer.facts.dates import DATE
from clearsight.models.describer.facts.match import fold
from clearsight.models.describer.facts.rows import rows
from clearsight.reading import Reading

EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
WEB = re.compile(
    r"(?:https?://|www\s?\.)\S+|(?<![@\w.])[a-z][\w-]+\.(?:com|org|net|co\.uk|de|fr|es|eu|info)"
    r"\b(?!\s?@)[\w/.-]*",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\d.,/-])\+?\(?\d[\d\s().\-/]{6,18}\d(?![\d,.]\d)")
_PHONE_WORD = re.compile(r"tel|phone|call|mob|fax|fon\b|whatsapp|helpline|contact|ring us")
_OTHER_NUMBER = re.compile(
    r"account|order|invoice|ref|iban|card|lot\b|batch|serial|isbn|member|customer|policy|\bvat\b|"
    r"\bid\b|ticket|licen[cs]e|konto"
)
_STREET = re.compile(
    r"\d.*\b(?:street|st\.?|road|rd\.?|avenue|ave\.?|lane|ln\.?|drive|square|boulevard|blvd|way|"
    r"place|court|strasse|str\.|platz|rue|calle|via|plaza)\b|\w+(?:strasse|str\.|gasse|weg)\s?\d|"
    r"\b(?:rue|calle|via|avenida|plaza)\b.*\d"
)
_POSTCODE = re.compile(
    r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b[A-Z]{2}\s\d{5}(?:-\d{4})?\b|\bP\.?O\.? ?Box\b"
)
_DAY = r"mon|tue|wed|thu|fri|sat|sun|daily|every day|weekdays?|weekends?|bank holidays?"
_DAY_WORD = re.compile(rf"\b(?:{_DAY})[a-z]*\b")
_OPEN = re.compile(r"\bopen|\bclosed?\b|\bdoors\b|\bhours\b")
_HOUR = re.compile(r"\b\d{1,2}(?:[:.h]\d{2})?\s?(?:am|pm|a\.m|p\.m)?\s?(?:-|–|to)\s?\d|\d[:.]\d\d")
DOSE = re.compile(
    r"\btake ?(?:one|two|three|half|\d|it|with|the|no|as|up)|\bdos(?:e|age)|"
    r"times? (?:a|per|each) day|times? daily|\bdaily\b|"
    r"every ?\d+(?: ?(?:-|to) ?\d+)? ?hours?|spoon|\bapply\b|\bdrops?\b|\bpuffs?\b|with food|"
    r"do not exceed|(?:not|no) more than|in 24 hours|at bed ?time|"
    r"before meals|after meals|at night|once a|twice a|swallow|hours? apart"
)
STRENGTH = re.compile(r"\d\s?(?:mg|mcg|µg|ug|g|kg|lbs?|oz|ml|iu)\b|\d\s?%")


def phones(reading: Reading) -> tuple[tuple[str, int], ...]:
    """Telephone numbers as read, with their line: those beside a word for telephone when any is."""
    found: list[tuple[str, int]] = []
    for number, line in enumerate(reading.lines):
        for match in _PHONE.finditer(line.text):
            digits = re.sub(r"\D", "", match.group())
            bare_run = match.group().isdigit() and len(digits) in (8, 12, 13, 14)  # a barcode
            other = _OTHER_NUMBER.search(fold(line.text[: match.start()])) is not None
            if 7 <= len(digits) <= 15 and not (DATE.search(match.group()) or bare_run or other):
                found.append((match.group().strip(), number))
    marked = tuple(
        (text, i) for text, i in found if _PHONE_WORD.search(fold(reading.lines[i].text))
    )
    return marked or tuple(found)


def shaped(reading: Reading, shape: re.Pattern[str]) -> tuple[tuple[str, int], ...]:
    """Everything of a shape as read, with its line."""
    return tuple(
        (match.group().strip(), number)
        for number, line in enumerate(reading.lines)
        for match in shape.finditer(line.text)
    )


def addresses(reading: Reading) -> tuple[int, ...]:
    """Lines of postal addresses: a street with a number or a postcode, and what stands between."""
    hits = [
        number
        for number, line in enumerate(reading.lines)
        if _STREET.search(fold(line.text)) or _POSTCODE.search(line.text)
    ]
    if len(hits) >= 2 and hits[-1] - hits[0] <= 3:
        return tuple(range(hits[0], hits[-1] + 1))
    return tuple(hits)


def hours(reading: Reading) -> tuple[int, ...]:
    """Lines of the rows that state opening hours."""
    found: list[int] = []
    for row in rows(reading):
        text = fold(row.text)
        hour = _HOUR.search(text) is not None
        day = _DAY_WORD.search(text) is not None
        if (_OPEN.search(text) and (hour or day)) or (day and (hour or "closed" in text)):
            found += row.lines
    return tuple(found)


def day_word(text: str) -> bool:
    return _DAY_WORD.search(fold(text)) is not None
