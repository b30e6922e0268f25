"""The table of published sets."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from clearsight.errors import UnknownName

_HERE = files("clearsight.evals.sets")
SAMPLE_NOTE = "asked the small sample of the sets that ships, too few rows for conclusions"
SHOWN_HEX = 16  # of a row's SHA-256 in known/: 64 bits tell some thousand rows apart


@dataclass(frozen=True, slots=True)
class Published:
    """One set.

    Attributes:
        get: what to bring, in words; needs: names of files or folders somewhere in it.
        licence_file: "" for LICENSE, LICENSE.txt or LICENSE.md.
        licence_sha256: of the licence as we have seen it; licence_says: words of any wording.
        file: name of the JSON lines in our layout, "" for a set of folders.
        key: fields of a row that its hash covers, or what else is hashed: "picture", "source".
    """

    name: str
    licence: str
    origin: str
    get: str
    needs: tuple[str, ...]
    file: str
    key: tuple[str, ...]
    citation: str
    licence_file: str = ""
    licence_sha256: tuple[str, ...] = ()
    licence_says: tuple[str, ...] = ()

    def known(self) -> frozenset[str]:
        """Hashes of rows or pictures as they were published; empty where none is known."""
        path = _HERE / "known" / f"{self.name}.txt"
        if not path.is_file():
            return frozenset()
        return frozenset(path.read_text(encoding="utf-8").split())

    def digest(self, row: Mapping[str, Any]) -> str:
        """The hash of a row by its key fields."""
        said = json.dumps([row[name] for name in self.key], ensure_ascii=False)
        return short(said.encode())


def short(data: bytes) -> str:
    """The first hexadecimal digits of the SHA-256."""
    return hashlib.sha256(data).hexdigest()[:SHOWN_HEX]


@cache
def published() -> dict[str, Published]:
    """Every set by name."""
    raw = tomllib.loads((_HERE / "sets.toml").read_text(encoding="utf-8"))
    return {name: _made(name, one) for name, one in raw.items()}


def sample() -> Path:
    """The few rows of the permissive sets that ship, in the layout of the sets."""
    return Path(str(_HERE / "sample"))


def one(name: str) -> Published:
    """The set of that name.

    Raises:
        UnknownName: the table has none.
    """
    known = published()
    if name not in known:
        raise UnknownName("set", name, list(known))
    return known[name]


def _made(name: str, raw: Mapping[str, Any]) -> Published:
    tuples = {key: tuple(value) for key, value in raw.items() if isinstance(value, list)}
    return Published(name, **{**raw, **tuples})
