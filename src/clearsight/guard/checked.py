"""What detectors and senses gave, checked: what is none would otherwise pass as nothing."""

from collections.abc import Iterable, Mapping

from clearsight.reading import Reading
from clearsight.verdict import Failure, Finding

# Refusals hang on these; a reader without them is closed unless the policy opens it by name.
NEEDED_SENSES = ("text", "explicit")


def findings_of(found: object) -> tuple[Finding, ...]:
    """A detector's findings, checked.

    Raises:
        TypeError: the detector gave something else than findings.
    """
    if not isinstance(found, Iterable):
        raise TypeError(f"expected Findings, got {type(found).__name__}")
    findings = tuple(found)
    for finding in findings:
        if not isinstance(finding, Finding) or not isinstance(finding.category, str):
            raise TypeError(f"expected a Finding, got {type(finding).__name__}")
        if isinstance(finding.score, bool) or not isinstance(finding.score, int | float):
            raise TypeError(f"expected a number as score, got {type(finding.score).__name__}")
    return findings


def sense_failures(readings: Mapping[str, Reading]) -> tuple[Failure, ...]:
    """Failures of senses, and text that was found but could not be read."""
    failures: list[Failure] = []
    for reading in readings.values():
        failures += [Failure(f"sense:{f.sense}", f.reason, f.detail) for f in reading.failures]
        if not reading.failures:
            failures += [
                Failure(f"sense:{name}", "unscannable", "this sense did not run")
                for name in NEEDED_SENSES
                if name not in reading.senses
            ]
        unread = sum(spot.unscannable for spot in reading.unread)
        if unread:
            failures.append(
                Failure("sense:text", "unscannable", f"{unread} regions of unread text")
            )
    return tuple(failures)
