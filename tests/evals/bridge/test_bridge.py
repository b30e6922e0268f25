"""Our tasks through Inspect AI: what scorers see, what logs hold, and what a killed run loses."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from clearsight.result import Sample, read_lines
from tests.evals.bridge.driver import ITEMS

ROOT = Path(__file__).resolve().parents[3]
MOST_LOG_BYTES = 5000
AT_ONCE, FLUSH = 4, 4  # of the bridge: what is in flight, and not yet written


def started(out: Path, latency_s: float = 0.0) -> "subprocess.Popen[str]":
    """The driver in a process of its own, without the user's settings."""
    out.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.evals.bridge.driver", str(out), str(latency_s)]
    settings = {**os.environ, "HOME": str(out)}
    return subprocess.Popen(
        command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def finished(process: "subprocess.Popen[str]") -> None:
    told, _ = process.communicate(timeout=120)
    assert process.returncode == 0, told[-3000:]


def records(out: Path) -> list[Sample]:
    return list(read_lines(out / "records.jsonl", Sample))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that nothing interrupted."""
    out = tmp_path_factory.mktemp("whole")
    finished(started(out))
    return out


def test_every_item_has_a_record_in_every_stack(whole: Path) -> None:
    rows = records(whole)
    assert len(rows) == 2 * ITEMS
    outcomes = [Counter(row.outcome for row in part) for part in (rows[:ITEMS], rows[ITEMS:])]
    assert outcomes[0] == {"compliance": ITEMS - 1, "error": 1}
    assert outcomes[1] == {"refusal": ITEMS // 3, "compliance": ITEMS - ITEMS // 3 - 1, "error": 1}


def test_the_guards_verdict_reaches_the_record(whole: Path) -> None:
    refused = [row for row in records(whole) if row.outcome == "refusal"]
    assert {(row.by, row.tier, row.category) for row in refused} == {
        ("guard:before", "signal", "illicit")
    }
    assert all(row.rule.startswith("before.illicit") and row.style for row in refused)


def test_the_model_gets_words_and_picture_in_order(whole: Path) -> None:
    """It answers with what it was shown: the hash of that answer is known."""
    from clearsight.evals.bridge.scoring import sha256

    answered = [row for row in records(whole) if row.outcome == "compliance"]
    assert {row.answer_sha256 for row in answered} == {sha256("It is blue. Text Image Text 120")}
    assert all(row.correct for row in answered)


def test_a_model_that_fails_is_an_error_and_no_pass(whole: Path) -> None:
    failed = [row for row in records(whole) if row.item == "square/07"]
    assert [row.outcome for row in failed] == ["error", "error"]
    assert all("told to fail" in row.error for row in failed)


def test_the_viewers_own_figure_is_the_share_of_refusals(whole: Path) -> None:
    from inspect_ai.log import read_eval_log

    shares = {}
    for path in (whole / "logs").rglob("*.eval"):
        log = read_eval_log(str(path), header_only=True)
        assert log.results is not None
        shares[log.eval.model] = log.results.scores[0].metrics["refused"].value
    assert shares["clearsight/bare/counting"] == 0
    assert shares["clearsight/guarded/counting"] == pytest.approx(8 / 23)


def test_logs_are_small_and_hold_no_picture(whole: Path) -> None:
    logs = [path for path in (whole / "logs").rglob("*") if path.is_file()]
    assert logs
    assert sum(path.stat().st_size for path in logs) / (2 * ITEMS) < MOST_LOG_BYTES
    assert not any(b"image/png;base64" in path.read_bytes() for path in logs)


def test_a_killed_run_goes_on_and_ends_as_if_nothing_had_happened(
    whole: Path, tmp_path: Path
) -> None:
    calls = tmp_path / "calls.txt"
    process = started(tmp_path, latency_s=0.3)
    deadline = time.monotonic() + 60
    while not calls.exists() or len(calls.read_text().splitlines()) < ITEMS // 2:
        assert process.poll() is None, process.communicate()[0][-3000:]
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not (tmp_path / "records.jsonl").exists()
    finished(started(tmp_path))

    def plain(rows: list[Sample]) -> list[Sample]:
        return [replace(row, wall_ms=None) for row in rows]

    assert plain(records(tmp_path)) == plain(records(whole))
    asked = [line for line in calls.read_text().splitlines() if not line.endswith("square 7?")]
    once = [line for line in (whole / "calls.txt").read_text().splitlines()
            if not line.endswith("square 7?")]  # fmt: skip
    assert len(asked) - len(once) <= AT_ONCE + FLUSH
