"""Attacks on what is known of earlier turns: nothing may pass that a guard without it would stop,
and nobody may be locked out by it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearsight.aloud import View
from clearsight.cache import TimedCache
from clearsight.content import Conversation, Message, Tool, said, user
from clearsight.detect.alone import Found, turns
from clearsight.guard import Guard
from clearsight.guard.looks import Look, TurnLooks
from clearsight.guard.memory import TurnMemory
from clearsight.guard.past import Past, Refused, alone
from clearsight.models.scripted import Scripted
from clearsight.reading import Reading, Timing
from clearsight.verdict import Finding, Where
from tests.doubles import FixedReader, image, line
from tests.test_history import (
    BAD,
    DEFAULT,
    FIRST,
    NO,
    SECOND,
    Spans,
    World,
    known,
    then,
    with_history,
)

SAD = "SORROW"


@dataclass
class Sad(Spans):
    """`Spans`, and self-harm where SAD is said; both pieces in one text are illicit."""

    async def detect(self, view: View) -> Sequence[Finding]:
        spans = view.answer_spans if view.stage == "after" else view.unexcused.spans
        sad = [span for span in spans if SAD in span.text]
        found = [
            Finding("self-harm", 0.9, Where(s.message, s.part), self.name, self.version)
            for s in sad[:1]
        ]
        return [*await super().detect(view), *found]


@pytest.mark.parametrize("times", [2, 5, 20])
async def test_the_same_refused_words_many_times_are_no_lock(times: int) -> None:
    world = World()
    await world.ask(user(BAD))
    talk = user(BAD)
    for _ in range(times - 1):
        talk = then(talk, NO, BAD)
    reply = await world.ask(then(talk, NO, "What time is it?"))
    assert reply.refusal is None
    assert world.got == ["What time is it?"]
    assert [one.message for one in known(reply)] == [*range(0, 2 * times, 2)]


async def test_who_said_it_twice_is_not_locked_either() -> None:
    world = World(detector=Sad())
    talk = then(user(SAD), NO, SAD)
    await world.ask(user(SAD))
    for number in range(6):
        talk = then(talk, NO, f"question {number}")
        reply = await world.ask(talk)
        assert (reply.refusal is not None) is (number < 3)
    assert [one.now for one in known(reply)] == ["strict", "strict"]


async def test_a_piece_whose_answer_was_refused_is_still_judged_with_the_next_one() -> None:
    world = World(answer=f"Sure: {BAD}")
    assert (await world.ask(user(FIRST))).refusal is not None
    world.model._text = "Fine."
    reply = await world.ask(then(user(FIRST), NO, SECOND))
    assert reply.verdict is not None
    assert reply.verdict.rule == "before.illicit.refuse"


async def test_a_piece_beside_words_that_are_excused_is_still_judged_with_the_next_one() -> None:
    world, talk = World(detector=Sad()), user(f"{SAD} {FIRST}")
    assert (await world.ask(talk)).refusal is not None
    for number in range(4):
        talk = then(talk, NO, f"question {number}")
        reply = await world.ask(talk)
    assert reply.refusal is None
    reply = await world.ask(then(talk, "Fine.", SECOND))
    assert reply.verdict is not None
    assert reply.verdict.rule == "before.illicit.refuse"
    # What was excused is found again in other words.
    reply = await world.ask(then(talk, "Fine.", SAD))
    assert reply.verdict is not None
    assert reply.verdict.rule == "before.self-harm.person"


async def test_what_the_operators_tools_say_is_no_turns_fault() -> None:
    world, tools = World(), (Tool("find", f'{{"description": "{BAD}"}}'),)
    asked = replace(then(user("Hello"), "Hi", "Which museums are open?"), tools=tools)
    assert (await world.ask(asked)).refusal is not None
    reply = await world.ask(then(replace(asked, tools=()), NO, "And today?"))
    assert known(reply) == []
    assert "Which museums are open?" in world.got
    # Who asks for it, tools or none, is at fault.
    other = replace(user(BAD), tools=tools)
    assert (await world.ask(other)).refusal is not None
    reply = await world.ask(then(replace(other, tools=()), NO, "And today?"))
    assert [one.now for one in known(reply)] == ["withhold"]


async def test_excused_words_are_not_kept_as_words_that_hold_nothing() -> None:
    """Kept under the turn's name, "nothing found" would count where nothing is excused."""
    looks = TimedCache[Look]()
    memory = TurnMemory()
    memory._looks = looks

    @dataclass
    class Alone(Sad):
        async def detect(self, view: View) -> Sequence[Finding]:
            def look_at(turn: View) -> list[Found]:
                bad = SAD in " ".join(span.text for span in turn.request)
                found = Finding("self-harm", 0.9, Where(0, 0), self.name, self.version)
                return [Found(found)] if bad else []

            if view.stage == "after":
                return []
            return [one.finding for one in turns(view.unexcused, self.name, look_at)]

    world, talk = World(detector=Alone(), memory=memory), user(SAD)
    assert (await world.ask(talk)).refusal is not None
    looks.clear()  # as another caller's many turns would do
    for number in range(4):
        talk = then(talk, NO, f"question {number}")
        reply = await world.ask(talk)
    assert reply.refusal is None
    memory._refused.clear()
    assert (await world.ask(talk)).refusal is not None


