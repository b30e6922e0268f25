"""Fail when a run-time dependency is under GPL or AGPL, or states no licence we know.

Usage: licences.py requirements.lock
"""

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

FORBIDDEN = re.compile(r"(?<!L)\b(A?GPL|GNU (Affero )?General Public)", re.IGNORECASE)
PERMISSIVE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla Public|HPND|Zlib|CC0|0BSD|"
    r"Unlicense|Boost|BSL-1",
    re.IGNORECASE,
)
# Looked up by hand, because the package's metadata says nothing that can be read.
KNOWN: dict[str, str] = {}


def locked(path: Path) -> list[str]:
    """Names in a lock file."""
    return re.findall(r"^([A-Za-z0-9_.-]+)==", path.read_text(encoding="utf-8"), re.MULTILINE)


def stated(name: str) -> str:
    """What a package says of its licence: expression, classifiers, then the short field."""
    meta = distribution(name).metadata.json
    if expression := meta.get("license_expression"):
        return str(expression)
    classified = [c for c in meta.get("classifier", []) if c.startswith("License ::")]
    lines = str(meta.get("license", "")).strip().splitlines()
    return "; ".join([*classified, *lines[:1]]) or KNOWN.get(name, "")


def main(path: Path) -> int:
    """Print one line per problem; the exit code is their number, at most 1."""
    problems = []
    names = locked(path)
    for name in names:
        try:
            licence = stated(name)
        except PackageNotFoundError:
            problems.append(f"{name}: locked but not installed")
            continue
        if FORBIDDEN.search(licence) and not PERMISSIVE.search(licence):
            problems.append(f"{name}: {licence} is not permissive; run it as a program or drop it")
        elif not PERMISSIVE.search(licence):
            problems.append(f"{name}: states {licence!r}; look it up and add it to KNOWN")
    print("\n".join(problems) or f"licences: {len(names)} run-time packages, all permissive")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
