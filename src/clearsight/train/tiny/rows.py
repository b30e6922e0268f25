"""One row of what `tiny` learns from or is measured on, and its form as a line of JSON.

    {"id": "names/train/000012", "family": "names", "kind": "names/what",
     "turns": [{"role": "user", "text": "<image>What is this?"}], "answer": "This is a kite.",
     "pictures": ["<sha256>"], "seen": [{"text": "", "by": "ocr"}], "expect": ["kite"],
     "cluster": "emoji:1fa81", "source": "...", "licence": "Apache-2.0"}

Values that are the default are left out; a key that is none of these is an error.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from clearsight.errors import UsageError

Split = Literal["train", "dev", "new_instance", "new_class"]
Wanted = Literal["answer", "refuse", "cannot_see"]
Role = Literal["system", "user", "assistant"]
By = Literal["ocr", "known_empty"]
SPLITS: tuple[Split, ...] = get_args(Split)
MARK = "<image>"  # stands in a turn where a picture stands


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side said; MARK where a picture stands, in the order of `Row.pictures`."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What our text sense read in a picture.

    Attributes:
        text: lines joined by line breaks; "" is nothing.
        by: "ocr", or "known_empty": drawn without any text and not read.
    """

    text: str
    by: By = "ocr"


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation with the answer that is right.

    Attributes:
        id: unique in a build and stable for a seed.
        family: which builder made it; the name of its file and of its share in a mixture.
        kind: finer, "family/what".
        turns: end with the user's; empty in documents, whose text is `answer`.
        answer: what is learnt.
        pictures: SHA-256 of the stored PNG files, in the order of the marks.
        seen: one for each picture.
        rejected: the worse answer of a preference pair.
        wanted: which behaviour is right.
        expect: each must be in a right answer, in lower case; "a|b" asks for one of them.
        forbid: a right answer holds none of them.
        cluster: what is kept on one side of a split and what intervals are clustered by.
        twin: id of the harmless row beside a harmful one, or the other way round.
        source, licence: of the words and of every picture, joined by " + ".
    """

    id: str
    family: str
    kind: str
    turns: tuple[Turn, ...]
    answer: str
    pictures: tuple[str, ...] = ()
    seen: tuple[Seen, ...] = ()
    rejected: str | None = None
    split: Split = "train"
    wanted: Wanted = "answer"
    expect: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    cluster: str = ""
    twin: str | None = None
    source: str = ""
    licence: str = ""

    def __post_init__(self) -> None:
        if problem := _problem(self):
            raise UsageError(f"row {self.id!r}: {problem}")

    @property
    def question(self) -> str:
        """The last turn's words, without marks of pictures."""
        return self.turns[-1].text.replace(MARK, "").strip() if self.turns else ""

    def to_json(self) -> dict[str, Any]:
        """Plain values, without those that are the default."""
        plain = asdict(self)
        kept = {f.name: plain[f.name] for f in fields(self) if _stated(self, f.name, f.default)}
        for name in ("turns", "pictures", "seen", "expect", "forbid"):
            if name in kept:
                kept[name] = list(kept[name])
        return kept


def _stated(row: Row, name: str, default: object) -> bool:
    return default is MISSING or getattr(row, name) != default


def _problem(row: Row) -> str:
    text = "".join(turn.text for turn in row.turns) if row.turns else row.answer
    if (marks := text.count(MARK)) != len(row.pictures):
        return f"{len(row.pictures)} pictures but {marks} marks {MARK} in its words"
    if len(row.seen) != len(row.pictures):
        return f"{len(row.pictures)} pictures but {len(row.seen)} readings of them"
    if row.turns and row.turns[-1].role != "user":
        return f"its last turn is the {row.turns[-1].role}'s, expected the user's"
    if not row.answer.strip():
        return "it has no answer"
    if row.rejected is not None and row.rejected.strip() == row.answer.strip():
        return "the rejected answer is the answer"
    return ""


def parse(record: Mapping[str, Any]) -> Row:
    """What `Row.to_json` gave.

    Raises:
        UsageError: a key or a value that no row has; the message names it.
    """
    known = {f.name: f.default for f in fields(Row)}
    unknown = sorted(set(record) - set(known))
    missing = sorted(n for n, default in known.items() if default is MISSING and n not in record)
    if unknown or missing:
        wrong = f"unknown keys {unknown}" if unknown else f"missing keys {missing}"
        raise UsageError(f"a row has {wrong}; expected {', '.join(known)}")
    values = dict(record)
    try:
        values["turns"] = tuple(Turn(**turn) for turn in record["turns"])
        values["seen"] = tuple(Seen(**seen) for seen in record.get("seen", ()))
    except TypeError as error:
        raise UsageError(f"row {record['id']!r}: turns or seen of another form: {error}") from error
    for name in ("pictures", "expect", "forbid"):
        values[name] = tuple(record.get(name, ()))
    _check_words(values)
    return Row(**values)


def _check_words(values: Mapping[str, Any]) -> None:
    found = [("split", values.get("split", "train"), SPLITS)]
    found.append(("wanted", values.get("wanted", "answer"), get_args(Wanted)))
    found += [("role", turn.role, get_args(Role)) for turn in values["turns"]]
    found += [("seen by", seen.by, get_args(By)) for seen in values["seen"]]
    for name, value, allowed in found:
        if value not in allowed:
            expected = ", ".join(allowed)
            raise UsageError(f"row {values['id']!r}: {name} is {value!r}, expected {expected}")


def line(row: Row) -> str:
    """The row as one line of JSON, with its line break."""
    return json.dumps(row.to_json(), ensure_ascii=False) + "\n"


def write_rows(path: Path, rows: Iterable[Row]) -> int:
    """Write a file of rows, whole or not at all; how many there were."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.half")
    count = 0
    with half.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(line(row))
            count += 1
    half.replace(path)
    return count


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file.

    Raises:
        UsageError: there is no such file, or a line of it is no row; the message names the line.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            for number, text in enumerate(lines, 1):
                yield parsed(text, f"{path}:{number}")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error


def parsed(text: str | bytes, where: str) -> Row:
    """A line as a row.

    Raises:
        UsageError: it is no row; `where` stands in the message.
    """
    try:
        record = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{where} is no JSON: {error}") from error
    if not isinstance(record, dict):
        raise UsageError(f"{where} is no JSON object")
    try:
        return parse(record)
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from error
