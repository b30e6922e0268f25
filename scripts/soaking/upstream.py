"""The model behind the gateway in a soak: answers well, or has the fault it is told to have."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import web

ANSWER = "The mat by the door is red. It lies straight, and nothing stands on it. " * 4
PIECE = 24


@dataclass
class Upstream:
    """An OpenAI-compatible endpoint on loopback.

    Attributes:
        fault: "", "500", "silent" or "cut".
        asked: requests so far.
    """

    fault: str = ""
    asked: int = 0
    port: int = 0
    _runner: web.AppRunner | None = field(default=None, repr=False)

    async def start(self) -> None:
        app = web.Application(client_max_size=1 << 26)
        app.router.add_post("/v1/chat/completions", self._chat)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        body = await request.json()
        if self.fault == "500":
            return web.json_response({"error": {"message": "down", "code": "down"}}, status=500)
        if self.fault == "silent":
            await asyncio.sleep(60)
        if not body.get("stream"):
            message = {"role": "assistant", "content": ANSWER}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            return web.json_response({"choices": [choice]})
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        with suppress(ConnectionError):  # whoever asked has left
            return await self._spoken(request, response)
        return response

    async def _spoken(
        self, request: web.Request, response: web.StreamResponse
    ) -> web.StreamResponse:
        await response.prepare(request)
        for at in range(0, len(ANSWER), PIECE):
            await response.write(_event({"content": ANSWER[at : at + PIECE]}))
            if self.fault == "cut" and at > len(ANSWER) / 2:
                if request.transport is not None:
                    request.transport.abort()
                return response
        await response.write(_event({}, "stop") + b"data: [DONE]\n\n")
        return response


def _event(delta: dict[str, str], finish: str | None = None) -> bytes:
    chunk = {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"
