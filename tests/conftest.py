"""Fixtures for all tests, and the rule that nothing is skipped where everything can be had."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

STRICT = os.environ.get("CLEARSIGHT_STRICT") == "1"
OPTIONAL_WEIGHTS = Path(__file__).resolve().parents[1] / ".weights"

# What a machine happens to have installed must not change what the tests see.
os.environ["CLEARSIGHT_WEIGHTS"] = str(OPTIONAL_WEIGHTS / "none")
for _name in (
    "CLEARSIGHT_MODEL",
    "CLEARSIGHT_POLICY",
    "CLEARSIGHT_API_KEY",
    "CLEARSIGHT_JUDGES",
    "CLEARSIGHT_JUDGE_API_KEY",
):
    os.environ.pop(_name, None)


@pytest.fixture
def optional_weights(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that scripts/test fills with the optional object weights."""
    if not (OPTIONAL_WEIGHTS / "coco-centernet" / "model.onnx").is_file():
        pytest.skip("optional weights not installed; scripts/test installs them where npm is")
    monkeypatch.setenv("CLEARSIGHT_WEIGHTS", str(OPTIONAL_WEIGHTS))
    return OPTIONAL_WEIGHTS


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The published data sets; they are not part of the repository."""
    place = os.environ.get("CLEARSIGHT_DATA")
    root = Path(place) if place else Path(__file__).resolve().parents[2] / "shared" / "data"
    if not root.is_dir():
        pytest.skip(f"no data sets in {root}; set CLEARSIGHT_DATA")
    return root


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Under CLEARSIGHT_STRICT=1 a skip is a failure: everything was to be installed."""
    report = yield
    if STRICT and getattr(report, "skipped", False) and not hasattr(report, "wasxfail"):
        report.outcome = "failed"  # type: ignore[attr-defined]
        report.longrepr = f"skipped under CLEARSIGHT_STRICT=1: {report.longrepr}"  # type: ignore[attr-defined]
    return report
