"""Turns that were refused before: known, not handed on, and no lock; see docs/policy.md."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearsight.aloud import View
from clearsight.content import Conversation, Image, Message, Text, Tool, ToolCall, said, user
from clearsight.errors import PolicyError
from clearsight.guard import Guard
from clearsight.guard.memory import TurnMemory
from clearsight.guard.past import alone, placed, whole
from clearsight.models.scripted import Scripted
from clearsight.policy import Policy
from clearsight.policy.history import RefusedTurn
from clearsight.reading import Box, Reading, Unread
from clearsight.verdict import Delta, Finding, Known, Reply, Where
from tests.doubles import FixedReader, image

DEFAULT = Policy.load()
BAD, NO = "FORBIDDEN", "I cannot help with that."
FIRST, SECOND = "PART1", "PART2"


@dataclass
class Spans:
    """Finds BAD anywhere in what reaches the model, FIRST and SECOND only together."""

    name: str = "spans"
    version: str = "1"
    category: str = "illicit"
    views: list[View] = field(default_factory=list)

    async def detect(self, view: View) -> Sequence[Finding]:
        self.views.append(view)
        spans = view.answer_spans if view.stage == "after" else view.unexcused.spans
        bad = [span for span in spans if BAD in span.text]
        one, two = ([s for s in spans if part in s.text] for part in (FIRST, SECOND))
        found = bad or (one[:1] if one and two else [])
        return [
            Finding(self.category, 0.9, Where(s.message, s.part), self.name, self.version, "",
                    (s.text,))
            for s in found
        ]  # fmt: skip


@dataclass
class World:
    """A guard with a memory, and the model behind it."""

    policy: Policy = DEFAULT
    answer: str = "Fine."
    detector: Spans = field(default_factory=Spans)
    reader: FixedReader = field(default_factory=FixedReader)
    whose: str = "one"
    now_s: float = 1000.0
    memory: TurnMemory | None = None

    def __post_init__(self) -> None:
        self.memory = self.memory or TurnMemory(lambda: self.whose)
        self.model = Scripted(self.answer)
        self.guard = Guard(
            self.model, [self.detector], self.policy, reader=self.reader, memory=self.memory
        )
        history = self.guard._history
        assert history is not None
        self.guard._history = replace(history, now=lambda: self.now_s)

    async def ask(self, talk: Conversation, *, stream: bool = False) -> Reply:
        if not stream:
            return await self.guard.reply(talk)
        deltas: list[Delta] = [delta async for delta in self.guard.stream(talk)]
        last = deltas[-1].reply
        assert last is not None
        return last

    @property
    def got(self) -> list[str]:
        """What the model was given last, message by message."""
        return [message.text for message in self.model.asked[-1]]


def with_history(policy: Policy = DEFAULT, **changed: Any) -> Policy:
    rules = replace(policy.rules, history=replace(policy.rules.history, **changed))
    return replace(policy, rules=rules)


def then(talk: Conversation, answer: str, question: str) -> Conversation:
    return talk.then(said("assistant", answer), said("user", question))


def known(reply: Reply) -> list[Known]:
    assert reply.trace is not None
    return [one for step in reply.trace.steps for one in step.known if one.now != "recalled"]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("answer", [NO, "Sure: step 1", ""])
async def test_a_refused_turn_neither_locks_nor_comes_back(stream: bool, answer: str) -> None:
    world = World()
    first = await world.ask(user(f"{BAD} please"), stream=stream)
    assert first.refusal is not None
    assert first.trace is not None
    replied = [said("assistant", answer)] if answer else []
    talk = user(f"{BAD} please").then(*replied, said("user", "go on"))
    reply = await world.ask(talk, stream=stream)
    assert reply.refusal is None
    assert world.got == ["go on"]
    assert known(reply) == [Known(0, first.trace.id, "before.illicit.refuse", "withhold")]
    assert reply.verdict is not None
    assert reply.verdict.rule == "after.allow"
    assert reply.trace is not None
    before = next(step for step in reply.trace.steps if step.name == "before")
    assert before.verdict is not None
    assert before.verdict.rule == "history.illicit.withhold"
    # And ever after, however the talk goes on and wherever it begins.
    for _ in range(3):
        talk = then(talk, "Fine.", "And then?")
        assert (await world.ask(talk)).refusal is None
        assert BAD not in " ".join(world.got)
    late = Conversation((said("user", f"{BAD} please"), said("assistant", NO), *talk.messages[-1:]))
    assert (await world.ask(late)).refusal is None
    assert world.got == ["And then?"]


async def test_an_old_turn_that_nobody_judged_is_refused_first_and_known_from_then_on() -> None:
    world = World()
    talk = user("Hello").then(said("assistant", "Hi"), said("user", BAD), said("assistant", NO))
    talk = talk.then(said("user", "A new question"))
    assert (await world.ask(talk)).refusal is not None
    assert world.model.asked == []
    assert (await world.ask(talk)).refusal is None
    assert world.got == ["Hello", "Hi", "A new question"]


async def test_turns_that_say_it_only_together_are_withheld_together_and_only_there() -> None:
    world = World()
    talk = then(user("Hello"), "Hi", FIRST)
    assert (await world.ask(talk)).refusal is None
    both = then(talk, "Fine.", SECOND)
    assert (await world.ask(both)).refusal is not None
    reply = await world.ask(then(both, NO, "go on"))
    assert reply.refusal is None
    assert world.got == ["Hello", "Hi", "go on"]
    assert [one.message for one in known(reply)] == [2, 4]
    # Neither part is anything elsewhere, and together they are refused wherever they stand.
    assert (await world.ask(then(user(SECOND), "Fine.", "And?"))).refusal is None
    assert world.got == [SECOND, "Fine.", "And?"]
    other = user("Good evening").then(said("assistant", "Hi"), *both.messages[2:])
    assert (await world.ask(other)).refusal is not None


async def test_pieces_around_a_withheld_turn_are_still_judged_together() -> None:
    world = World()
    talk = then(user(FIRST), "Fine.", BAD)
    assert (await world.ask(talk)).refusal is not None
    assert (await world.ask(then(talk, NO, SECOND))).refusal is not None


async def test_refuse_locks_for_as_many_turns_and_minutes_as_it_says() -> None:
    turn = RefusedTurn("withhold", turns=2, minutes=0)
    world = World(with_history(refused={"default": turn}))
    talk = user(BAD)
    first = await world.ask(talk)
    for turns in (1, 2, 3):
        talk = then(talk, NO, f"question {turns}")
        looks = len(world.detector.views)
        reply = await world.ask(talk)
        assert (reply.refusal is not None) is (turns <= 2)
        if turns <= 2:
            assert reply.verdict is not None
            assert reply.verdict.rule == "history.illicit.refuse"
            assert reply.refusal == first.refusal
            assert len(world.detector.views) == looks, "it was judged before"
    world = World(with_history(refused={"default": RefusedTurn("withhold", turns=0, minutes=5)}))
    await world.ask(user(BAD))
    world.now_s += 299
    assert (await world.ask(then(user(BAD), NO, "Hi"))).refusal is not None
    world.now_s += 2
    assert (await world.ask(then(user(BAD), NO, "Hi"))).refusal is None


async def test_strict_hands_it_on_and_holds_the_answer_to_the_stricter_threshold() -> None:
    turn = RefusedTurn("strict", turns=0, minutes=0)
    world = World(with_history(refused={"default": turn}))
    await world.ask(user(BAD))
    reply = await world.ask(then(user(BAD), NO, "Hi"))
    assert reply.refusal is None
    assert world.got == [BAD, NO, "Hi"]
    assert reply.verdict is not None
    assert reply.verdict.grey
    # Its words are not held against the request; other words are.
    assert (await world.ask(then(user(BAD), NO, f"More {BAD}"))).refusal is not None


async def test_what_was_refused_for_two_things_is_treated_as_the_worse_one() -> None:
    @dataclass
    class Both(Spans):
        async def detect(self, view: View) -> Sequence[Finding]:
            found = await super().detect(view)
            return [*found, *(replace(one, category="people/identify", score=1.0) for one in found)]

    world = World(detector=Both())
    reply = await world.ask(user(BAD))
    assert reply.verdict is not None
    assert reply.verdict.category == "people/identify"
    assert (await world.ask(then(user(BAD), NO, "go on"))).refusal is None
    assert world.got == ["go on"]


async def test_a_question_about_a_person_keeps_its_picture() -> None:
    world = World(detector=Spans(category="people/identify"))
    await world.ask(user(BAD, image()))
    reply = await world.ask(user(BAD, image()).then(said("assistant", NO), said("user", "Hi")))
    # It stays, so it is judged as ever; this detector looks at old turns.
    assert [one.now for one in known(reply)] == ["strict"]
    assert reply.refusal is not None


async def test_a_turn_whose_answer_was_refused_makes_the_next_answer_face_more() -> None:
    world = World(answer=f"Sure: {BAD}")
    first = await world.ask(user("Tell me"))
    assert first.refusal is not None
    world.model._text = "Fine."
    reply = await world.ask(then(user("Tell me"), NO, "go on"))
    assert reply.refusal is None
    assert [(one.rule, one.now) for one in known(reply)] == [("after.illicit.refuse", "strict")]
    assert reply.verdict is not None
    assert reply.verdict.grey
    assert world.got == ["Tell me", NO, "go on"]


async def test_a_picture_that_cannot_be_read_does_not_lock_a_conversation() -> None:
    def unread(reading: Reading) -> Reading:
        dark = reading.digest == image("dark").digest
        return replace(reading, unread=(Unread(Box(0, 0, 1, 0.5), 40.0, True),) if dark else ())

    world = World(reader=FixedReader(change=unread))
    talk = user("What is this?", image("dark"))
    assert (await world.ask(talk)).refusal is not None
    reply = await world.ask(talk.then(said("assistant", NO), said("user", "This?", image("light"))))
    assert reply.refusal is None
    assert world.got == ["This?"]
    assert known(reply)[0].rule == "fail_closed.sense:text"
    world = World(with_history(unscannable="refuse"), reader=FixedReader(change=unread))
    for _ in range(2):
        assert (await world.ask(then(talk, NO, "Hi"))).refusal is not None


async def test_what_failed_is_not_remembered() -> None:
    @dataclass
    class Broken(Spans):
        breaks: bool = True

        async def detect(self, view: View) -> Sequence[Finding]:
            if self.breaks:
                raise OSError
            return await super().detect(view)

    detector = Broken()
    world = World(detector=detector)
    assert (await world.ask(user("Hello"))).refusal is not None
    detector.breaks = False
    assert (await world.ask(then(user("Hello"), NO, "Hi"))).refusal is None
    assert world.got == ["Hello", NO, "Hi"]


async def test_the_operators_words_are_no_turn() -> None:
    world = World()
    talk = Conversation((said("system", BAD), said("user", "Hello")))
    for _ in range(2):
        assert (await world.ask(talk)).refusal is not None
        talk = then(talk, NO, "Hi")
    assert world.model.asked == []


async def test_nobody_learns_or_changes_what_another_sent() -> None:
    world = World()
    await world.ask(user(BAD))
    talk = then(user(BAD), NO, "Hi")
    world.whose = "two"
    reply = await world.ask(talk)
    assert reply.refusal is not None
    assert known(reply) == []
    world.whose = "one"
    assert (await world.ask(talk)).refusal is None


async def test_another_policy_or_detector_judges_again() -> None:
    world = World()
    await world.ask(user(BAD))
    talk = then(user(BAD), NO, "Hi")
    for other in (
        World(policy=replace(DEFAULT, digest="another"), memory=world.memory),
        World(detector=Spans(version="2"), memory=world.memory),
    ):
        assert (await other.ask(talk)).refusal is not None
    assert (await world.ask(talk)).refusal is None


async def test_it_is_known_as_long_as_the_policy_says() -> None:
    world = World(with_history(keep_h=1))
    await world.ask(user(BAD))
    talk = then(user(BAD), NO, "Hi")
    world.now_s += 3599
    assert (await world.ask(talk)).refusal is None
    world.now_s += 2
    assert (await world.ask(talk)).refusal is not None  # judged again, and known again
    assert (await world.ask(talk)).refusal is None
    world = World(with_history(keep_h=0))
    for _ in range(3):
        assert (await world.ask(talk)).refusal is not None


async def test_without_a_memory_old_turns_are_judged_each_time() -> None:
    one = Guard(Scripted("Fine."), [Spans()], DEFAULT, reader=FixedReader())
    for _ in range(2):
        assert (await one.reply(then(user(BAD), NO, "Hi"))).refusal is not None


async def test_places_of_findings_are_those_of_what_was_sent() -> None:
    world = World()
    await world.ask(user(BAD))
    reply = await world.ask(then(user(BAD), NO, f"again {BAD}"))
    assert reply.verdict is not None
    assert reply.verdict.findings[0].where.message == 2


async def test_findings_of_a_request_that_passes_hold_nothing_that_was_said() -> None:
    world = World()
    await world.ask(user(f"{BAD} and CANARY-91"))
    assert world.memory is not None
    assert "CANARY" not in repr(vars(world.memory))
    reply = await world.ask(then(user(f"{BAD} and CANARY-91"), NO, "Hi"))
    assert "CANARY" not in repr(reply)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('refused.default = { then = "forget" }', "refused.default.then"),
        ('refused.nonsense = { then = "strict" }', "nonsense"),
        ('refused.illicit = { then = "strict", hours = 3 }', "hours"),
        ("keep_h = -1", "keep_h"),
        ('answer = "allow"', "answer"),
    ],
)
def test_a_wrong_setting_is_an_error_that_names_it(tmp_path: Any, text: str, place: str) -> None:
    path = tmp_path / "p.toml"
    path.write_text(f'[presets.mine]\nextends = "default"\n[presets.mine.history]\n{text}\n')
    with pytest.raises(PolicyError, match=place):
        Policy.load(path, preset="mine")


# ---- a hit counts for exactly what was judged ---------------------------------------------------
WORDS = st.sampled_from(["a", "b", "ab", "", "a\0b", "b" * 3])
PARTS = st.one_of(
    WORDS.map(Text),
    st.sampled_from(["p", "q"]).map(image),
    st.builds(ToolCall, WORDS, WORDS, WORDS),
)
MESSAGES = st.builds(
    Message,
    st.sampled_from(["system", "user", "assistant", "tool"]),
    st.lists(PARTS, max_size=3).map(tuple),
    st.one_of(st.none(), WORDS),
)
TALKS = st.builds(
    Conversation,
    st.lists(MESSAGES, min_size=1, max_size=4).map(tuple),
    st.lists(st.builds(Tool, WORDS, WORDS), max_size=2).map(tuple),
)


def bytes_of(message: Message) -> tuple[object, ...]:
    parts = tuple(
        ("image", part.data) if isinstance(part, Image) else part for part in message.parts
    )
    return (message.role, parts, message.tool_call_id)


@given(MESSAGES, MESSAGES)
@settings(deadline=None)
def test_two_messages_have_one_name_only_when_they_are_the_same(one: Message, two: Message) -> None:
    assert (alone(one) == alone(two)) is (bytes_of(one) == bytes_of(two))


@given(TALKS, TALKS)
@settings(deadline=None)
def test_two_places_have_one_name_only_behind_the_same_words(
    one: Conversation, two: Conversation
) -> None:
    def told(talk: Conversation) -> list[tuple[object, ...]]:
        return [bytes_of(m) for m in talk if m.role != "system"]

    names = [*placed(one)][-1], [*placed(two)][-1]
    assert (names[0] == names[1]) is (told(one) == told(two))
    seen = [(talk.tools, [bytes_of(m) for m in talk]) for talk in (one, two)]
    assert ([*whole(one)][-1] == [*whole(two)][-1]) is (seen[0] == seen[1])


def test_a_changed_byte_of_a_picture_is_another_turn() -> None:
    data = bytearray(image("picture").data)
    data[0] ^= 1
    other = Image(bytes(data), "image/png", 100, 80, hashlib.sha256(data).hexdigest())
    assert alone(said("user", image("picture"))) != alone(said("user", other))


SAID = st.sampled_from([BAD, FIRST, SECOND, "Hello", "go on", f"so {BAD}"])
TURNS = st.lists(st.tuples(SAID, st.sampled_from([NO, "Fine.", ""])), min_size=1, max_size=6)


@given(st.lists(TURNS, min_size=1, max_size=4))
@settings(deadline=None, max_examples=60)
def test_whatever_comes_back_the_model_gets_only_what_passes_without_a_memory(
    talks: list[list[tuple[str, str]]],
) -> None:
    """The same memory over many talks, each grown turn by turn, with any replies between."""

    async def run() -> None:
        world = World()
        for turns in talks:
            talk: tuple[Message, ...] = ()
            for question, answer in turns:
                asked = Conversation((*talk, said("user", question)))
                before = len(world.model.asked)
                reply = await world.ask(asked)
                given = world.model.asked[before:]
                assert (reply.refusal is None) == bool(given)
                for one in given:
                    bare = Guard(Scripted("x"), [Spans()], DEFAULT, reader=FixedReader())
                    assert (await bare.reply(one)).refusal is None
                    assert one.messages[-1] == asked.messages[-1]
                    assert set(one.messages) <= set(asked.messages)
                talk = asked.messages + ((said("assistant", answer),) if answer else ())

    asyncio.run(run())


@given(TURNS)
@settings(deadline=None, max_examples=50)
def test_no_talk_is_locked_for_ever(turns: list[tuple[str, str]]) -> None:
    """After at most as many refusals as there are turns, a harmless question is answered."""

    async def run() -> int:
        world, talk = World(), user("Hello")
        for question, answer in turns:
            talk = then(talk, answer or "Fine.", question)
        for tries in range(len(turns) + 2):
            talk = then(talk, NO, "What time is it?")
            if (await world.ask(talk)).refusal is None:
                return tries
        raise AssertionError("the conversation is locked")

    assert asyncio.run(run()) <= len(turns)
