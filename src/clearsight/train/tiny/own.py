"""A user's own rows: JSON lines beside their pictures, or a WebDataset.

    python -m clearsight.train.tiny.own --work WORK --data FILE --licence TEXT [--source TEXT]

JSON lines: {"image": "a.png" | ["a.png", ...], "messages": [{"role": "user", "content": "..."}],
"answer": "...", "rejected": "..."}. Images lie below the file's folder; "<image>" in a content says
where one stands, else they stand before the last question. WebDataset: KEY.png (or .jpg, .webp)
beside KEY.json (the same without "image") or KEY.txt (a caption).

Pictures are decoded in the sandbox of `clearsight.ingest`, read by our own text sense, and stored
as the others are. Rows whose picture a measuring set shows are left out.
"""

import argparse
import hashlib
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from clearsight.errors import IngestError, UsageError
from clearsight.ingest import Ingest
from clearsight.senses.picture import Picture
from clearsight.train.tiny.easel import Easel, Means
from clearsight.train.tiny.rows import MARK, Row, Split, Turn, read_rows, write_rows

PICTURES = (".png", ".jpg", ".jpeg", ".webp")
DEV_SHARE = 0.05
_ASK = "Describe this picture."
_KEYS = frozenset({"image", "messages", "answer", "rejected"})
_MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Own:
    """One row as a user gave it.

    Attributes:
        where: file and line, or archive and key, for messages.
        pictures: encoded, as they lie there.
    """

    where: str
    pictures: tuple[bytes, ...]
    turns: tuple[Turn, ...]
    answer: str
    rejected: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """How many rows went where."""

    train: int
    dev: int
    measured_elsewhere: int


def read(path: Path) -> Iterator[Own]:
    """The rows of a .jsonl file or a .tar archive.

    Raises:
        UsageError: the file is neither, or a row of it is wrong; the message says which and how.
    """
    if path.suffix == ".tar":
        yield from _archive(path)
    elif path.suffix in (".jsonl", ".json"):
        yield from _lines(path)
    else:
        raise UsageError(f"{path} is neither .jsonl nor .tar; docs/tiny.md shows both forms")


def take(work: Path, path: Path, *, licence: str, source: str = "own") -> Taken:
    """Store the pictures of a user's rows and write rows/{train,dev}/own.jsonl.

    Raises:
        UsageError: a row is wrong, or no licence is stated.
    """
    if not licence.strip():
        raise UsageError("state the licence of your rows and pictures, such as --licence CC0-1.0")
    work.mkdir(parents=True, exist_ok=True)
    measured = _measured(work)
    easel = Easel(Means(work, None))
    rows: dict[Split, list[Row]] = {"train": [], "dev": []}
    left = 0
    with Ingest() as ingest:
        for number, own in enumerate(read(path)):
            made = [easel.keep(_pixels(ingest, data, own.where)) for data in own.pictures]
            if measured.intersection(one.digest for one in made):
                left += 1
                continue
            words = "\x1f".join((own.answer, *(turn.text for turn in own.turns)))
            chance = int(hashlib.sha256(words.encode()).hexdigest()[:8], 16) / 2**32
            split: Split = "dev" if chance < DEV_SHARE else "train"
            rows[split].append(
                Row(
                    f"own/{split}/{number:06d}", "own", "own/given", own.turns, own.answer,
                    pictures=tuple(one.digest for one in made),
                    seen=tuple(one.seen for one in made), rejected=own.rejected, split=split,
                    cluster=own.where, source=source, licence=licence,
                )
            )  # fmt: skip
    for split, found in rows.items():
        write_rows(work / "rows" / split / "own.jsonl", found)
    return Taken(len(rows["train"]), len(rows["dev"]), left)


def _measured(work: Path) -> frozenset[str]:
    paths = sorted((work / "measure").glob("*.jsonl"))
    return frozenset(digest for path in paths for row in read_rows(path) for digest in row.pictures)


def _pixels(ingest: Ingest, data: bytes, where: str) -> Any:
    try:
        return Picture.decode(ingest.open_bytes(data)[0]).pixels
    except IngestError as error:
        raise UsageError(f"{where}: its picture cannot be used: {error}") from error


def _lines(path: Path) -> Iterator[Own]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        record = _record(line, where)
        names = record.get("image", [])
        names = [names] if isinstance(names, str) else names
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise UsageError(f'{where}: "image" is {names!r}, expected a file name or a list')
        pictures = tuple(_file(path.parent, name, where) for name in names)
        yield _own(record, pictures, where)


