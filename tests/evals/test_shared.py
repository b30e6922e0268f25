"""A picture is read once in a process, whichever stacks are asked about it."""

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from clearsight.content import Conversation, Image, Message, Text
from clearsight.errors import ClearsightError
from clearsight.evals import shared, stack
from clearsight.reading import Reading
from clearsight.senses import Senses
from clearsight.senses.picture import Picture
from tests.doubles import line
from tests.evals.bridge.driver import square


@dataclass
class Counted:
    """Reads one line in every picture and counts how often; breaks on request."""

    name: str = "text"
    version: str = "1"
    after: tuple[str, ...] = ()
    breaks: bool = False
    read: list[str] = field(default_factory=list)

    def sense(self, picture: Picture, draft: Reading) -> Reading:
        self.read.append(draft.digest)
        if self.breaks:
            raise RuntimeError("told to break")
        return replace(draft, lines=(line("Mind the step"),))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    sense = Counted()
    eyes = Senses([sense])
    monkeypatch.setattr(shared, "senses", lambda: eyes)
    return sense


def asked(name: str, image: Image) -> str:
    made = stack.make(name, "describer")
    question = Conversation((Message("user", (image, Text("What does the sign say?"))),))
    return asyncio.run(made.model.reply(question)).text


def test_two_stacks_read_a_picture_once(counted: Counted) -> None:
    picture = square(1)
    said = [asked(name, picture) for name in ("bare", "guarded", "strict")]
    assert "Mind the step" in said[0]
    assert shared.read(picture).lines[0].text == "Mind the step"
    assert counted.read == [picture.digest]


def test_stacks_share_their_detectors_and_keep_their_policies() -> None:
    first, second = (stack.make(name, "scripted:text=A") for name in ("guarded", "strict"))
    assert all(a is b for a, b in zip(first.detectors, second.detectors, strict=True))
    assert first.policy != second.policy


def test_it_reads_where_a_loop_runs_already(counted: Counted) -> None:
    async def within() -> Reading:
        return shared.read(square(2))

    assert asyncio.run(within()).lines


def test_a_picture_that_was_not_read_is_an_error(counted: Counted) -> None:
    counted.breaks = True
    with pytest.raises(ClearsightError, match="was not read: text: RuntimeError"):
        shared.read(square(3))
