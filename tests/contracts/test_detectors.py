"""What every registered detector promises, built in or plugged in."""

import asyncio
from dataclasses import replace

import pytest

from clearsight.aloud import View, look
from clearsight.content import Conversation, Image, Message, Text, ToolCall, said, user
from clearsight.reading import Box, Code, Person, Reading
from clearsight.registry import get_detectors, names
from clearsight.roles import Detector
from clearsight.verdict import ANSWER_REFUSES, CATEGORIES
from tests.doubles import image, line

ONE = image("one")
FACE = Person(0.9, Box(0.4, 0.1, 0.6, 0.4), None, "close")
READING = Reading(
    ONE.digest, 100, 80, lines=(line("Total 4.50"),), people=(FACE,), senses=("text", "people")
)
CODED = replace(READING, lines=(), codes=(Code("QRCode", "hello", Box(0, 0, 1, 1)),))
NOTHING = Reading(ONE.digest, 100, 80)

TALKS: dict[str, Conversation] = {
    "text": user("What is the capital of France?"),
    "empty": user(""),
    "image alone": user(ONE),
    "question": user(ONE, "What is the total?"),
    "person": user(ONE, "Who is this?"),
    "follow-up": user(ONE).then(said("assistant", "A receipt."), said("user", "How much?")),
    "system": Conversation((said("system", "Be brief."), said("user", "Hi"))),
    "tool": user("Weather?").then(
        Message("assistant", (ToolCall("c", "weather", '{"city": "Paris"}'),)),
        Message("tool", (Text("Sunny"),), "c"),
    ),
    "long": user("The meadow was green and quiet. " * 1500),
    "odd": user("\u200b\u202e\x00 \ud83d\ude00 نص עברית \U000e0041 ﬁ ①"),
    "lone surrogate": user("broken \udcff byte"),
    "many turns": user("Hello").then(*(said("user", f"Turn {n}") for n in range(40))),
}


def views() -> list[View]:
    found = [look(talk, {ONE.digest: READING}) for talk in TALKS.values()]
    found += [look(TALKS["image alone"], {ONE.digest: r}) for r in (CODED, NOTHING)]
    for talk in ("text", "person", "empty", "many turns"):
        for words in ("", "Paris.", "I can't help with that.", "It is fine. " * 300):
            whole = TALKS[talk].then(said("assistant", words))
            found.append(look(whole, {ONE.digest: READING}, stage="after"))
    return found


@pytest.fixture(scope="module", params=names("detectors"))
def detector(request: pytest.FixtureRequest) -> Detector:
    (made,) = get_detectors(request.param)
    return made


def test_it_fulfils_the_protocol(detector: Detector) -> None:
    assert isinstance(detector, Detector)
    assert detector.name in names("detectors")
    assert detector.version


async def test_its_findings_are_well_formed(detector: Detector) -> None:
    for view in views():
        for finding in await detector.detect(view):
            parent = finding.category.split("/")[0]
            known = finding.category in (*CATEGORIES, ANSWER_REFUSES)
            assert known or parent == "illicit", finding.category
            assert 0 <= finding.score <= 1
            assert finding.detector == detector.name
            assert finding.version == detector.version
            message = view.conversation.messages[finding.where.message]
            assert 0 <= finding.where.part < max(1, len(message.parts))
            if finding.where.span:
                start, end = finding.where.span
                part = message.parts[finding.where.part]
                assert isinstance(part, Text)
                assert 0 <= start <= end <= len(part.text)
            for region in finding.where.regions:
                shown = view.conversation.messages[region.message].parts[region.part]
                assert isinstance(shown, Image)
                assert 0 <= region.box.left <= region.box.right <= 1
                assert 0 <= region.box.top <= region.box.bottom <= 1


async def test_the_same_view_gives_the_same_findings(detector: Detector) -> None:
    view = look(TALKS["person"], {ONE.digest: READING})
    assert list(await detector.detect(view)) == list(await detector.detect(view))


async def test_it_can_be_asked_from_several_places_at_once(detector: Detector) -> None:
    view = look(TALKS["question"], {ONE.digest: READING})
    alone = list(await detector.detect(view))
    together = await asyncio.gather(*(detector.detect(view) for _ in range(4)))
    assert all(list(found) == alone for found in together)
