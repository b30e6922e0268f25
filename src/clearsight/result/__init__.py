"""What an evaluation found: runs, samples and Results in one stable, versioned format.

values    the records: Run, Sample, Result, Comparison
decode    JSON objects -> records, with errors that name the line; unknown fields are kept
lines     JSON lines and run folders, read and written
parquet   the same records as tables
measure   samples -> Results: every rate anyone may print is recomputed here
compare   two runs on the same items -> Comparisons
gate      targets held against Results: the launch decision
"""

from clearsight.result.compare import compare
from clearsight.result.decode import decode, encode
from clearsight.result.gate import Gated, Margin, Target, gate, read_targets
from clearsight.result.lines import Folder, read_folder, read_lines, write_folder, write_lines
from clearsight.result.measure import measure
from clearsight.result.parquet import read_parquet, write_parquet
from clearsight.result.values import (
    CANNOT_TELL,
    NO_PICTURE,
    OUTCOMES,
    STYLE,
    TRANSCRIBED,
    Comparison,
    Expectation,
    Outcome,
    Provenance,
    Record,
    Result,
    Run,
    Sample,
)

__all__ = [
    "CANNOT_TELL",
    "NO_PICTURE",
    "OUTCOMES",
    "STYLE",
    "TRANSCRIBED",
    "Comparison",
    "Expectation",
    "Folder",
    "Gated",
    "Margin",
    "Outcome",
    "Provenance",
    "Record",
    "Result",
    "Run",
    "Sample",
    "Target",
    "compare",
    "decode",
    "encode",
    "gate",
    "measure",
    "read_folder",
    "read_lines",
    "read_parquet",
    "read_targets",
    "write_folder",
    "write_lines",
    "write_parquet",
]
