"""Messages arrive whole, however they are cut on the way."""

import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from clearsight.ingest import pipe

BODY = bytes(range(256)) * 4096


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


@pytest.mark.parametrize("deadline_s", [None, 20.0])
def test_a_message_larger_than_the_sockets_buffer_arrives_as_it_was_sent(
    ends: tuple[socket.socket, socket.socket], deadline_s: float | None
) -> None:
    sender = threading.Thread(target=pipe.send, args=(ends[0], {"job": "x"}, BODY))
    sender.start()
    deadline = None if deadline_s is None else time.monotonic() + deadline_s
    head, body = pipe.receive(ends[1], max_body_bytes=len(BODY), deadline=deadline)
    sender.join()
    assert head == {"job": "x"}
    assert body == BODY
    assert type(body) is bytes


def test_an_empty_body_is_a_message(ends: tuple[socket.socket, socket.socket]) -> None:
    pipe.send(ends[0], {"ready": True})
    assert pipe.receive(ends[1], max_body_bytes=0) == ({"ready": True}, b"")


@pytest.mark.parametrize("deadline_s", [None, 20.0])
@pytest.mark.parametrize("sent_bytes", [0, 3, 8, 30])
def test_the_other_side_that_leaves_in_mid_message_is_noticed(
    ends: tuple[socket.socket, socket.socket], sent_bytes: int, deadline_s: float | None
) -> None:
    head = json.dumps({"job": "x"}).encode()
    message = len(head).to_bytes(4, "big") + len(BODY).to_bytes(4, "big") + head + BODY
    ends[0].sendall(message[:sent_bytes])
    ends[0].close()
    deadline = None if deadline_s is None else time.monotonic() + deadline_s
    with pytest.raises(EOFError):
        pipe.receive(ends[1], max_body_bytes=len(BODY), deadline=deadline)


def test_a_body_above_the_limit_is_refused_unread(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    pipe.send(ends[0], {}, b"12345")
    with pytest.raises(pipe.PipeError, match=r"2 \+ 5 bytes"):
        pipe.receive(ends[1], max_body_bytes=4)
