"""Load on the assist page: calls that come when their time has come, and streams that stay open.

Run from the repository: python -m scripts.load_page --rate 6.2 --seconds 60 --answer-s 8. Each
visit is a browser's: the page is opened, a photo sent with a question, then follow-ups that carry
photo and conversation, 1.14 of them a photo (Penuela et al. 2024 counted so many). The server is a
process of its own with the scripted model, which says nothing for --answer-s and then all of its
words: by Little's law rate x seconds streams are open. Words are checked to the last one. Times
count from when a call was due:

page    the first byte of the page that a visitor opens, which has all of its content behind it
line    the first byte of the answer's stream: an empty line, which says that the form has arrived
        and nothing about the photo (the script has said "Looking at the photo" by then, by itself)
words   the first words of the answer, or whatever else of it is shown first
"""

import argparse
import asyncio
import html
import io
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np

from scripts.load import Server, drawn, ready

ANSWER = "This is the answer {n}. " + "The page goes on with one more plain sentence. " * 20
LAST = "one more plain sentence."
FOLLOW_UPS = 1.14  # after each photo
QUESTION = "What does the {n} line say about the pump?"


@dataclass
class Seen:
    """What became of the calls; seconds count from when a call was due.

    Attributes:
        lost: why each answer did not come whole.
    """

    page_s: list[float] = field(default_factory=list)
    line_s: list[float] = field(default_factory=list)
    words_s: list[float] = field(default_factory=list)
    end_s: list[float] = field(default_factory=list)
    open: int = 0
    most_open: int = 0
    lost: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def serving(answer_s: float) -> Iterator[Server]:
    """A server with the scripted model, open to this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    text = ANSWER.replace(" ", "+")
    model = f"scripted:text={text}&latency_ms={1000 * answer_s:g}"
    command = [str(Path(sys.executable).parent / "clearsight"), "serve", "--model", model]
    with tempfile.TemporaryDirectory() as folder:
        # Database, audit and keys of its own.
        environment = {**os.environ, "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen([*command, "--port", str(port)], stderr=log, env=environment)
        try:
            yield Server(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()
            process.wait(60)


def _hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


def photo(number: int) -> bytes:
    """Four lines of text, different for every number, as a JPEG."""
    out = io.BytesIO()
    drawn(number).save(out, "JPEG", quality=90)
    return out.getvalue()


async def call(
    client: aiohttp.ClientSession, server: Server, fields: dict[str, str], file: bytes, seen: Seen,
    due: float,
) -> dict[str, str]:  # fmt: skip
    """One question; returns what the form holds afterwards."""
    body = aiohttp.FormData(default_to_multipart=True)
    for name, value in fields.items():
        body.add_field(name, value)
    if file:
        body.add_field("photo", file, filename="photo.jpg", content_type="image/jpeg")
    seen.open += 1
    seen.most_open = max(seen.most_open, seen.open)
    got = Got()
    try:
        async with client.post(f"{server.url}/answer", data=body) as answer:
            got.status = answer.status
            async for raw in answer.content:
                got.take(raw)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        got.error = f"{type(error).__name__}: {error}"
    finally:
        seen.open -= 1
    now = time.perf_counter()
    if not got.whole:
        seen.lost.append(got.why() | {"after_s": round(now - due, 1), "photo": bool(file)})
        return {}
    seen.line_s.append(got.line - due)
    seen.words_s.append(got.spoken - due)
    seen.end_s.append(now - due)
    return fields | _hidden(got.end.get("kept", "")) | {"turns": got.end["turns"]}


@dataclass
class Got:
    """One stream: when things came, and what."""

    status: int = 0
    line: float = 0.0
    spoken: float = 0.0
    words: str = ""
    end: dict[str, Any] = field(default_factory=dict)
    error: str = ""

    def take(self, raw: bytes) -> None:
        """One line."""
        self.line = self.line or time.perf_counter()
        event = json.loads(raw) if raw.strip() else {}
        if event:
            self.spoken = self.spoken or time.perf_counter()
        self.words += event.get("text", "")
        self.end = event.get("end", self.end)

    @property
    def whole(self) -> bool:
        done = self.end.get("state") == "answered" and not self.error
        return done and self.words.strip().endswith(LAST)

    def why(self) -> dict[str, Any]:
        """What is known of an answer that did not come whole."""
        told = {"status": self.status, "state": self.end.get("state", "none")}
        told |= {"problem": self.end.get("problem", ""), "error": self.error}
        return told | {"words": len(self.words)}


async def opened(client: aiohttp.ClientSession, server: Server, seen: Seen, due: float) -> str:
    """Open the page, as every visitor does first; the token of its forms."""
    async with client.get(f"{server.url}/") as page:
        first = await page.content.readany()
        seen.page_s.append(time.perf_counter() - due)
        text = first + await page.content.read()
    return _hidden(text.decode())["token"]


async def visit(
    client: aiohttp.ClientSession, server: Server, number: int, file: bytes, seen: Seen, due: float
) -> None:
    """A photo with a question, then a follow-up to its answer, every seventh time two."""
    token = await opened(client, server, seen, due)
    fields = {"token": token, "question": QUESTION.format(n=number)}
    kept = await call(client, server, fields, file, seen, time.perf_counter())
    for question in ("And what else does it say?", "Which line is the longest?")[
        : 1 + (not number % 7)
    ]:
        if kept:
            asks = kept | {"question": question}
            kept = await call(client, server, asks, b"", seen, time.perf_counter())


async def run(server: Server, rate: float, seconds: float) -> tuple[Seen, Seen]:
    """Warm up, then let visits begin so often that `rate` calls a second are made."""
    warm, seen = Seen(), Seen()
    connector = aiohttp.TCPConnector(limit=0)
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as client:
        await ready(client, server)
        for number in range(3):
            file = photo(900_000 + number)
            await visit(client, server, 900_000 + number, file, warm, time.perf_counter())
        # Drawn before: this process must have time to look at the clock.
        files = [photo(number) for number in range(int(seconds * rate / (1 + FOLLOW_UPS)))]
        visits, begun = [], time.perf_counter()
        for number, file in enumerate(files):
            due = begun + number * (1 + FOLLOW_UPS) / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            visits.append(asyncio.create_task(visit(client, server, number, file, seen, due)))
        await asyncio.gather(*visits)
    return seen, warm


def shown(values: list[float]) -> dict[str, int]:
    """Quantiles in ms."""
    names = ("p50", "p95", "p99", "max")
    found = np.quantile(values, [0.5, 0.95, 0.99, 1.0]) if values else [0.0] * 4
    told = {name: round(1000 * float(value)) for name, value in zip(names, found, strict=True)}
    return {"n": len(values)} | told


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rate", type=float, default=6.2, help="calls a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--answer-s", type=float, default=8, help="how long the model thinks")
    given = parser.parse_args()
    with serving(given.answer_s) as server:
        load, before = os.getloadavg()[0], time.perf_counter()
        seen, _ = asyncio.run(run(server, given.rate, given.seconds))
        took, cpu = time.perf_counter() - before, server.cpu_s()
    calls = len(seen.end_s)
    result: dict[str, Any] = {
        "answers": calls + len(seen.lost), "whole": calls, "lost": seen.lost,
        "most_open": seen.most_open, "model_ms": round(1000 * given.answer_s),
        "page_ms": shown(seen.page_s), "line_ms": shown(seen.line_s),
        "words_ms": shown(seen.words_s), "end_ms": shown(seen.end_s),
        "server_cpu_ms_a_call": round(1000 * cpu / max(1, calls)), "seconds": round(took),
        "load_before_and_after": [round(load, 1), round(os.getloadavg()[0], 1)],
    }  # fmt: skip
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
