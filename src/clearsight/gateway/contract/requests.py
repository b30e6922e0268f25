"""The types of all that requests may hold, over the shapes that the parsers read by."""

from collections.abc import Mapping

from clearsight.gateway.appeals import APPEAL
from clearsight.gateway.asked import CARRIERS, OURS
from clearsight.gateway.contract.model import (
    FLAG,
    OBJECT,
    STRING,
    WORDS,
    Model,
    Schema,
    any_of,
    listed,
    one_of,
    optional,
    ref,
)
from clearsight.gateway.moderations import INPUTS, MODELS, MOST_INPUTS
from clearsight.wire import heard, messages, responses
from clearsight.wire.fields import Shape

PICTURE: Schema = {
    "type": "string",
    "description": "A data URL (`data:image/png;base64,...`); https addresses where the server "
    "was started with --allow-addresses.",
}
NAMED: Schema = {"type": "string", "description": "A model that GET /v1/models lists."}
# Chat's own fields have no shape: what is not named here goes to the model, its words judged.
CHAT = Shape(
    OURS,
    dropped=frozenset(),
    refused={name: "it would reach the model unjudged" for name in sorted(CARRIERS)},
    open=True,
)
MODERATION = Shape(frozenset({"model", "input"}), open=True)


def _parts(prefix: str, kinds: Mapping[str, Shape] | tuple[str, ...]) -> Schema:
    return any_of(*(ref(f"{prefix}.{kind}") for kind in kinds))


def _content(prefix: str, kinds: Mapping[str, Shape] | tuple[str, ...]) -> Schema:
    return any_of(STRING, listed(_parts(prefix, kinds)))


def _may(place: str) -> Schema:
    return optional(_content("MessagesBlock", tuple(sorted(messages.MAY[place]))))


_CONTENT = _content("ChatPart", heard.PARTS)


def _message(*roles: str, **types: Schema) -> Model:
    """A message of chat; only an assistant calls tools, and only a tool's result names a call."""
    every = {
        "role": one_of(*roles),
        "content": optional(_CONTENT),
        "refusal": WORDS,
        "tool_calls": one_of(None, []),
        "tool_call_id": {"type": "null"},
    }
    return Model(heard.MESSAGE, {**every, **types}, ("role",))


