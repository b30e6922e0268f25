"""Qwen3Guard-Gen: safe, controversial or unsafe, with categories, in 119 languages.

Text only: pictures are read aloud. Served with the chat template of the weights. Answer:
"Safety: Unsafe", "Categories: Violent", and after an answer "Refusal: No".
Format: github.com/QwenLM/Qwen3Guard (README); categories: arXiv:2510.14276.
"""

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any

from clearsight.aloud import View
from clearsight.content import Conversation
from clearsight.detect.cascade import UNSORTED
from clearsight.detect.remote import heard as hearing
from clearsight.detect.remote.judge import TOP_LOGPROBS, Ask, Family, Judge, Told
from clearsight.detect.remote.shown import dialogue
from clearsight.verdict import ANSWER_REFUSES, ILLICIT_DETAIL, MODERATION, Stage
from clearsight.wire import request_messages

PATH = "/chat/completions"
LABELS = ("Safe", "Unsafe", "Controversial")
# Political topics and copyright are no categories of ours and are left out.
CATEGORIES: Mapping[str, str | None] = {
    "Violent": "illicit/violent",
    "Non-violent Illegal Acts": "illicit",
    "Sexual Content or Sexual Acts": "sexual",
    "PII": "privacy",
    "Suicide & Self-Harm": "self-harm",
    "Unethical Acts": "hate",
    "Politically Sensitive Topics": None,
    "Copyright Violation": None,
    "Jailbreak": "injection",
}
# Grey under `default` (the makers' loose reading), refused under `strict` (their strict one).
CONTROVERSIAL = 0.4
# Not self-harm/intent, sexual/minors and gore, nor privacy and injection: its Safe says too little
# about these.
COVERS = frozenset({*MODERATION, *ILLICIT_DETAIL}) - {
    "self-harm/intent",
    "sexual/minors",
    "violence/graphic",
}
_SAFETY = re.compile(r"^\s*Safety:\s*(Safe|Unsafe|Controversial)\s*$", re.MULTILINE)
_LISTED = re.compile(r"^\s*Categories:\s*(\S.*?)\s*$", re.MULTILINE)
_REFUSAL = re.compile(r"^\s*Refusal:\s*(Yes|No)\s*$", re.MULTILINE)


def asks(view: View, model: str) -> Sequence[Ask]:
    """One question: the dialogue, its last turn judged."""
    talk = dialogue(view, None)
    if talk is None:
        return ()
    read_stage = functools.partial(read, view.stage)
    return [Ask(PATH, functools.partial(body, model, talk), read_stage)]


def body(model: str, talk: Conversation) -> Mapping[str, Any]:
    """The request's JSON."""
    return {
        "model": model,
        "messages": request_messages(talk),
        "temperature": 0,
        "max_tokens": 128,
        "logprobs": True,
        "top_logprobs": TOP_LOGPROBS,
    }


def read(stage: Stage, body: object) -> Sequence[Told]:
    """The named categories at P(Unsafe) + CONTROVERSIAL * P(Controversial).

    Raises:
        ModelError: a line is missing or holds a word that its makers do not use.
    """
    heard = hearing.chat(body)
    safety, listed = _SAFETY.findall(heard.text), _LISTED.findall(heard.text)
    names = [name.strip() for name in listed[0].split(",")] if len(listed) == 1 else ["?"]
    if len(safety) != 1 or not set(names) <= {*CATEGORIES, "None"}:
        expected = '"Safety: Safe|Unsafe|Controversial" and "Categories: ..."'
        raise hearing.unreadable(heard, expected)
    found = hearing.shares(heard, LABELS, after="Safety:") or {safety[0]: 1.0}
    score = found.get("Unsafe", 0.0) + CONTROVERSIAL * found.get("Controversial", 0.0)
    if safety[0] == "Safe" or names == ["None"]:
        told = [Told("illicit", score, UNSORTED, evidence=safety[0])]
    else:
        named = [(name, CATEGORIES.get(name)) for name in names]
        told = [Told(c, score, evidence=f"{safety[0]}: {name}") for name, c in named if c]
    if stage == "after" and safety[0] == "Safe" and _REFUSAL.findall(heard.text) == ["Yes"]:
        told.append(Told(ANSWER_REFUSES, found["Safe"], evidence="Refusal: Yes"))
    return told


FAMILY = Family("qwen3guard", "1", COVERS | {ANSWER_REFUSES}, asks)


def make(argument: str, api_key: str | None) -> Judge:
    """The entry point `qwen3guard`; the argument is "BASE_URL#MODEL"."""
    return Judge(FAMILY, argument, api_key=api_key)
