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
_LONGEST_GAP = 3  # lines from a street to its postcode
_DAY = r"mon|tue|wed|thu|fri|sat|sun|daily|every day|weekdays?|weekends?|bank holidays?"
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_WORD = re.compile(rf"\b(?:{_DAY})[a-z]*\b")
_OPEN = re.compile(r"\bopen|\bclos(?:ed?|es|ing)\b|\bdoors\b|\bhours\b")
_HOUR = re.compile(r"\b\d{1,2}(?:[:.h]\d{2})?\s?(?:am|pm|a\.m|p\.m)?\s?(?:-|–|to)\s?\d|\d[:.]\d\d")
DOSE = re.compile(
    r"\btake ?(?:one|two|three|half|\d|it|with|the|no|as|up)|\bdos(?:e|age)|"
    r"times? (?:a|per|each) day|times? daily|\bdaily\b|"
    r"every ?\d+(?: ?(?:-|to) ?\d+)? ?hours?|spoon|\bapply\b|\bdrops?\b|\bpuffs?\b|with food|"
    r"do not exceed|(?:not|no) more than|in 24 hours|at bed ?time|"
    r"before meals|after meals|at night|once a|twice a|swallow|hours? apart"
)
# "Children: half a tablet": how much of it, in a line that says more than what the box holds.
_MANY = re.compile(
    r"\b(?:half|one|two|three|four|[1-9])(?: ?(?:-|to|or) ?(?:two|three|four|[1-9]))? (?:an? )?"
    r"(?:tablets?|capsules?|pills?|sachets?|lozenges?|puffs?|ml)\b"
)
_TAKER = re.compile(r"\b(?:adults?|child(?:ren)?|aged?|years?|elderly|infants?|everyone)\b")
STRENGTH = re.compile(r"\d\s?(?:mg|mcg|µg|ug|g|kg|lbs?|oz|ml|iu)\b|\d\s?%")


def dosed(folded: str) -> bool:
    """Whether a folded line says how something is taken."""
    many = _MANY.search(folded) is not None and _TAKER.search(folded) is not None
    return many or DOSE.search(folded) is not None


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


def addresses(reading: Reading) -> tuple[tuple[int, ...], ...]:
    """Postal addresses: a street with a number, and what stands between it and a postcode.

    A second street begins a second address.
    """
    out: list[tuple[int, ...]] = []
    open_street = False
    for number, line in enumerate(reading.lines):
        street = _STREET.search(fold(line.text)) is not None
        if not street and not _POSTCODE.search(line.text):
            continue
        near = out and number - out[-1][-1] <= _LONGEST_GAP
        if near and not street and open_street:
            out[-1] = tuple(range(out[-1][0], number + 1))
            open_street = False
        else:
            out.append((number,))
            open_street = street
    return tuple(out)


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


def days(text: str) -> frozenset[str]:
    """Days of the week that a text names or spans, as three letters: "Mon-Fri" names five."""
    low = fold(text)
    found: set[str] = set()
    spans = (
        rf"({'|'.join(_WEEK)})[a-z]*\.? ?(?:-|–|to|until|through|bis) ?({'|'.join(_WEEK)})[a-z]*"
    )
    for match in re.finditer(spans, low):
        first, last = _WEEK.index(match[1]), _WEEK.index(match[2])
        span = last - first if last >= first else last + 7 - first
        found.update(_WEEK[(first + n) % 7] for n in range(span + 1))
    found.update(day for day in _WEEK if re.search(rf"\b{day}[a-z]*\b", low))
    if re.search(r"\b(?:weekdays?|working days?|school days?)\b", low):
        found.update(_WEEK[:5])
    if re.search(r"\bweekends?\b", low):
        found.update(_WEEK[5:])
    if re.search(r"\b(?:daily|every day)\b", low):
        found.update(_WEEK)
    return frozenset(found)


def day_word(text: str) -> bool:
    return _DAY_WORD.search(fold(text)) is not None
