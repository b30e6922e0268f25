"""Meta's Llama Guard 4 (text and several pictures) and Llama Guard 3 Vision (one picture).

Served by any OpenAI-compatible server with the chat template of the weights, which writes the
prompt: we send the dialogue alone. Answer: "safe", or "unsafe" and a line of hazards, "S1,S9".
Format: llama.com/docs/model-cards-and-prompt-formats/llama-guard-4; hazards: the model cards in
github.com/meta-llama/PurpleLlama (Llama-Guard4/12B, Llama-Guard3/11B-vision).
"""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clearsight.aloud import View
from clearsight.content import Conversation
from clearsight.detect.cascade import UNSORTED
from clearsight.detect.remote import heard as hearing
from clearsight.detect.remote.judge import TOP_LOGPROBS, Ask, Family, Judge, Told
from clearsight.detect.remote.shown import dialogue
from clearsight.wire import request_messages

PATH = "/chat/completions"
# Intellectual property (S8) and elections (S13) are no categories of ours and are left out.
HAZARDS: Mapping[str, str | None] = {
    "S1": "illicit/violent",
    "S2": "illicit",
    "S3": "illicit",  # trafficking, assault, harassment, prostitution: crimes, not erotica
    "S4": "sexual/minors",
    "S5": "harassment",  # defamation
    "S6": "medical",  # specialised advice, also legal and financial
    "S7": "privacy",
    "S8": None,
    "S9": "illicit/weapons",
    "S10": "hate",
    "S11": "self-harm",
    "S12": "sexual",
    "S13": None,
    "S14": "illicit/cyber",
}
# Not self-harm/intent: its makers ask about encouraging self-harm, we about a person in need.
COVERS = frozenset(
    {category for category in HAZARDS.values() if category}
    | {"illicit/drugs", "illicit/fraud", "hate/threatening", "harassment/threatening"}
    | {"self-harm/instructions"}
) - {"medical", "privacy"}
_ANSWER = re.compile(r"\s*(safe|unsafe)\s*(?:\n\s*(S\d{1,2}(?:\s*,\s*S\d{1,2})*)\s*)?", re.A)


def read(body: object) -> Sequence[Told]:
    """The verdict's categories, at the probability of "unsafe" where the endpoint tells it.

    Raises:
        ModelError: the answer is not in the form.
    """
    heard = hearing.chat(body)
    match = _ANSWER.fullmatch(heard.text)
    codes = re.findall(r"S\d{1,2}", match[2] or "") if match else []
    if match is None or (match[1] == "safe" and codes) or not set(codes) <= set(HAZARDS):
        raise hearing.unreadable(heard, '"safe", or "unsafe" and a line like "S1,S9"')
    found = hearing.shares(heard, ("safe", "unsafe"))
    score = found["unsafe"] if found else float(match[1] == "unsafe")
    if not codes:
        return [Told("illicit", score, UNSORTED, evidence=match[1])]
    named = [(code, HAZARDS[code]) for code in codes]
    return [Told(category, score, evidence=code) for code, category in named if category]


def asks_with(*, together: bool) -> Callable[[View, str], Sequence[Ask]]:
    """How a model is asked that sees several pictures together, or one at a time."""

    def asks(view: View, model: str) -> Sequence[Ask]:
        images = tuple({image.digest: image for image in view.images}.values())
        shown = [images] if together or not images else [(image,) for image in images]
        talks = [dialogue(view, pictures) for pictures in shown]
        return [Ask(PATH, functools.partial(body, model, talk), read) for talk in talks if talk]

    return asks


def body(model: str, talk: Conversation) -> Mapping[str, Any]:
    """The request's JSON."""
    return {
        "model": model,
        "messages": request_messages(talk),
        "temperature": 0,
        "max_tokens": 64,
        "logprobs": True,
        "top_logprobs": TOP_LOGPROBS,
    }


FOUR = Family("llama-guard", "1", COVERS, asks_with(together=True))
THREE = Family("llama-guard-3-vision", "1", COVERS - {"illicit/cyber"}, asks_with(together=False))


def make(argument: str, api_key: str | None) -> Judge:
    """The entry point `llama-guard`; the argument is "BASE_URL#MODEL"."""
    return Judge(FOUR, argument, api_key=api_key)


def make_three(argument: str, api_key: str | None) -> Judge:
    """The entry point `llama-guard-3-vision`; the argument is "BASE_URL#MODEL"."""
    return Judge(THREE, argument, api_key=api_key)
