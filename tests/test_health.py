"""`doctor` ends with a report, whatever is broken."""

import stat
from pathlib import Path

import pytest

from clearsight import health, registry


def program(folder: Path, text: str) -> None:
    path = folder / "tesseract"
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("#!/bin/sh\nexec sleep 30\n", "TimeoutExpired"),
        ("#!/no/such/interpreter\n", "FileNotFoundError"),
        ("#!/bin/sh\nprintf '\\377\\376'\n", "UnicodeDecodeError"),
    ],
)
def test_a_tesseract_that_does_not_work_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: str
) -> None:
    program(tmp_path, text)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(health, "TESSERACT_S", 0.5)
    check = health._tesseract()
    assert check.state == "broken"
    assert says in check.detail
    assert check.fix


def test_a_plug_in_that_raises_anything_is_one_broken_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def bug(kind: str, name: str) -> None:
        raise RuntimeError(f"{name} has a bug")

    monkeypatch.setattr(registry, "factory", bug)
    found = {check.name: check for check in health._parts()}
    assert found["model describer"].state == "broken"
    assert "RuntimeError: describer has a bug" in found["model describer"].detail


async def test_a_self_test_that_raises_anything_is_one_broken_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def bug(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(health, "guarded", bug)
    check = await health._self_test("default")
    assert (check.state, check.detail) == ("broken", "RuntimeError: a bug")
