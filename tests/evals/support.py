"""Rows and detectors whose figures are known beforehand."""

import asyncio
import json
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clearsight.aloud import View
from clearsight.evals.judge.rows import Row, read_rows
from clearsight.verdict import Finding, Where


@dataclass
class Numbers:
    """Reports the number that a text ends with as the score of a category: "text .8"."""

    category: str = "illicit"
    name: str = "numbers"
    version: str = "1"
    views: list[View] = field(default_factory=list)
    fails: str = "never"
    interrupts: str = "never"

    async def detect(self, view: View) -> Sequence[Finding]:
        self.views.append(view)
        heard = view.answer if view.stage == "after" else "\n".join(s.text for s in view.spans)
        if self.interrupts in heard:
            signal.raise_signal(signal.SIGINT)
            await asyncio.sleep(1)
        if self.fails in heard:
            raise RuntimeError("told to fail")
        numbers = [float(word) for word in heard.replace("\n", " ").split() if word[:1] == "."]
        return [Finding(self.category, max(numbers, default=0.0), Where(0, 0), self.name, "1")]


def written(folder: Path, lines: Sequence[Mapping[str, Any] | str], name: str = "rows") -> Path:
    """A file of JSON lines; words stand as they are."""
    path = folder / f"{name}.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return path


def one_row(folder: Path, **line: Any) -> Row:
    """The row of one line."""
    return read_rows([written(folder, [{"text": "hello", "label": 0, **line}])]).rows[0]


def many(count: int = 60) -> list[dict[str, Any]]:
    """Half harmful, with scores from .5 up; the harmless ones from 0 to .6."""
    harmful = [
        {"text": f"do it {n} .{500 + 16 * n:03d}", "label": 1, "lang": "en"}
        for n in range(count // 2)
    ]
    harmless = [
        {"text": f"hello {n} .{20 * n:03d}", "label": 0, "lang": "de"} for n in range(count // 2)
    ]
    return [*harmful, *harmless]
