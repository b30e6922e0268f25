"""Mixed load on a real server with a fault every minute.

    python -m scripts.soak --data DATA [--minutes 30] [--clients 3]

`clearsight serve` with two workers behind the shipped detectors, an upstream of ours, an audit on a
small file system where root can mount one. Each minute one fault for ten seconds: the upstream
answers 500, is silent, or cuts its streams; a decoding process is killed; a serving process is
killed; the database is locked; the audit's disk is full. Every answer is looked at whole.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from clearsight.audit import verify
from clearsight.audit.chain import derived
from scripts.soaking.kinds import Outcome, ask, kinds
from scripts.soaking.upstream import Upstream
from tests.gateway.process import Serving, serving
from tests.gateway.support import PEPPER

FAULT_S = 10.0
AFTER_S = 15.0  # what a fault did may show a little later: a breaker, a worker that starts again
FAULTS = ("500", "silent", "cut", "decoder killed", "worker killed", "database locked", "disk full")


@dataclass
class Soak:
    """One run.

    Attributes:
        counts: by fault in force ("none" between them), then by kind and outcome.
        details: of outcomes that are not right.
    """

    server: Serving
    upstream: Upstream
    folder: Path
    small_disk: bool
    fault: str = "none"
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    details: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    async def client(self, number: int, harmful: str, end: float) -> None:
        """Ask one thing after the other."""
        rng, every = random.Random(number), kinds(harmful)
        limit = aiohttp.ClientTimeout(total=150)
        # A connection each: one that a killed process held would be counted as lost twice.
        connector = aiohttp.TCPConnector(force_close=True)
        async with aiohttp.ClientSession(timeout=limit, connector=connector) as session:
            while time.monotonic() < end:
                kind, before = rng.choice(every), self.fault
                outcome = await ask(session, self.server.root, kind, rng)
                fault = before if before != "none" else self.fault
                self._count(fault, kind.name, outcome)
                await asyncio.sleep(rng.expovariate(4))

    def _count(self, fault: str, kind: str, outcome: Outcome) -> None:
        self.counts[fault, kind, outcome.what] += 1
        if outcome.what != "right":
            self.details[fault, outcome.what, f"{kind}: {outcome.detail}"[:140]] += 1

    async def faults(self, end: float) -> None:
        """One a minute, in turn."""
        turn = 0
        while time.monotonic() + 60 < end:
            await asyncio.sleep(60 - FAULT_S - AFTER_S)
            name = FAULTS[turn % len(FAULTS)]
            turn += 1
            if name == "disk full" and not self.small_disk:
                continue
            self.fault = name
            await self._inject(name)
            await asyncio.sleep(AFTER_S)
            self.fault = "none"

    async def _inject(self, name: str) -> None:
        if name in ("500", "silent", "cut"):
            self.upstream.fault = name
            await asyncio.sleep(FAULT_S)
            self.upstream.fault = ""
        elif name == "decoder killed":
            self._kill("clearsight.ingest.worker")
            await asyncio.sleep(FAULT_S)
        elif name == "worker killed":
            self._kill("spawn_main")
            await asyncio.sleep(FAULT_S)
        elif name == "database locked":
            await asyncio.to_thread(_locked, self.folder / "a.db")
        else:
            filler = self.folder / "audit" / "filler"
            with suppress(OSError), filler.open("wb") as file:
                while True:
                    file.write(bytes(1 << 16))
            await asyncio.sleep(FAULT_S)
            filler.unlink()

    def _kill(self, what: str) -> None:
        for pid in tree(self.server.process.pid):
            with suppress(OSError):
                if what.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(pid, signal.SIGKILL)
                    return


def _locked(database: Path) -> None:
    connection = sqlite3.connect(database, timeout=30, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    time.sleep(FAULT_S)
    connection.execute("ROLLBACK")
    connection.close()


def tree(root: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, open_ = [], [root]
    while open_:
        pid = open_.pop()
        found.append(pid)
        open_ += parents.get(pid, [])
    return found


def rss_mb(root: int) -> float:
    """Proportional set size of a process and all below it; shared pages count once."""
    total = 0
    for pid in tree(root):
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                total += int(line.split()[1]) if line.startswith("Pss:") else 0
    return total / 1024


async def soaked(soak: Soak, harmful: str, minutes: float, clients: int) -> list[float]:
    """Run it; memory each minute."""
    end, memory = time.monotonic() + 60 * minutes, []

    async def watch() -> None:
        while time.monotonic() < end:
            await asyncio.sleep(60)
            memory.append(rss_mb(soak.server.process.pid))

    jobs = [soak.client(number, harmful, end) for number in range(clients)]
    await asyncio.gather(*jobs, soak.faults(end), watch())
    return memory


def main(argv: Sequence[str] | None = None) -> int:
    """Print what happened; exit code 1 with a wrong verdict, or a loss that no kill explains."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--clients", type=int, default=3)
    arguments = parser.parse_args(argv)
    harmful = _line(arguments.data)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "audit").mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=48m,mode=700", "tmpfs", str(folder / "audit")]
        small = subprocess.run(mount, capture_output=True, check=False).returncode == 0
        try:
            return asyncio.run(_run(arguments, harmful, folder, small=small))
        finally:
            if small:
                subprocess.run(["umount", "-l", str(folder / "audit")], check=False)


async def _run(arguments: argparse.Namespace, harmful: str, folder: Path, *, small: bool) -> int:
    upstream = Upstream()
    await upstream.start()
    model = f"http:http://127.0.0.1:{upstream.port}/v1#soaked"
    with serving(folder, "--model", model, "--workers", "2", wait_s=180) as server:
        soak = Soak(server, upstream, folder, small)
        memory = await soaked(soak, harmful, arguments.minutes, arguments.clients)
        code = server.stop()
    await upstream.close()
    found = verify(folder / "audit", derived(PEPPER.encode(), "chain"))
    print(f"{sum(soak.counts.values())} requests, {upstream.asked} reached the model; exit {code}")
    print(f"audit: {found.lines} lines, {'sound' if found.sound else found.faults[:3]}")
    print(f"memory, MB: {memory[0]:.0f} after a minute, {max(memory):.0f} at most, "
          f"{memory[-1]:.0f} at the end")  # fmt: skip
    return _told(soak) or (0 if found.sound else 1)


def _told(soak: Soak) -> int:
    for fault in ("none", *FAULTS):
        total: Counter[str] = Counter()
        for (during, _, what), count in soak.counts.items():
            total[what] += count if during == fault else 0
        print(f"{fault}: " + ", ".join(f"{what} {n}" for what, n in sorted(total.items()) if n))
    for (fault, what, detail), count in soak.details.most_common(40):
        print(f"  {count} x {fault}: {what}: {detail}")
    wrong = sum(n for (_, _, what), n in soak.counts.items() if what == "wrong")
    lost = sum(
        n for (f, _, what), n in soak.counts.items() if what == "lost" and f != "worker killed"
    )
    return 1 if wrong or lost else 0


def _line(data: Path) -> str:
    """A published harmful line that the judge refuses."""
    rows = (json.loads(x) for x in (data / "figstep" / "items.jsonl").read_text().splitlines())
    row = next(row for row in rows if row["id"] == "figstep_01_04")
    return str(row["question"])


if __name__ == "__main__":
    sys.exit(main())
