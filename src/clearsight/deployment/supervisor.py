"""Keeps the workers of one server running; two changes to uvicorn's own supervisor.

uvicorn's parent keeps the worker's end of their pipe open, so the pipe of a worker that is killed
between a ping and its answer never ends, and the parent waits for the whole health limit before it
starts another. Here that end is closed once the worker has its own.

uvicorn stops the whole server when a worker cannot start, since it would fail the same way again.
That holds for the first start. Later a worker that was killed may be unable to start for a while
only (the audit's disk is full, the database is away), and the others still serve or refuse with a
reason: then it is tried again until it can.
"""

import time
from socket import socket

import structlog
from uvicorn import Config
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

AGAIN_S = 2.0  # between two tries to start a worker that cannot

log = structlog.stdlib.get_logger("clearsight.server")


class Supervisor(Multiprocess):
    """Workers over one set of sockets; see the module."""

    def __init__(self, config: Config, sockets: list[socket]) -> None:
        super().__init__(config, sockets)
        self._served = False

    def keep_subprocess_alive(self) -> None:
        """Start anew what died; stop only if no worker ever came up."""
        for process in self.processes:
            process.child_conn.close()  # closing it again does nothing
        self._served = self._served or any(one.is_ready(timeout=1) for one in self.processes)
        if self.should_exit.is_set():
            return
        super().keep_subprocess_alive()
        if not self.should_exit.is_set() or not self._served:
            return
        self.should_exit.clear()
        log.warning("worker cannot start; the server goes on and tries again", after_s=AGAIN_S)
        time.sleep(AGAIN_S)
        for number, process in enumerate(self.processes):
            if process.exitcode is not None:
                self.processes[number] = self._started()

    def _started(self) -> Process:
        process = Process(self.config, self.sockets)
        process.start()
        return process
