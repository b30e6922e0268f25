"""CPU of the Responses and Messages routes beside chat, and of keeping turns.

    OPENBLAS_NUM_THREADS=1 python -m scripts.benches.responses

An instant model and a detector that finds nothing: what is left is reading, writing, keeping.
"""

import asyncio
import json
import logging
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clearsight import gateway
from clearsight.aloud import View
from clearsight.verdict import Finding
from tests.enforcement.world import Outcome, World, picture, world

BATCHES, EACH = 10, 50
ASKED = {"model": "quiet", "input": "Hello, how are you?"}
SAID = [{"role": "user", "content": "Hello, how are you?"}]


class Blind:
    """Looks, and finds nothing."""

    name, version = "blind", "1"

    async def detect(self, view: View) -> Sequence[Finding]:
        view.aloud()
        return []


async def cost(server: World, path: str, body: dict[str, Any]) -> str:
    """CPU ms of one request: median and range of batches."""
    data = json.dumps(body).encode()
    for _ in range(EACH):
        outcome: Outcome = await server.send(path, data)
        if outcome.status != 200:
            raise SystemExit(f"{path} answered {outcome.status}")
    found = []
    for _ in range(BATCHES):
        start = time.process_time()
        for _ in range(EACH):
            await server.send(path, data)
        found.append((time.process_time() - start) * 1000 / EACH)
    return f"{statistics.median(found):.2f} | {min(found):.2f}-{max(found):.2f}"


async def main() -> None:
    """Measure and print."""
    gateway.configure()
    logging.disable()
    image = {"type": "input_image", "image_url": picture("plain")}
    with tempfile.TemporaryDirectory() as folder:
        async with world(Path(folder), (Blind(),)) as server:
            first = await server.send("/v1/responses", json.dumps(ASKED).encode())
            last = first.events[0]["id"]
            for _ in range(9):
                body = {**ASKED, "previous_response_id": last}
                last = (await server.send("/v1/responses", json.dumps(body).encode())).events[0][
                    "id"
                ]
            shown = {**ASKED, "input": [{"role": "user", "content": [image]}], "store": False}
            for name, path, more in (
                ("chat", "/v1/chat/completions", {"model": "quiet", "messages": SAID}),
                ("messages", "/v1/messages", {"model": "quiet", "max_tokens": 9, "messages": SAID}),
                ("responses, store false", "/v1/responses", {**ASKED, "store": False}),
                ("responses, kept", "/v1/responses", ASKED),
                ("responses behind ten kept turns, store false", "/v1/responses",
                 {**ASKED, "previous_response_id": last, "store": False}),
                ("responses, a small picture seen before, store false", "/v1/responses", shown),
                ("the same, kept", "/v1/responses", {**shown, "store": True}),
            ):  # fmt: skip
                print(f"| {name} | {await cost(server, path, more)} |")


if __name__ == "__main__":
    asyncio.run(main())
