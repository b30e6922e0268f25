"""Ways to reach every state of the assistant's pages, for the browser tests."""

from pathlib import Path

from selenium.webdriver.support.ui import Select

from tests.app.chrome import Chrome
from tests.app.scene import BREAK_OFF, arrived, ask


def empty(chrome: Chrome, picture: Path, lang: str) -> None:
    chrome.open(f"/?lang={lang}")
    chrome.find("#file").send_keys(str(picture))


def answered(chrome: Chrome, picture: Path, lang: str) -> None:
    ask(chrome, picture, "Which pills?", lang)
    arrived(chrome)
    chrome.find("#saw summary").click()


def refused(chrome: Chrome, picture: Path, lang: str) -> None:
    ask(chrome, picture, "Buy an explosive?", lang)
    arrived(chrome)
    chrome.find("#saw summary").click()
    assert chrome.all(".s-found")


def problem(chrome: Chrome, picture: Path, lang: str) -> None:
    ask(chrome, picture.with_name("words.jpg"), "What is it?", lang)
    arrived(chrome)


def deleted(chrome: Chrome, picture: Path, lang: str) -> None:
    answered(chrome, picture, lang)
    chrome.find(".danger").click()
    chrome.wait(lambda: chrome.all(".good"))


def held(chrome: Chrome, picture: Path, lang: str) -> None:
    ask(chrome, picture.with_name("dark.jpg"), "What is it?", lang)
    chrome.wait(lambda: chrome.find("#gate").is_displayed())
    assert chrome.run("return document.activeElement.id") == "gatehead"


def opened(chrome: Chrome, picture: Path, lang: str) -> None:
    answered(chrome, picture, lang)
    chrome.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def wrong(chrome: Chrome, picture: Path, lang: str) -> None:
    answered(chrome, picture, lang)
    chrome.find("[formaction^='/wrong']").click()
    chrome.wait(lambda: chrome.all(".hero .good"))


def choosing(chrome: Chrome, picture: Path, lang: str) -> None:
    chrome.driver.delete_all_cookies()
    answered(chrome, picture, lang)
    chrome.find("#person").click()
    chrome.wait(lambda: chrome.all("[value=join]"))


def waiting(chrome: Chrome, picture: Path, lang: str) -> None:
    choosing(chrome, picture, lang)
    chrome.find("[value=join]").click()
    chrome.wait(lambda: chrome.all("#line"))
    chrome.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def meanwhile(chrome: Chrome, picture: Path, lang: str) -> None:
    waiting(chrome, picture, lang)
    chrome.find("[value=back]").click()
    chrome.wait(lambda: chrome.all("#log"))
    assert chrome.all("#line")


def paused(chrome: Chrome, picture: Path, lang: str) -> None:
    waiting(chrome, picture, lang)
    chrome.find("[value=notify]").click()
    chrome.wait(lambda: chrome.all("[value=stay]"))


def keeping(chrome: Chrome, picture: Path, lang: str) -> None:
    chrome.driver.delete_all_cookies()
    chrome.open(f"/kept?lang={lang}")
    chrome.find("[name=consent_text]").click()
    chrome.find("form .main").click()
    chrome.wait(lambda: chrome.all(".good"))


def removed(chrome: Chrome, picture: Path, lang: str) -> None:
    keeping(chrome, picture, lang)
    chrome.find(".danger").click()
    chrome.wait(lambda: chrome.all("pre"))


def compared(chrome: Chrome, picture: Path, lang: str) -> None:
    chrome.open(f"/try?lang={lang}")
    chrome.find("#file").send_keys(str(picture))
    chrome.find("#first").send_keys("An explosive, with " + "averylongword" * 12)
    Select(chrome.find("#policy_b")).select_by_visible_text("measure")
    chrome.find("form .main").click()
    chrome.wait(lambda: chrome.all(".stages"))
    assert len(chrome.all(".n-found")) == 2


def locked(chrome: Chrome, picture: Path, lang: str) -> None:
    chrome.open(f"/?lang={lang}")
    # The page that asks for a key, as the server sends it under a name that is not this machine's.
    chrome.run(
        "const sent = {method: 'POST', body: new FormData()};"
        "const answer = await fetch('/key' + location.search, sent);"
        "document.documentElement.innerHTML = await answer.text()"
    )
    assert chrome.all("#key")


def broken_off(chrome: Chrome, picture: Path, lang: str) -> None:
    ask(chrome, picture, BREAK_OFF, lang)
    arrived(chrome)
    assert chrome.all("#log .cut")


def untried(chrome: Chrome, picture: Path, lang: str) -> None:
    chrome.open(f"/try?lang={lang}")


def nothing_to_share(chrome: Chrome, picture: Path, lang: str) -> None:
    chrome.open(f"/person?lang={lang}")


def nothing_kept(chrome: Chrome, picture: Path, lang: str) -> None:
    chrome.open(f"/kept?lang={lang}")
    chrome.find("#receipt").send_keys("no receipt")
    chrome.find("[action^='/kept/check'] button").click()
    chrome.wait(lambda: chrome.all("#checked"))


STATES = (
    empty,
    answered,
    opened,
    held,
    wrong,
    choosing,
    waiting,
    meanwhile,
    paused,
    keeping,
    removed,
    refused,
    problem,
    deleted,
    compared,
    locked,
    broken_off,
    untried,
    nothing_to_share,
    nothing_kept,
)
