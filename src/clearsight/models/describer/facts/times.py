"""Clock times in timetables and in questions, as minutes after midnight."""

import re
from dataclasses import dataclass

from clearsight.models.describer.facts.contact import day_word
from clearsight.models.describer.facts.match import fold, holds
from clearsight.models.describer.facts.rows import Cell, Row, rows
from clearsight.reading import Reading

_CLOCK = re.compile(
    r"(?<![\d:.$€£])([01]?\d|2[0-4])\s?([:h.])\s?([0-5]\d)(?![\d:.]\d|\d)\s?(am|pm|a\.m|p\.m)?",
    re.IGNORECASE,
)
_RUN = re.compile(r"(?<!\d)([01]\d|2[0-3])([0-5]\d)(?!\d)")
_ASKED = re.compile(
    r"\b(at|after|from|past|before|by|since|around|until|now)?\s*(?:it is |its )?"
    r"\b(\d{1,2})(?:\s?[:.h]\s?(\d{2}))?\s?(o'?clock|am|pm|a\.m\.?|p\.m\.?)?(?![\d:])"
)
_SHIFTS = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25}
_HALF = re.compile(r"\b(half|quarter|five|ten|twenty-five|twenty) (past|to) (\w+)")
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Time:
    """One clock time in the picture.

    Attributes:
        minutes: after midnight. text: as read. lines: where it stands.
        label, label_lines: the other words of its row, such as the stop or the destination.
        head, head_lines: what stands above its column, or the heading it stands under.
        group, group_lines: the day words that hold for it ("Saturday"), empty when there are none.
    """

    minutes: int
    text: str
    lines: tuple[int, ...]
    label: str
    label_lines: tuple[int, ...]
    head: str = ""
    head_lines: tuple[int, ...] = ()
    group: str = ""
    group_lines: tuple[int, ...] = ()


def minutes(hour: int, minute: int, half: str = "") -> int | None:
    """Minutes after midnight; None for no time of day."""
    half = half.lower().replace(".", "")
    if half == "pm" and hour < 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def asked(question: str) -> int | None:
    """The time of day a question names; None when it names none."""
    q = fold(question)
    if re.search(r"\b(?:noon|midday)\b", q):
        return 12 * 60
    if half := _HALF.search(q):
        hour = _NUMBERS.get(half[3]) or (int(half[3]) if half[3].isdigit() else None)
        if hour is not None:
            return hour * 60 + _SHIFTS[half[1]] * (1 if half[2] == "past" else -1)
    for match in _ASKED.finditer(_spelled(q)):
        if match[1] or match[3] or match[4]:
            half_day = match[4] if match[4] and match[4][0] in "ap" else ""
            return minutes(int(match[2]), int(match[3] or 0), half_day)
    return None


def _spelled(q: str) -> str:
    """Numbers after a preposition as digits: "after nine" -> "after 9"."""
    return re.sub(
        r"\b(at|after|from|past|before|by|around) (\w+)\b",
        lambda m: f"{m[1]} {_NUMBERS.get(m[2], m[2])}",
        q,
    )


def _clocks(text: str, *, dotted: bool, runs: bool) -> list[tuple[int, int, int]]:
    """(start, end, minutes) of each time in a text."""
    out: list[tuple[int, int, int]] = []
    for match in _CLOCK.finditer(text):
        if match[2] == "." and not dotted:
            continue
        if (value := minutes(int(match[1]), int(match[3]), match[4] or "")) is not None:
            out.append((*match.span(), value))
    if runs and not out:
        out = [(*m.span(), int(m[1]) * 60 + int(m[2])) for m in _RUN.finditer(text)]
    return out


def times(reading: Reading) -> tuple[Time, ...]:
    """Every clock time with its row, its column and its day words, from top to bottom."""
    text = reading.text
    money = re.search(r"[$€£]", text) is not None
    colons = len(re.findall(r"\d[:h][0-5]\d", text))
    dotted = not money and colons == 0 and len(re.findall(r"\d\.[0-5]\d\b", text)) >= 3
    runs = not money and colons == 0 and not dotted and len(_RUN.findall(text)) >= 4
    table = rows(reading)
    out: list[Time] = []
    section: tuple[str, tuple[int, ...]] = ("", ())
    for number, row in enumerate(table):
        found = [_clocks(cell.text, dotted=dotted, runs=runs) for cell in row.cells]
        if not any(found):
            if len(row.cells) == 1 and day_word(row.text):
                section = (row.text, row.lines)
            continue
        label, label_lines = _label(row, found)
        for cell, spans in zip(row.cells, found, strict=True):
            head = _head(reading, table[:number], cell, dotted=dotted, runs=runs)
            head_words = (head.text, head.lines) if head else ("", ())
            group = head_words if day_word(head_words[0]) else section
            if day_word(label):
                group = (label, label_lines)
            for start, end, value in spans:
                words = cell.text[start:end].strip()
                out.append(Time(value, words, cell.lines, label, label_lines, *head_words, *group))
    return tuple(out)


def _label(row: Row, found: list[list[tuple[int, int, int]]]) -> tuple[str, tuple[int, ...]]:
    words: list[str] = []
    lines: list[int] = []
    for cell, spans in zip(row.cells, found, strict=True):
        left = cell.text
        for start, end, _ in reversed(spans):
            left = left[:start] + " " + left[end:]
        left = " ".join(left.split())
        if re.search(r"[^\W_]", left):
            words.append(left)
            lines += cell.lines
    return " ".join(words), tuple(lines)


def _head(
    reading: Reading, above: tuple[Row, ...], cell: Cell, *, dotted: bool, runs: bool
) -> Cell | None:
    """The nearest cell above without a time that shares the cell's column."""
    box = reading.lines[cell.lines[0]].box
    for row in reversed(above):
        if len(row.cells) < 2:
            continue
        for other in row.cells:
            # A dash stands for a time that there is not.
            if _clocks(other.text, dotted=dotted, runs=runs) or not re.search(r"\w", other.text):
                continue
            top = reading.lines[other.lines[0]].box
            shared = min(box.right, top.right) - max(box.left, top.left)
            if shared > 0.4 * min(box.width, top.width):
                return other
    return None


def to_place(found: tuple[Time, ...], place: str) -> tuple[Time, ...]:
    """The times in the row of a place, else in the column under it."""
    rows_of = tuple(t for t in found if holds(place, t.label))
    return rows_of or tuple(t for t in found if holds(place, t.head))
