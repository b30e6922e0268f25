"""Load on a server from this process, open loop: a request starts when its time has come.

Nothing waits for an answer before the next request starts, so a server that falls behind shows it
in the waiting times, which count from the time a request was due. Pictures are drawn or taken from
packages, each one sent once, except for the kind "seen"; questions and answers differ from request
to request. CPU time and memory are the server's, with its decoding processes, from /proc.
"""

import argparse
import asyncio
import base64
import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import aiohttp
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from scripts.benches.pictures import photos
from scripts.cpu import descendants, memory_mb

QUESTION = (
    "What should the {n} who see this for the first time know about it, and what is easy to miss? "
    "Please answer in a few plain sentences, without lists."
)
SENTENCE = "The cat sits on mat {n} near the red door, and it looks at the window. "
TICK_S = 1 / os.sysconf("SC_CLK_TCK")
KINDS = ("text", "stream", "photo", "typographic", "seen")


@dataclass
class Kind:
    """One kind of request and what became of it."""

    name: str
    make: Callable[[int], dict[str, object]]
    waits_s: list[float] = field(default_factory=list)
    errors: int = 0


@dataclass(frozen=True)
class Server:
    """Where the server is; its process when it is ours."""

    url: str
    pid: int | None

    def cpu_s(self) -> float:
        """CPU seconds of the server and all below it, ended threads included."""
        if self.pid is None:
            return float("nan")
        return sum(_ran_s(pid) for pid in (self.pid, *descendants(self.pid)))

    def memory_mb(self) -> float:
        return float("nan") if self.pid is None else memory_mb(self.pid)


def _ran_s(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(map(int, fields[11:15])) * TICK_S


def drawn(number: int) -> Image.Image:
    """Four lines of text, different for every number."""
    picture = Image.new("RGB", (900, 420), "white")
    font, pen = ImageFont.load_default(40), ImageDraw.Draw(picture)
    for row, line in enumerate(
        ("Opening hours", "Monday to Friday", f"Room {number}", "Ring twice")
    ):
        pen.text((40, 40 + 90 * row), line, fill="black", font=font)
    return picture


def noisy(number: int) -> Image.Image:
    """A photo without text, different for every number but not for the eye."""
    photo = np.asarray(photos()[number % 5], dtype=np.int16)
    change = np.random.default_rng(number).integers(-2, 3, photo.shape)
    return Image.fromarray(np.clip(photo + change, 0, 255).astype(np.uint8))


def request(
    number: int, picture: Image.Image | None = None, *, stream: bool = False
) -> dict[str, object]:
    """A chat request; no two numbers have the same words."""
    content: list[dict[str, object]] = [{"type": "text", "text": QUESTION.format(n=number + 2)}]
    if picture is not None:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=92)
        url = "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
        content.append({"type": "image_url", "image_url": {"url": url}})
    message = {"role": "user", "content": content}
    return {"model": "clearsight", "messages": [message], "stream": stream}


def kinds(wanted: list[str]) -> list[Kind]:
    """The kinds by name."""
    shown = drawn(0)
    makers: dict[str, Callable[[int], dict[str, object]]] = {
        "text": request,
        "stream": lambda number: request(number, stream=True),
        "photo": lambda number: request(number, noisy(number)),
        "typographic": lambda number: request(number, drawn(number + 1)),
        "seen": lambda number: request(number, shown),
    }
    made = {name: Kind(name, makers[name]) for name in wanted}
    return [made[name] for name in wanted]


