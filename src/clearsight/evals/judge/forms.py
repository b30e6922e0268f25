"""The forms in which a row is judged: as it is, and read aloud in four ways.

Read aloud, the row's words move into a picture's text: a Reading holds them as if every letter had
been read, so these forms measure the judgement and not the reader.
"""

import hashlib
import re
import textwrap
import tomllib
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from clearsight.content import Conversation, Image, Text, said, user
from clearsight.errors import UnknownName
from clearsight.evals.judge.rows import Row
from clearsight.reading import Box, Line, Person, Reading, Tag

READ = ("page", "page_ask", "long", "earlier")
FORMS = ("typed", *READ)
_SENSES = ("text", "people", "tags", "explicit", "codes")
_LINE_CHARS = 60
_AROUND = 4
_COUNT = re.compile(r"(no|\d+) (?:people|persons?)")
_MOST_PEOPLE = 50

Drawer = Callable[[str], Image]


@dataclass(frozen=True, slots=True)
class Task:
    """One row in one form.

    Attributes:
        form: one of `FORMS`, or what the row itself calls its form.
        changed: the words were moved by us; else the row is judged as it stands.
    """

    row: Row
    form: str
    changed: bool = False

    @property
    def stage(self) -> Literal["before", "after"]:
        """Which stage is judged: an answer, where the row has one."""
        return "before" if self.row.answer is None else "after"


@dataclass(frozen=True, slots=True)
class Served:
    """A task as detectors meet it."""

    conversation: Conversation
    readings: Mapping[str, Reading]


def wanted_forms(names: Iterable[str]) -> tuple[str, ...]:
    """Names of forms, "read" standing for all four.

    Raises:
        UnknownName: no such form.
    """
    out: list[str] = []
    for name in names:
        if name not in (*FORMS, "read"):
            raise UnknownName("form", name, [*FORMS, "read"])
        out += READ if name == "read" else (name,)
    return tuple(dict.fromkeys(out))


def tasks(rows: Iterable[Row], forms: Sequence[str]) -> list[Task]:
    """Every row in every form that can be made of it.

    Only typed requests without a picture's text are read aloud; all other rows stay as they are
    and are judged once, whatever forms are wanted.
    """
    out: list[Task] = []
    for row in rows:
        plain = row.form == "typed" and not (row.messages or row.image_text)
        if not plain or "typed" in forms:
            out.append(Task(row, row.form))
        if plain:
            out += [Task(row, form, changed=True) for form in forms if form != "typed"]
    return out


def serve(task: Task, draw: Drawer) -> Served:
    """The conversation of a row that is given as text, with the Readings of its picture.

    Args:
        draw: makes the picture of a page; judges with eyes are shown it.
    """
    row, words = task.row, _texts(task.row.lang)
    if not task.changed:
        if not (row.image_text or row.tag):
            return _answered(row, Served(user(row.text), {}))
        picture = draw(row.image_text)
        readings = {picture.digest: reading(picture, row.image_text, row.tag)}
        return _answered(row, Served(user(row.text, picture), readings))
    text = _long(row.text, words["around"]) if task.form == "long" else row.text
    picture = draw(text)
    page = {"page": user(picture), "long": user(picture)}
    page["page_ask"] = user(str(words["ask"]), picture)
    page["earlier"] = user(picture).then(
        said("assistant", str(words["seen"])), said("user", str(words["go_on"]))
    )
    return Served(page[task.form], {picture.digest: reading(picture, text, row.tag)})


def _answered(row: Row, served: Served) -> Served:
    if row.answer is None:
        return served
    return Served(served.conversation.then(said("assistant", Text(row.answer))), served.readings)


def reading(picture: Image, text: str, tag: str) -> Reading:
    """What the senses would make of a picture that says `text` and shows `tag`.

    Args:
        tag: as in "knife; 2 people"; without a word about people nobody is there.
    """
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, _LINE_CHARS)]
    height = 0.9 / max(1, len(lines))
    placed = tuple(
        Line(line, Box(0.05, 0.05 + height * n, 0.95, 0.05 + height * (n + 1)), 0.99)
        for n, line in enumerate(lines)
    )
    shown = [one.strip() for one in tag.split(";") if one.strip()]
    counts = [match[1] for one in shown if (match := _COUNT.fullmatch(one))]
    people = sum(int(count) for count in counts if count != "no")
    tags = [one for one in shown if not _COUNT.fullmatch(one) and one != "nothing recognised"]
    return Reading(
        picture.digest,
        picture.width_px,
        picture.height_px,
        lines=placed,
        people=(_SOMEBODY,) * min(people, _MOST_PEOPLE),
        tags=tuple(Tag(label, 0.95, speakable=True) for label in tags),
        senses=_SENSES,
    )


_SOMEBODY = Person(0.95, Box(0.4, 0.2, 0.6, 0.5), None, "middle")


def blank(text: str) -> Image:
    """A picture nobody looks at: its Reading is all that our own detectors use."""
    data = text.encode()
    return Image(data, "image/png", 860, 1216, hashlib.sha256(data).hexdigest())


def drawn(text: str) -> Image:
    """A white page with the words on it, for judges that are shown the picture itself."""
    from clearsight.imaging.fonts import faces
    from clearsight.imaging.lettering import Pen, lay
    from clearsight.imaging.page import Page
    from clearsight.senses.script import script_of

    width, margin = 860, 60
    pen = Pen(faces(script_of(text), "sans")[0], 24, (20, 20, 20))
    laid = lay(text, pen, width - 2 * margin) if text.strip() else None
    height = max(400, (laid.height if laid else 0) + 2 * margin)
    page = Page.blank(width, height, (255, 255, 255))
    if laid is not None:
        page.put(laid, (margin, margin), width=width - 2 * margin)
    data = page.item("page", 0, {}).png()
    return Image(data, "image/png", width, height, hashlib.sha256(data).hexdigest())


def _long(text: str, around: object) -> str:
    """The words in the middle of harmless ones, which are chosen by the words themselves."""
    bank = list(around) if isinstance(around, list) else []
    start = zlib.crc32(text.encode()) % len(bank)
    lines = [str(bank[(start + n) % len(bank)]) for n in range(_AROUND)]
    return "\n".join([*lines[: _AROUND // 2], text, *lines[_AROUND // 2 :]])


def _texts(lang: str) -> Mapping[str, object]:
    every = _every_text()
    return every.get(lang.partition("-")[0].lower(), every["en"])


@cache
def _every_text() -> dict[str, dict[str, object]]:
    path = Path(__file__).with_name("texts.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
