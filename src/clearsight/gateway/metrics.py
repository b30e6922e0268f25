"""Numbers for Prometheus. Labels are bounded: nothing a caller sends becomes a label.

With several workers every one writes to files in PROMETHEUS_MULTIPROC_DIR, which the command sets
before any of this is imported, and whichever worker is asked adds them up.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from clearsight.verdict import Failure, Reply

CONTENT_TYPE = CONTENT_TYPE_LATEST
# Policy files of their own make rule ids of their own; a flood of them ends here.
MOST_RULES = 500
SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

REQUESTS = Counter(
    "clearsight_requests", "HTTP requests by route and status", ["path", "method", "status"]
)
REQUEST_SECONDS = Histogram(
    "clearsight_request_seconds", "Wall time of HTTP requests", ["path"], buckets=SECONDS
)
VERDICTS = Counter(
    "clearsight_verdicts", "Answers by what the policy decided", ["action", "category", "rule"]
)
STAGE_SECONDS = Histogram(
    "clearsight_stage_seconds", "Wall time of the guard's stages", ["stage"], buckets=SECONDS
)
FAILURES = Counter(
    "clearsight_failures", "Parts that did not do their work, refused", ["part", "kind"]
)
BYPASSED = Counter(
    "clearsight_bypassed", "Parts that did not do their work, let pass by policy", ["part", "kind"]
)
PROBLEMS = Counter("clearsight_problems", "Requests that ended in an error", ["code"])
RUNNING = Gauge("clearsight_running", "Requests being worked on", multiprocess_mode="livesum")

_rules: set[str] = set()


def count_request(path: str, method: str, status: int, wall_s: float) -> None:
    """One HTTP request."""
    REQUESTS.labels(path, method if method in METHODS else "other", str(status)).inc()
    REQUEST_SECONDS.labels(path).observe(wall_s)


def count_reply(reply: Reply) -> None:
    """One judged answer, by its Verdict and the stages of its trace."""
    verdict = reply.verdict
    if verdict is not None:
        VERDICTS.labels(verdict.action, verdict.category or "none", _rule(verdict.rule)).inc()
        _count(BYPASSED, verdict.bypassed)
    for step in reply.trace.steps if reply.trace else ():
        STAGE_SECONDS.labels(step.name.removeprefix("guard/")).observe(step.wall_ms / 1000)
        _count(FAILURES, (f for f in step.failures if not verdict or f not in verdict.bypassed))


def count_problem(code: str) -> None:
    """One request that ended in an error; codes are ours, not the caller's."""
    PROBLEMS.labels(code).inc()


def _count(counter: Counter, failures: Iterable[Failure]) -> None:
    for failure in failures:
        counter.labels(failure.part, failure.kind).inc()


def _rule(rule: str) -> str:
    if rule in _rules or len(_rules) < MOST_RULES:
        _rules.add(rule)
        return rule
    return "other"


def page() -> bytes:
    """The text that Prometheus reads, of all workers."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    _bury(Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]))
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def _bury(folder: Path) -> None:
    """Drop the gauges of workers that were killed; what they counted stays."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = file.stem.rpartition("_")[2]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists() and Path("/proc/self").exists():
            file.unlink(missing_ok=True)
