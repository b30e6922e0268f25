"""A matching service on loopback: the example that comes with the scripts, and faulty ones."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from clearsight.errors import IngestError
from clearsight.hashes import HashSettings, Prints, screen_of
from clearsight.hashes.listed import Listed
from clearsight.hashes.service import Service
from clearsight.ingest import open_bytes
from scripts.hash_service import service
from tests.hashes.support import drawn, encoded, listed, pdq, prints


@contextmanager
def running(server: ThreadingHTTPServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/match"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answering(status: int, body: bytes, seen: list[Any]) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            seen.append((dict(self.headers), json.loads(self.rfile.read(length))))
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def test_the_example_service_knows_a_smaller_copy(tmp_path: Path) -> None:
    path = listed(tmp_path / "a.csv", ("pdq", pdq(drawn(1))))
    with running(service(Listed(path), 0)) as url:
        screen = screen_of(HashSettings((f"service:{url}",)))
        assert open_bytes(encoded(drawn(9)), screen=screen).width_px == 480
        with pytest.raises(IngestError, match="not accepted"):
            open_bytes(encoded(drawn(1).resize((200, 150))), screen=screen)


def test_hashes_leave_with_the_key_and_no_byte_of_the_picture() -> None:
    seen: list[Any] = []
    with running(answering(200, b'{"hits": []}', seen)) as url:
        matcher = Service(url, "k3y")
        assert matcher.match(Prints.of(b"x")) == ()
        assert seen == []
        assert matcher.match(prints(drawn(1))) == ()
    ((headers, body),) = seen
    assert headers["Authorization"] == "Bearer k3y"
    assert set(body) == {"md5", "sha1", "sha256", "pictures", "decoded"}
    assert set(body["pictures"][0]) == {"hash", "turned", "quality"}
    assert len(json.dumps(body)) < 1000


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b'{"hits": []}'),
        (302, b'{"hits": []}'),
        (200, b"not json"),
        (200, b'{"hit": []}'),
        (200, b'{"hits": [{"list": 1, "entry": "x", "kind": "pdq"}]}'),
        (200, b'{"hits": [{"list": "a", "entry": "x", "kind": "?"}]}'),
        (200, b'{"hits": ' + b" " * (1 << 20) + b"[]}"),
    ],
)
def test_any_other_answer_is_an_error(status: int, body: bytes) -> None:
    asked, wrong = prints(drawn(1)), (OSError, ValueError, KeyError)
    with running(answering(status, body, [])) as url, pytest.raises(wrong):
        Service(url).match(asked)


def test_a_service_that_is_not_there_keeps_the_picture_out() -> None:
    screen = screen_of(HashSettings(("service:http://127.0.0.1:9/match",)))
    with pytest.raises(IngestError, match="try again later"):
        open_bytes(encoded(drawn(1)), screen=screen)
