"""What a question wants, as a value."""

from dataclasses import dataclass
from typing import Literal

from clearsight.models.describer.abroad import Tongue
from clearsight.models.describer.facts.wanted import Wanted

Intent = Literal[
    "describe", "read", "line", "heading", "kind",
    "total", "owed", "street", "price", "departure", "expiry", "contains", "dose", "strength",
    "phone", "email", "web", "address", "hours", "date", "code", "display",
    "count", "present", "is_a", "colour", "where", "at", "field", "about",
    "author", "material", "who", "quality", "script", "list",
    "compare", "compute", "rewrite", "greet", "more", "open",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, understood.

    Attributes:
        topic: the words it is about, without articles; "" when it names nothing.
        article: the article that the question gave it.
        number: which one, counted from 1; -1 for the last; 0 when it names none.
        time: minutes after midnight that the question names.
        which: "first", "last" or "next" departure; "before" when the time is an upper bound;
            "clock" when a display is asked for the time.
        regions: places in the picture that the question names.
        yes_no: the question wants yes or no.
        claim: the amount or the colour that it wants confirmed.
        refers: it points back to something said before ("that one").
        pictures: which pictures it names, counted from 1; empty for all.
        foreign: the question was in a language that is recognised but not spoken.
        language: of such a question, as `clearsight.language` tells it.
        tongue: the language other than English in which this is answered.
        wanted: what form the answer must have to be one.
        words: the whole question, lower case, without politeness.
    """

    intent: Intent
    topic: str = ""
    article: str = ""
    number: int = 0
    time: int | None = None
    which: str = ""
    regions: tuple[str, ...] = ()
    yes_no: bool = False
    claim: str = ""
    refers: bool = False
    pictures: tuple[int, ...] = ()
    foreign: bool = False
    language: str = "en"
    tongue: Tongue | None = None
    wanted: Wanted = ""
    words: str = ""

    @property
    def said(self) -> str:
        """The topic as it can be said back."""
        return f"{self.article} {self.topic}".strip() or "it"
