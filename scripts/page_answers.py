"""Asks the page as a browser without scripts does, and takes the answer out of its markup."""

import hashlib
import html
import re
from dataclasses import dataclass

from starlette.testclient import TestClient


@dataclass(frozen=True, slots=True)
class Answered:
    """What the page said.

    Attributes:
        warned: a warning before the answer. held: advice on the photo, which was sent anyway.
    """

    answer: str
    warned: str
    held: str


def ask(client: TestClient, sent: bytes, question: str) -> Answered:
    """Send a photo with a question, and send it anyway when the photo is held back."""
    page = client.get("/").text
    files = {"photo": ("photo.jpg", sent, "image/jpeg")}
    page = client.post("/", files=files, data=_hidden(page) | {"question": question}).text
    held = ""
    if 'name="anyway"' in page:
        held = " ".join(_plain(one) for one in re.findall(r"<li data-say>(.*?)</li>", page))
        fields = {name: (None, value) for name, value in _hidden(page).items()}
        page = client.post("/", files=fields | {"anyway": (None, "1")}).text
    said = _plain(_within(page, r'<p class="said"[^>]*>(.*?)</p>'))
    rest = _plain(_within(page, r'<p class="rest"[^>]*>(.*?)</p>'))
    warned = _plain(_within(page, r'<p class="note warn"[^>]*>(<strong>.*?)</p>'))
    return Answered(f"{said} {rest}".strip(), warned, held)


def digest(answer: str) -> str:
    """Names an answer, so that a judgement holds for the very words it was made of."""
    return hashlib.sha256(answer.encode()).hexdigest()[:8]


def _hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


def _within(page: str, pattern: str) -> str:
    match = re.search(pattern, page, re.DOTALL)
    return match[1] if match else ""


def _plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())
