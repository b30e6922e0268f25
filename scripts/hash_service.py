"""A hash-matching service on loopback: an example for `service:URL`, and for its tests.

    python -m scripts.hash_service known.csv [--port 9400]
    clearsight serve --hash-matcher service:http://127.0.0.1:9400/match

It matches with the list of `list:FILE` (docs/hashes.md); a real one asks the holder of a list.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from clearsight.hashes import Perceptual, Prints
from clearsight.hashes.listed import Listed
from clearsight.plain import plain


def heard(body: dict[str, Any]) -> Prints:
    """The hashes as `service` sends them."""
    pictures = tuple(
        Perceptual(one["hash"], tuple(one["turned"]), one["quality"]) for one in body["pictures"]
    )
    return Prints(body["md5"], body["sha1"], body["sha256"], pictures, body["decoded"])


def service(listed: Listed, port: int) -> ThreadingHTTPServer:
    """A server that is not running yet; port 0 takes a free one."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            try:
                hits = listed.match(heard(json.loads(body)))
            except (KeyError, TypeError, ValueError):
                self.send_error(400)
                return
            answer = json.dumps({"hits": plain(hits)}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Nothing: a line a picture would tell who sends what."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="Match hashes with a list in a file.")
    parser.add_argument("list", type=Path)
    parser.add_argument("--port", type=int, default=9400)
    given = parser.parse_args(argv)
    service(Listed(given.list), given.port).serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
