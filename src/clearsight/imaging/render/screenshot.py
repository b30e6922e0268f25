"""A text in a window on a desktop: editor, browser, mail, dialogue box or terminal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clearsight.imaging.fonts import Face, faces
from clearsight.imaging.item import Item
from clearsight.imaging.lettering import Colour, Laid, Pen, lay
from clearsight.imaging.page import Cell, Page
from clearsight.imaging.render import lexicon
from clearsight.imaging.render.given import one_of
from clearsight.imaging.render.pick import Pick
from clearsight.imaging.render.surface import gradient, laid_on, mixed
from clearsight.senses.script import script_of

APPS = ("editor", "browser", "mail", "dialogue", "terminal")
_BAR, _PAD, _LINE = 38, 28, 40
_DESKTOPS: list[tuple[Colour, Colour]] = [
    ((42, 82, 120), (120, 170, 190)), ((90, 60, 110), (200, 130, 140)),
    ((50, 110, 90), (160, 200, 150)), ((70, 76, 86), (150, 156, 166)),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of a window."""

    bar: Colour
    ground: Colour
    ink: Colour
    faint: Colour
    accent: Colour = (36, 98, 190)


LIGHT = Theme((226, 228, 232), (255, 255, 255), (28, 30, 34), (96, 100, 108))
DARK = Theme((48, 50, 56), (30, 31, 36), (232, 233, 236), (168, 172, 180), (120, 170, 245))


class Screenshot:
    """Parts: language, app, title, text, detail (address, sender, or buttons), style_dark."""

    name = "screenshot"

    def plan(self, seed: int) -> dict[str, Any]:
        pick = Pick(self.name, seed)
        code = lexicon.language(pick)
        app = pick.one(APPS if code == "en" else APPS[:4])
        text = lexicon.prose(pick, code, 2 if app == "dialogue" else pick.between(2, 4))
        if app in ("editor", "terminal", "mail"):
            text += "\n" + lexicon.prose(pick, code, pick.between(1, 3))
        return {
            "language": code,
            "app": app,
            "title": lexicon.said(pick, code, "titles"),
            "text": text,
            "detail": _detail(app, pick),
            "style_dark": app == "terminal" or pick.chance(0.3),
        }

    def paint(self, plan: Mapping[str, Any], seed: int) -> Item:
        pick = Pick(self.name, seed, "paint")
        one_of("app", plan["app"], APPS)
        theme = DARK if plan["style_dark"] else LIGHT
        style = "mono" if plan["app"] == "terminal" else "sans"
        face = pick.one(faces(script_of(plan["text"]), style))
        pen = Pen(face, pick.between(19, 25), theme.ink)
        width = pick.between(420, 560) if plan["app"] == "dialogue" else pick.between(560, 800)
        laid = lay(plan["text"], pen, width - 2 * _PAD)
        head = _BAR + (0 if plan["app"] in ("editor", "dialogue") else 2 * _LINE)
        foot = 74 if plan["app"] == "dialogue" else pick.between(30, 240)
        window = Page.blank(width, head + laid.height + _PAD + foot, theme.ground)
        _frame(window, theme, pick)
        _content(window, plan, laid, theme)
        shown = _on_desktop(window, pick)
        return shown.item(self.name, seed, {**plan, "message": plan["text"]})


def _detail(app: str, pick: Pick) -> str:
    if app == "browser":
        word = pick.one(["notes", "plans", "news", "club", "garden", "town", "travel", "kitchen"])
        return f"www.example.org/{word}/{pick.between(100, 999)}"
    if app == "mail":
        name = pick.one(lexicon.words("sentences")["en"]["name"]).lower()
        return f"{name}{pick.between(10, 99)}@example.com"
    if app == "dialogue":
        return pick.one(["Cancel OK", "No Yes", "Later Save", "Close Open"])
    if app == "terminal":
        word = pick.one(["notes", "todo", "plan", "list", "readme"])
        return f"$ cat {word}{pick.between(1, 99)}.txt"
    return ""


def _frame(page: Page, theme: Theme, pick: Pick) -> None:
    """Title bar with round buttons on the left, or square signs on the right."""
    page.draw.rectangle((0, 0, page.width, _BAR), fill=theme.bar)
    middle = _BAR // 2
    if pick.chance(0.5):
        for index, colour in enumerate([(237, 106, 94), (245, 191, 79), (98, 197, 84)]):
            x = 20 + 22 * index
            page.draw.ellipse((x - 7, middle - 7, x + 7, middle + 7), fill=colour)
        return
    for index in range(3):
        x = page.width - 24 - 34 * index
        left, top, right, bottom = x - 6, middle - 6, x + 6, middle + 6
        if index == 0:
            page.draw.line((left, top, right, bottom), fill=theme.faint, width=2)
            page.draw.line((left, bottom, right, top), fill=theme.faint, width=2)
        elif index == 1:
            page.draw.rectangle((left, top, right, bottom), outline=theme.faint, width=2)
        else:
            page.draw.line((left, middle, right, middle), fill=theme.faint, width=2)


def _small(text: str, ink: Colour, *, size: int = 16) -> Pen:
    return Pen(_plain(text), size, ink)


def _plain(text: str) -> Face:
    return faces(script_of(text))[0]


def _content(page: Page, plan: Mapping[str, Any], laid: Laid, theme: Theme) -> None:
    title, app, detail = plan["title"], plan["app"], plan["detail"]
    page.row([Cell(title, page.width / 2, _small(title, theme.faint), "centre")], 8)
    y: float = _BAR + 14
    if app == "browser":
        box = (_PAD, y, page.width - _PAD, y + 32)
        page.draw.rounded_rectangle(box, 16, fill=mixed(theme.bar, theme.ground, 0.5))
        page.row([Cell(detail, _PAD + 18, _small(detail, theme.ink))], y + 5)
        y += 2 * _LINE - 16
    elif app == "mail":
        page.row([Cell(detail, _PAD, _small(detail, theme.accent, size=18))], y + 4)
        page.draw.line((_PAD, y + 42, page.width - _PAD, y + 42), fill=theme.bar, width=2)
        y += 2 * _LINE - 16
    elif app == "terminal":
        page.row([Cell(detail, _PAD, laid.pen)], y)
        y += laid.pen.line + 6
    bottom = page.put(laid, (_PAD, y), width=page.width - 2 * _PAD)
    if app == "dialogue":
        _buttons(page, detail.split(), bottom + 22, theme)


def _buttons(page: Page, labels: list[str], y: float, theme: Theme) -> None:
    cells = []
    for index, label in enumerate(labels):
        right = page.width - _PAD - 124 * (len(labels) - 1 - index)
        last = index == len(labels) - 1
        fill = theme.accent if last else theme.bar
        page.draw.rounded_rectangle((right - 112, y, right, y + 36), 6, fill=fill)
        ink: Colour = theme.ground if last else theme.ink
        cells.append(Cell(label, right - 56, _small(label, ink), "centre"))
    page.row(cells, y + 7)


def _on_desktop(window: Page, pick: Pick) -> Page:
    x, y = pick.between(20, 90), pick.between(20, 70)
    start, end = pick.one(_DESKTOPS)
    width = window.width + x + pick.between(20, 90)
    ground = gradient(width, window.height + y + pick.between(30, 90), start, end)
    return window.moved(laid_on(window.pixels, ground, (x, y)), (x, y))