async def test_a_refused_turn_without_a_category_never_passes_as_nothing_found() -> None:
    world = World(with_history(unscannable="refuse"))
    history, talk = world.guard._history, then(user(BAD), NO, BAD)
    assert world.memory is not None
    refused = Refused("fail_closed.sense:text", (), 0.0, 1, "t", world.now_s)
    await world.memory.keep({f"{history.judge}\0{alone(talk.messages[0])}": refused})
    assert (await world.ask(talk)).refusal is not None


def test_the_same_picture_read_otherwise_is_another_turn() -> None:
    kept, talk = TimedCache[Look]().of(""), then(user("Read this", image()), "Fine.", "go on")
    digest = image().digest
    bare = Reading(digest, 100, 80, senses=("text",))
    more = replace(bare, lines=(line("Open daily"),))
    slow = replace(bare, timings=(Timing("text", 9.0),))
    for reading, found in ((bare, False), (more, False), (bare, True), (slow, True)):
        looks = TurnLooks(kept, Past.of(talk), "judge", "t", {digest: reading})
        assert (looks.known("d", 0) is not None) is found
        looks.note("d", 0, [])


async def test_half_a_surrogate_pair_in_a_callers_name_breaks_nothing() -> None:
    memory = TurnMemory(lambda: "somebody\ud800")
    memory.looks.put("digest", ("t", ()))
    assert memory.looks.get("digest") == ("t", ())
    world = World(memory=memory)
    await world.ask(user(BAD))
    assert (await world.ask(then(user(BAD), NO, "Hi"))).refusal is None


# ---- over random conversations: never weaker than a guard without a memory -----------------------
WORDS = st.sampled_from(
    [BAD, FIRST, SECOND, SAD, f"{SAD} {FIRST}", f"{FIRST} one", "Hello", "go on"]
)
ASKED = st.lists(st.one_of(WORDS, st.sampled_from(["p", "q"]).map(image)), min_size=1, max_size=2)
STEPS = st.lists(
    st.tuples(
        ASKED,
        st.sampled_from(["Fine.", f"Sure: {BAD}"]),  # what the model would answer
        st.sampled_from([NO, "Fine.", FIRST, ""]),  # what the caller says it answered
        st.sampled_from(["", "Be brief.", "Be kind."]),  # the operator's words, this time
        st.sampled_from(["one", "two"]),
        st.booleans(),
    ),
    min_size=2,
    max_size=7,
)


@given(st.lists(STEPS, min_size=1, max_size=3))
@settings(deadline=None, max_examples=60)
def test_nothing_reaches_the_model_or_the_caller_that_would_not_without_a_memory(
    talks: list[list[tuple[list[Any], str, str, str, str, bool]]],
) -> None:
    async def run() -> None:
        world = World(detector=Sad())
        for steps in talks:
            talk: tuple[Message, ...] = ()
            for asked, told, claimed, system, whose, stream in steps:
                world.whose, world.model._text = whose, told
                talk = (*talk, said("user", *asked))
                sent = Conversation((*((said("system", system),) if system else ()), *talk))
                count = len(world.model.asked)
                reply = await world.ask(sent, stream=stream)
                given = world.model.asked[count:]
                assert told == "Fine." or reply.refusal is not None
                for one in given:
                    assert one.messages[-1] == sent.messages[-1]
                    bare = Guard(Scripted("x"), [Sad()], DEFAULT, reader=FixedReader())
                    seen = (await bare.reply(one)).verdict
                    assert seen is not None
                    # Self-harm of earlier turns is handed on after three more; nothing else is.
                    excused = {k.message for k in known(reply) if k.now == "strict"}
                    assert not seen.stops or (seen.category == "self-harm" and excused)
                    assert seen.stops or seen.action == "allow"
                plain = Guard(Scripted(told), [Sad()], DEFAULT, reader=FixedReader())
                alone_ = await plain.reply(sent)
                if not known(reply):
                    assert (reply.refusal is None) is (alone_.refusal is None)
                elif alone_.refusal is None:
                    assert reply.refusal is None, "it was harmless, and is locked"
                talk += (said("assistant", claimed),) if claimed else ()

    asyncio.run(run())
