"""Bulk moderation: one line in, one line out, in order, whatever happens."""

import base64
import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from clearsight.bulk import Job, Moderator, files, line, moderate
from clearsight.bulk import run as bulk_run
from clearsight.detect import words
from clearsight.errors import ClearsightError, UsageError

HELLO = [{"role": "user", "content": "What is the capital of France?"}]


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "navy").save(out, "PNG")
    return out.getvalue()


def shown(url: str) -> list[dict[str, Any]]:
    return [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]


def lines_in(*rows: object) -> str:
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


def run(tmp_path: Path, text: str) -> list[dict[str, Any]]:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(text)
    moderate(source, target, Job("default", tmp_path), workers=1, progress=False)
    return [json.loads(line) for line in target.read_text().splitlines()]


def test_every_line_gets_its_record_in_order_and_none_is_an_allow_by_accident(
    tmp_path: Path,
) -> None:
    (tmp_path / "blue.png").write_bytes(png())
    (tmp_path / "fake.jpg").write_text("this is no picture")
    data = "data:image/png;base64," + base64.b64encode(png()).decode()
    out = run(
        tmp_path,
        lines_in(
            {"id": "plain", "messages": HELLO},
            '{"id": "broken", ',
            {"id": "file", "messages": shown("blue.png")},
            {"id": "data", "messages": shown(data)},
            {"id": "fake", "messages": shown("fake.jpg")},
            {"id": "gone", "messages": shown("gone.png")},
            {"id": "web", "messages": shown("https://example.com/a.png")},
            {"id": "audio", "messages": [{"role": "user", "content": [{"type": "input_audio"}]}]},
            {"id": "none"},
            "[1, 2]",
        ),
    )
    assert [row["id"] for row in out] == [
        "plain", None, "file", "data", "fake", "gone", "web", "audio", "none", None,
    ]  # fmt: skip
    judged = {"plain", "file", "data"}
    for row in out:
        assert (row["error"] is None) == (row["id"] in judged), row
        assert row["action"] == ("allow" if row["id"] in judged else "refuse"), row
    assert set(out[0]) == {
        "id", "action", "category", "rule", "score", "findings", "cpu_ms", "error",
    }  # fmt: skip


def test_hostile_lines_become_records(tmp_path: Path) -> None:
    half = "\\ud800"
    out = run(
        tmp_path,
        lines_in(
            "[" * 100_000,
            '{"id": "half' + half + '", "messages": [{"role": "user", "content": "hi"}]}',
            '{"id": "path", "messages": ' + json.dumps(shown("a.png")).replace("a.", half) + "}",
            {"id": "type", "messages": [{"role": "user", "content": [{"type": ["a"]}]}]},
            {"id": "nul", "messages": shown("a\x00.png")},
            {"id": "long", "messages": shown("a" * 5000)},
            '{"id": NaN, "messages": []}',
            '{"id": 1e999, "messages": []}',
            {"id": {"a": 1}, "messages": HELLO},
            {"id": "last", "messages": HELLO},
        ),
    )
    assert [row["id"] for row in out] == [
        None, "half\ud800", "path", "type", "nul", "long", None, None, None, "last",
    ]  # fmt: skip
    judged = {"half\ud800", "last"}
    for row in out:
        assert (row["error"] is None) == (row["id"] in judged), row
        assert row["action"] == ("allow" if row["id"] in judged else "refuse"), row


async def test_a_bug_in_the_guard_costs_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bug(*_: object) -> None:
        raise RuntimeError("a bug")

    moderator = Moderator(Job("default", tmp_path))
    monkeypatch.setattr("clearsight.wire.conversation", bug)
    row = await moderator.line(json.dumps({"id": 7, "messages": HELLO}).encode())
    moderator.close()
    assert (row["id"], row["action"], row["rule"]) == (7, "refuse", "error.line")
    assert "RuntimeError" in row["error"]


def test_a_line_that_is_too_long_is_not_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_LINE_BYTES", 10)
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"short\n" + b"x" * 95 + b"\n\n" + b" " * 30 + b"x\n" + b"0123456789\nlast")
    assert list(files.lines(path)) == [
        b"short\n", b"x" * 11, b" " * 11, b"0123456789\n", b"last",
    ]  # fmt: skip


