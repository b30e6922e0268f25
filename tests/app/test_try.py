"""The page `/try`, and the snippets that it offers."""

import json
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from clearsight.app import snippets
from clearsight.models.scripted import Scripted
from tests.app.conftest import Browser, Open, photo
from tests.app.doubles import TestHouse
from tests.doubles import WordDetector

FILE = {"photo": ("photo.jpg", photo(), "image/jpeg")}
TRICKY = """How much is 100 % of "it's" \\n $HOME `id` {x}?"""


def choices(**given: str) -> dict[str, str]:
    usual = {"model_a": "scripted", "policy_a": "default", "model_b": "scripted",
             "policy_b": "measure"}  # fmt: skip
    return usual | given


def test_one_request_is_judged_by_two_policies(browser: Browser) -> None:
    browser.open("/try")
    answer = browser.send("/try", FILE, question="An explosive?", **choices())
    assert answer.status_code == 200
    assert "<strong>refused</strong>" in browser.page
    assert "before.illicit.refuse" in browser.page
    assert browser.page.count("A menu.") == 1  # side B only measures


def test_every_stage_shows_time_findings_and_decision(browser: Browser) -> None:
    browser.open("/try")
    browser.send("/try", FILE, question="An explosive?", **choices())
    for text in ("Read the picture", "Judge the request", "Ask the model", "Judge the answer"):
        assert text in browser.page
    assert "<code>illicit</code> 0.99 · word@1" in browser.page
    assert " ms in all" in browser.page


def test_two_models_answer_side_by_side(house: TestHouse, visit: Open) -> None:
    other = Scripted("A bill of fare.")
    other.name = "other"
    house.made = [Scripted("A menu."), other]
    browser = visit(house)
    browser.open("/try")
    browser.send("/try", FILE, **choices(model_b="other", policy_b="default"))
    assert "A menu." in browser.page
    assert "A bill of fare." in browser.page


def test_one_model_that_fails_leaves_the_other_sides_answer(house: TestHouse, visit: Open) -> None:
    other = Scripted(fault="error")
    other.name = "other"
    house.made = [Scripted("A menu."), other]
    browser = visit(house)
    browser.open("/try")
    browser.send("/try", FILE, **choices(model_b="other"))
    assert "A menu." in browser.page
    assert "The model did not answer" in browser.page


def test_a_second_run_needs_no_second_upload(browser: Browser) -> None:
    browser.open("/try")
    browser.send("/try", FILE, question="One?", **choices())
    assert browser.send("/try", None, question="Two?", **choices()).status_code == 200
    assert ">Two?</textarea>" in browser.page


@pytest.mark.parametrize(
    "given", [{"model_a": "http:http://10.0.0.1"}, {"policy_b": "/etc/x.toml"}]
)
def test_only_offered_models_and_policies_are_used(
    browser: Browser, house: TestHouse, given: dict[str, str]
) -> None:
    browser.open("/try")
    assert browser.send("/try", FILE, **choices(**given)).status_code == 400
    assert "not offered here" in browser.page
    assert not house.asked


def test_evidence_and_question_are_never_markup(house: TestHouse, visit: Open) -> None:
    attack = "<script>alert(1)</script>"
    house.detectors = [WordDetector(attack)]
    browser = visit(house)
    browser.open("/try")
    browser.send("/try", FILE, question=attack, **choices())
    assert "<script>alert" not in browser.page


def test_the_shown_snippets_are_the_ones_that_were_tested(browser: Browser) -> None:
    browser.open("/try")
    browser.send("/try", FILE, question=TRICKY, **choices())
    shown = unescape(browser.page)
    base = "http://localhost/v1"
    assert snippets.curl(base, "scripted", TRICKY, "image/jpeg") in shown
    assert snippets.python(base, "scripted", TRICKY, "image/jpeg") in shown


@pytest.mark.parametrize("question", [TRICKY, ""])
def test_the_shell_snippet_sends_the_right_json(tmp_path: Path, question: str) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"pixels" * 100_000)
    text = snippets.curl("http://localhost/v1", "a model", question, "image/jpeg")
    script = f'curl() {{ echo "$1" >&2; cat; }}\n{text}\n'
    done = subprocess.run(
        ["bash", "-euc", script], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PATH": "/usr/bin:/bin", "CLEARSIGHT_KEY": "k"},
    )  # fmt: skip
    body = json.loads(done.stdout)
    parts = body["messages"][0]["content"]
    assert body["model"] == "a model"
    assert [part["text"] for part in parts if "text" in part] == ([question] if question else [])
    assert parts[-1]["image_url"]["url"].startswith("data:image/jpeg;base64,cGl4ZWxz")
    assert done.stderr.strip() == "http://localhost/v1/chat/completions"


@pytest.mark.parametrize("question", [TRICKY, ""])
def test_the_python_snippet_sends_the_right_json(tmp_path: Path, question: str) -> None:
    (tmp_path / "photo.png").write_bytes(b"pixels")
    (tmp_path / "openai.py").write_text(_FAKE_OPENAI)
    text = snippets.python("http://localhost/v1", "a model", question, "image/png")
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    sent = json.loads(done.stdout.splitlines()[0])
    parts = sent["messages"][0]["content"]
    assert sent["model"] == "a model"
    assert sent["base_url"] == "http://localhost/v1"
    assert [part["text"] for part in parts if "text" in part] == ([question] if question else [])
    assert parts[-1]["image_url"]["url"] == "data:image/png;base64,cGl4ZWxz"
    assert done.stdout.splitlines()[1] == "A menu."


_FAKE_OPENAI = """
import json
from types import SimpleNamespace as Of

class OpenAI:
    def __init__(self, base_url, api_key):
        self.chat = Of(completions=Of(create=lambda **sent: self.create(base_url, sent)))

    def create(self, base_url, sent):
        print(json.dumps(sent | {"base_url": base_url}))
        return Of(choices=[Of(message=Of(refusal=None, content="A menu."))])
"""
