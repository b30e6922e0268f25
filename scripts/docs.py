"""Regenerate what the documents quote from the code: the README's tree and the commands' help.

Usage: docs.py [--check]     with --check nothing is written; exit 1 when something is stale.
"""

import ast
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "clearsight"
FLOORS = (
    ("doors", ("cli", "server", "gateway", "app")),
    ("assembled", ("deployment", "build", "health", "bulk")),
    ("work done with packages", ("train", "evals", "card")),
    ("the network that is trained", ("vlm",)),
    ("pictures made, changed and found", ("imaging",)),
    ("people and what is kept, sealed", ("people", "vault", "samples")),
    ("parts", ("senses", "detect", "models", "ingest", "hashes", "store", "audit")),
    (
        "heart and tools",
        ("guard", "trace", "registry", "weights", "scale", "settings", "cache", "breaker"),
    ),
    (
        "words (standard library only)",
        (
            "content",
            "reading",
            "aloud",
            "verdict",
            "policy",
            "wording",
            "language",
            "streets",
            "roles",
            "wire",
            "plain",
            "result",
            "stats",
            "errors",
            "svg",
        ),
    ),
)


def first_line(name: str) -> str:
    """First sentence of a room's docstring."""
    path = PACKAGE / f"{name}.py"
    path = path if path.is_file() else PACKAGE / name / "__init__.py"
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return doc.splitlines()[0]


def tree() -> str:
    """The rooms by floor, one line each; a room that no floor names is an error."""
    there = {path.stem for path in PACKAGE.glob("*.py")}
    there |= {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    named = {name for _, names in FLOORS for name in names}
    if there - {"__init__"} != named:
        raise SystemExit(f"rooms and FLOORS differ: {sorted((there - {'__init__'}) ^ named)}")
    lines = ["src/clearsight/"]
    for floor, names in FLOORS:
        lines.append(f"  -- {floor} " + "-" * max(0, 76 - len(floor)))
        lines += [f"  {name:<12}{first_line(name)}" for name in names]
    return "```text\n" + "\n".join(lines) + "\n```"


def help_text() -> str:
    """`--help` of every command, at 88 columns."""
    os.environ["COLUMNS"] = "88"
    os.environ["NO_COLOR"] = "1"
    from clearsight.cli import parser

    top = parser()
    parts = [top.format_help()]
    (commands,) = [a.choices for a in top._actions if isinstance(a.choices, dict)]
    for command in commands.values():
        inner = [a.choices for a in command._actions if isinstance(a.choices, dict)]
        parts.append(command.format_help())
        parts += [action.format_help() for choices in inner for action in choices.values()]
    return "\n\n".join("```text\n" + part.strip() + "\n```" for part in parts)


def renewed(path: Path, name: str, text: str) -> str:
    """The document with the block `name` replaced."""
    pattern = rf"(<!-- {name}: made by scripts/docs.py -->\n).*?(<!-- end {name} -->)"
    return re.sub(
        pattern, lambda m: m[1] + text + "\n" + m[2], path.read_text("utf-8"), flags=re.DOTALL
    )


def main() -> int:
    """Write or check."""
    stale = []
    for path, name, text in (
        (ROOT / "README.md", "tree", tree()),
        (ROOT / "docs" / "commands.md", "help", help_text()),
    ):
        new = renewed(path, name, text)
        if new != path.read_text("utf-8"):
            stale.append(path.name)
            if "--check" not in sys.argv:
                path.write_text(new, "utf-8")
    print(f"stale: {', '.join(stale)}; run scripts/docs.py" if stale else "docs: up to date")
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
