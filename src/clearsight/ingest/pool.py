"""Worker processes kept warm: one job at a time each, killed and replaced when one fails."""

import os
import queue
import select
import signal
import socket
import subprocess
import sys
import time
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any

from clearsight.errors import IngestError
from clearsight.ingest import pipe
from clearsight.ingest.limits import Limits

_START_TIMEOUT_S = 30.0
# A worker that waits for something and has used no CPU for so long is stuck: it has all it needs.
_STILL_S = 2.0
_LOOK_S = 0.25
_AT_REST = ("S", "T")  # waiting, stopped: see proc(5)
# Nothing of the caller's environment (keys!). The rest is for glibc. It keeps what a photo of 12 MP
# needs (file, pixels) for the next one, until the worker rests: 6,400 page faults less, 15 CPU ms.
# Larger pictures come in Pillow's blocks of 16 MiB, which go back when they are freed: otherwise
# one big picture leaves too little address space for the next.
_ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(14 * 2**20),
    "MALLOC_TRIM_THRESHOLD_": str(32 * 2**20),
}
_OUT_OF_CPU = {-signal.SIGPROF, -signal.SIGXCPU}


def worker_command(entry: str = "from clearsight.ingest.worker import main; main()") -> list[str]:
    """The command of a worker: isolated, without site, with this process's absolute paths only."""
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *(path for path in sys.path if path != root and os.path.isabs(path))]
    return [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:] = {paths!r}; {entry}"]


