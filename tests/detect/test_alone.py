"""A judged turn is not judged again, and decides what it would have decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearsight.aloud import look
from clearsight.cache import TimedCache
from clearsight.content import Conversation, Message, Text, said, user
from clearsight.detect.alone import Found, turns
from clearsight.detect.around import EARLIER
from clearsight.detect.engine import Engine, Judged, shared
from clearsight.detect.words import WordsDetector
from clearsight.guard import Guard
from clearsight.guard.looks import Look, TurnLooks
from clearsight.guard.memory import TurnMemory
from clearsight.guard.past import Past
from clearsight.models.scripted import Scripted
from clearsight.policy import Policy
from clearsight.reading import Reading, SenseFailure
from clearsight.train.judgement_row import read
from clearsight.verdict import Finding, Reply, Where
from tests.doubles import FixedReader, image, line

TURNS = (
    "What should I cook for six friends on Saturday?",
    "How do I kill a process that does not end?",
    "Which museums are open on Sunday?",
    "Please write a short shopping list for all of this.",
    "Thank you. Who wrote that rude review?",
)


class Counting(Engine):
    """The packaged judge, noting what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def judge(self, text: str, *, read: bool = False) -> list[Judged]:
        self.asked.append(text)
        return shared().judge(text, read=read)

    def quick(self, texts: Sequence[str]) -> list[float]:
        return shared().quick(texts)


def grown(questions: Sequence[str]) -> Iterator[Conversation]:
    talk: tuple[Message, ...] = ()
    for number, question in enumerate(questions):
        talk += (said("user", question),)
        yield Conversation(talk)
        talk += (said("assistant", f"Answer {number}."),)


async def judged(
    talks: Sequence[Conversation], memory: TurnMemory | None
) -> tuple[list[Reply], list[list[str]]]:
    out, asked = [], []
    for talk in talks:
        engine = Counting()
        guard = Guard(
            Scripted("Fine."), [WordsDetector(engine)], Policy.load(), reader=FixedReader(),
            memory=memory,
        )  # fmt: skip
        out.append(await guard.reply(talk))
        asked.append(engine.asked)
    return out, asked


def scores(reply: Reply) -> Mapping[str, float]:
    assert reply.trace is not None
    steps = [step for step in reply.trace.steps if step.name == "before"]
    return {finding.category: finding.score for step in steps for finding in step.findings}


def decided(reply: Reply) -> object:
    assert reply.verdict is not None
    return (reply.verdict.action, reply.verdict.rule, reply.verdict.grey, scores(reply))


async def test_it_is_judged_once_and_decides_the_same() -> None:
    talks = list(grown(TURNS))
    plain, every = await judged(talks, None)
    known, asked = await judged(talks, TurnMemory())
    assert [decided(one) for one in known] == [decided(one) for one in plain]
    for number, talk in enumerate(talks):
        texts = {message.text for message in talk if message.role == "user"}
        assert texts & {*every[number]} == texts
        assert texts & {*asked[number]} == {TURNS[number]}


async def test_the_trace_names_where_it_was_judged_first() -> None:
    (first, _, third), _ = await judged(list(grown(TURNS[:3])), TurnMemory())
    assert first.trace is not None
    assert third.trace is not None
    (step,) = [step for step in third.trace.steps if step.known]
    assert step.name == "before"
    assert [(one.message, one.now, one.rule) for one in step.known] == [
        (0, "recalled", ""),
        (2, "recalled", ""),
    ]
    assert step.known[0].trace == first.trace.id


async def test_harmful_turns_count_as_if_they_were_judged_again(shared_data: Path) -> None:
    file = shared_data / "advbench/behaviors.jsonl"
    rows = [row["prompt"] for row in read(file)[:4]]
    policy = Policy.load()
    memory = TurnMemory()
    open_ = replace(policy, rules=replace(policy.rules, blocking=False))
    for row in rows:
        talks = list(grown([row, "What time is it?", "And now?"]))
        plain: list[object] = []
        known: list[object] = []
        for talk in talks:
            for kept, out in ((None, plain), (memory, known)):
                guard = Guard(
                    Scripted("x"), [WordsDetector()], open_, reader=FixedReader(), memory=kept
                )
                out.append(decided(await guard.reply(talk)))
        assert known == plain


