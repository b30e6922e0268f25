"""What all stacks of one process share: the eyes and the detectors.

A picture is read once, whoever is asked about it: the bare model, the same model behind a guard,
and the measure of who can read it at all. So `wall_ms` of a later stack has no reading in it.
"""

import asyncio
import math
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from clearsight.cache import TimedCache
from clearsight.content import Image
from clearsight.detect.chosen import chosen
from clearsight.errors import ClearsightError
from clearsight.reading import Reading
from clearsight.roles import Detector
from clearsight.senses import Senses

# A suite asks one stack about every picture before it asks the next: all must fit.
MOST_PICTURES = 10_000
# Wall time for one picture: figures must not hang on how busy the machine is.
TIMEOUT_S = 120.0


@cache
def senses() -> Senses:
    """Every registered sense; Readings stay for as long as the process runs."""
    return Senses(timeout_s=TIMEOUT_S, cache=TimedCache[Reading](MOST_PICTURES, math.inf).of(""))


@cache
def detectors() -> tuple[Detector, ...]:
    """Every registered detector; they hold no policy, so presets differ in nothing else."""
    return tuple(chosen())


def read(image: Image) -> Reading:
    """The same Reading, from code that is not asynchronous.

    It may run inside somebody's event loop, so it is read in a loop of another thread.

    Raises:
        ClearsightError: a sense broke or was too slow: what is left out would look like a picture
            that nobody can read.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="reads") as thread:
        found = thread.submit(lambda: asyncio.run(senses().read(image))).result()
    broken = [one for one in found.failures if one.reason != "unscannable"]
    if broken:
        raise ClearsightError(
            f"picture {image.digest[:12]} was not read: {broken[0].sense}: {broken[0].detail}; "
            "run it again, on a quieter machine if it was too slow"
        )
    return found
