"""Ways to look at a page, and which of them a quick run tries: every two of them together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from clearsight.app.words import LANGUAGES, RIGHT_TO_LEFT
from tests.app.chrome import Chrome

Colours = Literal["light", "dark", "forced"]
WIDTHS: tuple[int, ...] = (320, 1280)
COLOURS: tuple[Colours, ...] = ("light", "dark", "forced")
LEFT = tuple(code for code in LANGUAGES if code not in RIGHT_TO_LEFT)
# Targets under 44 px high; links inside sentences are exempt, and there are none.
SMALL = (
    "const all = 'button, select, textarea, summary, a:not(.skip), input';"
    "return [...document.querySelectorAll(all)]"
    ".filter((e) => e.type !== 'hidden' && e.checkVisibility() && e.getBoundingClientRect().height"
    " < 43.9).map((e) => e.outerHTML.slice(0, 120))"
)
SPACED = (
    "const sheet = new CSSStyleSheet(); sheet.replaceSync('* { line-height: 1.5 !important;"
    " letter-spacing: .12em !important; word-spacing: .16em !important }');"
    "document.adoptedStyleSheets = [sheet]"
)


@dataclass(frozen=True, slots=True)
class Look:
    """A window's width in px and the visitor's colours."""

    width: int
    colours: Colours


LOOKS = tuple(Look(*one) for one in product(WIDTHS, COLOURS))


def covering(states: Sequence[str]) -> Iterator[tuple[str, str, tuple[Look, ...]]]:
    """A few looks at every state: state, language, looks.

    Each state is seen in each direction, at each width and in each of the colours, and each of
    these with each other: three looks at a state, two of them in one direction.
    """
    for number, state in enumerate(states):
        left, right = LEFT[number % len(LEFT)], RIGHT_TO_LEFT[number % len(RIGHT_TO_LEFT)]
        more, fewer = (left, right) if number % 2 else (right, left)
        shift = number // 2 % 3
        first, second, third = (COLOURS[(shift + place) % 3] for place in range(3))
        narrow, wide = WIDTHS if number // 6 % 2 else WIDTHS[::-1]
        yield state, more, (Look(narrow, first), Look(wide, second))
        yield state, fewer, (Look(wide if number % 4 < 2 else narrow, third),)


def faults(chrome: Chrome, look: Look) -> list[str]:
    """What is wrong with the page that stands there, looked at this way."""
    chrome.look(look.width, dark=look.colours == "dark", forced=look.colours == "forced")
    found = chrome.violations()
    if (wider := chrome.wider_by_px()) > 0:
        found.append(f"{wider} px wider than the window")
    found += (f"under 44 px: {one}" for one in chrome.run(SMALL))
    return [f"{look.width} px, {look.colours}: {one}" for one in found]


def faults_enlarged(chrome: Chrome) -> list[str]:
    """What is wrong at 200 %, and with the text spacing of WCAG 1.4.12."""
    found = []
    chrome.look(640)  # 1280 px at 200 %
    if chrome.wider_by_px() > 0:
        found.append("wider than the window at 200 %")
    chrome.look(320)
    chrome.run(SPACED)
    if chrome.wider_by_px() > 0:
        found.append("wider than the window with wide text spacing")
    return found
