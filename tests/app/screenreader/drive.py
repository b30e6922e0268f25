"""Walks through the page while Orca listens; run by `run.sh`.

python -m tests.app.screenreader.drive FOLDER [LANGUAGE...] prints, as JSON, by language and scene,
what the page wrote into its live regions and what Orca said. English has all scenes.
"""

import asyncio
import json
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from clearsight.app.words import Words, words
from clearsight.content import Conversation
from clearsight.ingest import Ingest
from clearsight.models.scripted import Scripted
from clearsight.verdict import Delta
from tests.app.chrome import Chrome, serving
from tests.app.conftest import make_store, photo, vault_in
from tests.app.doubles import TestHouse
from tests.doubles import FixedReader, WordDetector, line

ANSWERS = {
    "en": "This is a menu of a harbour kitchen. The tomato soup costs 4.50, less than the garden "
    "salad. The page does not say whether it is warm.",
    "zh": "这是港口厨房的菜单，上面写着许多菜名和价格。"
    "番茄汤四元五角，比花园沙拉便宜一些，分量也小一些。菜单上没有写汤是不是热的。",
    "es": "Es el menú de una cocina del puerto. La sopa de tomate cuesta 4,50, menos que la "
    "ensalada del jardín. La hoja no dice si está caliente.",
    "ar": "هذه قائمة طعام لمطبخ قرب الميناء. حساء الطماطم بأربعة ونصف، وهو أرخص من سلطة الحديقة. "
    "لا تذكر الورقة هل هو ساخن.",
}
ASKED = {
    "en": ("What is it?", "And the salad?", "Which pills are these?"),
    "zh": ("这是什么？", "沙拉呢？", "这些是什么药片 pills？"),
    "es": ("¿Qué es?", "¿Y la ensalada?", "¿Qué pastillas (pills) son?"),
    "ar": ("ما هذا؟", "والسلطة؟", "ما هذه الحبوب pills؟"),
}
TOKEN_S = 0.03
# Keeps what is added to the live regions of every page from now on.
WRITTEN = """document.addEventListener('DOMContentLoaded', () => {
  window.written = [];
  const keep = (all) => all.flatMap((one) => [...one.addedNodes])
    .forEach((one) => written.push(one.textContent.trim()));
  for (const region of document.querySelectorAll('[aria-live]')) {
    new MutationObserver(keep).observe(region, {childList: true});
  }
});"""
READY = "Screen reader on."  # pages opened before are not read
# Orca reads a new page to its end, which is this; a question that is asked before is told between.
LAST_OF_PAGE = "check box not checked"
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


def settled(log: Path, quiet_s: float = 2.5, until: str = "", since: int = 0) -> int:
    """Wait until Orca has nothing more to say; how many utterances there are.

    Args:
        until: words to wait for first, for at most 60 s, in what is said after `since` utterances:
            on a busy machine Orca may be silent for longer than `quiet_s` and go on.
    """
    end = time.monotonic() + 60
    while until not in " ".join(said(log)[since:]) and time.monotonic() < end:
        time.sleep(0.1)
    last, changed = -1, time.monotonic()
    while time.monotonic() - changed < quiet_s:
        now = len(said(log))
        if now != last:
            last, changed = now, time.monotonic()
        time.sleep(0.1)
    return last


class Heard(TypedDict):
    """One scene: what the page wrote into its live regions, and what Orca said."""

    written: list[str]
    said: list[str]


@dataclass
class Scene:
    """One browser before one server, and what Orca has said so far."""

    chrome: Chrome
    house: TestHouse
    picture: Path
    log: Path
    words: Words

    def heard(self, deed: Callable[[], object], until: str = "") -> Heard:
        """What is written and said because of a deed; `until` are its last words."""
        before = settled(self.log)
        self.chrome.run("window.written = []")
        deed()
        self.chrome.wait(
            lambda: not any(one.is_displayed() for one in self.chrome.all("#busy")), 30
        )
        settled(self.log, until=until, since=before)
        return {"written": self.chrome.run("return written"), "said": said(self.log)[before:]}

    def begin(self, question: str, until: str = "") -> Heard:
        """A new page, a photo, a question."""
        before = settled(self.log)
        self.chrome.open(f"/?lang={self.words.code}")
        settled(self.log, until=LAST_OF_PAGE, since=before)
        self.chrome.find("#file").send_keys(str(self.picture))
        self.chrome.find("#first").send_keys(question)
        until = until or self.words["complete"]
        return self.heard(self.chrome.find("#start .main").click, until)

    def ask(self, question: str) -> Heard:
        self.chrome.find("#next").send_keys(question)
        return self.heard(self.chrome.find("#ask .main").click, self.words["complete"])


def scenes(at: Scene) -> dict[str, Heard]:
    """All scenes in one language, in one session of the screen reader."""
    first, second, third = ASKED[at.words.code]
    at.chrome.driver.delete_all_cookies()
    at.house.made = [Typing(ANSWERS[at.words.code], chunk_chars=5)]
    out = {"answer": at.begin(first), "follow_up": at.ask(second), "warning": at.begin(third)}
    out["person"] = at.heard(at.chrome.find("#person").click, at.words["person_nobody"])
    place = at.words["line_nobody"].format(position=1)
    out["waiting"] = at.heard(at.chrome.find("[value=join]").click, place)
    changed = "fetch = async () => new Response(JSON.stringify(arguments[0]));"
    now = {"state": "connected", "text": at.words["line_connected"]}
    out["joined"] = at.heard(lambda: at.chrome.run(changed + TICK, now), now["text"])
    at.house.made = [Scripted(fault="error")]
    out["error"] = at.begin(first, at.words["error_model"])
    return out


def main(folder: Path, languages: Sequence[str]) -> None:
    log, picture = Path(os.environ["SPOKEN"]), folder / "photo.jpg"
    picture.write_bytes(photo())
    make_store(folder / "clearsight.db")
    safe = vault_in(folder / "vault", folder / "clearsight.db")
    settled(log, until=READY)
    if READY not in said(log):
        raise SystemExit(
            f"Orca did not start; see {folder}/run/orca.log. Its own watchdog ends it where it "
            "gets too little of the processor: run this on a quieter machine."
        )
    with Ingest() as ingest:
        house = TestHouse(
            ingest, FixedReader((line("x"),)), [], [WordDetector("pills", "medical")], safe=safe
        )
        chrome = Chrome(folder / "profile", seen=True)
        source = {"source": WRITTEN}
        chrome.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", source)
        with serving(house) as address:
            chrome.base = address
            found = {
                code: scenes(Scene(chrome, house, picture, log, words(code))) for code in languages
            }
            chrome.quit()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or ["en"])
