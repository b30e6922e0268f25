"""Samples: what was asked and answered, kept sealed for a time, to be judged again later.

Off unless the operator says otherwise. `Keeper` seals and keeps, `SampleFolder` finds, opens and
deletes, `judged` makes the decision again with the guard of today.
"""

from clearsight.samples.again import Replays, judged
from clearsight.samples.keeper import Keeper, Retained
from clearsight.samples.sample import Choice, Sample, from_bytes, to_bytes
from clearsight.samples.sealed import SampleFolder, default_key_file, key_of

__all__ = [
    "Choice",
    "Keeper",
    "Replays",
    "Retained",
    "Sample",
    "SampleFolder",
    "default_key_file",
    "from_bytes",
    "judged",
    "key_of",
    "to_bytes",
]
