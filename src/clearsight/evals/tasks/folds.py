"""Which rows the shipped judge of words learned from, so that no figure hides it."""

import zlib

DEV_FOLD = 4  # of the training: its rows were never learned from
# Sets that the judge learned from, by what keeps their rows together there.
LEARNED = frozenset({"xstest", "figstep", "harmbench_text", "red_instruct"})


def learned(name: str, cluster: str) -> str:
    """ "yes", "no (fold left out)" or "no (set never used)"."""
    if name not in LEARNED:
        return "no (set never used)"
    fold = zlib.crc32(f"{name}:{cluster}".encode()) % 5
    return "no (fold left out)" if fold == DEV_FOLD else "yes"
