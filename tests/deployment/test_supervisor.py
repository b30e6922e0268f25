"""A worker that cannot start ends the server at first, and later only makes it try again."""

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pytest
from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import multiprocess

from clearsight.deployment import supervisor
from clearsight.deployment.supervisor import Supervisor


@dataclass
class Worker:
    """As uvicorn's Process: alive and ready, or ended with an exit code."""

    exitcode: int | None = None
    ready: bool = True
    pid: int = 1
    child_conn: Connection = field(default_factory=lambda: Pipe()[1])

    def is_ready(self, timeout: float) -> bool:
        return self.ready and self.exitcode is None

    def is_alive(self, timeout: float) -> bool:
        return self.exitcode is None

    def kill(self) -> None: ...

    def join(self) -> None: ...


@pytest.fixture
def over(monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    monkeypatch.setattr(supervisor, "AGAIN_S", 0)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with socket.socket() as listening:
        one = Supervisor(Config("nothing:app", workers=2), [listening])
        monkeypatch.setattr(one, "_started", Worker)
        yield one


def test_the_first_start_that_fails_ends_the_server(over: Supervisor) -> None:
    over.processes = [Worker(STARTUP_FAILURE), Worker(ready=False)]  # type: ignore[list-item]
    over.keep_subprocess_alive()
    assert over.should_exit.is_set()


def test_a_worker_that_cannot_start_again_is_tried_until_it_can(over: Supervisor) -> None:
    other = Worker()
    over.processes = [Worker(), other]  # type: ignore[list-item]
    over.keep_subprocess_alive()
    for _ in range(3):
        over.processes[0] = Worker(STARTUP_FAILURE)  # type: ignore[call-overload]
        over.keep_subprocess_alive()
        assert not over.should_exit.is_set()
        assert over.processes[0].exitcode is None
        assert over.processes[1] is other  # type: ignore[comparison-overlap]


def test_a_server_that_was_told_to_stop_starts_nothing(over: Supervisor) -> None:
    over.processes = [Worker(), Worker()]  # type: ignore[list-item]
    over.keep_subprocess_alive()
    over.processes[0] = Worker(STARTUP_FAILURE)  # type: ignore[call-overload]
    over.should_exit.set()
    over.keep_subprocess_alive()
    assert over.should_exit.is_set()
    assert over.processes[0].exitcode == STARTUP_FAILURE


def test_a_worker_that_is_killed_before_it_answers_a_ping_is_found_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    started = []

    class Killed(multiprocess.Process):
        """Ended between the look at its process and the ping, which nobody answers."""

        def start(self) -> None:
            started.append(self)

        def is_alive(self, timeout: float = 5) -> bool:
            return self.ping(timeout)

        def kill(self) -> None: ...

        def join(self) -> None: ...

    monkeypatch.setattr(multiprocess, "Process", Killed)
    with socket.socket() as listening:
        limits = Config("nothing:app", workers=2, timeout_worker_healthcheck=30)
        over = Supervisor(limits, [listening])
        over.init_processes()
        start = time.monotonic()
        over.keep_subprocess_alive()
    assert time.monotonic() - start < 5
    assert len(started) == 4  # two, and their two successors
