"""`clearsight data add`: one published set, checked, in the layout that tasks read."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clearsight.errors import UsageError
from clearsight.evals.sets import folders, rows
from clearsight.evals.sets.table import Published, one

_LICENCES = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE")


@dataclass(frozen=True, slots=True)
class Added:
    """What was written.

    Attributes:
        path: of the set; rows: rows or people in it.
        known: how many of them are as published, by their hashes; 0 where no hash is known.
        left_out: rows of the origin that are not brought along.
        licence: "as known", "another wording", or "none to check".
    """

    path: Path
    rows: int
    known: int
    left_out: int
    licence: str


def add(name: str, source: Path, data: Path) -> Added:
    """Bring a set from its origin's layout into DATA/NAME. Nothing is written unless all holds.

    Raises:
        UnknownName: no such set.
        UsageError: something is missing in `source`, the licence is another, rows or pictures that
            we know are not there as published, or DATA/NAME exists.
    """
    published, target = one(name), data / name
    if not source.is_dir():
        raise UsageError(f"{source} is no folder; give {published.get} ({published.origin})")
    if target.exists():
        raise UsageError(f"{target} is there already; move it away to add the set again")
    places = {want: _place(want, source, published) for want in published.needs}
    licence, licence_file = _licence(published, source)
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{name}.", dir=data) as made:
        work = Path(made) / name
        work.mkdir()
        if name in folders.PEOPLE:
            count, known, left_out = folders.PEOPLE[name](source, places, work), 0, 0
        else:
            count, known, left_out = _rows(published, places, work)
        if licence_file is not None:
            shutil.copyfile(licence_file, work / "LICENSE")
        (work / "SOURCE.md").write_text(_source(published, places, licence), encoding="utf-8")
        work.rename(target)
    return Added(target, count, known, left_out, licence)


def _rows(published: Published, places: Mapping[str, Path], work: Path) -> tuple[int, int, int]:
    """Write rows and pictures; returns how many, how many known, how many left out."""
    if published.name in rows.READERS:
        every = list(rows.READERS[published.name](places[published.needs[0]]))
        digests = {published.digest(row) for row in every}
        kept = [row for row in every if rows.may_stay(published.name, row)]
    else:
        found = list(folders.READERS[published.name](places))
        digests = {each.digest for each in found}
        kept = every = [each.row for each in found]
        (work / "images").mkdir()
        for each in found:
            (work / each.row["file"]).write_bytes(each.data)
    known = _check(published, digests)
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in kept)
    (work / published.file).write_text("".join(lines), encoding="utf-8")
    return len(kept), known, len(every) - len(kept)


def _check(published: Published, digests: set[str]) -> int:
    """How many are as published.

    Raises:
        UsageError: one that is known is missing or was changed.
    """
    known = published.known()
    lost = known - digests
    if lost:
        raise UsageError(
            f"{len(lost)} of {len(known)} rows or pictures that this version of clearsight knows "
            f"of {published.name} are missing or changed; figures would not be comparable. "
            f"Get {published.get} from {published.origin}"
        )
    return len(known)


def _place(want: str, source: Path, published: Published) -> Path:
    """Where a file or folder of that name lies, nearest to the top.

    Raises:
        UsageError: nowhere.
    """
    found = sorted(source.rglob(want), key=lambda path: (len(path.parts), path))
    if not found:
        raise UsageError(
            f"{source} holds no {want!r}; expected {published.get} ({published.origin})"
        )
    return found[0]


def _licence(published: Published, source: Path) -> tuple[str, Path | None]:
    """Whether the licence is the one we know, and its file.

    Raises:
        UsageError: it is missing, or says something else.
    """
    if not published.licence_says:
        return "none to check", None
    names: Sequence[str] = (published.licence_file,) if published.licence_file else _LICENCES
    path = next((source / name for name in names if (source / name).is_file()), None)
    if path is None:
        raise UsageError(f"{source} holds no {names[0]}; bring the licence with the set")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() in published.licence_sha256:
        return "as known", path
    text = " ".join(data.decode("utf-8", "replace").split())
    missing = [words for words in published.licence_says if words not in text]
    if missing:
        raise UsageError(
            f"{path} does not say {missing[0]!r}: expected {published.licence}; the set may have "
            "another licence now"
        )
    return "another wording", path


def _source(published: Published, places: Mapping[str, Path], licence: str) -> str:
    hashes = [
        f"- {name}: sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for name, path in places.items()
        if path.is_file()
    ]
    lines = [
        f"# {published.name}", "", f"- origin: {published.origin}",
        f"- licence: {published.licence} (file: {licence})", f"- citation: {published.citation}",
        "- brought here by `clearsight data add`", *hashes, "",
    ]  # fmt: skip
    return "\n".join(lines)
