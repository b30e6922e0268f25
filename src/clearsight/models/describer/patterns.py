"""The table of question patterns: the first match wins, so narrow ones stand above wide ones.

They must match the whole question, which comes in lower case, without accents, politeness and
final punctuation. `topic` and `number` are named groups. What the words mean is tested row by row.
"""

import re

from clearsight.models.describer import (
    patterns_labels,
    patterns_looks,
    patterns_money,
    patterns_papers,
)
from clearsight.models.describer.ask import Intent
from clearsight.models.describer.patterns_parts import COLOURS

__all__ = ["COLOURS", "PATTERNS"]

PATTERNS: tuple[tuple[Intent, re.Pattern[str]], ...] = tuple(
    (intent, re.compile(pattern))
    for intent, pattern in (
        *patterns_labels.ROWS,
        *patterns_money.ROWS,
        *patterns_papers.ROWS,
        *patterns_looks.ROWS,
    )
)
