"""Pages whose content is known, and questions about them with what a right answer holds.

NO means that the page does not hold the answer: right is to say so.
"""

from dataclasses import dataclass

NO = "NO"
Row = str | tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """Questions in order (all but the last are earlier turns) and words the answer must hold."""

    question: str
    holds: tuple[str, ...]
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A page: its heading, its rows (tuples are cells) and what is asked about it."""

    name: str
    heading: str
    rows: tuple[Row, ...]
    asked: tuple[Asked, ...]

    @property
    def text(self) -> str:
        cells = [" ".join(row) if isinstance(row, tuple) else row for row in self.rows]
        return "\n".join([self.heading, *cells])


def q(question: str, *holds: str, after: tuple[str, ...] = ()) -> Asked:
    return Asked(question, holds, after)
