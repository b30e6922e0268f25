"""A user's own pictures: a folder, or a WebDataset archive (pictures beside their texts, by name).

Beside a picture `apron.png` may lie `apron.txt` (a caption: its name) or `apron.json` with any of
{"name" or "caption", "keywords": [...], "language", "licence", "origin", "credit"}. Without either
the file's name is its name. Without a stated licence the record says "unstated", which the
permissive filter leaves out.
"""

import json
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from clearsight.errors import UsageError
from clearsight.imaging.index.picture import Raw, Term

PICTURES = (".png", ".jpg", ".jpeg", ".svg")
_NOTES = (".json", ".txt")
_MOST_BYTES = 20 * 1024 * 1024
UNSTATED = "unstated"


def own_pictures(path: Path, *, licence: str = UNSTATED) -> Iterator[Raw]:
    """The pictures of a folder (with all below it) or of a .tar file, in the order of their names.

    Args:
        licence: what holds for pictures whose .json states none.

    Raises:
        UsageError: no such folder or archive, or a note beside a picture that cannot be read.
    """
    if path.is_dir():
        yield from _folder(path, licence)
    elif path.is_file() and path.suffix == ".tar":
        yield from _archive(path, licence)
    else:
        raise UsageError(
            f"{path} is no folder and no .tar file; expected a folder of pictures or a WebDataset"
        )


def _folder(root: Path, licence: str) -> Iterator[Raw]:
    for file in sorted(root.rglob("*")):
        if file.suffix.lower() not in PICTURES or file.is_symlink() or not file.is_file():
            continue
        notes = {
            suffix: file.with_suffix(suffix).read_bytes()
            for suffix in _NOTES
            if file.with_suffix(suffix).is_file()
        }
        inside = file.relative_to(root).as_posix()
        yield _raw(root, inside, file.read_bytes(), notes, licence)


def _archive(path: Path, licence: str) -> Iterator[Raw]:
    """Members of one picture stand together in a WebDataset: one group is held at a time."""
    held: dict[str, bytes] = {}
    stem = ""
    try:
        with tarfile.open(path, "r|") as archive:
            for member in archive:
                where = PurePosixPath(member.name)
                if not member.isfile() or member.size > _MOST_BYTES:
                    continue
                here = str(where.parent / where.name.split(".")[0])
                if here != stem:
                    yield from _group(path, stem, held, licence)
                    stem, held = here, {}
                file = archive.extractfile(member)
                suffix = where.name[len(where.name.split(".")[0]) :].lower()
                if file is not None and suffix in (*PICTURES, *_NOTES):
                    held[suffix] = file.read()
    except tarfile.TarError as error:
        raise UsageError(f"{path} cannot be read as a .tar file: {error}") from error
    yield from _group(path, stem, held, licence)


def _group(path: Path, stem: str, held: Mapping[str, bytes], licence: str) -> Iterator[Raw]:
    for suffix in PICTURES:
        if suffix in held:
            yield _raw(path, stem.removeprefix("./") + suffix, held[suffix], held, licence)


def _raw(place: Path, inside: str, data: bytes, notes: Mapping[str, bytes], licence: str) -> Raw:
    about = _about(f"{place}: {inside}", notes)
    language = str(about.get("language", ""))
    stem = PurePosixPath(inside).stem.replace("_", " ").replace("-", " ")
    keywords = about.get("keywords", [])
    if not isinstance(keywords, list):
        raise UsageError(f"{place}: {inside}: keywords are {keywords!r}, expected a list of words")
    name = str(about.get("name") or about.get("caption") or stem)
    identity = f"{place.stem}/{inside}"
    return Raw(
        identity, f"own:{identity}", place.stem, str(about.get("licence", licence)),
        str(about.get("origin", f"{place.name} {inside}")), data,
        (Term(name, language, name=True), *(Term(str(word), language) for word in keywords)),
        str(about.get("credit", "")),
    )  # fmt: skip


def _about(where: str, notes: Mapping[str, bytes]) -> dict[str, object]:
    about: dict[str, object] = {}
    if ".txt" in notes:
        lines = notes[".txt"].decode("utf-8", "replace").strip().splitlines()
        about["caption"] = lines[0].strip() if lines else ""
    if ".json" in notes:
        try:
            found = json.loads(notes[".json"])
        except ValueError as error:
            raise UsageError(f"{where}: the .json beside it cannot be read: {error}") from error
        if not isinstance(found, dict):
            raise UsageError(f"{where}: the .json beside it is no object")
        about |= found
    return about