@pytest.mark.parametrize("policy", ["nope.toml", "nope"])
def test_a_policy_that_is_not_there_stops_the_run_before_it_writes(
    tmp_path: Path, policy: str
) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(lines_in({"id": "a", "messages": HELLO}))
    with pytest.raises(UsageError, match="nope"):
        moderate(source, target, Job(policy, tmp_path), workers=1, progress=False)
    assert not target.exists()


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("a b.png", "a b.png"),
        ("a%20b.png", "a%20b.png"),
        ("file:///tmp/a%20b.png", "/tmp/a b.png"),
        ("FILE://localhost/tmp/a.png", "/tmp/a.png"),
        ("file://a.png", "a.png"),
    ],
)
def test_file_addresses_are_unescaped(url: str, path: str) -> None:
    assert line.file_path(url) == Path(path)


async def test_the_scheme_of_an_address_may_be_upper_case(tmp_path: Path) -> None:
    moderator = Moderator(Job("default", tmp_path))
    messages = shown("HTTP://example.com/a.png")
    row = await moderator.line(json.dumps({"messages": messages}).encode())
    moderator.close()
    assert "addresses" in row["error"]


@pytest.mark.parametrize("reasons", [False, True])
async def test_reasons_are_worked_out_where_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reasons: bool
) -> None:
    monkeypatch.setattr(words, "_WORTH_REASONS", 0.0)
    monkeypatch.setattr(words, "_FLOOR", 0.0)
    monkeypatch.setattr(words, "drivers", lambda engine, text, head: ("what drove it",))
    monkeypatch.setattr(line, "SHOWN_SCORE", 0.0)
    moderator = Moderator(Job("default", tmp_path, reasons=reasons))
    row = await moderator.line(json.dumps({"messages": HELLO}).encode())
    moderator.close()
    evidence = [tuple(f["evidence"]) for f in row["findings"] if f["detector"] == "words"]
    assert evidence
    assert (("what drove it",) in evidence) == reasons


def test_a_worker_closes_what_it_opened_when_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "blue.png").write_bytes(png())
    at_exit: list[Callable[[], None]] = []
    # Of this module alone: what libraries register meanwhile must not be called early.
    monkeypatch.setattr(bulk_run, "atexit", SimpleNamespace(register=at_exit.append))
    monkeypatch.setattr(bulk_run, "_worker", {})
    bulk_run._prepare(Job("default", tmp_path))
    asked = json.dumps({"id": 1, "messages": shown("blue.png")}).encode()
    assert bulk_run._work(asked)["error"] is None
    for close in at_exit:
        close()
    (tmp_path / "red.png").write_bytes(png() + b" ")
    assert "closed" in bulk_run._work(asked.replace(b"blue", b"red"))["error"]
    bulk_run._worker["loop"].close()


def test_a_worker_that_cannot_start_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_run, "_worker", {})
    bulk_run._prepare(Job("nope", tmp_path))
    with pytest.raises(ClearsightError, match=r"cannot start.*nope"):
        bulk_run._work(b"{}")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_the_command(tmp_path: Path, how: signal.Signals) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    (tmp_path / "blue.png").write_bytes(png())
    asked = {"id": 1, "messages": shown("blue.png")}
    source.write_text(lines_in(*([asked] * 20_000)))
    command = [sys.executable, "-c", "from clearsight.cli import main; raise SystemExit(main())"]
    command += ["moderate", str(source), "-o", str(target), "--workers", "2"]
    with subprocess.Popen(command, start_new_session=True) as process:
        wait_for(lambda: target.exists() and target.stat().st_size > 0, 60)
        process.send_signal(how)
        process.wait(20)
        wait_for(lambda: group(process.pid) == [], 5)
    assert group(process.pid) == []
    assert process.returncode == (143 if how == signal.SIGTERM else -9)


def wait_for(done: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        time.sleep(0.1)


def group(leader: int) -> list[str]:
    """Living processes of a process group."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, pgid = stat.read_text().rpartition(")")[2].split()[:3]
            if int(pgid) == leader and state != "Z":
                found.append(stat.parent.name)
    return found
