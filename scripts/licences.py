"""Fail when a locked package is under GPL or AGPL, or states no licence we know.

Usage: licences.py requirements.lock [requirements-dev.lock ...]
"""

import hashlib
import re
import sys
from collections.abc import Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

FORBIDDEN = re.compile(r"(?<!L)\b(A?GPL|GNU (Affero )?General Public)", re.IGNORECASE)
PERMISSIVE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla Public|HPND|Zlib|CC0|0BSD|"
    r"Unlicense|Boost|BSL-1",
    re.IGNORECASE,
)
# Looked up by hand, because the package's metadata says nothing that can be read: the licence, and
# the SHA-256 of the licence file that the wheel ships, in which it was read.
KNOWN: dict[str, tuple[str, str]] = {
    # Byte for byte the text at apache.org/licenses/LICENSE-2.0.txt, as Debian ships it too.
    "agent-client-protocol": (
        "Apache-2.0", "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30",
    ),
    # The words of the MIT licence, "Copyright (C) 2024, baseplate-admin".
    "resvg-py": ("MIT", "753a9e3c09cece8584467a0f605e065005c2a5e5c6da4f0cbb0493d2d52b96f6"),
}  # fmt: skip


def locked(path: Path) -> list[str]:
    """Names in a lock file."""
    return re.findall(r"^([A-Za-z0-9_.-]+)==", path.read_text(encoding="utf-8"), re.MULTILINE)


def stated(name: str) -> str:
    """What a package says of its licence: expression, classifiers, the short field, then KNOWN."""
    package = distribution(name)
    meta = package.metadata.json
    if expression := meta.get("license_expression"):
        return str(expression)
    classified = [c for c in meta.get("classifier", []) if c.startswith("License ::")]
    lines = str(meta.get("license", "")).strip().splitlines()
    return "; ".join([*classified, *lines[:1]]) or _known(package, name)


def _known(package: Distribution, name: str) -> str:
    """The licence that was looked up, while the package still ships the file that was read."""
    licence, digest = KNOWN.get(name, ("", ""))
    shipped = [one.locate() for one in package.files or () if "licen" in one.name.lower()]
    found = {hashlib.sha256(Path(str(one)).read_bytes()).hexdigest() for one in shipped}
    return licence if digest in found else ""


def main(paths: Sequence[Path]) -> int:
    """Print one line per problem; the exit code is their number, at most 1."""
    problems = []
    names = sorted({name for path in paths for name in locked(path)})
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
    print("\n".join(problems) or f"licences: {len(names)} locked packages, all permissive")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main([Path(one) for one in sys.argv[1:]]))
