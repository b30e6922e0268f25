"""Chat completions, whole or streamed: role, words, the reason each choice ended, `[DONE]`."""

from collections.abc import Sequence

from clearsight.gateway.answered import Frame, chunk, completion, dumps, last_chunks, usage_chunk
from clearsight.gateway.problems import Problem
from clearsight.gateway.stream import event
from clearsight.verdict import Delta, Reply, Usage


class Chat:
    """Replies as chat completions; see `clearsight.gateway.answering.Voice`.

    Args:
        choices: how many there will be.
        include_usage: a stream ends with a chunk that counts tokens.
    """

    working = b": working\n\n"

    def __init__(self, frame: Frame, choices: int, *, include_usage: bool) -> None:
        self._frame, self._choices, self._include_usage = frame, choices, include_usage

    def whole(self, replies: Sequence[Reply], usage: Usage) -> bytes:
        return dumps(completion(self._frame, replies, usage))

    def begin(self) -> bytes:
        role = {"role": "assistant", "content": ""}
        return b"".join(event(chunk(self._frame, n, role)) for n in range(self._choices))

    def piece(self, number: int, delta: Delta) -> bytes:
        # In JSON mode a program would take a refusal's wording for data.
        words = "" if delta.wording and self._frame.json_mode else delta.text
        out = [chunk(self._frame, number, {"content": words})] if words else []
        if delta.reply is not None:
            out += last_chunks(self._frame, number, delta.reply)
        return b"".join(map(event, out))

    def end(self, replies: Sequence[Reply], usage: Usage) -> bytes:
        counted = event(usage_chunk(self._frame, usage)) if self._include_usage else b""
        return counted + b"data: [DONE]\n\n"

    def failed(self, problem: Problem) -> bytes:
        return event(problem.body())