def _record(text: str | bytes, where: str) -> dict[str, Any]:
    try:
        record = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{where} is no JSON: {error}") from error
    unknown = set(record) - _KEYS if isinstance(record, dict) else {"?"}
    if unknown:
        raise UsageError(
            f"{where}: expected an object with {', '.join(sorted(_KEYS))}; got {sorted(unknown)}"
        )
    return dict(record)


def _file(folder: Path, name: str, where: str) -> bytes:
    file = (folder / name).resolve()
    if not file.is_relative_to(folder.resolve()):
        raise UsageError(f"{where}: the picture {name!r} lies outside {folder}; keep it below")
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{where}: {file} cannot be read: {error.strerror}") from error


def _own(record: Mapping[str, Any], pictures: tuple[bytes, ...], where: str) -> Own:
    messages = record.get("messages", [{"role": "user", "content": _ASK}])
    answer, rejected = record.get("answer"), record.get("rejected")
    if not isinstance(answer, str) or not answer.strip():
        raise UsageError(f'{where}: "answer" is {answer!r}, expected what is to be learnt')
    if rejected is not None and (not isinstance(rejected, str) or rejected == answer):
        raise UsageError(f'{where}: "rejected" is {rejected!r}, expected another answer')
    if not isinstance(messages, list) or not messages:
        raise UsageError(f'{where}: "messages" is {messages!r}, expected a list of messages')
    turns = [_turn(message, where) for message in messages]
    if turns[-1].role != "user":
        raise UsageError(f"{where}: the last message is the {turns[-1].role}'s, not the user's")
    marks = sum(turn.text.count(MARK) for turn in turns)
    if marks == 0:
        turns[-1] = Turn("user", MARK * len(pictures) + turns[-1].text)
    elif marks != len(pictures):
        raise UsageError(f"{where}: {len(pictures)} pictures but {marks} marks {MARK}")
    return Own(where, pictures, tuple(turns), answer.strip(), rejected)


def _turn(message: object, where: str) -> Turn:
    if isinstance(message, dict) and set(message) == {"role", "content"}:
        role, content = message["role"], message["content"]
        if role in ("system", "user", "assistant") and isinstance(content, str):
            return Turn(role, content)
    raise UsageError(
        f'{where}: a message is {str(message)[:80]!r}, expected {{"role": "system", "user" or '
        '"assistant", "content": text}'
    )


def _archive(path: Path) -> Iterator[Own]:
    """Members of one row stand together in a WebDataset: one is held at a time."""
    held: dict[str, bytes] = {}
    key = ""
    try:
        with tarfile.open(path, "r|") as archive:
            for member in archive:
                where = PurePosixPath(member.name)
                stem = where.name.split(".")[0]
                here, suffix = str(where.parent / stem), where.name[len(stem) :].lower()
                if not member.isfile() or suffix not in (*PICTURES, ".json", ".txt"):
                    continue
                if member.size > _MOST_BYTES:
                    raise UsageError(f"{path}: {member.name} has {member.size} bytes, over 20 MB")
                if here != key and held:
                    yield _group(path, key, held)
                    held = {}
                key = here
                file = archive.extractfile(member)
                held[suffix] = file.read() if file is not None else b""
    except (tarfile.TarError, OSError) as error:
        raise UsageError(f"{path} cannot be read as a .tar archive: {error}") from error
    if held:
        yield _group(path, key, held)


def _group(path: Path, key: str, held: Mapping[str, bytes]) -> Own:
    where = f"{path}: {key}"
    pictures = tuple(data for suffix, data in sorted(held.items()) if suffix in PICTURES)
    if ".json" in held:
        return _own(_record(held[".json"], where), pictures, where)
    if ".txt" in held:
        caption = held[".txt"].decode("utf-8", "replace").strip()
        return _own({"answer": caption}, pictures, where)
    raise UsageError(f"{where}: expected {key}.json or {key}.txt beside the picture")


def main() -> None:
    """Take rows as the command line says, and print how many."""
    parser = argparse.ArgumentParser(description="Take your own rows.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--licence", required=True)
    parser.add_argument("--source", default="own")
    given = parser.parse_args()
    try:
        taken = take(given.work, given.data, licence=given.licence, source=given.source)
    except UsageError as error:
        raise SystemExit(f"clearsight.train.tiny.own: {error}") from error
    print(f"{taken.train} rows train, {taken.dev} dev; "
          f"{taken.measured_elsewhere} left out, a measuring set shows their picture")  # fmt: skip


if __name__ == "__main__":
    main()
