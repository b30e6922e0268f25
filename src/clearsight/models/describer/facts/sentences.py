"""Sentences of a page with the lines they stand on, so that an answer quotes one and no more."""

import re
from collections.abc import Iterator

from clearsight.reading import Block, Reading

# A line that ends this far before the block's widest one ends what it says (a heading, a greeting).
FULL_LINE = 0.6
_STOP = re.compile(r"(?<=[.!?])[\"”’')]?\s+(?=[\"“‘'(£$€¥]*[A-Z0-9ÀÁÉÍÓÚÑ])|(?<=[。！？])")
_SHORT_FORM = re.compile(
    r"\b(?:mr|mrs|ms|dr|st|no|tel|approx|incl|excl|max|min|e\.g|i\.e|[a-z])\.$", re.I
)

Said = tuple[str, tuple[int, ...]]


def sentences(reading: Reading) -> tuple[Said, ...]:
    """Every sentence outside tables, in reading order: its words and its lines."""
    out: list[Said] = []
    taken: set[int] = set()
    for block in reading.blocks:
        taken.update(block.lines)
        if not block.rows:
            for part in _parts(reading, block):
                out += _split(reading, part)
    for index in range(len(reading.lines)):
        if index not in taken:
            out += _split(reading, (index,))
    return tuple(out)


def _parts(reading: Reading, block: Block) -> Iterator[tuple[int, ...]]:
    """Runs of lines that go on into each other."""
    widest = max(reading.lines[i].box.right for i in block.lines)
    left = min(reading.lines[i].box.left for i in block.lines)
    run: list[int] = []
    for index in block.lines:
        run.append(index)
        reach = (reading.lines[index].box.right - left) / max(widest - left, 1e-6)
        if reach < FULL_LINE or reading.lines[index].text.rstrip().endswith((":", "：")):
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _split(reading: Reading, lines: tuple[int, ...]) -> list[Said]:
    """The sentences of a run; each with those of its lines that its words stand on."""
    spans: list[tuple[int, int, int]] = []
    text = ""
    for index in lines:
        words = reading.lines[index].text.strip()
        text += " " if text else ""
        spans.append((len(text), len(text) + len(words), index))
        text += words
    out: list[Said] = []
    start = 0
    for end in (*_ends(text), len(text)):
        words = text[start:end].strip()
        if words:
            first = text.index(words, start)
            last = first + len(words)
            on = tuple(i for low, high, i in spans if low < last and high > first)
            out.append((words, on))
        start = end
    return out


def _ends(text: str) -> list[int]:
    found = [match.end() for match in _STOP.finditer(text)]
    return [end for end in found if not _SHORT_FORM.search(text[:end].rstrip())]
