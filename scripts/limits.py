"""Fail when a module or function has outgrown the house rules (module 250 lines, function 60)."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

MODULE_LINES = 250
FUNCTION_LINES = 60


def problems(path: Path) -> Iterator[str]:
    """One line per thing that is too long."""
    text = path.read_text(encoding="utf-8")
    count = text.count("\n")
    if count > MODULE_LINES:
        yield f"{path}: {count} lines, at most {MODULE_LINES}; split it by meaning"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{path}:{node.lineno}: {node.name}: {lines} lines, at most {FUNCTION_LINES}"


def main() -> int:
    """Check the package."""
    found = [line for path in sorted(Path("src").rglob("*.py")) for line in problems(path)]
    print("\n".join(found) or "limits: every module and function is short enough")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
