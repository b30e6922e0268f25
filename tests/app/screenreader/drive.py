"""Asks one question on the page while Orca listens; run by `run.sh`.

python -m tests.app.screenreader.drive FOLDER prints the utterances behind the question, as JSON.
"""

import asyncio
import json
import os
import re
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

from clearsight.content import Conversation
from clearsight.ingest import Ingest
from clearsight.models.scripted import Scripted
from clearsight.verdict import Delta
from tests.app.chrome import Chrome, serving
from tests.app.conftest import photo
from tests.app.doubles import TestHouse
from tests.doubles import FixedReader, line

ANSWER = (
    "This is a menu of a harbour kitchen. The tomato soup costs 4.50, less than the garden salad. "
    "The page does not say whether it is warm."
)
TOKEN_S = 0.03


class Typing(Scripted):
    """Streams like a language model: a few letters at a time."""

    async def stream(self, conversation: Conversation) -> AsyncIterator[Delta]:
        async for delta in super().stream(conversation):
            await asyncio.sleep(TOKEN_S)
            yield delta


def said(log: Path) -> list[str]:
    """Utterances without their markup; a cancelled one was handed over all the same."""
    lines = (" ".join(re.sub(r"<[^>]*>", "", one).split()) for one in log.read_text().splitlines())
    return [one for one in lines if one]


def settled(log: Path, quiet_s: float = 2.5) -> int:
    """Wait until Orca has nothing more to say; how many utterances there are."""
    last, since = -1, time.monotonic()
    while time.monotonic() - since < quiet_s:
        now = len(said(log))
        if now != last:
            last, since = now, time.monotonic()
        time.sleep(0.1)
    return last


def main(folder: Path) -> None:
    log = Path(os.environ["SPOKEN"])
    picture = folder / "photo.jpg"
    picture.write_bytes(photo())
    time.sleep(5)  # Orca says nothing when it is ready; pages opened before are not read
    with Ingest() as ingest:
        house = TestHouse(ingest, FixedReader((line("x"),)), [Typing(ANSWER, chunk_chars=5)])
        chrome = Chrome(folder / "profile", seen=True)
        with serving(house) as address:
            chrome.base = address
            chrome.open("/")
            settled(log)
            chrome.find("#file").send_keys(str(picture))
            chrome.find("#first").send_keys("What is it?")
            before = settled(log)
            chrome.find("#start .main").click()
            chrome.wait(lambda: not chrome.find("#busy").is_displayed(), 30)
            settled(log)
            chrome.quit()
    json.dump(said(log)[before:], sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
