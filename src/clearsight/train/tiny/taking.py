"""What of a row the model is shown, and what it is to say."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from clearsight.models.tiny.prompt import Processor
from clearsight.train.tiny.batches import Taken
from clearsight.train.tiny.rows import Row

_LOG = logging.getLogger("clearsight.train")
LONGEST = 448  # tokens of one sequence; a longer row is left out, never cut


@dataclass(slots=True)
class Taking:
    """Rows to sequences by one processor.

    Attributes:
        longest: tokens; rows that are longer are left out.
        left_out: ids of these, each once.
    """

    processor: Processor
    longest: int = LONGEST
    left_out: set[str] = field(default_factory=set)

    def answer(self, row: Row) -> tuple[Taken, ...]:
        """The row with its answer; () when it is too long."""
        return self._fitting(row, [row.answer])

    def pair(self, row: Row) -> tuple[Taken, ...]:
        """The row with the better and with the worse answer; () when one is too long."""
        return self._fitting(row, [row.answer, row.rejected or ""])

    def _fitting(self, row: Row, answers: Sequence[str]) -> tuple[Taken, ...]:
        made = tuple(self._with(row, answer) for answer in answers)
        if max(map(len, made)) <= self.longest:
            return made
        if row.id not in self.left_out:
            self.left_out.add(row.id)
            _LOG.warning(
                "row %s has %d tokens, at most %d are learnt from: left out",
                row.id, max(map(len, made)), self.longest,
            )  # fmt: skip
        return ()

    def _with(self, row: Row, answer: str) -> Taken:
        seen = [one.text for one in row.seen]
        if row.turns:
            example = self.processor.example(row.turns, answer, seen)
        else:
            example = self.processor.document(answer, seen)
        return Taken(row.id, row.kind, example, row.pictures)
