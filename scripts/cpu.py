"""CPU time of this process, its threads and all its children: what a machine pays, not a clock."""

import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path


def cpu_s() -> float:
    """CPU seconds so far of this process, of children that ended, and of those that live."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    living = sum(_ran_s(pid) for pid in descendants(os.getpid()))
    return time.process_time() + ended.ru_utime + ended.ru_stime + living


def descendants(pid: int) -> Iterator[int]:
    """Processes below `pid`, children before grandchildren. Linux only."""
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, _text(listed).split()):
            yield child
            yield from descendants(child)


def _ran_s(pid: int) -> float:
    # schedstat counts nanoseconds; /proc/PID/stat would count ticks of 10 ms.
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int((_text(file).split() or ["0"])[0]) for file in threads) / 1e9


def memory_mb(pid: int) -> float:
    """Proportional share of memory (Pss) of a process and those below it, in MB (10^6 bytes)."""
    pids = (pid, *descendants(pid))
    return sum(_pss_kb(one) for one in pids) * 1024 / 1e6


def _pss_kb(pid: int) -> int:
    lines = _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _text(file: Path) -> str:
    """The file's text, empty when its process has ended meanwhile."""
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