class Worker:
    """One process and the socket to it.

    Raises:
        IngestError: "worker_failed" when the process does not come up.
    """

    def __init__(self, command: list[str], memory_bytes: int) -> None:
        self.owner = os.getpid()
        self._sock, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [*command, str(memory_bytes)], stdin=theirs.fileno(), stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, env=_ENVIRONMENT, cwd="/",
            )  # fmt: skip
        self._stop = weakref.finalize(self, _stop, self._process, self._sock, self.owner)
        try:
            deadline = time.monotonic() + _START_TIMEOUT_S
            pipe.receive(self._sock, max_body_bytes=0, deadline=deadline)
        except (OSError, EOFError, pipe.PipeError) as error:
            self.kill()
            raise IngestError(
                "worker_failed",
                f"the decoding process did not start ({type(error).__name__}); run "
                f"`clearsight doctor`, and check that Pillow is installed and that the memory "
                f"limit of {memory_bytes} bytes is not too small",
            ) from error

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def usable(self) -> bool:
        """Whether it is this process's own and has not died at rest: no picture is to blame."""
        return self.owner == os.getpid() and self._process.poll() is None

    def ask(self, head: dict[str, Any], body: bytes, *, max_body_bytes: int, timeout_s: float
            ) -> tuple[dict[str, Any], bytes]:  # fmt: skip
        """Send one job and wait for its answer; errors are those of `pipe`."""
        deadline = time.monotonic() + timeout_s
        self._sock.settimeout(timeout_s)
        pipe.send(self._sock, head, body)
        self._wait(deadline)
        return pipe.receive(self._sock, max_body_bytes=max_body_bytes, deadline=deadline)

    def _wait(self, deadline: float) -> None:
        """Until the answer begins.

        Raises:
            TimeoutError: the deadline passed, or the process stood still for a whole `_STILL_S`.
        """
        waiting = select.poll()
        waiting.register(self._sock, select.POLLIN)
        used, since = self._used()[1], time.monotonic()
        while not waiting.poll(1000 * max(0.0, min(_LOOK_S, deadline - time.monotonic()))):
            now, (state, spent) = time.monotonic(), self._used()
            # On a busy machine a process may get no time for seconds, and is not stuck for that.
            if state not in _AT_REST or spent != used:
                used, since = spent, now
            if now >= min(deadline, since + _STILL_S):
                raise TimeoutError

    def _used(self) -> tuple[str, str]:
        """State of the process and the CPU time that it has used; empty where Linux is not."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return "", ""
        return fields[0], " ".join(fields[11:13])

    def exit_code(self) -> int | None:
        """How the process ended, negative for a signal; kills it when it has not by now."""
        # It may be dying of its own limit just now: the true cause is worth a moment.
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=0.2)
        self.kill()
        return self._process.returncode

    def kill(self) -> None:
        """End the process now. Harmless when it has ended."""
        self._stop()


def _stop(process: "subprocess.Popen[bytes]", sock: socket.socket, owner: int) -> None:
    sock.close()
    if os.getpid() == owner and process.returncode is None:
        process.kill()
        process.wait()


class Pool:
    """A fixed number of workers, started when first needed. Safe to use from several threads.

    Args:
        limits: caps of time and memory of each worker.
        size: how many processes; each decodes one picture at a time.
        command: what to start; tests pass a command with jobs of their own.
    """

    def __init__(self, limits: Limits, *, size: int = 1, command: list[str] | None = None) -> None:
        self._limits = limits
        self._command = command or worker_command()
        self._closed = False
        self._slots: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        self.size = size
        for _ in range(size):
            self._slots.put(None)

    def run(self, head: dict[str, Any], body: bytes, *, max_body_bytes: int
            ) -> tuple[dict[str, Any], bytes]:  # fmt: skip
        """Do one job in a free worker and return its answer; blocks until one is free.

        Raises:
            IngestError: "too_slow", "too_much_memory", "worker_died" (the next job gets a new
                worker), "worker_failed", or what the job itself raised.
        """
        worker = self._slots.get()
        try:
            worker = self._ready(worker)
            answer, blob, worker = self._ask(worker, head, body, max_body_bytes)
        except BaseException:
            # Whatever went wrong, half a message may be under way: start afresh next time.
            if worker is not None:
                worker.kill()
            worker = None
            raise
        finally:
            self._slots.put(worker)
        if "code" in answer:
            raise _job_error(answer, self._limits)
        return answer, blob

    def _ready(self, worker: Worker | None) -> Worker:
        if worker is not None and worker.usable:
            return worker
        if worker is not None:
            worker.kill()
        return Worker(self._command, self._limits.memory_bytes)

    def _ask(
        self, worker: Worker, head: dict[str, Any], body: bytes, max_body_bytes: int
    ) -> tuple[dict[str, Any], bytes, Worker | None]:
        head = {**head, "cpu_s": self._limits.decode_timeout_s}
        timeout_s = self._limits.wall_timeout_s
        try:
            answer, blob = worker.ask(
                head, body, max_body_bytes=max_body_bytes, timeout_s=timeout_s
            )
        except TimeoutError as error:
            worker.kill()
            raise _too_slow(f"stood still, or did not end within {timeout_s:g} s") from error
        except (OSError, EOFError, pipe.PipeError) as error:
            code = worker.exit_code()
            if code in _OUT_OF_CPU:
                raise _too_slow(f"used more than {head['cpu_s']:g} s of CPU") from error
            raise IngestError(
                "worker_died",
                f"the decoding process died (exit code {code}) on this picture; the file is "
                f"damaged or hostile. Open and save it with another program, or send another",
            ) from error
        if answer.get("code") == "too_much_memory":
            worker.kill()
            return answer, blob, None
        return answer, blob, worker

    def warm(self) -> None:
        """Start one worker now, so that the first picture does not wait for it."""
        worker = self._slots.get()
        try:
            worker = self._ready(worker)
        finally:
            self._slots.put(worker)

    def close(self) -> None:
        """Stop all workers; waits for those that work. Closing twice is fine."""
        if self._closed:
            return
        self._closed = True
        for _ in range(self.size):
            worker = self._slots.get()
            if worker is not None and worker.owner == os.getpid():
                worker.kill()
        for _ in range(self.size):
            self._slots.put(None)


def _too_slow(what: str) -> IngestError:
    return IngestError(
        "too_slow",
        f"decoding this picture {what}; send a smaller one, fewer frames, or raise the time in "
        f"Limits",
    )


def _job_error(answer: dict[str, Any], limits: Limits) -> IngestError:
    code = str(answer["code"])[:64]
    if code == "too_much_memory":
        return IngestError(
            code,
            f"decoding this picture needs more than {limits.memory_bytes // 1024**2} MiB; send a "
            f"smaller one, or raise Limits.memory_bytes",
        )
    return IngestError(code, str(answer.get("message", ""))[:1000])
