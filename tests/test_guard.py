"""The Guard's promises: nothing unjudged leaves, what breaks is refused, the trace tells all."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearsight.aloud import View
from clearsight.content import Conversation, ToolCall, said, user
from clearsight.errors import ModelError, UsageError
from clearsight.guard import Guard
from clearsight.models.scripted import Fault, Scripted
from clearsight.policy import Policy
from clearsight.reading import Box, Reading, SenseFailure, Unread
from clearsight.roles import Detector, Model
from clearsight.verdict import Delta, Finding, Reply, Where
from tests.doubles import FixedReader, WordDetector, image, line

DEFAULT = Policy.load()


def guard(
    *detectors: WordDetector,
    model: Model | None = None,
    reader: FixedReader | None = None,
    policy: Policy = DEFAULT,
) -> Guard:
    looking: tuple[Detector, ...] = detectors or (WordDetector("FORBIDDEN"),)
    return Guard(
        model or Scripted("A harmless answer."), looking, policy, reader=reader or FixedReader()
    )


def steps(reply: Reply) -> list[str]:
    assert reply.trace is not None
    return [step.name for step in reply.trace.steps]


class Chunks(Scripted):
    """An answer in given pieces."""

    def __init__(self, chunks: Sequence[str]) -> None:
        super().__init__("".join(chunks))
        self.chunks = chunks

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        for chunk in self.chunks:
            yield Delta(chunk)
        yield Delta(reply=Reply("".join(self.chunks)))


async def streamed(model: Model, conversation: Conversation) -> tuple[str, Reply]:
    text, reply = "", None
    async for delta in model.stream(conversation):
        assert reply is None, "nothing may follow the Reply"
        text, reply = text + delta.text, delta.reply or reply
    assert reply is not None
    return text, reply


async def test_a_harmless_request_is_answered_and_traced() -> None:
    reply = await guard().reply(user("Hello"))
    assert reply.text == "A harmless answer."
    assert reply.refusal is None
    assert steps(reply) == ["read", "before", "model", "after"]


async def test_a_refused_request_never_reaches_the_model() -> None:
    model = Scripted("never")
    reply = await guard(model=model).reply(user("FORBIDDEN please"))
    assert model.asked == []
    assert reply.refusal is not None
    assert reply.text == reply.refusal.text
    assert reply.finish_reason == "content_filter"
    assert reply.verdict is not None
    assert reply.verdict.category == "illicit"


async def test_text_in_an_image_fares_as_typed_text_does() -> None:
    reader = FixedReader(lines=(line("FORBIDDEN words"),))
    reply = await guard(reader=reader).reply(user(image()))
    assert reply.refusal is not None


async def test_a_refused_answer_does_not_leave() -> None:
    reply = await guard(model=Scripted("Sure: FORBIDDEN")).reply(user("Hello"))
    assert reply.refusal is not None
    assert "FORBIDDEN" not in reply.text
    assert steps(reply)[-1] == "after"


async def test_tool_arguments_are_judged() -> None:
    call = ToolCall("1", "search", '{"q": "FORBIDDEN"}')
    reply = await guard(model=Scripted("", tool_calls=(call,))).reply(user("Hello"))
    assert reply.refusal is not None
    assert reply.tool_calls == ()


async def test_words_put_behind_the_last_user_turn_are_judged() -> None:
    talk = user("Hello").then(said("assistant", "Sure, FORBIDDEN"))
    assert (await guard().reply(talk)).refusal is not None


async def test_a_detector_that_breaks_is_an_explained_refusal() -> None:
    broken = WordDetector("x", error=RuntimeError("secret content"))
    reply = await guard(broken).reply(user("Hello"))
    assert reply.refusal is not None
    assert reply.verdict is not None
    assert "detector:word" in reply.verdict.rule
    assert "secret content" not in repr(reply)


async def test_a_detector_that_hangs_is_an_explained_refusal() -> None:
    hasty = replace(DEFAULT, rules=replace(DEFAULT.rules, detector_timeout_s=0.02))
    reply = await guard(WordDetector("x", delay_s=5), policy=hasty).reply(user("Hello"))
    assert reply.refusal is not None
    assert reply.trace is not None
    assert reply.trace.steps[1].failures[0].kind == "timeout"


async def test_a_reader_that_breaks_is_a_refusal() -> None:
    reader = FixedReader(error=OSError("no model file"))
    assert (await guard(reader=reader).reply(user("Hello", image()))).refusal is not None


async def test_a_failed_text_sense_is_a_refusal() -> None:
    def broken(reading: Reading) -> Reading:
        return replace(reading, failures=(SenseFailure("text", "error", "OSError"),))

    reply = await guard(reader=FixedReader(change=broken)).reply(user("Hello", image()))
    assert reply.refusal is not None


async def test_large_unread_text_is_unscannable_and_refused() -> None:
    def unread(reading: Reading) -> Reading:
        return replace(reading, unread=(Unread(Box(0, 0, 1, 0.5), 40.0, True),))

    reply = await guard(reader=FixedReader(change=unread)).reply(user("Hello", image()))
    assert reply.verdict is not None
    assert reply.verdict.stops
    assert "unscannable" in str(reply.verdict)


async def test_a_guard_around_a_guard_works_and_both_are_in_the_trace() -> None:
    inner = guard(model=Scripted("An answer."))
    outer = guard(WordDetector("ALSO"), model=inner)
    reply = await outer.reply(user("Hello"))
    assert reply.text == "An answer."
    assert steps(reply)[:4] == ["read", "before", "model", "after"]
    assert steps(reply)[4:] == ["guard/read", "guard/before", "guard/model", "guard/after"]


async def test_an_inner_refusal_stays_a_refusal() -> None:
    inner = guard()
    reply = await guard(WordDetector("ALSO"), model=inner).reply(user("FORBIDDEN"))
    assert reply.refusal is not None
    assert reply.verdict is not None
    assert reply.verdict.stops


async def test_the_model_gets_the_very_image_that_was_read() -> None:
    model, reader, picture = Scripted("ok"), FixedReader(), image()
    await guard(model=model, reader=reader).reply(user("Hello", picture))
    assert reader.read_images == [picture]
    assert model.asked[0].images[0].data is picture.data


@pytest.mark.parametrize("fault", ["error", "truncate"])
async def test_a_model_that_fails_raises_and_gives_no_half_answer(fault: Fault) -> None:
    with pytest.raises(ModelError):
        await guard(model=Scripted("A long answer", fault=fault)).reply(user("Hello"))


async def test_a_guard_without_detectors_is_an_error() -> None:
    with pytest.raises(UsageError, match="no detectors"):
        Guard(Scripted("x"), [], DEFAULT, reader=FixedReader())


async def test_a_conversation_without_a_user_is_an_error() -> None:
    with pytest.raises(UsageError, match="no user message"):
        await guard().reply(Conversation((said("system", "Be nice"),)))


async def test_the_measure_preset_reports_and_blocks_nothing() -> None:
    reply = await guard(policy=Policy.load(preset="measure")).reply(user("FORBIDDEN"))
    assert reply.text == "A harmless answer."
    assert reply.trace is not None
    before = reply.trace.steps[1].verdict
    assert before is not None
    assert before.findings[0].category == "illicit"
    assert before.rule == "measure:before.illicit.refuse"


async def test_check_stops_before_the_model() -> None:
    model = Scripted("never")
    reply = await guard(model=model).check(user("Hello"))
    assert model.asked == []
    assert reply.verdict is not None
    assert reply.verdict.action == "allow"


def buffered() -> Policy:
    return replace(DEFAULT, rules=replace(DEFAULT.rules, stream="buffered"))


def windowed(chars: int) -> Policy:
    return replace(DEFAULT, rules=replace(DEFAULT.rules, stream="windowed", window_chars=chars))


@pytest.mark.parametrize("policy", [buffered(), windowed(40), windowed(4000)])
@pytest.mark.parametrize("chunk_chars", [1, 7, 100])
async def test_a_harmless_stream_arrives_whole(policy: Policy, chunk_chars: int) -> None:
    words = "The cat sits on a red mat near the door. " * 8
    model = guard(model=Scripted(words, chunk_chars=chunk_chars), policy=policy)
    text, reply = await streamed(model, user("Hello"))
    assert text == words == reply.text


@pytest.mark.parametrize("chunk_chars", [1, 3, 50])
async def test_a_buffered_stream_leaks_nothing(chunk_chars: int) -> None:
    model = Scripted("Fine words first. " * 20 + "FORBIDDEN", chunk_chars=chunk_chars)
    text, reply = await streamed(guard(model=model, policy=buffered()), user("Hello"))
    assert reply.refusal is not None
    assert text == reply.refusal.text


@pytest.mark.parametrize("chunk_chars", [1, 3, 50])
@pytest.mark.parametrize("place", [0, 5, 100, 333])
async def test_a_windowed_stream_leaks_nothing_that_fits_the_window(
    chunk_chars: int, place: int
) -> None:
    words = "x" * place + "FORBIDDEN" + "y" * 200
    model = guard(model=Scripted(words, chunk_chars=chunk_chars), policy=windowed(20))
    text, reply = await streamed(model, user("Hello"))
    assert reply.refusal is not None
    assert reply.finish_reason == "content_filter"
    assert "F" not in text.removesuffix(reply.refusal.text)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), seed=st.integers(0, 2**32), hold=st.integers(1, 60))
def test_a_stream_ends_as_the_whole_answer_would_however_it_is_cut(
    data: st.DataObject, seed: int, hold: int
) -> None:
    """One verdict for one answer; of what it is refused for, nothing left that fits the window."""
    chance = random.Random(seed)
    harmful = data.draw(st.booleans())
    span = "\u2588" * chance.randint(1, hold)
    words = "".join(chance.choices("abc .\n", k=chance.randint(0, 400)))
    place = chance.randint(0, len(words))
    said = words[:place] + (span if harmful else "") + words[place:]
    cuts = sorted(chance.choices(range(len(said) + 1), k=chance.randint(0, 50)))
    chunks = [said[a:b] for a, b in pairwise([0, *cuts, len(said)])]
    outer = guard(WordDetector(span), model=Chunks(chunks), policy=windowed(hold))
    text, reply = asyncio.run(streamed(outer, user("Hello")))
    whole = asyncio.run(guard(WordDetector(span), model=Scripted(said)).reply(user("Hello")))
    assert (reply.refusal is None) == (whole.refusal is None) == (not harmful or not said)
    if reply.refusal is None:
        assert text == said
    else:
        assert "\u2588" not in text


async def test_a_stream_that_breaks_off_raises() -> None:
    model = guard(model=Scripted("half an answer", fault="truncate"))
    with pytest.raises(ModelError, match="without a Reply"):
        await streamed(model, user("Hello"))


@pytest.mark.parametrize(
    "found",
    [None, ["words"], 7, [Finding("illicit", "0.9", Where(0, 0), "w", "1")]],  # type: ignore[arg-type]
)
async def test_what_is_no_finding_is_a_failure_and_refused(found: object) -> None:
    class Odd(WordDetector):
        async def detect(self, view: View) -> Sequence[Finding]:
            return found  # type: ignore[return-value]

    reply = await guard(Odd("x")).reply(user("Hello"))
    assert reply.refusal is not None
    assert reply.trace is not None
    assert reply.trace.steps[1].failures[0].part == "detector:word"


async def test_a_reader_that_gives_no_reading_is_a_refusal() -> None:
    reader = FixedReader(change=lambda reading: None)  # type: ignore[arg-type, return-value]
    assert (await guard(reader=reader).reply(user("Hello", image()))).refusal is not None


async def test_a_picture_that_no_sense_looked_at_is_unscannable() -> None:
    reader = FixedReader(change=lambda reading: replace(reading, senses=()))
    reply = await guard(reader=reader).reply(user("Hello", image()))
    assert reply.verdict is not None
    assert reply.verdict.stops
    assert "sense:text" in reply.verdict.rule


async def test_an_inner_guards_warning_reaches_the_outer_reply() -> None:
    warned = guard(WordDetector("pills", category="medical"), model=Scripted("Read the label."))
    reply = await guard(WordDetector("ALSO"), model=warned).reply(user("How many pills?"))
    assert reply.verdict is not None
    assert reply.verdict.action == "warn"
    assert [notice.category for notice in reply.verdict.notices] == ["medical"]


async def test_a_cut_stream_stops_the_model_at_once() -> None:
    closed = []

    class Endless(Scripted):
        async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
            try:
                while True:
                    yield Delta("FORBIDDEN " * 10)
            finally:
                closed.append(True)

    _, reply = await streamed(guard(model=Endless(), policy=windowed(20)), user("Hello"))
    assert reply.refusal is not None
    assert closed == [True]


async def test_the_trace_of_a_stream_keeps_its_order_and_one_judgement() -> None:
    model = guard(model=Scripted("Harmless words. " * 40, chunk_chars=9), policy=windowed(40))
    _, reply = await streamed(model, user("Hello"))
    assert steps(reply) == ["read", "before", "model", "after"]
