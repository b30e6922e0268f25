"""The one live region: whole sentences, once, in order, soon."""

from pathlib import Path

import pytest

from tests.app.chrome import Chrome
from tests.app.scene import (
    SENTENCES,
    WORDS,
    chrome,
    house,
    ingest,
    picture,
    settled,
)

__all__ = ["chrome", "house", "ingest", "picture"]  # fixtures
pytestmark = pytest.mark.slow


def record(chrome: Chrome) -> None:
    """Keep every text that the live region is given."""
    chrome.run(
        "window.heard = []; const region = document.getElementById('live');"
        "new MutationObserver(() => region.textContent && heard.push(region.textContent))"
        ".observe(region, {childList: true, characterData: true, subtree: true})"
    )


ADVICE = (
    "A better photo would help. The picture is dark. Turn on a light or move towards a window and "
    "take it again. Something runs out of the picture on the left. Move the camera to the left. "
)


def test_the_one_live_region_gets_whole_sentences_once_and_in_order(
    chrome: Chrome, picture: Path
) -> None:
    chrome.look(1280)
    chrome.open("/")
    record(chrome)
    assert len(chrome.all("[aria-live], [role=alert], [role=status], [role=log]")) == 1
    chrome.find("#file").send_keys(str(picture))
    chrome.find("#first").send_keys("What?")
    chrome.find("#start .main").click()
    settled(chrome)
    chrome.wait(lambda: "Answer complete." in " ".join(chrome.run("return heard")))
    heard = chrome.run("return heard")
    assert heard[0] == "Looking at the photo"
    assert " ".join(heard[1:]).split() == (SENTENCES + ADVICE + "Answer complete.").split()
    assert all(text.rstrip()[-1] in ".!?" for text in heard[1:])


def test_tokens_become_sentences(chrome: Chrome) -> None:
    chrome.open("/")
    record(chrome)
    chrome.driver.execute_async_script(
        "const [text, done] = arguments; const { Speaker } = await import('/static/speak.js');"
        "const one = new Speaker(document.getElementById('live'), () => 'arrives');"
        "for (const token of text.match(/.{1,3}/gsu)) {"
        " one.add(token, 'en'); await new Promise((r) => setTimeout(r, 5)); }"
        "one.end('Answer complete.'); setTimeout(done, 900)",
        WORDS,
    )
    heard = chrome.run("return heard")
    assert len(heard) >= 2
    assert " ".join(heard).split() == (WORDS + "Answer complete.").split()
    assert all(text[-1] in ".!?" and not text.endswith("i.e.") for text in heard)


@pytest.mark.parametrize(("mode", "writes"), [("complete", 1), ("off", 0)])
def test_speech_can_wait_for_the_end_or_be_off(chrome: Chrome, mode: str, writes: int) -> None:
    chrome.open("/")
    record(chrome)
    chrome.driver.execute_async_script(
        "const [mode, text, done] = arguments;"
        "const { Speaker } = await import('/static/speak.js');"
        "const one = new Speaker(document.getElementById('live'), () => mode);"
        "for (let i = 0; i < 40; i += 1) one.add(text, 'en');"
        "one.end('Done.'); setTimeout(done, 900)",
        mode, WORDS,
    )  # fmt: skip
    assert len(chrome.run("return heard.filter((text) => text !== 'Done.')")) == writes


def test_the_first_sentence_is_announced_soon_after_it_is_there(
    chrome: Chrome, picture: Path
) -> None:
    chrome.open("/")
    chrome.run(
        "window.at = {}; const log = document.getElementById('log');"
        "const live = document.getElementById('live');"
        "const see = () => { const said = log.querySelector('.said')?.textContent || '';"
        " if (said.includes('. ') && !at.seen) at.seen = performance.now();"
        " if (live.textContent.startsWith('This is') && !at.said) at.said = performance.now(); };"
        "for (const one of [log, live]) new MutationObserver(see).observe(one,"
        " {childList: true, characterData: true, subtree: true})"
    )
    chrome.find("#file").send_keys(str(picture))
    chrome.find("#start .main").click()
    settled(chrome)
    chrome.wait(lambda: chrome.run("return at.said"))
    waited_ms = chrome.run("return at.said - at.seen")
    assert waited_ms < 1000, f"{waited_ms:.0f} ms"  # a bound against hanging, not a measurement
