"""Labelled JSON lines: docs/bench.md describes the format. A bad line is told and counted."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clearsight import wire
from clearsight.content import Image
from clearsight.errors import UsageError, WireError
from clearsight.verdict import CATEGORIES

_WORDS = ("text", "set", "lang", "form", "image_text", "tag", "answer")
KEYS = frozenset((*_WORDS, "id", "messages", "label", "category", "cluster"))
MOST_LINE_BYTES = 8 << 20
_PLUG_IN = "x-"
_SOME = Image(b"", "image/png", 1, 1, "")  # pictures are opened when they are judged


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled row.

    Attributes:
        key: hexadecimal SHA-1 of what is judged; equal rows have equal keys.
        name: the row's own id, "" without one.
        label: whether it should be stopped.
        labelled: the categories that the label lists, () for a label of 0 or 1.
        category: whose findings count, "" for every category that the policy refuses; "people/*"
            and "people" count with all that is below.
        cluster: rows that may be alike, unique to the row when its line names none.
        messages: OpenAI chat messages, instead of text; pictures relative to `folder`.
        image_text, tag: what a picture says and shows; the row has one when either is given.
        answer: None when the request is judged, else the answer that is.
    """

    key: str
    name: str
    label: bool
    labelled: tuple[str, ...]
    category: str
    set: str
    lang: str
    cluster: str
    form: str
    text: str
    messages: tuple[Mapping[str, Any], ...] = ()
    image_text: str = ""
    tag: str = ""
    answer: str | None = None
    folder: Path = Path()

    @property
    def id(self) -> str:
        """What a released file calls the row: its own id, else the hash of its text or chat."""
        hashed = hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()
        return self.name or (hashed if self.text else self.key)

    def counts(self, category: str) -> bool:
        """Whether findings of this category count, as far as the row says."""
        return not self.category or within(category, self.category)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no row, and why."""

    path: Path
    number: int
    why: str

    def __str__(self) -> str:
        return f"{self.path}:{self.number}: {self.why}"


@dataclass(frozen=True, slots=True)
class Rows:
    """What was read.

    Attributes:
        rows: in the order of the files.
        bad: lines that are no rows.
        unknown: how many lines have each key that we do not know.
    """

    rows: tuple[Row, ...]
    bad: tuple[BadLine, ...]
    unknown: Mapping[str, int]


def within(category: str, pattern: str) -> bool:
    """Whether a category is the named one or below it: "illicit/drugs" is within "illicit"."""
    name = pattern.removesuffix("/*")
    return category == name or category.startswith(f"{name}/")


def read_rows(paths: Iterable[Path]) -> Rows:
    """All rows of some files; blank lines are nothing.

    Raises:
        UsageError: a file cannot be read, or no line of any file is a row.
    """
    rows: list[Row] = []
    bad: list[BadLine] = []
    unknown: dict[str, int] = {}
    for path in paths:
        for number, raw in _lines(path):
            try:
                record = _record(raw)
                rows.append(_row(record, path, number))
            except UsageError as error:
                bad.append(BadLine(path, number, str(error)))
            else:
                for key in sorted(record.keys() - KEYS):
                    unknown[key] = unknown.get(key, 0) + 1
    if not rows:
        first = f"; the first line that is none: {bad[0]}" if bad else ""
        raise UsageError(f"no line is a labelled row (docs/bench.md){first}")
    return Rows(tuple(rows), tuple(bad), unknown)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except OSError as error:
        raise UsageError(f"rows {path} cannot be read: {error.strerror}") from error


def _record(raw: bytes) -> dict[str, Any]:
    if len(raw) > MOST_LINE_BYTES:
        raise UsageError(f"the line has {len(raw)} bytes, more than {MOST_LINE_BYTES}")
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise UsageError(f"is a JSON {type(record).__name__}, expected an object")
    return record


def _row(record: dict[str, Any], path: Path, number: int) -> Row:
    words = {name: _text(record, name) for name in _WORDS}
    messages = _messages(record.get("messages"))
    if bool(messages) == bool(words["text"].strip()):
        raise UsageError('expected either "text" (words) or "messages" (a list), not both')
    if messages and (words["image_text"] or words["tag"]):
        raise UsageError('"image_text" and "tag" go with "text"; put pictures into "messages"')
    labelled = _labelled(record)
    judged = [words["text"], messages, words["image_text"], words["tag"], record.get("answer")]
    # Pictures of messages are named by paths, which mean something in their folder only.
    canonical = json.dumps([judged, str(path.parent) if messages else ""], sort_keys=True)
    key = hashlib.sha1(canonical.encode(), usedforsecurity=False).hexdigest()
    return Row(
        key=key,
        name=_simple(record, "id"),
        label=bool(record["label"]),
        labelled=labelled,
        category=_category(record),
        set=words["set"] or path.stem,
        lang=words["lang"] or "und",
        cluster=_simple(record, "cluster") or key,
        form=words["form"] or _form(record, messages),
        text=words["text"],
        messages=messages,
        image_text=words["image_text"],
        tag=words["tag"],
        answer=words["answer"] if record.get("answer") is not None else None,
        folder=path.parent,
    )


def _form(record: dict[str, Any], messages: object) -> str:
    return "answer" if record.get("answer") is not None else "messages" if messages else "typed"


def _text(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UsageError(f"{name} is {_short(value)}, expected words")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise UsageError(f"{name} holds half of a surrogate pair at {error.start}") from error
    return value


def _messages(value: object) -> tuple[Mapping[str, Any], ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise UsageError(f"messages is {_short(value)}, expected a list of chat messages")
    try:
        urls = wire.image_urls(value)
        said = wire.conversation(value, {url: (_SOME,) for url in urls})
    except WireError as error:
        raise UsageError(str(error)) from error
    if said.last_user is None:
        raise UsageError("messages hold no message of the user, so there is nothing to judge")
    return tuple(value)


def _labelled(record: dict[str, Any]) -> tuple[str, ...]:
    label = record.get("label")
    if isinstance(label, list) and all(isinstance(one, str) for one in label):
        for one in label:
            _known(one, "label")
        return tuple(dict.fromkeys(label))
    if isinstance(label, bool) or label not in (0, 1):
        found = _short(label) if "label" in record else "missing"
        raise UsageError(f"label is {found}, expected 0, 1 or a list of categories")
    return ()


def _category(record: dict[str, Any]) -> str:
    category = _text(record, "category")
    if category:
        _known(category, "category")
    return category


def _known(category: str, key: str) -> None:
    parent = category.partition("/")[0]
    if not category.startswith(_PLUG_IN) and not any(within(one, parent) for one in CATEGORIES):
        raise UsageError(f"{key} {category!r} is not known; known: {', '.join(CATEGORIES)}")


def _simple(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UsageError(f"{key} is {_short(value)}, expected a word or a number")
    return str(value)


def _short(value: object) -> str:
    return f"a {type(value).__name__}" if isinstance(value, str | list | dict) else repr(value)
