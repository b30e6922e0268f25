"""Which detectors a guard runs: every registered one, and the judges that a deployer names.

A judge is added, or put behind a detector that it then relieves; no detector can be taken away.

    qwen3guard:http://127.0.0.1:9000/v1#Qwen/Qwen3Guard-Gen-4B       beside all others
    words>qwen3guard:http://127.0.0.1:9000/v1#...                    only where `words` is unsure
    words@0.2-0.8>qwen3guard:http://...                              with another unsure band
    words>qwen3guard:http://...#a>omni:https://api.openai.com/v1     and where that one is unsure
"""

import re
from collections.abc import Sequence

from clearsight.detect.cascade import HIGH, LOW, Cascade
from clearsight.errors import UsageError
from clearsight.registry import get_detectors, get_judge, names
from clearsight.roles import Detector

_BAND = re.compile(r"@(\d*\.?\d+)-(\d*\.?\d+)$")


def chosen(judges: Sequence[str] = (), api_key: str | None = None) -> list[Detector]:
    """Every registered detector, with the judges beside them or behind one of them.

    Args:
        judges: specs, as above.
        api_key: for the judges' endpoints; each of them gets it.

    Raises:
        UnknownName: no such judge or detector.
        UsageError: a spec that is not understood, or two behind one detector.
    """
    found = {detector.name: detector for detector in get_detectors()}
    beside: list[Detector] = []
    for spec in judges:
        head, _, rest = spec.partition(">")
        name = _BAND.sub("", head)
        if not rest or name in names("judges") or ":" in name:
            beside.append(_chain(spec, api_key))
            continue
        _check(name, spec, found)
        found[name] = _behind(found[name], head, _chain(rest, api_key))
    return [*found.values(), *beside]


def _check(name: str, spec: str, found: dict[str, Detector]) -> None:
    get_detectors(name)  # an unknown name lists the known ones
    if name not in found or isinstance(found[name], Cascade):
        raise UsageError(
            f"{spec!r}: a judge already stands behind {name!r}; name one behind the other in one "
            f"spec, as in {name}>JUDGE:URL#MODEL>JUDGE:URL#MODEL"
        )


def _chain(spec: str, api_key: str | None) -> Detector:
    head, _, rest = spec.partition(">")
    judge = get_judge(_BAND.sub("", head) if rest else head, api_key)
    return _behind(judge, head, _chain(rest, api_key)) if rest else judge


def _behind(first: Detector, head: str, then: Detector) -> Cascade:
    band = _BAND.search(head)
    low, high = (float(band[1]), float(band[2])) if band else (LOW, HIGH)
    return Cascade(first, then, low=low, high=high)
