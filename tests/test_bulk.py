"""Bulk moderation: one line in, one line out, in order, whatever happens."""

import atexit
import base64
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from clearsight.bulk import Job, Moderator, files, line, moderate
from clearsight.bulk import run as bulk_run
from clearsight.errors import ClearsightError, UsageError
from clearsight.scale import Pool

HELLO = [{"role": "user", "content": "What is the capital of France?"}]


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "navy").save(out, "PNG")
    return out.getvalue()


def shown(url: str) -> list[dict[str, Any]]:
    return [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]


def lines_in(*rows: object) -> str:
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


def record(name: object, **more: object) -> str:
    """A line as an earlier run has written it."""
    old = {"id": name, "action": "allow", "rule": "before.allow", "error": None}
    return json.dumps(old | more) + "\n"


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


def test_it_resumes_behind_a_half_written_line(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(lines_in(*({"id": n, "messages": HELLO} for n in range(4))))
    target.write_text(record(0, kept=True) + record(1)[:14])
    done = moderate(source, target, Job("default", tmp_path), workers=1, progress=False)
    out = [json.loads(line) for line in target.read_text().splitlines()]
    assert (done.resumed, done.lines) == (1, 3)
    assert [row["id"] for row in out] == [0, 1, 2, 3]
    assert out[0]["kept"]


def test_an_output_of_another_input_is_not_continued(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(lines_in({"id": "a", "messages": HELLO}))
    target.write_text(record("other"))
    with pytest.raises(UsageError, match="another input"):
        moderate(source, target, Job("default", tmp_path), workers=1, progress=False)
    assert target.read_text() == record("other")


@pytest.mark.parametrize("cut", [0, 1, 9])
def test_a_copy_of_the_input_is_neither_done_nor_cut(tmp_path: Path, cut: int) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(lines_in(*({"id": n, "messages": HELLO} for n in range(2))))
    text = source.read_text()[: len(source.read_text()) - cut]
    for held in (text, text.splitlines()[0]):
        target.write_text(held)
        with pytest.raises(UsageError, match="another input"):
            moderate(source, target, Job("default", tmp_path), workers=1, progress=False)
        assert target.read_text() == held


def test_the_input_is_never_the_output(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    text = lines_in({"id": 1, "messages": HELLO}) + '{"id": 2, "messages": []}'
    source.write_text(text)
    (tmp_path / "link.jsonl").symlink_to(source)
    for target in (source, tmp_path / "link.jsonl"):
        with pytest.raises(UsageError, match="the input itself"):
            moderate(source, target, Job("default", tmp_path), workers=1, progress=False)
    assert source.read_text() == text


def test_errors_of_an_earlier_run_still_count(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(lines_in({"id": 0}, {"id": 1, "messages": HELLO}))
    target.write_text(record(0, error="no messages") + record(1))
    done = moderate(source, target, Job("default", tmp_path), workers=1, progress=False)
    assert (done.lines, done.resumed, done.errors) == (0, 2, 1)


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


@pytest.mark.parametrize("name", ["no/such/folder/out", ".", "n" * 300, "a\x00b"])
def test_an_output_that_cannot_be_written_is_wrong_usage(tmp_path: Path, name: str) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(lines_in({"id": "a", "messages": HELLO}))
    with pytest.raises(UsageError):
        moderate(source, tmp_path / name, Job("default", tmp_path), workers=1, progress=False)


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


def test_a_worker_closes_what_it_opened_when_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "blue.png").write_bytes(png())
    at_exit: list[Callable[[], None]] = []
    monkeypatch.setattr(atexit, "register", at_exit.append)
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


def test_an_input_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file"):
        moderate(
            tmp_path / "gone", tmp_path / "out", Job("default", tmp_path), workers=1, progress=False
        )


def double(item: int) -> int:
    if item == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return item * 2


def nothing() -> None:
    """No preparation."""


def lost(item: int) -> int:
    return -item


def test_a_worker_that_dies_loses_only_the_item_that_killed_it() -> None:
    pool = Pool(double, prepare=nothing, workers=2, lost=lost)
    assert list(pool.map(range(1, 12))) == [2, 4, -3, *range(8, 24, 2)]


def dies_early(item: int) -> int:
    if item == 1:
        time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def test_a_worker_that_dies_while_a_result_is_used_ends_nothing() -> None:
    results = []
    for result in Pool(dies_early, prepare=nothing, workers=1, lost=lost).map(range(12)):
        results.append(result)
        # Long enough for the worker to die before the next item is handed out.
        time.sleep(1.0 if result == 0 else 0.0)
    assert results == [0, -1, *range(2, 12)]
