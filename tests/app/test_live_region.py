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
        "new MutationObserver((all) => all.flatMap((one) => [...one.addedNodes])"
        ".filter((one) => one.parentNode === region)"
        ".forEach((one) => heard.push(one.textContent.trim()))).observe(region, {childList: true})"
    )


def test_the_one_live_region_gets_whole_sentences_once_and_in_order(
    chrome: Chrome, picture: Path
) -> None:
    chrome.look(1280)
    chrome.open("/")
    record(chrome)
    regions = chrome.all("[aria-live], [role=alert], [role=status], [role=log]")
    assert [one.get_attribute("aria-live") for one in regions] == ["polite", "assertive"]
    chrome.find("#file").send_keys(str(picture))
    chrome.find("#first").send_keys("What?")
    chrome.find("#start .main").click()
    settled(chrome)
    chrome.wait(lambda: "Answer complete." in " ".join(chrome.run("return heard")))
    heard, first = chrome.run("return heard"), "Looking at the photo"
    # An answer that is there within the queue's pause is written together with what stood before.
    assert " ".join(heard).split() == f"{first} {SENTENCES}Answer complete.".split()
    assert all(text == first or text.rstrip()[-1] in ".!?" for text in heard)


def test_a_warning_is_spoken_before_the_answer_that_it_is_about(
    chrome: Chrome, picture: Path
) -> None:
    chrome.open("/")
    record(chrome)
    chrome.find("#file").send_keys(str(picture))
    chrome.find("#first").send_keys("Which pills are these?")
    chrome.find("#start .main").click()
    settled(chrome)
    chrome.wait(lambda: "Answer complete." in " ".join(chrome.run("return heard")))
    whole = " / ".join(chrome.run("return heard"))
    assert 0 < whole.index("Careful.") < whole.index("This is a menu")
    assert whole.count("Careful.") == 1


def test_the_browsers_voice_speaks_where_it_is_wanted_and_the_region_is_silent(
    chrome: Chrome,
) -> None:
    chrome.open("/")
    record(chrome)
    said = chrome.driver.execute_async_script(
        "const done = arguments[0]; const said = [];"
        "const { Speaker } = await import('/static/speak.js');"
        "window.speechSynthesis.speak = (one) => said.push([one.lang, one.text]);"
        "const live = document.getElementById('live');"
        "const one = new Speaker(live, live, () => 'arrives', () => true);"
        "one.add('Eine Suppe.', 'de'); one.end('Answer complete.');"
        "setTimeout(() => done(said), 600)"
    )
    assert said == [["de", "Eine Suppe."], ["en", "Answer complete."]]
    assert chrome.run("return heard") == []


@pytest.mark.parametrize(("mode", "writes"), [("complete", 1), ("off", 0)])
def test_speech_can_wait_for_the_end_or_be_off(chrome: Chrome, mode: str, writes: int) -> None:
    chrome.open("/")
    record(chrome)
    chrome.driver.execute_async_script(
        "const [mode, text, done] = arguments;"
        "const { Speaker } = await import('/static/speak.js');"
        "const one = new Speaker(document.getElementById('live'), null, () => mode);"
        "for (let i = 0; i < 40; i += 1) one.add(text, 'en');"
        "one.end('Done.'); setTimeout(done, 900)",
        mode, WORDS,
    )  # fmt: skip
    assert chrome.run("return heard.filter((text) => text.includes('menu')).length") == writes


def test_the_first_sentence_is_announced_soon_after_it_is_there(
    chrome: Chrome, picture: Path
) -> None:
    chrome.open("/")
    chrome.run(
        "window.at = {}; const log = document.getElementById('log');"
        "const live = document.getElementById('live');"
        "const see = () => { const said = log.querySelector('.said')?.textContent || '';"
        " if (said.includes('.') && !at.seen) at.seen = performance.now();"
        " if (live.textContent.includes('This is') && !at.said) at.said = performance.now(); };"
        "for (const one of [log, live]) new MutationObserver(see).observe(one,"
        " {childList: true, characterData: true, subtree: true})"
    )
    chrome.find("#file").send_keys(str(picture))
    chrome.find("#start .main").click()
    settled(chrome)
    chrome.wait(lambda: chrome.run("return at.said"))
    waited_ms = chrome.run("return at.said - at.seen")
    assert waited_ms < 1000, f"{waited_ms:.0f} ms"  # a bound against hanging, not a measurement


def test_what_was_announced_stays_until_nothing_more_comes_for_a_while(chrome: Chrome) -> None:
    """A busy browser tells a reader late, and only of what is there then: Orca lost sentences."""
    chrome.open("/")
    first, then, last = chrome.driver.execute_async_script(
        "const done = arguments[0], real = setTimeout, live = document.getElementById('live');"
        "window.setTimeout = (deed, ms) => real(deed, ms / 60);"
        "const { Speaker } = await import('/static/speak.js');"
        "const one = new Speaker(live, live, () => 'arrives');"
        "const now = () => [...live.children].map((said) => `${said.lang}:${said.textContent}`);"
        "one.add('One.', 'en'); one.add('Two.', 'en'); const first = now();"
        "real(() => { one.add('Drei.', 'de'); }, 100);"
        "real(() => { const then = now(); real(() => done([first, then, now()]), 900); }, 250)"
    )
    assert first == ["en: One."]
    assert then == ["en: One.", "en: Two.", "de: Drei."]
    assert last == []
