"""Judge conversations line by line (design, section 5): one line in, one line out, in order.

A line that cannot be read becomes a line with `error` and the action "refuse": never an allow.
"""

from clearsight.bulk.line import Job, Moderator
from clearsight.bulk.run import Done, moderate

__all__ = ["Done", "Job", "Moderator", "moderate"]
