"""Disabling any one guard call turns a cell of the matrix red."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """In a process of its own: the modules are rewritten while they are imported."""
    out = tmp_path_factory.mktemp("mutants") / "out.json"
    command = [sys.executable, "-m", "tests.enforcement.mutate", str(out)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
        text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, list[str]] = json.loads(out.read_text(encoding="utf-8"))
    return found


def test_no_guard_call_can_be_disabled_unnoticed(result: dict[str, list[str]]) -> None:
    assert result["survived"] == []


def test_every_look_of_the_guard_is_among_them(result: dict[str, list[str]]) -> None:
    assert result["untried"] == []
    assert len(result["killed"]) > 100
