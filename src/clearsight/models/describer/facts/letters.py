"""Parts of a letter."""

import re

from clearsight.models.describer.facts.match import fold
from clearsight.reading import Reading

_GREETING = re.compile(r"(?:dear|hello|hi|chere?|estimad[oa]|liebe[rs]?|sehr geehrte[rs]?)\b")
_LONGEST_SUBJECT = 8  # words


def subject(reading: Reading) -> tuple[int, ...]:
    """The short line above the greeting of a letter."""
    for i, found in enumerate(reading.lines[1:], start=1):
        above = reading.lines[i - 1].text
        if _GREETING.match(fold(found.text)) and len(above.split()) <= _LONGEST_SUBJECT:
            return () if any(c.isdigit() for c in above) else (i - 1,)
    return ()
