"""Bulk moderation: one line in, one line out, in order, whatever happens."""

import base64
import io
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from clearsight.bulk import Job, moderate
from clearsight.errors import UsageError
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
    target.write_text('{"id": 0, "kept": true}\n{"id": 1, "ha')
    done = moderate(source, target, Job("default", tmp_path), workers=1, progress=False)
    out = [json.loads(line) for line in target.read_text().splitlines()]
    assert (done.resumed, done.lines) == (1, 3)
    assert [row["id"] for row in out] == [0, 1, 2, 3]
    assert out[0]["kept"]


def test_an_output_of_another_input_is_not_continued(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(lines_in({"id": "a", "messages": HELLO}))
    target.write_text('{"id": "other"}\n')
    with pytest.raises(UsageError, match="another input"):
        moderate(source, target, Job("default", tmp_path), workers=1, progress=False)
    assert target.read_text() == '{"id": "other"}\n'


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
