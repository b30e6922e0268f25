"""Every weight file that may be loaded, and the check that it is the file that was measured.

`weights.toml` beside this file is the table; `docs/weights.md` says what each file wants and gives.
"""

import functools
import hashlib
import importlib.util
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from clearsight.errors import UnknownName, WeightsError

Place = Literal["shipped", "package", "user"]

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Weight:
    """One row of the table.

    Attributes:
        name: what `locate` is asked for.
        place: "shipped" with Clearsight, in an installed "package", or in the "user" folder.
        package: the package that holds the file, for place "package" only.
        file: path below the folder that `place` names.
        bytes: size of the file.
        sha256: hash of the file.
        licence: SPDX identifier of the weights, or "none stated".
        copyright: the copyright line that the licence asks to keep.
        origin: package==version and the path inside.
        origin_sha256: hash of the file inside the origin; differs where we converted it.
        used_by: the senses and detectors that load it.
        fix: what to do when the file is missing or wrong.
    """

    name: str
    place: Place
    file: str
    bytes: int
    sha256: str
    licence: str
    copyright: str
    origin: str
    used_by: tuple[str, ...]
    fix: str
    package: str = ""
    origin_sha256: str = ""


@functools.cache
def table() -> Mapping[str, Weight]:
    """All rows by name, in the order of the file."""
    rows = tomllib.loads((_HERE / "weights.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            name: Weight(name=name, **{**row, "used_by": tuple(row["used_by"])})
            for name, row in rows.items()
        }
    )


def user_folder() -> Path:
    """Where optional weights are looked for: $CLEARSIGHT_WEIGHTS, else below the home folder."""
    chosen = os.environ.get("CLEARSIGHT_WEIGHTS")
    return Path(chosen) if chosen else Path.home() / ".local/share/clearsight/weights"


def expected_path(name: str) -> Path:
    """Where the file of a row should lie, present or not.

    Raises:
        UnknownName: no row has that name.
        WeightsError: the package that holds the file is not installed.
    """
    weight = _row(name)
    if weight.place == "user":
        return user_folder() / weight.file
    if weight.place == "shipped":
        return _HERE / weight.file
    # Found without importing it: the package may be heavy, and finding is no reason to run it.
    spec = importlib.util.find_spec(weight.package)
    if spec is None or spec.origin is None:
        raise WeightsError(
            f"weight {name!r}: the package {weight.package!r} that holds {weight.file} is not "
            f"installed. {weight.fix}"
        )
    return Path(spec.origin).parent / weight.file


def locate(name: str) -> Path:
    """The path of a weight file, after its size and sha256 were checked.

    A file is hashed once per process; a file that is replaced or rewritten is hashed again.

    Raises:
        UnknownName: no row has that name.
        WeightsError: the file is missing, or is not the file of the table.
    """
    path, weight = expected_path(name), _row(name)
    try:
        stat = path.stat()
    except OSError as error:
        raise WeightsError(
            f"weight {name!r}: {path} is missing ({error.strerror}); expected {weight.bytes} "
            f"bytes, sha256 {weight.sha256}. {weight.fix}"
        ) from error
    if stat.st_size != weight.bytes:
        raise WeightsError(
            f"weight {name!r}: {path} has {stat.st_size} bytes, expected {weight.bytes}. "
            f"{weight.fix}"
        )
    found = _hash(path, stat.st_mtime_ns, stat.st_ino)
    if found != weight.sha256:
        raise WeightsError(
            f"weight {name!r}: {path} has sha256 {found}, expected {weight.sha256}. {weight.fix}"
        )
    return path


def installed(name: str) -> bool:
    """Whether the file of a row is there; `locate` still checks that it is the right one.

    Raises:
        UnknownName: no row has that name.
    """
    weight = _row(name)
    if weight.place == "package" and importlib.util.find_spec(weight.package) is None:
        return False
    return expected_path(name).is_file()


def _row(name: str) -> Weight:
    try:
        return table()[name]
    except KeyError:
        raise UnknownName("weight", name, list(table())) from None


@functools.cache
def _hash(path: Path, modified_ns: int, inode: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
