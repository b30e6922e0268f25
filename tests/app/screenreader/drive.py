"""Walks through the page while Orca listens; run by `run.sh`.

python -m tests.app.screenreader.drive FOLDER prints what was said in each scene, as JSON.
"""

import asyncio
import json
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from clearsight.content import Conversation
from clearsight.ingest import Ingest
from clearsight.models.scripted import Scripted
from clearsight.verdict import Delta
from tests.app.chrome import Chrome, serving
from tests.app.conftest import make_store, photo, vault_in
from tests.app.doubles import TestHouse
from tests.doubles import FixedReader, WordDetector, line

ANSWER = (
    "This is a menu of a harbour kitchen. The tomato soup costs 4.50, less than the garden salad. "
    "The page does not say whether it is warm."
)
TOKEN_S = 0.03
# The page looks every 15 s; an imported copy of its module looks now.
TICK = "await import('/static/line.js?now').then((module) => module.look());"


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


@dataclass
class Scene:
    """One browser before one server, and what Orca has said so far."""

    chrome: Chrome
    house: TestHouse
    picture: Path
    log: Path

    def heard(self, deed: Callable[[], object]) -> list[str]:
        """What is said because of a deed."""
        before = settled(self.log)
        deed()
        self.chrome.wait(
            lambda: not any(one.is_displayed() for one in self.chrome.all("#busy")), 30
        )
        settled(self.log)
        return said(self.log)[before:]

    def begin(self, question: str) -> list[str]:
        """A new page, a photo, a question."""
        self.chrome.open("/")
        settled(self.log)
        self.chrome.find("#file").send_keys(str(self.picture))
        self.chrome.find("#first").send_keys(question)
        return self.heard(self.chrome.find("#start .main").click)

    def ask(self, question: str) -> list[str]:
        self.chrome.find("#next").send_keys(question)
        return self.heard(self.chrome.find("#ask .main").click)


def scenes(at: Scene) -> dict[str, list[str]]:
    """All scenes, in one session of the screen reader."""
    out = {"answer": at.begin("What is it?"), "follow_up": at.ask("And the salad?")}
    out["warning"] = at.begin("Which pills are these?")
    out["person"] = at.heard(at.chrome.find("#person").click)
    out["waiting"] = at.heard(at.chrome.find("[value=join]").click)
    changed = "fetch = async () => new Response(JSON.stringify(arguments[0]));"
    now = {"state": "connected", "text": "A person is here and sees what you shared."}
    out["joined"] = at.heard(lambda: at.chrome.run(changed + TICK, now))
    at.house.made = [Scripted(fault="error")]
    out["error"] = at.begin("What is it?")
    return out


def main(folder: Path) -> None:
    log, picture = Path(os.environ["SPOKEN"]), folder / "photo.jpg"
    picture.write_bytes(photo())
    make_store(folder / "clearsight.db")
    safe = vault_in(folder / "vault", folder / "clearsight.db")
    time.sleep(5)  # Orca says nothing when it is ready; pages opened before are not read
    with Ingest() as ingest:
        house = TestHouse(
            ingest, FixedReader((line("x"),)), [Typing(ANSWER, chunk_chars=5)],
            [WordDetector("pills", "medical")], safe=safe,
        )  # fmt: skip
        chrome = Chrome(folder / "profile", seen=True)
        with serving(house) as address:
            chrome.base = address
            found = scenes(Scene(chrome, house, picture, log))
            chrome.quit()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
