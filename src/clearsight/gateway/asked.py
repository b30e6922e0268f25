"""A chat request as JSON -> what is asked for. Pure, apart from decoding the pictures."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from clearsight import wire
from clearsight.content import Conversation, Image, Message
from clearsight.deployment import Deployment
from clearsight.gateway.caller import Shares
from clearsight.gateway.problems import Problem, bad
from clearsight.wire.fields import shown

OURS = frozenset({"model", "messages", "tools", "stream", "stream_options", "n"})
# Ways to put words or pictures before the model that nobody would have judged.
CARRIERS = frozenset({
    "audio", "chat_template", "documents", "function_call", "functions", "input", "prediction",
    "prompt", "prompt_embeds", "prompt_token_ids", "suffix",
})  # fmt: skip
JSON_MODES = ("json_object", "json_schema")
CHARS_PER_TOKEN = 4
LONGEST_NAME = 64  # OpenAI's limit for names of functions and schemas
# "how_to_pick_locks" and "howToPickLocks" are read like the words they are made of.
_PIECES = re.compile(r"[^\W\d_]+?(?=[A-Z][a-z]|[\W\d_]|$)")
_FEW_PIECES = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """One chat request.

    Attributes:
        model: name of a model that is served.
        words: in the options and tool definitions; judged before anything else.
        json_mode: content is for a program, so that no refusal's wording may stand in it.
        include_usage: a stream ends with a chunk that counts tokens.
    """

    conversation: Conversation
    model: str
    n: int
    stream: bool
    include_usage: bool
    json_mode: bool
    words: str


@dataclass(frozen=True, slots=True)
class Form:
    """The request's own fields, checked; pictures not yet decoded."""

    model: str
    n: int
    stream: bool
    include_usage: bool
    options: Mapping[str, Any]

    @property
    def json_mode(self) -> bool:
        wanted = self.options.get("response_format")
        return isinstance(wanted, Mapping) and wanted.get("type") in JSON_MODES


def form(body: Mapping[str, Any], deployment: Deployment) -> Form:
    """The fields around the messages.

    Raises:
        Problem: 400 with the field's name, 404 for a model that is not served.
    """
    options = {name: value for name, value in body.items() if name not in OURS}
    for name in sorted(CARRIERS & options.keys()):
        if options[name] is not None:
            text = f"{name} is not taken: what it holds would reach the model unjudged. "
            raise bad(text + "Put words and pictures into messages, functions into tools.",
                      param=name, code="unsupported_parameter")  # fmt: skip
    if options.get("logprobs"):
        text = "logprobs is not taken: token probabilities show words that were judged away"
        raise bad(text, param="logprobs", code="unsupported_parameter")
    if options.get("modalities") not in (None, ["text"]):
        raise bad('expected ["text"]', param="modalities", code="unsupported_parameter")
    wanted = {} if body.get("stream_options") is None else body["stream_options"]
    if not isinstance(wanted, Mapping):
        raise bad("expected an object", param="stream_options")
    return Form(
        model=_model(body.get("model"), deployment),
        n=_count(body.get("n"), deployment.settings.max_choices),
        stream=_flag(body.get("stream"), "stream"),
        include_usage=_flag(wanted.get("include_usage"), "stream_options.include_usage"),
        options=options,
    )


def _model(name: object, deployment: Deployment) -> str:
    if not isinstance(name, str) or not name:
        raise bad("expected the name of a model, see GET /v1/models", param="model")
    if not deployment.has_model(name):
        text = f"model {name[:100]!r} is not served here; served: {', '.join(deployment.models())}"
        raise Problem(404, text, code="model_not_found", param="model")
    return name


def _count(value: object, most: int) -> int:
    if value is None:
        return 1
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise bad(f"n is {shown(value)}, expected a whole number from 1 to {most}", param="n")
    return value


def _flag(value: object, name: str) -> bool:
    if value is not None and not isinstance(value, bool):
        raise bad("expected true or false", param=name)
    return bool(value)


async def asked(
    body: Mapping[str, Any],
    fields: Form,
    deployment: Deployment,
    shares: Shares,
    *,
    earlier: tuple[Message, ...] = (),
    at: int = 0,
) -> Asked:
    """The whole request, its pictures decoded and its shares taken.

    Args:
        earlier: turns that were kept; they are judged with the new ones.
        at: how many of the new messages stand before them.

    Raises:
        Problem: 429 over a limit.
        WireError, IngestError: with what is at fault.
    """
    messages = body.get("messages")
    urls = wire.image_urls(messages)
    known = {image.digest: image for message in earlier for image in message.images}
    deployment.ingest.check_count(len(urls) + len(known))
    size = sum(image.width_px * image.height_px for image in known.values())
    # Kept pictures go to the model again, as pictures do that are sent again.
    await shares.take(images=len(known), pixels=size)
    pictures = await images(urls, deployment, shares)
    talk = wire.conversation(messages, pictures, body.get("tools"))
    whole = (*talk.messages[:at], *earlier, *talk.messages[at:])
    talk = replace(talk, options=fields.options, messages=whole)
    await shares.take(tokens=text_tokens(talk) * fields.n)
    return Asked(
        conversation=talk,
        model=fields.model,
        n=fields.n,
        stream=fields.stream,
        include_usage=fields.include_usage,
        json_mode=fields.json_mode,
        words="\n".join(dict.fromkeys(_words([body.get("tools"), fields.options]))),
    )


async def images(
    urls: list[str], deployment: Deployment, shares: Shares
) -> dict[str, tuple[Image, ...]]:
    """Pictures by address, decoded; a repeated one is decoded and charged once."""
    distinct = list(dict.fromkeys(urls))
    deployment.ingest.check_count(len(urls))
    await shares.take(images=len(distinct))
    found: dict[str, tuple[Image, ...]] = {}
    for url in distinct:
        found[url] = await deployment.ingest.from_url(url)
        size = sum(image.width_px * image.height_px for image in found[url])
        await shares.take(pixels=size)
    return found


def text_tokens(talk: Conversation) -> int:
    """An estimate: four characters a token. What the model counted is charged afterwards."""
    return sum(len(message.text) for message in talk) // CHARS_PER_TOKEN + 1


def _words(value: object) -> Iterator[str]:
    """Strings and keys that are more than a name or a number: the model may read them."""
    if isinstance(value, str):
        spoken = any(letter.isspace() or ord(letter) > 127 for letter in value.strip())
        if spoken or len(value) > LONGEST_NAME:
            yield value
        elif len(pieces := _PIECES.findall(value)) >= _FEW_PIECES:
            yield " ".join(pieces)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _words(key)
            yield from _words(item)
    elif isinstance(value, list):
        for item in value:
            yield from _words(item)
