"""The allocator keeps what a picture leaves behind, until it is told to give it back."""

import os
import platform
import subprocess
import sys

import pytest

from clearsight.ingest import heap

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="settings of glibc's")

# Page faults of taking 20 MB in a thread for the third time; and what stays resident before and
# after it is given back.
PROBE = """
import os, resource, sys, threading
from pathlib import Path
from clearsight.ingest import heap
if sys.argv[1] == "keep": heap.keep()
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
def take():
    # Pieces that are freed in another order than they were taken in, as a network's layers are.
    pieces = [bytearray(b"x" * 2_000_000) for _ in range(10)]
    del pieces[::2]
def run():
    thread = threading.Thread(target=take)
    thread.start()
    thread.join()
run()
run()
before = faults()
run()
print(faults() - before)
held = resident()
heap.give_back()
print(held - resident())
print(os.environ.get("MALLOC_ARENA_MAX"))
"""


def probe(how: str, **environment: str) -> tuple[int, int, str]:
    clean = {name: value for name, value in os.environ.items() if "MALLOC" not in name}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, how],
        capture_output=True, text=True, check=True, env={**clean, **environment},
    )  # fmt: skip
    faults, given, arenas = done.stdout.split()
    return int(faults), int(given), arenas


def test_what_is_kept_costs_no_page_faults_and_can_be_given_back() -> None:
    faults, given, arenas = probe("keep")
    assert faults < 500
    assert given > 15_000_000
    assert arenas == "1"


def test_without_it_every_picture_pays_for_its_pages() -> None:
    faults, given, arenas = probe("no")
    assert faults > 2000
    assert given < 5_000_000
    assert arenas == "None"


def test_what_the_environment_says_wins() -> None:
    assert probe("keep", MALLOC_ARENA_MAX="3")[2] == "3"


def test_giving_back_twice_is_fine() -> None:
    heap.give_back()
    heap.give_back()