_CHAT: Mapping[str, Model] = {
    "ChatRequest": Model(
        CHAT,
        {
            "model": NAMED,
            "messages": listed(_parts("ChatMessage", ("asked", "assistant", "tool")), least=1),
            "tools": optional(listed(ref("ChatTool"))),
            "stream": FLAG,
            "stream_options": optional({"type": "object", "properties": {"include_usage": FLAG}}),
            "n": {"type": ["integer", "null"], "minimum": 1},
        },
        ("model", "messages"),
    ),
    "ChatMessage.asked": _message("developer", "system", "user"),
    "ChatMessage.assistant": _message("assistant", tool_calls=optional(listed(ref("ChatCall")))),
    "ChatMessage.tool": _message("tool", tool_call_id=WORDS),
    "ChatPart.text": Model(heard.PARTS["text"], {"text": STRING}, ("type", "text")),
    "ChatPart.refusal": Model(heard.PARTS["refusal"], {"refusal": STRING}, ("type", "refusal")),
    "ChatPart.image_url": Model(
        heard.PARTS["image_url"],
        {"image_url": any_of(PICTURE, ref("ChatPicture"))},
        ("type", "image_url"),
    ),
    "ChatPicture": Model(heard.IMAGE_URL, {"url": PICTURE}, ("url",)),
    "ChatCall": Model(heard.CALL, {"id": WORDS, "function": ref("ChatCalled")}, ("function",)),
    "ChatCalled": Model(heard.CALLED, {"name": STRING, "arguments": {}}, ("name",)),
    "ChatTool": Model(
        heard.TOOL,
        {"function": {**OBJECT, "properties": {"name": STRING}, "required": ["name"]}},
        ("function",),
    ),
}
_RESPONSES: Mapping[str, Model] = {
    "ResponsesRequest": Model(
        responses.REQUEST,
        {
            "model": NAMED,
            "input": any_of(STRING, listed(_parts("ResponsesItem", responses.ITEMS), least=1)),
            "instructions": WORDS,
            "previous_response_id": WORDS,
            "reasoning": optional(ref("ResponsesReasoning")),
            "text": optional(ref("ResponsesText")),
            "tool_choice": any_of(
                one_of("none", "auto", "required", None), ref("ResponsesToolChoice")
            ),
            "tools": optional(listed(ref("ResponsesTool"))),
        },
        ("model", "input"),
    ),
    "ResponsesItem.message": Model(
        responses.ITEMS["message"],
        {"role": one_of(*responses.ROLES), "content": _content("ResponsesPart", responses.PARTS)},
        ("role", "content"),
    ),
    "ResponsesItem.function_call": Model(
        responses.ITEMS["function_call"],
        {"call_id": STRING, "name": STRING, "arguments": STRING},
        ("type", "call_id", "name", "arguments"),
    ),
    "ResponsesItem.function_call_output": Model(
        responses.ITEMS["function_call_output"],
        {"call_id": STRING, "output": _content("ResponsesPart", responses.PARTS)},
        ("type", "call_id", "output"),
    ),
    "ResponsesItem.reasoning": Model(
        responses.ITEMS["reasoning"],
        {
            "summary": optional(_content("ResponsesThought", responses.THOUGHTS)),
            "content": optional(_content("ResponsesThought", responses.THOUGHTS)),
        },
        ("type",),
    ),
    "ResponsesPart.input_text": Model(
        responses.PARTS["input_text"], {"text": STRING}, ("type", "text")
    ),
    "ResponsesPart.output_text": Model(
        responses.PARTS["output_text"], {"text": STRING}, ("type", "text")
    ),
    "ResponsesPart.refusal": Model(
        responses.PARTS["refusal"], {"refusal": STRING}, ("type", "refusal")
    ),
    "ResponsesPart.input_image": Model(
        responses.PARTS["input_image"], {"image_url": PICTURE}, ("type", "image_url")
    ),
    **{
        f"ResponsesThought.{kind}": Model(shape, {"text": STRING}, ("type", "text"))
        for kind, shape in responses.THOUGHTS.items()
    },
    "ResponsesReasoning": Model(responses.REASONING),
    "ResponsesText": Model(responses.TEXT, {"format": optional(ref("ResponsesFormat"))}),
    "ResponsesFormat": Model(responses.FORMAT, {"name": {}, "description": {}, "schema": {}}),
    "ResponsesTool": Model(
        responses.TOOL, {"name": STRING, "description": {}, "parameters": {}}, ("name",)
    ),
    "ResponsesToolChoice": Model(responses.TOOL_CHOICE, {"name": STRING}, ("name",)),
}
_MESSAGES: Mapping[str, Model] = {
    "MessagesRequest": Model(
        messages.REQUEST,
        {
            "model": NAMED,
            "max_tokens": {"type": "integer", "minimum": 1},
            "messages": listed(
                any_of(*(ref(f"MessagesMessage.{role}") for role in messages.ROLES)), least=1
            ),
            "system": _may("system"),
            "output_config": optional(ref("MessagesOutput")),
            "stop_sequences": optional(listed(STRING)),
            "tool_choice": optional(ref("MessagesToolChoice")),
            "tools": optional(listed(ref("MessagesTool"))),
        },
        ("model", "max_tokens", "messages"),
    ),
    **{
        f"MessagesMessage.{role}": Model(
            messages.MESSAGE,
            {
                "role": one_of(role),
                "content": _may(role),
            },
            ("role",),
        )
        for role in messages.ROLES
    },
    "MessagesBlock.text": Model(messages.BLOCKS["text"], {"text": STRING}, ("type", "text")),
    "MessagesBlock.image": Model(
        messages.BLOCKS["image"],
        {"source": _parts("MessagesSource", messages.SOURCES)},
        ("type", "source"),
    ),
    "MessagesBlock.thinking": Model(
        messages.BLOCKS["thinking"], {"thinking": STRING}, ("type", "thinking")
    ),
    "MessagesBlock.tool_use": Model(
        messages.BLOCKS["tool_use"],
        {"id": STRING, "name": STRING, "input": OBJECT},
        ("type", "id", "name", "input"),
    ),
    "MessagesBlock.tool_result": Model(
        messages.BLOCKS["tool_result"],
        {
            "tool_use_id": STRING,
            "content": _may("tool_result"),
        },
        ("type", "tool_use_id"),
    ),
    "MessagesSource.base64": Model(
        messages.SOURCES["base64"],
        {"media_type": STRING, "data": STRING},
        ("type", "media_type", "data"),
    ),
    "MessagesSource.url": Model(messages.SOURCES["url"], {"url": PICTURE}, ("type", "url")),
    "MessagesOutput": Model(messages.OUTPUT, {"format": optional(ref("MessagesFormat"))}),
    "MessagesFormat": Model(messages.FORMAT, {"schema": {}}),
    "MessagesTool": Model(
        messages.TOOL,
        {"name": STRING, "description": {}, "input_schema": {}, "input_examples": {}},
        ("name",),
    ),
    "MessagesToolChoice": Model(messages.TOOL_CHOICE, {"name": WORDS}),
}
_MODERATIONS: Mapping[str, Model] = {
    "ModerationRequest": Model(
        MODERATION,
        {
            "model": one_of(*MODELS, None),
            "input": any_of(
                STRING,
                {**listed(STRING, least=1), "maxItems": MOST_INPUTS},
                listed(_parts("ChatPart", INPUTS), least=1),
            ),
        },
        ("input",),
    ),
}
_APPEALS: Mapping[str, Model] = {
    "AppealRequest": Model(
        APPEAL,
        {"reference": {**STRING, "description": "As it stood in a refusal."}},
        ("reference",),
        "No words are taken; `says` is one of a few reasons.",
    ),
}
REQUESTS: Mapping[str, Model] = {**_CHAT, **_RESPONSES, **_MESSAGES, **_MODERATIONS, **_APPEALS}
