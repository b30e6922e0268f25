"""How many hostile addresses and files there are, by kind, as docs/ingest.md has them.

python -m scripts.measure_ingest           # the two tables
pytest tests/ingest                        # every one of them tried
"""

import sys

from tests.ingest.corpus import CORPUS, READ
from tests.ingest.test_address import HOSTILE, HOSTILE_BY_KIND
from tests.ingest.test_fetch import LED_INSIDE, REDIRECTS

REBOUND = 3  # test_fetch: between two hops, at the socket, and an address that skips the first look


def addresses() -> str:
    """Addresses by kind; all are refused."""
    rows = {kind: len(urls) for kind, urls in HOSTILE_BY_KIND.items()}
    rows |= {
        "redirects to any of these": len(REDIRECTS),
        "names that resolve to inside": len(LED_INSIDE),
        "rebinding": REBOUND,
    }
    lines = [f"| {kind} | {count} |" for kind, count in rows.items()]
    rule = "| addresses | refused |\n|---|---|\n"
    return f"{rule}{chr(10).join(lines)}\n| **all** | **{sum(rows.values())}** |\n"


def files() -> str:
    """Files by kind, and what becomes of them."""
    lines = []
    for kind, samples in CORPUS.items():
        read = sum(wanted == READ for wanted, _ in samples.values())
        lines.append(f"| {kind} | {len(samples)} | {read} | {len(samples) - read} |")
    every = [wanted for samples in CORPUS.values() for wanted, _ in samples.values()]
    read = every.count(READ)
    rule = "| files | n | read as a clean picture | refused |\n|---|---|---|---|\n"
    end = f"| **all** | **{len(every)}** | **{read}** | **{len(every) - read}** |\n"
    return f"{rule}{chr(10).join(lines)}\n{end}"


def document() -> str:
    """Both tables."""
    assert len(HOSTILE) == sum(map(len, HOSTILE_BY_KIND.values()))
    return f"{addresses()}\n{files()}"


if __name__ == "__main__":
    sys.stdout.write(document())
