"""Load on the assist page: calls that come when their time has come, and streams that stay open.

Run from the repository: python -m scripts.load_page --rate 6.2 --seconds 60 --answer-s 8. Each call
is a browser's: a photo with a question, or a follow-up that carries photo and conversation, 1.14 of
them a photo (Penuela et al. 2024 counted so many). The server is a process of its own with the
scripted model, which waits as long as an answer takes to come; words are checked to the last one.
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

import aiohttp
import numpy as np

from scripts.load import Server, drawn, ready

ANSWER = "This is the answer {n}. " + "The page goes on with one more plain sentence. " * 20
LAST = "one more plain sentence."
FOLLOW_UPS = 1.14  # after each photo
QUESTION = "What does the {n} line say about the pump?"


@dataclass
class Seen:
    """What became of the calls; seconds count from when a call was due."""

    first_s: list[float] = field(default_factory=list)
    words_s: list[float] = field(default_factory=list)
    end_s: list[float] = field(default_factory=list)
    open: int = 0
    most_open: int = 0
    lost: int = 0


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
        environment = {**os.environ, "CLEARSIGHT_DATABASE": f"sqlite:///{folder}/a.db"}
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
    words, end, first, spoken = "", None, 0.0, 0.0
    try:
        async with client.post(f"{server.url}/answer", data=body) as answer:
            async for raw in answer.content:
                first = first or time.perf_counter()
                event = json.loads(raw) if raw.strip() else {}
                if event.get("text"):
                    spoken = spoken or time.perf_counter()
                words += event.get("text", "")
                end = event.get("end", end)
    except (aiohttp.ClientError, TimeoutError):
        end = None
    finally:
        seen.open -= 1
    if end is None or end["state"] != "answered" or not words.strip().endswith(LAST):
        seen.lost += 1
        return {}
    seen.first_s.append(first - due)
    seen.words_s.append(spoken - due)
    seen.end_s.append(time.perf_counter() - due)
    return fields | _hidden(end.get("kept", "")) | {"turns": end["turns"]}


async def visit(client: aiohttp.ClientSession, server: Server, number: int, seen: Seen,
                token: str, due: float) -> None:  # fmt: skip
    """A photo with a question, then a follow-up to its answer, every seventh time two."""
    fields = {"token": token, "question": QUESTION.format(n=number), "anyway": "1"}
    kept = await call(client, server, fields, photo(number), seen, due)
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
        async with client.get(f"{server.url}/") as page:
            token = _hidden(await page.text())["token"]
        for number in range(3):
            now = time.perf_counter()
            await visit(client, server, 900_000 + number, warm, token, now)
        visits, begun = [], time.perf_counter()
        for number in range(int(seconds * rate / (1 + FOLLOW_UPS))):
            due = begun + number * (1 + FOLLOW_UPS) / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            visits.append(asyncio.create_task(visit(client, server, number, seen, token, due)))
        await asyncio.gather(*visits)
    return seen, warm


def shown(values: list[float]) -> dict[str, float]:
    """Quantiles in ms."""
    names = ("p50", "p95", "p99", "max")
    found = np.quantile(values, [0.5, 0.95, 0.99, 1.0]) if values else [float("nan")] * 4
    return {name: round(1000 * float(value)) for name, value in zip(names, found, strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rate", type=float, default=6.2, help="calls a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--answer-s", type=float, default=8, help="how long the model thinks")
    given = parser.parse_args()
    with serving(given.answer_s) as server:
        before = time.perf_counter()
        seen, _ = asyncio.run(run(server, given.rate, given.seconds))
        took, cpu = time.perf_counter() - before, server.cpu_s()
    calls = len(seen.end_s)
    result = {
        "calls": calls, "lost": seen.lost, "most_open": seen.most_open,
        "first_byte_ms": shown(seen.first_s), "first_words_ms": shown(seen.words_s),
        "end_ms": shown(seen.end_s), "server_cpu_ms_a_call": round(1000 * cpu / max(1, calls)),
        "seconds": round(took),
    }  # fmt: skip
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
