"""Messages between caller and worker: a JSON head and a body of bytes, both with their length.

Never pickle: whoever takes over the worker through a decoder's bug must not be able to run code in
the caller by answering.
"""

import json
import socket
import struct
import time
from typing import Any

_LENGTHS = struct.Struct(">II")
MAX_HEAD_BYTES = 64 * 1024


class PipeError(Exception):
    """The other side sent something that is no message of ours."""


def send(sock: socket.socket, head: dict[str, Any], body: bytes = b"") -> None:
    """Write one message. The socket's timeout applies to the whole of it.

    Raises:
        OSError: the other side is gone, or (TimeoutError) does not read.
    """
    encoded = json.dumps(head).encode()
    sock.sendall(_LENGTHS.pack(len(encoded), len(body)) + encoded)
    sock.sendall(body)


def receive(
    sock: socket.socket, *, max_body_bytes: int, deadline: float | None = None
) -> tuple[dict[str, Any], bytes]:
    """Read one message.

    Args:
        max_body_bytes: a longer body is refused before it is read.
        deadline: `time.monotonic()` at which reading ends; None waits for ever.

    Raises:
        EOFError: the other side closed. TimeoutError: the deadline passed.
        PipeError: what came is too long, or no JSON object.
    """
    head_bytes, body_bytes = _LENGTHS.unpack(_exactly(sock, _LENGTHS.size, deadline))
    if head_bytes > MAX_HEAD_BYTES or body_bytes > max_body_bytes:
        raise PipeError(f"a message of {head_bytes} + {body_bytes} bytes is too long")
    try:
        head = json.loads(_exactly(sock, head_bytes, deadline))
    except ValueError as error:
        raise PipeError("the head of a message is no JSON") from error
    if not isinstance(head, dict):
        raise PipeError("the head of a message is no JSON object")
    return head, _exactly(sock, body_bytes, deadline)


def _exactly(sock: socket.socket, count: int, deadline: float | None) -> bytes:
    return _waiting(sock, count) if deadline is None else _until(sock, count, deadline)


def _waiting(sock: socket.socket, count: int) -> bytes:
    pieces: list[bytes] = []
    while count:
        # The kernel fills one piece of memory: a large file is neither cleared for nor copied.
        piece = sock.recv(count, socket.MSG_WAITALL)
        if not piece:
            raise EOFError("the other side closed the connection")
        pieces.append(piece)
        count -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _until(sock: socket.socket, count: int, deadline: float) -> bytes:
    buffer = bytearray(count)
    view = memoryview(buffer)
    while view:
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise TimeoutError("the other side did not answer in time")
        sock.settimeout(left_s)
        got = sock.recv_into(view)
        if got == 0:
            raise EOFError("the other side closed the connection")
        view = view[got:]
    return bytes(buffer)
