"""Budgets of words: one judgement, a request, a streamed answer, plumbing."""

import asyncio
import random
from collections.abc import Sequence

from clearsight import user
from clearsight.aloud import View
from clearsight.build import guarded, load_policy
from clearsight.content import Image
from clearsight.detect.encoder import PREFIX
from clearsight.detect.engine import shared
from clearsight.detect.tokens import Tokenizer
from clearsight.guard import Guard
from clearsight.models.scripted import Scripted
from clearsight.reading import Reading
from clearsight.verdict import Finding
from clearsight.weights import locate
from scripts.benches.rows import Row, collected, timed

PLACES = ("harbour", "library", "museum", "market", "school", "garden", "station", "bakery")
THINGS = ("soup", "bread", "timetable", "map", "ticket", "poster", "bicycle", "lamp", "violin")
SENTENCES = (
    "On day {n} we walked from the {place} to the old {place2} and carried a {thing} with us.",
    "The {thing} near the {place} was green, and its {n} small parts shone in the morning sun.",
    "After {n} minutes the bus stopped at the {place}, where a man was selling a {thing}.",
    "Please read the note about the {thing}: it hangs in the {place} beside the {place2}.",
)
ANSWER_TOKENS = 400
JUDGED_TOKENS = 128
PLUMBED = 20  # requests at a time: one alone measures how cold the caches are


class Nothing:
    """A detector without work: what is left is the pipeline itself."""

    name, version = "nothing", "1"

    async def detect(self, view: View) -> Sequence[Finding]:
        return ()


class Blind:
    """A reader that is never asked: requests of words hold no picture."""

    async def read(self, image: Image) -> Reading:
        raise NotImplementedError("no picture was expected")


def words(number: int, sentences: int) -> str:
    """Harmless sentences that differ from number to number, so that no cache helps."""
    chance = random.Random(number)
    return " ".join(
        chance.choice(SENTENCES).format(
            n=chance.randint(2, 999),
            place=chance.choice(PLACES),
            place2=chance.choice(PLACES),
            thing=chance.choice(THINGS),
        )
        for _ in range(sentences)
    )


def tokens(number: int, count: int) -> str:
    """Harmless words that the encoder counts as `count` tokens, or as few less as words allow."""
    tokenizer = Tokenizer(locate("judge/tokenizer").read_bytes())
    said = words(number, count // 8).split()
    while len(tokenizer.ids(PREFIX + " ".join(said))) > count:
        said.pop()
    return " ".join(said)


async def rows(n: int) -> list[Row]:
    """All rows about words."""
    return await collected([_judgement, _request, _plumbing, _stream], n)


async def _judgement(n: int) -> list[Row]:
    texts = [tokens(1000 + number, JUDGED_TOKENS) for number in range(n + 1)]

    async def work(number: int) -> None:
        await asyncio.to_thread(shared().judge, texts[number])

    note = "encoder and heads; longer texts run in windows of 128 tokens"
    return [Row("one judgement of 128 tokens", 15, await timed(work, n), note=note)]


async def _request(n: int) -> list[Row]:
    answers = [words(7000 + number, 3) for number in range(n + 1)]
    guards = [guarded(Scripted(answer), reader=Blind()) for answer in answers]
    stopped = 0

    async def work(number: int) -> None:
        nonlocal stopped
        reply = await guards[number].reply(user(words(2000 + number, 2)))
        stopped += reply.refusal is not None

    async def check(number: int) -> None:
        await guards[number].check(user(words(3000 + number, 2)))

    name = "text-only request (2 sentences) and answer (3), judged before and after"
    both = await timed(work, n)
    alone = await timed(check, n)
    note = f"Guard with the scripted model; gateway: scripts/load. Refused: {stopped}/{n + 1}"
    return [
        Row(name, 35, both, note=note),
        Row("the same, request stage alone", 0, alone, note="Guard.check; no budget of its own"),
    ]


async def _plumbing(n: int) -> list[Row]:
    guard = Guard(Scripted(words(7, 3)), [Nothing()], load_policy("default"), reader=Blind())

    asked = [user(words(4000 + number, 2)) for number in range(PLUMBED)]

    async def work(_: int) -> None:
        for one in asked:
            await guard.reply(one)

    spent = tuple(ms / PLUMBED for ms in await timed(work, n))
    note = f"a detector without work, mean of {PLUMBED} requests; gateway's share: docs/gateway.md"
    return [Row("of which plumbing", 0.6, spent, note=note)]


async def _stream(n: int) -> list[Row]:
    texts = [tokens(5000 + number, ANSWER_TOKENS) for number in range(n + 1)]
    # A service makes its guard once, so reading the policy is no part of an answer.
    guards = [guarded(Scripted(text), reader=Blind()) for text in texts]
    cut = 0

    async def work(number: int) -> None:
        nonlocal cut
        async for delta in guards[number].stream(user(words(6000 + number, 1))):
            cut += delta.reply is not None and delta.reply.refusal is not None

    name = f"a streamed answer of {ANSWER_TOKENS} tokens, all judgements"
    values = await timed(work, n)
    note = f"windowed, {len(texts[0])} characters. Cut: {cut}/{n + 1}"
    return [Row(name, 200, values, note=note)]
