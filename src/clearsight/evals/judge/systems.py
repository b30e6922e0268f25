"""What is put on the bench: sets of detectors by name, judges behind endpoints, cascades.

A system's score of a row is the highest that any of its detectors reports.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from clearsight.detect.chosen import chosen
from clearsight.errors import UsageError
from clearsight.registry import get_detectors, get_judge, names
from clearsight.roles import Detector


@dataclass(frozen=True, slots=True)
class Spec:
    """A system by name, so that every process can make its own.

    Attributes:
        detectors: names of registered ones; () for all of them.
        judge: "NAME:URL#MODEL", which is judged alone, or a cascade "words>NAME:URL#MODEL" that
            stands in the place of one of `detectors`; "" for none.
        api_key: for the judge's endpoint.
    """

    detectors: tuple[str, ...] = ()
    judge: str = ""
    api_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class System:
    """Detectors that are judged together.

    Attributes:
        name: such as "words+people" or "words>qwen3guard+people".
        version: of all its detectors.
    """

    name: str
    version: str
    detectors: tuple[Detector, ...]

    async def close(self) -> None:
        """Close what holds connections."""
        for detector in self.detectors:
            closer = getattr(detector, "close", None)
            if closer is not None:
                await closer()


def make(specs: Sequence[Spec]) -> list[System]:
    """The systems; two that are called alike are told apart by their versions.

    Raises:
        UnknownName: no such detector or judge.
        UsageError: no system, the same one twice, or a spec that is not understood.
    """
    made = [system(spec) for spec in specs]
    called = [one.name for one in made]
    out = [
        System(f"{one.name} ({one.version})", one.version, one.detectors)
        if called.count(one.name) > 1
        else one
        for one in made
    ]
    if not out or len({one.name for one in out}) < len(out):
        raise UsageError(
            f"the bench got {', '.join(called) or 'no detectors'}; expected different ones, as in "
            "--detectors words --detectors words,people"
        )
    return out


def system(spec: Spec) -> System:
    """One system."""
    if not spec.judge:
        return _of(get_detectors(*spec.detectors))
    head = spec.judge.partition(">")[0].partition("@")[0]
    if ">" not in spec.judge or head not in names("detectors"):
        return _of([_alone(spec)])
    # `chosen` knows how a judge is put behind a detector; the others of its guard are left out.
    wanted = spec.detectors or names("detectors")
    if head not in wanted:
        raise UsageError(f"{spec.judge!r} stands behind {head!r}, which is not in --detectors")
    guard = chosen([spec.judge], spec.api_key)
    return _of([one for one in guard if one.name.partition(">")[0] in wanted])


def _alone(spec: Spec) -> Detector:
    if ">" not in spec.judge:
        return get_judge(spec.judge, spec.api_key)
    *_, cascade = chosen([spec.judge], spec.api_key)
    return cascade


def _of(detectors: Sequence[Detector]) -> System:
    ordered = tuple(detectors)
    name = "+".join(one.name for one in ordered)
    version = "; ".join(f"{one.name} {one.version}" for one in ordered)
    if sorted(one.name.partition(">")[0] for one in ordered) == names("detectors"):
        cascades = [one.name for one in ordered if ">" in one.name]
        name = ", ".join(["all detectors", *cascades])
    return System(name, version, ordered)