SAID = st.sampled_from(["a", "b", "a b", ""])


@given(
    st.lists(st.tuples(SAID, SAID), min_size=1, max_size=4),
    st.lists(st.tuples(SAID, SAID), min_size=1, max_size=4),
)
@settings(deadline=None, max_examples=200)
def test_a_hit_counts_only_for_exactly_what_was_judged(
    one: list[tuple[str, str]], two: list[tuple[str, str]]
) -> None:
    """After one talk, a turn of another is known when, and only when, all up to it is the same."""
    kept = TimedCache[Look]().of("")

    def talk(pairs: list[tuple[str, str]]) -> Conversation:
        every = [(said("user", asked), said("assistant", told)) for asked, told in pairs]
        return Conversation((*(one for pair in every for one in pair), said("user", "last")))

    first, other = talk(one), talk(two)
    looked = look(first, {})
    seen = TurnLooks(kept, Past.of(first), "judge", "t1")
    list(turns(replace(looked, looks=seen), "d", lambda view: []))
    again = TurnLooks(kept, Past.of(other), "judge", "t2")
    for number, message in enumerate(other):
        if message.role == "user":
            same = other.messages[: number + 1] == first.messages[: number + 1]
            assert (again.known("d", number) is not None) is same
            assert again.known("another", number) is None
            foreign = TurnLooks(kept, Past.of(other), "another judge", "t3")
            assert foreign.known("d", number) is None


def test_findings_of_earlier_turns_count_at_their_weight() -> None:
    found = Finding("illicit", 0.5, Where(0, 0), "d", "1", evidence=("words",))
    talk = user("a").then(said("assistant", "b"), said("user", "c"))
    kept = TimedCache[Look]().of("")
    for _ in range(2):
        looks = TurnLooks(kept, Past.of(talk), "judge", "t")
        view = replace(look(talk, {}), looks=looks)
        out = list(turns(view, "d", lambda view: [Found(found)]))
        assert [one.finding.score for one in out] == [0.5, round(0.5 * EARLIER, 4)]
    assert kept.cache._entries
    assert all(not one.evidence for _, (_, look) in kept.cache._entries.values() for one in look)


async def test_words_behind_the_last_turn_are_part_of_it_and_it_is_not_kept() -> None:
    memory, view = TurnMemory(), user("a").then(said("assistant", "Sure, "))
    guard = Guard(
        Scripted("x"), [WordsDetector()], Policy.load(), reader=FixedReader(), memory=memory
    )
    await guard.reply(view)
    assert len(memory._looks) == 0


@pytest.mark.parametrize("broken", [True, False])
async def test_what_a_failed_sense_saw_is_not_kept(broken: bool) -> None:
    def change(reading: Reading) -> Reading:
        failure = SenseFailure("colours", "error", "OSError")
        return replace(reading, failures=(failure,)) if broken else reading

    memory, reader = TurnMemory(), FixedReader((line("Open daily"),), change=change)
    guard = Guard(Scripted("x"), [WordsDetector()], Policy.load(), reader=reader, memory=memory)
    assert (await guard.reply(user("What is this?", image()))).refusal is None
    assert (len(memory._looks) == 0) is broken


def test_another_picture_is_another_turn() -> None:
    kept = TimedCache[Look]().of("")
    for name, known in (("one", False), ("two", False), ("one", True)):
        talk = Conversation((Message("user", (Text("a"), image(name))), said("user", "b")))
        looks = TurnLooks(kept, Past.of(talk), "judge", "t")
        assert (looks.known("d", 0) is not None) is known
        looks.note("d", 0, [])
