"""What of a row the model is shown, and what it is to say."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from clearsight.models.tiny.prompt import Processor
from clearsight.train.tiny.batches import Taken
from clearsight.train.tiny.rows import Row

_LOG = logging.getLogger("clearsight.train")
CANNOT_TELL = "I cannot tell what this is."
LONGEST = 448  # tokens of one sequence; a longer row is left out, never cut


@dataclass(slots=True)
class Taking:
    """Rows to sequences by one processor.

    Attributes:
        silent: pictures of which the tag head says nothing; who is asked for their name is to say
            so, and not to guess.
        longest: tokens; rows that are longer are left out.
        left_out: ids of these, each once.
    """

    processor: Processor
    silent: frozenset[str] = frozenset()
    longest: int = LONGEST
    left_out: set[str] = field(default_factory=set)

    def answer(self, row: Row) -> tuple[Taken, ...]:
        """The row with its answer; () when it is too long."""
        return self._fitting(row, [CANNOT_TELL if self._guesses(row) else row.answer])

    def pair(self, row: Row) -> tuple[Taken, ...]:
        """The row with the better and with the worse answer; () when one is too long."""
        return self._fitting(row, [row.answer, row.rejected or ""])

    def _guesses(self, row: Row) -> bool:
        """Whether the name that the row asks for could only be guessed."""
        named = row.family == "names" and row.kind.partition("/")[2].startswith(("what", "flag"))
        return named and row.pictures[0] in self.silent

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
