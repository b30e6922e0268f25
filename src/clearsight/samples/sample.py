"""One sample as bytes and back: a request, its answers, and what was decided about them."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from clearsight.content import Conversation, Image, Mark, Message, Part, Text, Tool, ToolCall
from clearsight.errors import StoreError
from clearsight.verdict import Reply

VERSION = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer and its Verdict.

    Attributes:
        action, category, rule: as it was decided then.
        answered: whether the model's words left; those of a refused answer are not kept.
    """

    action: str
    category: str | None
    rule: str
    answered: bool
    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()

    @classmethod
    def of(cls, reply: Reply) -> "Choice":
        """A decided Reply.

        Raises:
            ValueError: nothing was decided about it.
        """
        verdict = reply.verdict
        if verdict is None:
            raise ValueError("a Reply without a Verdict is no sample; expected one of a guard")
        said = (verdict.action, verdict.category, verdict.rule)
        if verdict.stops or reply.refusal is not None:
            return cls(*said, answered=False)
        return cls(*said, answered=True, text=reply.text, tool_calls=reply.tool_calls)


@dataclass(frozen=True, slots=True)
class Sample:
    """A request with its answers.

    Attributes:
        request: the id in the audit, and that the caller was told.
        at_s: when, seconds since 1970.
        door, caller: route and id of the key.
        policy: name@digest that decided.
        words: in options and tool definitions, judged before the rest.
    """

    request: str
    at_s: float
    door: str
    caller: str
    policy: str
    conversation: Conversation
    words: str
    choices: tuple[Choice, ...]


def to_bytes(sample: Sample) -> bytes:
    """The sample as JSON."""
    talk = sample.conversation
    body = {
        "v": VERSION, "request": sample.request, "at_s": sample.at_s, "door": sample.door,
        "caller": sample.caller, "policy": sample.policy, "words": sample.words,
        "messages": [plain_message(message) for message in talk],
        "tools": [asdict(tool) for tool in talk.tools],
        "choices": [asdict(choice) for choice in sample.choices],
    }  # fmt: skip
    return json.dumps(body, separators=(",", ":")).encode()


def from_bytes(raw: bytes) -> Sample:
    """The sample that `to_bytes` wrote.

    Raises:
        StoreError: it was written by another version.
    """
    body = json.loads(raw)
    if body["v"] != VERSION:
        raise StoreError(
            f"the sample has version {body['v']}, this Clearsight reads {VERSION}. Use the one "
            f"that kept it, or delete it: clearsight samples delete"
        )
    messages = tuple(message_of(one) for one in body["messages"])
    tools = tuple(Tool(**one) for one in body["tools"])
    return Sample(
        body["request"], body["at_s"], body["door"], body["caller"], body["policy"],
        Conversation(messages, tools), body["words"], tuple(map(_choice, body["choices"])),
    )  # fmt: skip


def _choice(plain: Mapping[str, Any]) -> Choice:
    calls = tuple(ToolCall(**call) for call in plain["tool_calls"])
    return Choice(**{**plain, "tool_calls": calls})


def plain_message(message: Message) -> dict[str, Any]:
    """A message as JSON values; pictures as base64."""
    parts = [_plain_part(part) for part in message.parts]
    return {"role": message.role, "parts": parts, "call": message.tool_call_id}


def _plain_part(part: Part) -> dict[str, Any]:
    if isinstance(part, Image):
        data = base64.b64encode(part.data).decode("ascii")
        return {"image": {**asdict(part), "data": data}}
    return {"text": part.text} if isinstance(part, Text) else {"call": asdict(part)}


def message_of(plain: Mapping[str, Any]) -> Message:
    """The message that `plain_message` wrote."""
    return Message(plain["role"], tuple(map(_part, plain["parts"])), plain["call"])


def _part(plain: Mapping[str, Any]) -> Part:
    if "image" in plain:
        kept = dict(plain["image"])
        marks = tuple(Mark(**mark) for mark in kept.pop("marks"))
        return Image(data=base64.b64decode(kept.pop("data")), marks=marks, **kept)
    return Text(plain["text"]) if "text" in plain else ToolCall(**plain["call"])


def shown(sample: Sample, pictures: Sequence[str] = ()) -> dict[str, Any]:
    """A sample for a person to read; pictures by the names they were written under, or by size."""
    body = json.loads(to_bytes(sample))
    names = iter(pictures)
    for message in body["messages"]:
        for part in message["parts"]:
            if "image" in part:
                image = part["image"]
                part["image"] = {
                    "file": next(names, None), "media_type": image["media_type"],
                    "width_px": image["width_px"], "height_px": image["height_px"],
                }  # fmt: skip
    return dict(body)
