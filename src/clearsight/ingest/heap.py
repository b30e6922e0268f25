"""What glibc's allocator keeps of freed memory, and when it goes back to the system.

A picture needs tens of megabytes for a moment. Left alone, glibc gives them back at once and the
next picture pays for them again: a page fault for every 4 KiB, some 2.5 microseconds each on a
virtual machine. Other C libraries have neither these settings nor this habit.
"""

import ctypes
import os
from contextlib import suppress

# mallopt(3): parameter, value. One arena, because the others hand their free end back whatever is
# set, and because two threads then use the same memory in turn. Blocks above 32 MiB are glibc's to
# map and unmap: it allows no more.
_KEEP = {
    "MALLOC_ARENA_MAX": (-8, 1),
    "MALLOC_TRIM_THRESHOLD_": (-1, 512 * 2**20),
    "MALLOC_MMAP_THRESHOLD_": (-3, 32 * 2**20),
}


def keep() -> None:
    """Keep what is freed until `give_back`, in this process and in those that it starts.

    For programs, not for libraries, and before the first thread: it holds for the whole process.
    What the environment already says wins.
    """
    for name, (parameter, value) in _KEEP.items():
        if name not in os.environ:
            os.environ[name] = str(value)
            with suppress(OSError, AttributeError):
                ctypes.CDLL(None).mallopt(parameter, value)


def give_back() -> None:
    """Return free pages of the heap (malloc_trim(3))."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
