"""Every locked package has a permissive licence that is written down somewhere."""

from email.message import Message
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

from scripts import licences


def package(folder: Path, *lines: str, licence: str = "") -> PathDistribution:
    """An installed package whose metadata has these lines, with a licence file."""
    info = folder / "some_part-1.dist-info"
    (info / "licenses").mkdir(parents=True)
    (info / "METADATA").write_text("\n".join(["Metadata-Version: 2.1", "Name: some-part", *lines]))
    (info / "licenses/LICENSE").write_text(licence)
    (info / "RECORD").write_text("some_part-1.dist-info/licenses/LICENSE,,\n")
    return PathDistribution(info)


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "some.lock"
    path.write_text("some-part==1 \\\n    --hash=sha256:00\n")
    return path


def told(
    lock: Path, made: PathDistribution, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> tuple[int, str]:  # fmt: skip
    assert isinstance(made.metadata, Message)
    monkeypatch.setattr(licences, "distribution", lambda name: made)
    return licences.main([lock]), capsys.readouterr().out


@pytest.mark.parametrize(
    ("lines", "code"),
    [(["License-Expression: MIT"], 0), (["License: GPL-3.0"], 1), (["License: LGPL-3.0"], 1),
     (["Classifier: License :: OSI Approved :: Apache Software License"], 0), ([], 1)],
)  # fmt: skip
def test_what_a_package_states_decides(
    lines: list[str], code: int, lock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert told(lock, package(tmp_path, *lines), monkeypatch, capsys)[0] == code


def test_a_silent_package_needs_the_very_licence_file_that_was_read(
    lock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from hashlib import sha256

    read = sha256(b"Permission is hereby granted").hexdigest()
    monkeypatch.setitem(licences.KNOWN, "some-part", ("MIT", read))
    same = package(tmp_path / "a", licence="Permission is hereby granted")
    assert told(lock, same, monkeypatch, capsys)[0] == 0
    other = package(tmp_path / "b", licence="All rights reserved")
    code, said = told(lock, other, monkeypatch, capsys)
    assert code == 1
    assert "look it up" in said
