"""What detectors and senses gave, checked: what is none would otherwise pass as nothing."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from clearsight.aloud import View
from clearsight.content import Image
from clearsight.reading import Reading, SenseFailure
from clearsight.roles import Detector, Reader, Unfinished
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


async def ask(detector: Detector, view: View, limit_s: float) -> Sequence[Finding | Failure]:
    """What a detector found; a broken or late one is a Failure, never an exception."""
    part = f"detector:{detector.name}"
    try:
        return findings_of(await asyncio.wait_for(detector.detect(view), limit_s))
    except Unfinished as half:
        return (*findings_of(half.findings), *half.failures)
    except TimeoutError:
        return (Failure(part, "timeout", f"no findings within {limit_s:g} s"),)
    except Exception as error:  # noqa: BLE001  fail closed: a broken detector is a finding
        return (Failure(part, "error", type(error).__name__),)


async def ask_all(
    detectors: Sequence[Detector], view: View, limit_s: float, forgives: Callable[[str], bool]
) -> list[Finding | Failure]:
    """What all detectors found in a view.

    Excused words are left out only for what is forgiven: a piece of something else may stand among
    them. So they are looked at with those words as well, and only that look is kept.

    Args:
        forgives: whether a category is not held against the view's excused messages.
    """

    async def of(one: View) -> list[Finding | Failure]:
        looked = await asyncio.gather(*(ask(d, one, limit_s) for d in detectors))
        return [found for every in looked for found in every]

    if view.stage == "after" or not view.excused:
        return await of(view)
    views = replace(view, looks=None), replace(view, excused=frozenset())
    left, full = await asyncio.gather(*map(of, views))
    more = (f for f in full if isinstance(f, Failure) or not forgives(f.category))
    return [*left, *(one for one in more if one not in left)]


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


def unreadable(readings: Mapping[str, Reading]) -> dict[str, tuple[Failure, ...]]:
    """By picture what a sense found there and could not read: it will be so the next time too."""
    out = {}
    for digest, reading in readings.items():
        failed = [f for f in reading.failures if f.reason == "unscannable"]
        parts = [f"sense:{f.sense}" for f in failed]
        parts += ["sense:text"] if any(spot.unscannable for spot in reading.unread) else []
        if parts:
            out[digest] = tuple(Failure(part, "unscannable", "") for part in parts)
    return out


async def read_all(reader: Reader, images: Sequence[Image]) -> dict[str, Reading]:
    """A Reading of every picture; what breaks is a failure in it, which the policy judges."""

    async def one(image: Image) -> Reading:
        try:
            reading: object = await reader.read(image)
            if isinstance(reading, Reading):
                return reading
            raise TypeError(f"the reader gave a {type(reading).__name__}, expected a Reading")
        except Exception as error:  # noqa: BLE001  fail closed: the policy judges the failure
            failure = SenseFailure("reader", "error", type(error).__name__)
            return Reading(image.digest, image.width_px, image.height_px, failures=(failure,))

    distinct = {image.digest: image for image in images}
    found = await asyncio.gather(*(one(image) for image in distinct.values()))
    return dict(zip(distinct, found, strict=True))
