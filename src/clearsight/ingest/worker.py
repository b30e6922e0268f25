"""The process in which strangers' pictures are decoded, so that a bad one harms nobody else.

Started with an empty environment, no inherited files but one socket, and then shut in:
- memory: address space at most its size after start plus `memory_bytes` (RLIMIT_AS);
- CPU: a kernel timer per picture (ITIMER_PROF, and RLIMIT_CPU behind it) ends the process even
  inside a decoder's C loop; the caller kills it on the clock as well;
- files: no new descriptor of any kind (RLIMIT_NOFILE 0: no file, no socket, hence no network),
  nothing written (RLIMIT_FSIZE 0), no core dump, no new privileges, and no child or thread
  (RLIMIT_NPROC 0) unless the HEIC decoder is installed, which cannot do without a thread;
- network: an empty network namespace where the kernel allows it without asking;
- rights: every capability is dropped, also when the caller is root.

Not covered, honestly: there is no system call filter (seccomp), so a decoder bug that runs an
attacker's code can still use the kernel calls that need no new descriptor, may signal processes of
the same user, and runs as the caller's user.
Several pictures share one worker: code that takes it over sees later pictures until the worker is
replaced. Limits are enforced on Linux; elsewhere only those that the system has.
Run the service in a container as an ordinary user for what is missing here.
"""

import ctypes
import math
import resource
import select
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from clearsight.errors import IngestError
from clearsight.ingest import heap, pipe

Job = Callable[[dict[str, Any], bytes], tuple[dict[str, Any], bytes]]

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_CAPABILITY_VERSION_3 = 0x20080522
_PAGE = resource.getpagesize()
_REST_S = 2.0  # after this long without a picture, memory that the last one left behind goes back


def main() -> None:
    """Entry of the process: serve decoding jobs on descriptor 0 until it closes."""
    from clearsight.ingest.decode import decode, prepare

    threads = prepare()
    sock = socket.socket(fileno=0)
    serve({"decode": decode}, sock, memory_bytes=int(sys.argv[1]), threads=threads)


def serve(
    jobs: dict[str, Job], sock: socket.socket, *, memory_bytes: int, threads: bool = False
) -> None:
    """Shut the process in, say "ready", then answer jobs one by one.

    A job that meets the memory limit is answered and the process ends: what is left of its memory
    is not to be trusted.
    """
    confine(memory_bytes, threads=threads)
    sock.settimeout(None)
    pipe.send(sock, {"ready": True})
    while True:
        if not select.select([sock], [], [], _REST_S)[0]:
            heap.give_back()
        try:
            head, body = pipe.receive(sock, max_body_bytes=memory_bytes)
        except EOFError:
            return
        start_clock(float(head["cpu_s"]))
        try:
            answer, blob = jobs[head["job"]](head, body)
        except IngestError as error:
            answer, blob = {"code": error.code, "message": str(error)}, b""
        except MemoryError:
            stop_clock()
            pipe.send(sock, {"code": "too_much_memory"})
            return
        stop_clock()
        pipe.send(sock, answer, blob)


def start_clock(cpu_s: float) -> None:
    """End this process (SIGPROF) when it has used `cpu_s` more seconds of CPU."""
    signal.setitimer(signal.ITIMER_PROF, cpu_s)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, math.ceil(usage.ru_utime + usage.ru_stime + cpu_s) + 1, hard=False)


def stop_clock() -> None:
    signal.setitimer(signal.ITIMER_PROF, 0)


def confine(memory_bytes: int, *, threads: bool) -> None:
    """Give up what decoding does not need; see the module's docstring."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if libc.unshare(_CLONE_NEWNET) != 0:
            libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
        _drop_capabilities(libc)
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        _limit(resource.RLIMIT_AS, pages * _PAGE + memory_bytes)
    if not threads:
        _limit(resource.RLIMIT_NPROC, 0)
    for name in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE):
        _limit(name, 0)


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    # The network namespace of an ordinary user comes with a set of them, root has them anyway.
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    libc.capset(header, (ctypes.c_uint32 * 6)())


def _limit(name: int, soft: int, *, hard: bool = True) -> None:
    # A system may refuse a limit that it does not know; the others still hold.
    with suppress(ValueError, OSError):
        resource.setrlimit(name, (soft, soft if hard else resource.getrlimit(name)[1]))
