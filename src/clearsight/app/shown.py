"""What one page of the assistant shows, as values, and how it comes to be."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import structlog

from clearsight.app.form import Form, FormError
from clearsight.app.found import Marked, marked, reached
from clearsight.app.house import House
from clearsight.app.member import Admitted, counted
from clearsight.app.offer import MOST_GATES, Reason, offered
from clearsight.app.saw import Saw, saw
from clearsight.app.seal import (
    MOST_CHARS,
    Picture,
    Sealer,
    Turn,
    picture_bytes,
    read_turns,
    write_turns,
)
from clearsight.app.talk import PICTURE_FIELDS, Asked, Outcome, advice, outcome, picture_problem
from clearsight.app.verbatim import Read, layout, verbatim
from clearsight.app.words import Words
from clearsight.errors import ClearsightError, IngestError, StoreError
from clearsight.reading import Reading
from clearsight.vault import Receipt
from clearsight.verdict import Reply, Verdict

log = structlog.stdlib.get_logger("clearsight.app")


@dataclass(frozen=True, slots=True)
class Kept:
    """Pictures and conversation as they stand in a form; no pictures for an empty one."""

    pictures: tuple[Picture, ...] = ()
    seals: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()

    @property
    def turns_json(self) -> str:
        return write_turns(self.turns)

    @property
    def earlier(self) -> tuple[tuple[Picture, str], ...]:
        return tuple(zip(self.pictures[:-1], self.seals[:-1], strict=True))


@dataclass
class Shown:
    """What one page shows.

    Attributes:
        state: empty, answered, refused, cut, held, error or forgotten.
        kept: pictures and answered turns, oldest first.
        pending: a question that was not answered, kept for another try.
        problem: id of the text that says what went wrong.
        inline: whether the picture itself stands in the markup, which needs no script.
        again: whether the visitor's form holds the pictures already.
        found: places in the photo that the findings rest on; only for who may see traces.
        held: a picture that was held back for its quality, with the conversation it is for.
        gates: how many pictures in a row were held back.
        offer: why a person is offered, None when not.
        told: categories of warnings that were spoken before the answer.
        note: id of a text that says what was done.
        receipt: of what was stored and is deleted.
        ticket: by which a member of a cohort can say whether the last answer was right.
    """

    state: str = "empty"
    kept: Kept = field(default_factory=Kept)
    pending: str = ""
    problem: str = ""
    outcome: Outcome | None = None
    saw: Saw | None = None
    verdict: Verdict | None = None
    inline: bool = True
    again: bool = False
    found: tuple[Marked, ...] = ()
    held: Kept = field(default_factory=Kept)
    advice: tuple[str, ...] = ()
    gates: int = 0
    offer: Reason | None = None
    layout: tuple[str, ...] = ()
    read: tuple[Read, ...] = ()
    told: frozenset[str] = frozenset()
    note: str = ""
    receipt: Receipt | None = None
    ticket: str = ""

    @property
    def turns(self) -> tuple[Turn, ...]:
        return self.kept.turns

    @property
    def picture(self) -> Picture | None:
        return self.kept.pictures[-1] if self.kept.pictures else None


class Teller:
    """Makes what pages show from what was asked and answered."""

    def __init__(self, house: House, sealer: Sealer) -> None:
        self._house, self._sealer = house, sealer

    def keep(self, pictures: Sequence[Picture], turns: Sequence[Turn]) -> Kept:
        return Kept(tuple(pictures), tuple(map(self._sealer.close, pictures)), tuple(turns))

    async def answered(
        self, asked: Asked, reply: Reply, language: Words, *,
        told: frozenset[str] = frozenset(), differs: bool = False,
    ) -> Shown:  # fmt: skip
        """The page after an answer or a refusal."""
        reading = await self.reading(asked.picture)
        made = outcome(reply, reading)
        words = made.text if not made.cut else f"{made.text}\n\n{made.cut}"
        turn = Turn(asked.question, words, made.refused, len(asked.pictures) - 1)
        offer = offered(reply, made, asked.question, asked.turns,
                        differs=differs, gates=asked.gates)  # fmt: skip
        if asked.anyway:
            made = replace(made, advice=())  # it was told before, and the visitor chose
        shown = await self._talk(asked, (*asked.turns, turn), reading, language)
        shown.state, shown.outcome, shown.verdict = made.state, made, reply.verdict
        shown.offer, shown.told = offer, told
        shown.found = self._found(asked, reply, language) if asked.sees_trace else ()
        if asked.member is not None:
            shown.ticket = await self._ticket(asked.member)
        return shown

    async def _ticket(self, member: Admitted) -> str:
        """By which the answer can be judged; one that could not be counted has none."""
        try:
            return await counted(self._house, self._sealer, member)
        except StoreError as error:
            log.error("not counted", error=type(error).__name__)
            return ""

    async def failed(self, asked: Asked, problem: str, language: Words, partial: str = "") -> Shown:
        """The page after a failure: picture, conversation, question and the words so far stay."""
        turns = asked.turns
        if partial:
            turns = (*turns, Turn(asked.question, partial, photo=len(asked.pictures) - 1))
        shown = await self._talk(asked, turns, await self.reading(asked.picture), language)
        shown.problem, shown.offer = problem, "refused"
        shown.state, shown.pending = ("cut", "") if partial else ("error", asked.question)
        return shown

    async def held(self, asked: Asked, language: Words) -> Shown | None:
        """The page that says how to take a better photo before any model is asked; None when the
        picture can be seen well enough, or the visitor wants it looked at anyway."""
        if asked.anyway:
            return None
        reading = await self.reading(asked.picture)
        hints = advice(reading.quality) if reading is not None else ()
        if not hints:
            return None
        kept = self.keep(asked.earlier, asked.turns) if asked.earlier else Kept()
        gates = asked.gates + 1
        offer: Reason | None = "quality" if gates >= MOST_GATES else None
        return Shown(
            state="held", kept=kept, pending=asked.question, advice=hints, gates=gates,
            held=self.keep(asked.pictures, asked.turns), offer=offer,
        )  # fmt: skip

    async def again(self, asked: Asked, language: Words) -> Shown:
        """The conversation as it stands in a form, without a new question."""
        return await self._talk(asked, asked.turns, await self.reading(asked.picture), language)

    async def reading(self, picture: Picture) -> Reading | None:
        try:
            return await self._house.senses.read(picture.image)
        except (ClearsightError, OSError, ValueError):
            return None  # shown as "could not be looked at"; the guard has judged the failure

    async def _talk(
        self, asked: Asked, turns: Sequence[Turn], reading: Reading | None, language: Words
    ) -> Shown:
        shown = Shown("answered", self.keep(asked.pictures, turns), again=asked.again)
        if reading is not None:
            shown.saw = saw(asked.picture.image, reading, language)
            shown.layout, shown.read = layout(reading, language), verbatim(reading, language)
        return shown

    def _found(self, asked: Asked, reply: Reply, language: Words) -> tuple[Marked, ...]:
        policy = self._house.guard(asked.policy, asked.model).policy
        findings = reached(reply.trace.steps if reply.trace else (), policy)
        return marked(findings, asked.picture.image, language)


def failed(form: Form, error: FormError | IngestError, sealer: Sealer) -> Shown:
    """The page after a form that cannot be answered; what was sealed before is kept."""
    key = error.key if isinstance(error, FormError) else picture_problem(error)
    shown = Shown(state="error", problem=key, pending=form.get("question")[:MOST_CHARS])
    with suppress(FormError):
        opened = [
            (sealer.open(picture_bytes(form.get(name)), form.get(seal)), form.get(seal))
            for name, seal in PICTURE_FIELDS
            if form.get(name)
        ]
        good = [(picture, seal) for picture, seal in opened if picture is not None]
        if good and len(good) == len(opened):
            pictures, seals = zip(*good, strict=True)
            shown.kept = Kept(tuple(pictures), tuple(seals), read_turns(form.get("turns")))
    return shown
