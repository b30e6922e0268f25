"""`POST /v1/moderations`: omni-moderation's form over our own judgement, many pictures a call.

    input: "text"                      one result
    input: ["text", "text"]            one result each
    input: [{"type": "text"|"image_url", ...}, ...]    one result for all parts together

`categories` is true from the score at which the key's policy warns, refuses or starts to doubt.
`category_applied_input_types` lists "text" when words were judged, typed ones or words that were
read in a picture, and "image" only where a detector looks at pixels: `PIXELS`. Which categories no
pixel detector covers is said in `x_clearsight`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from clearsight.content import Conversation, Image, user
from clearsight.deployment import Deployment
from clearsight.gateway import metrics
from clearsight.gateway.answered import dumps
from clearsight.gateway.asked import images, text_tokens
from clearsight.gateway.body import read_json, until_gone
from clearsight.gateway.caller import Shares, admit
from clearsight.gateway.logs import Record
from clearsight.gateway.problems import Problem, bad
from clearsight.plain import plain
from clearsight.policy import Policy
from clearsight.verdict import MODERATION, Finding, Reply
from clearsight.wire import fields
from clearsight.wire.heard import PARTS

MODELS = ("clearsight-moderation", "omni-moderation-latest", "omni-moderation-2024-09-26")
# Category -> the detector that feeds it from pixels.
PIXELS = {"sexual": "explicit"}
MOST_INPUTS = 64
INPUTS = ("text", "image_url")


@dataclass(frozen=True, slots=True)
class Judged:
    """One input with what the guard said of it."""

    conversation: Conversation
    reply: Reply
    types: frozenset[str]


async def moderations(deployment: Deployment, request: Request) -> Response:
    """Judge inputs; no model is asked."""
    record = Record.of(request)
    shares = Shares(deployment, await admit(deployment, request))
    record.caller = shares.caller.name
    await shares.take(requests=1)
    body = await read_json(request, deployment.settings.max_body_bytes)
    name = MODELS[0] if body.get("model") is None else body["model"]
    if name not in MODELS:
        text = f"moderation model {fields.shown(name)} is not served here; expected one of "
        raise Problem(404, text + ", ".join(MODELS), code="model_not_found", param="model")
    inputs = parse(body.get("input"))
    policy = deployment.guard(shares.caller.policy).policy
    judged = await until_gone(request, _judge_all(deployment, shares, inputs))
    for one in judged:
        metrics.count_reply(one.reply)
        record.take(one.reply)
    shown = shares.caller.sees_trace
    covered = sorted(_covered(deployment))
    answer = {
        "id": f"modr-{record.trace_id}",
        "model": name,
        "results": [result(one, policy, covered, shown=shown) for one in judged],
        "x_clearsight": {
            "trace_id": record.trace_id,
            "pixels_cover": covered,
            "pixels_do_not_cover": [c for c in MODERATION if c not in covered],
            "scores": "calibrated" if shown else "withheld: 0 or 1, this key lacks 'trace'",
        },
    }
    return Response(dumps(answer), headers=shares.headers, media_type="application/json")


def parse(value: object) -> list[list[Mapping[str, Any]]]:
    """Inputs as lists of content parts.

    Raises:
        Problem: a form that is not understood.
    """
    if isinstance(value, str):
        return [[{"type": "text", "text": value}]]
    if not isinstance(value, list) or not value:
        raise bad("expected a string or a list that is not empty", param="input")
    if all(isinstance(item, str) for item in value):
        if len(value) > MOST_INPUTS:
            raise bad(f"expected at most {MOST_INPUTS} inputs, got {len(value)}", param="input")
        return [[{"type": "text", "text": item}] for item in value]
    for number, part in enumerate(value):
        kind = part.get("type") if isinstance(part, Mapping) else None
        if isinstance(part, Mapping) and kind in INPUTS:
            PARTS[kind].check(part, f"input[{number}]")
        if kind == "text" and isinstance(part.get("text"), str):
            continue
        if kind == "image_url" and _url(part):
            continue
        text = "expected {'type': 'text', 'text': ...} or {'type': 'image_url', 'image_url': "
        raise bad(text + "{'url': ...}}, or strings only", param=f"input[{number}]")
    return [value]


def _url(part: Mapping[str, Any]) -> str:
    source = part.get("image_url")
    url = source.get("url") if isinstance(source, Mapping) else source
    return url if isinstance(url, str) else ""


async def _judge_all(
    deployment: Deployment, shares: Shares, inputs: Sequence[Sequence[Mapping[str, Any]]]
) -> list[Judged]:
    guard = deployment.guard(shares.caller.policy)
    urls = [_url(part) for parts in inputs for part in parts if part["type"] == "image_url"]
    pictures = await images(urls, deployment, shares)
    out = []
    for parts in inputs:
        said: list[str | Image] = []
        for part in parts:
            is_text = part["type"] == "text"
            said += [part["text"]] if is_text else list(pictures[_url(part)])
        talk = user(*said)
        await shares.take(tokens=text_tokens(talk))
        reply = await guard.check(talk)
        out.append(Judged(talk, reply, await _types(deployment, talk)))
    return out


async def _types(deployment: Deployment, talk: Conversation) -> frozenset[str]:
    """What of this input was judged: words (typed, or read in a picture) and pixels."""
    words = any(message.text.strip() for message in talk)
    for image in talk.images:
        words = words or bool((await deployment.senses.read(image)).lines)
    return frozenset({"text"} if words else ()) | frozenset({"image"} if talk.images else ())


def _covered(deployment: Deployment) -> set[str]:
    """Categories that a detector of this deployment judges from pixels."""
    present = {detector.name for detector in deployment.guard().detectors}
    return {category for category, detector in PIXELS.items() if detector in present}


def result(one: Judged, policy: Policy, covered: Sequence[str], *, shown: bool) -> dict[str, Any]:
    """One entry of `results`."""
    scores, reached = _scores(one.reply), _reached(one.reply, policy)
    true = {c: c in reached for c in MODERATION}
    verdict = one.reply.verdict
    stopped = verdict is not None and verdict.stops
    extra: dict[str, Any] = {}
    if verdict is not None:
        extra = {"action": verdict.action, "category": verdict.category, "rule": verdict.rule}
    if shown and one.reply.trace is not None:
        extra["findings"] = [plain(f) for step in one.reply.trace.steps for f in step.findings]
    return {
        "flagged": stopped or any(true.values()),
        "categories": true,
        "category_scores": {c: scores[c] if shown else float(true[c]) for c in MODERATION},
        "category_applied_input_types": {c: _applied(one, c, covered) for c in MODERATION},
        "x_clearsight": extra,
    }


def _scores(reply: Reply) -> dict[str, float]:
    """The highest score per category; a finer kind (illicit/weapons) counts for its parent."""
    scores = dict.fromkeys(MODERATION, 0.0)
    for name, finding in _named(reply):
        scores[name] = max(scores[name], round(finding.score, 6))
    return scores


def _reached(reply: Reply, policy: Policy) -> set[str]:
    """Categories with a finding from which on the policy acts or doubts."""
    out: set[str] = set()
    for name, finding in _named(reply):
        rule = policy.rules.rule(name)
        if rule is not None and finding.score > 0:
            lower = rule.stage("before", finding.detail).lower
            out |= {name} if round(finding.score, 6) >= lower else set()
    return out


def _named(reply: Reply) -> Iterator[tuple[str, Finding]]:
    """Findings with the category of omni-moderation that they count for."""
    for step in reply.trace.steps if reply.trace else ():
        for finding in step.findings:
            name = finding.category
            while name not in MODERATION and "/" in name:
                name = name.rpartition("/")[0]
            if name in MODERATION:
                yield name, finding


def _applied(one: Judged, category: str, covered: Sequence[str]) -> list[str]:
    words = ["text"] if "text" in one.types else []
    return words + (["image"] if "image" in one.types and category in covered else [])
