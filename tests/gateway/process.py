"""`clearsight serve` as a process of its own."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.gateway.support import PEPPER

COMMAND = Path(sys.executable).parent / "clearsight"


@dataclass
class Serving:
    """A running server."""

    process: "subprocess.Popen[bytes]"
    root: str
    log: Path
    trust: ssl.SSLContext | None = None

    @property
    def url(self) -> str:
        return f"{self.root}/v1"

    def workers(self) -> list[int]:
        """Process ids of the serving children, the oldest first."""
        mine = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        found = []
        for child in mine.split():
            command = Path(f"/proc/{child}/cmdline").read_bytes()
            if b"spawn_main" in command:
                found.append(int(child))
        return found

    def stop(self) -> int:
        """End it as a service manager does; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)

    def ready(self) -> bool:
        try:
            return bool(self.get("/readyz"))
        except (urllib.error.URLError, OSError):
            return False

    def get(self, path: str) -> bytes:
        """The body of a page that is there."""
        address = self.root + path
        with urllib.request.urlopen(address, timeout=5, context=self.trust) as answer:
            found: bytes = answer.read()
            return found


@contextmanager
def serving(
    folder: Path, *arguments: str, certificate: Path | None = None, wait_s: float = 60
) -> Iterator[Serving]:
    """Start it, wait until it is ready, and end it however the test goes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ, "CLEARSIGHT_DATABASE": f"sqlite:///{folder / 'a.db'}",
        "CLEARSIGHT_PEPPER": PEPPER, "OMP_NUM_THREADS": "1",
        "CLEARSIGHT_AUDIT": str(folder / "audit"),
    }  # fmt: skip
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [COMMAND, "serve", "--port", str(port), *arguments], stderr=out, env=environment
        )
    scheme = "https" if certificate else "http"
    trust = ssl.create_default_context(cafile=str(certificate)) if certificate else None
    server = Serving(process, f"{scheme}://127.0.0.1:{port}", log, trust)
    try:
        end = time.monotonic() + wait_s
        while not server.ready():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.1)
        yield server
    finally:
        if process.poll() is None:
            children = server.workers()
            process.kill()
            process.wait(20)
            for child in children:
                try:
                    os.kill(child, signal.SIGKILL)
                except ProcessLookupError:
                    continue
