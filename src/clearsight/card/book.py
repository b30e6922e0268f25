"""The folder of a card: built, written, and checked by building it again from its own records.

DIR/index.html card.md card.json   the card in three forms
DIR/figures/*.svg                  its drawings
DIR/runs/TASK/MODEL/STACK/         the records that every number follows from
DIR/about.toml gate.toml           what people wrote, where they did
DIR/manifest.json                  the SHA-256 of each of these
"""

import hashlib
import json
import os
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from clearsight.card.facts import About, Facts, document, facts
from clearsight.card.figures import figures
from clearsight.card.markdown import markdown
from clearsight.card.page import page
from clearsight.card.place import place
from clearsight.errors import UsageError
from clearsight.result import Folder, Record, encode, read_folder

MANIFEST = "manifest.json"
SCHEMA = "clearsight.manifest/1"
_ABOUT, _GATE, _RUNS = "about.toml", "gate.toml", "runs"
_RECORDS = ("run.json", "samples.jsonl", "results.jsonl")


@dataclass(frozen=True, slots=True)
class Texts:
    """What people wrote, as the files hold it; "" for a file that is not there."""

    about: str = ""
    gate: str = ""


def read_runs(path: Path) -> list[Folder]:
    """Every run under a folder, checked: samples as hashed, Results as they follow from them.

    Raises:
        UsageError: there is none, or one is damaged or was edited.
    """
    found = [read_folder(one.parent) for one in sorted(path.rglob("run.json"))]
    if not found:
        raise UsageError(
            f"no run under {path}; expected folders with run.json, as `clearsight eval run` writes"
        )
    return found


def read_about(text: str, where: str) -> About:
    """The keys of an `about.toml`.

    Raises:
        UsageError: no TOML, an unknown key, or a value that is no text.
    """
    if not text:
        return About()
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{where} is not TOML: {error}") from error
    known = [one.name for one in fields(About)]
    for key, value in raw.items():
        if key not in known or not isinstance(value, str):
            raise UsageError(
                f"{where}: {key} = {value!r}; expected text under one of {', '.join(known)}"
            )
    return About(**{key: value.strip() for key, value in raw.items()})


def build(folders: Sequence[Folder], texts: Texts, out: Path, version: str) -> Facts:
    """Write the card of some runs; a card that was there is replaced, file by file.

    Args:
        version: of the package, which stands on the card.

    Returns:
        What the card states.

    Raises:
        UsageError: runs that cannot stand on one card, or a folder that holds something else.
    """
    if out.exists() and any(out.iterdir()) and not (out / MANIFEST).is_file():
        raise UsageError(f"{out} is not empty and holds no card; name another folder")
    card = _facts(folders, texts, version)
    made = dict(_files(card, texts))
    shutil.rmtree(out / _RUNS, ignore_errors=True)
    shutil.rmtree(out / "figures", ignore_errors=True)
    for name in (_ABOUT, _GATE):
        (out / name).unlink(missing_ok=True)
    for name, data in made.items():
        _write(out / name, data)
    _write(out / MANIFEST, _manifest(made, version))
    return card


def check(path: Path, against: Path | None = None) -> list[str]:
    """What is wrong with a card, [] for nothing.

    Every file is made again from the records in the folder and must be the same to the byte, so
    that a number which does not follow from the samples is found even where the manifest was
    edited with it. With `against` the records must be those of the original runs as well.

    Raises:
        UsageError: the folder holds no card.
    """
    manifest = _read_manifest(path)
    stated: Mapping[str, str] = manifest["files"]
    wrong = list(_differ(path, stated))
    try:
        folders = read_runs(path / _RUNS)
        texts = Texts(_text(path / _ABOUT), _text(path / _GATE))
        made = dict(_files(_facts(folders, texts, manifest["built_with"]), texts))
    except UsageError as error:
        return [*wrong, str(error)]
    for name, data in made.items():
        there = path / name
        if not there.is_file() or there.read_bytes() != data:
            wrong.append(f"{name} does not follow from the records in {_RUNS}/")
    wrong += [f"{name} is not part of the card" for name in sorted(set(stated) - set(made))]
    if against is not None:
        wrong += _other_runs(folders, read_runs(against))
    return list(dict.fromkeys(wrong))


def _facts(folders: Sequence[Folder], texts: Texts, version: str) -> Facts:
    return facts(folders, read_about(texts.about, _ABOUT), texts.gate, version)


def _files(card: Facts, texts: Texts) -> Iterator[tuple[str, bytes]]:
    drawn = figures(card)
    yield "card.json", (json.dumps(document(card), ensure_ascii=False, indent=1) + "\n").encode()
    yield "card.md", markdown(card, drawn).encode()
    yield "index.html", page(card, drawn).encode()
    yield from ((f"figures/{one.name}.svg", one.svg.encode()) for one in drawn)
    yield from ((name, text.encode())
                for name, text in ((_ABOUT, texts.about), (_GATE, texts.gate)) if text)  # fmt: skip
    for folder in card.folders:
        records: tuple[Sequence[Record], ...] = ([folder.run], folder.samples, folder.results)
        for name, lines in zip(_RECORDS, records, strict=True):
            whole = "".join(f"{encode(one)}\n" for one in lines)
            yield f"{place(folder)}/{name}", whole.encode()


def _manifest(made: Mapping[str, bytes], version: str) -> bytes:
    files = {name: hashlib.sha256(made[name]).hexdigest() for name in sorted(made)}
    whole = {"schema": SCHEMA, "built_with": version, "files": files}
    return (json.dumps(whole, indent=1) + "\n").encode()


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} holds no card: {MANIFEST} cannot be read ({error})") from error
    if not isinstance(raw, dict) or raw.get("schema") != SCHEMA or not raw.get("files"):
        raise UsageError(f"{path / MANIFEST} is no manifest of version {SCHEMA}")
    return raw


def _differ(path: Path, stated: Mapping[str, str]) -> Iterator[str]:
    for name, digest in stated.items():
        there = path / name
        if not there.is_file():
            yield f"{name} is missing"
        elif hashlib.sha256(there.read_bytes()).hexdigest() != digest:
            yield f"{name} is not the file that was written"
    held = {str(one.relative_to(path)) for one in path.rglob("*") if one.is_file()} - {MANIFEST}
    yield from (f"{name} is in no manifest" for name in sorted(held - set(stated)))


def _other_runs(ours: Sequence[Folder], originals: Sequence[Folder]) -> list[str]:
    theirs = {folder.run.id: folder.run for folder in originals}
    return [
        f"run {folder.run.id} is not the run of that name in the folder that was named"
        for folder in ours
        if theirs.get(folder.run.id) != folder.run
    ]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(data)
    aside.replace(path)
