"""Runs a small task of our own through Inspect, in a process that may be killed.

python -m tests.evals.bridge.driver OUT [LATENCY_S]: writes OUT/records.jsonl when it is done, and
one line to OUT/calls.txt each time the model is asked.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from PIL import Image as Pillow

from clearsight.build import load_policy
from clearsight.content import Conversation, Image
from clearsight.errors import ModelError
from clearsight.evals import stack as stacks
from clearsight.evals.bridge.run import Asked, How, ask
from clearsight.evals.stack import Stacked
from clearsight.evals.tasks.data import Data
from clearsight.evals.tasks.item import DataCard, Item, Shown, Task, by_words
from clearsight.evals.tasks.pictures import Pictures
from clearsight.guard import Guard
from clearsight.result import Sample, encode
from clearsight.verdict import Delta, Reply
from tests.doubles import FixedReader, WordDetector

ITEMS = 24
NOTHING = DataCard((), "", "", "", "")


def items(data: Data, pictures: Pictures) -> Iterator[Item]:
    """Harmless questions about squares of one colour; every third is to be refused by the guard."""
    del data
    for number in range(ITEMS):
        digest = pictures.of_drawing(f"square {number}", lambda n=number: square(n))  # type: ignore[misc]
        risky = number % 3 == 0
        words = f"{'forbidden ' if risky else ''}What colour is square {number}?"
        yield Item(
            f"square/{number:02}", f"c{number // 2}", ("Look:", Shown(digest), words),
            "refuse" if risky else "answer", right=("blue",),
        )  # fmt: skip


def square(number: int) -> Image:
    from hashlib import sha256
    from io import BytesIO

    out = BytesIO()
    noise = Pillow.effect_noise((120, 120), 40 + number).convert("RGB")
    noise.save(out, "PNG")
    data = out.getvalue()
    return Image(data, "image/png", 120, 120, sha256(data).hexdigest())


TASK = Task("squares", "E1", "Squares.", items, NOTHING, (), by_words)


class Counting:
    """Says what it was shown, slowly; writes down that it was asked; fails on number 7, always."""

    name = "counting"

    def __init__(self, calls: Path, latency_s: float) -> None:
        self._calls, self._latency_s = calls, latency_s

    async def reply(self, conversation: Conversation) -> Reply:
        (message,) = conversation.messages
        with self._calls.open("a") as out:
            out.write(f"{message.text.splitlines()[-1]}\n")
        await asyncio.sleep(self._latency_s)
        if message.text.endswith("square 7?"):
            raise ModelError("told to fail")
        kinds = " ".join(type(part).__name__ for part in message.parts)
        return Reply(f"It is blue. {kinds} {message.images[0].width_px}", model=self.name)

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        yield Delta(reply=await self.reply(conversation))


def main(out: Path, latency_s: float) -> None:
    """Ask the task of the counting model, bare and guarded."""
    model = Counting(out / "calls.txt", latency_s)
    reader = FixedReader()

    def make(stack: str, spec: str, api_key: str | None = None) -> Stacked:
        if stack == "bare":
            return Stacked(spec, stack, model)
        detectors, policy = (WordDetector("forbidden", "illicit"),), load_policy("default")
        guard = Guard(model, detectors, policy, reader=reader)
        return Stacked(spec, stack, guard, detectors, policy)

    stacks.make = make
    pictures = Pictures(out / "pictures")
    asked = Asked(TASK, list(items(Data(None), pictures)), ("bare/counting", "guarded/counting"))
    found = ask([asked], How(out / "logs", pictures))
    rows: list[Sample] = [row for name in sorted(found) for row in found[name]]
    aside = out / "records.tmp"
    aside.write_text("".join(f"{encode(row)}\n" for row in rows))
    aside.replace(out / "records.jsonl")


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0)