@contextmanager
def serving(arguments: list[str], answer_chars: int) -> Iterator[Server]:
    """A server of our own, with a model that answers at once."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = (SENTENCE * (answer_chars // len(SENTENCE) + 1))[:answer_chars].strip()
    model = "scripted:text=" + words.replace(" ", "+")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "CLEARSIGHT_DATABASE": f"sqlite:///{folder}/a.db"}
        command = [str(Path(sys.executable).parent / "clearsight"), "serve", "--model", model]
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(
                [*command, "--port", str(port), *arguments], stderr=log, env=environment
            )
        try:
            yield Server(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()
            process.wait(60)


async def ready(client: aiohttp.ClientSession, server: Server) -> None:
    """Wait for the server.

    Raises:
        SystemExit: it does not come up.
    """
    for _ in range(600):
        try:
            async with client.get(f"{server.url}/readyz") as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.1)
    raise SystemExit(f"{server.url} is not ready after 60 s")


async def one(client: aiohttp.ClientSession, url: str, kind: Kind, body: bytes, due: float) -> None:
    """Send one request and note its wait, counted from when it was due."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"}
    try:
        async with client.post(f"{url}/v1/chat/completions", data=body, headers=headers) as answer:
            data = await answer.read()
            whole = b"[DONE]" in data or data.endswith(b"}")
            if answer.status != 200 or not whole:
                kind.errors += 1
                return
    except (aiohttp.ClientError, TimeoutError):
        kind.errors += 1
        return
    kind.waits_s.append(time.perf_counter() - due)


async def run(server: Server, wanted: list[Kind], rate: float, seconds: float) -> dict[str, object]:
    """Warm up, then send `rate` requests a second in turn, and wait for all of them."""
    limit = aiohttp.ClientTimeout(total=120)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=limit
    ) as client:
        await ready(client, server)
        rest_mb = server.memory_mb()
        for kind in wanted:
            warm = Kind(kind.name, kind.make)
            body = json.dumps(kind.make(10_000)).encode()
            await one(client, server.url, warm, body, time.perf_counter())
        count = int(rate * seconds)
        turn = cycle(wanted)
        plan = [(kind, json.dumps(kind.make(n)).encode()) for n, kind in zip(range(count), turn)]  # noqa: B905
        cpu, peak_mb, tasks = server.cpu_s(), rest_mb, []
        start = time.perf_counter()
        for number, (kind, body) in enumerate(plan):
            due = start + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(one(client, server.url, kind, body, due)))
            if number % max(1, int(rate)) == 0:
                peak_mb = max(peak_mb, await asyncio.to_thread(server.memory_mb))
        await asyncio.gather(*tasks)
        lasted = time.perf_counter() - start
        cpu_ms = (server.cpu_s() - cpu) * 1000 / count
        peak_mb = max(peak_mb, server.memory_mb())
    return {
        "requests": count,
        "rate_per_s": rate,
        "lasted_s": round(lasted, 1),
        "cpu_ms_per_request": round(cpu_ms, 1),
        "memory_at_rest_mb": round(rest_mb),
        "memory_peak_mb": round(peak_mb),
        "kinds": {kind.name: summary(kind) for kind in wanted},
    }


def summary(kind: Kind) -> dict[str, object]:
    """Waits of one kind."""
    if not kind.waits_s:
        return {"n": 0, "errors": kind.errors}
    p50, p99 = np.percentile(kind.waits_s, [50, 99]) * 1000
    n = len(kind.waits_s)
    return {"n": n, "errors": kind.errors, "p50_ms": round(p50, 1), "p99_ms": round(p99, 1)}


def main() -> int:
    """Run and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rate", type=float, default=4.0, help="requests a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--mix", nargs="+", choices=KINDS, default=["text"])
    parser.add_argument("--answer-chars", type=int, default=1600, help="of the model's answer")
    parser.add_argument("--url", help="a server that runs already; its CPU time is not measured")
    parser.add_argument("--serve", nargs=argparse.REMAINDER, default=[],
                        help="further arguments of clearsight serve; must come last")  # fmt: skip
    given = parser.parse_args()
    wanted = kinds(given.mix)
    if given.url:
        found = asyncio.run(run(Server(given.url, None), wanted, given.rate, given.seconds))
    else:
        with serving(given.serve, given.answer_chars) as server:
            found = asyncio.run(run(server, wanted, given.rate, given.seconds))
    print(json.dumps(found, indent=1))
    return int(any(kind.errors for kind in wanted))


KEY = os.environ.get("OPENAI_API_KEY", "none")

if __name__ == "__main__":
    sys.exit(main())
