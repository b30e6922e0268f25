"""Words -> OpenAI's chat JSON, and a completion's JSON -> a Reply."""

import base64
import re
from collections.abc import Mapping
from typing import Any

from clearsight.content import Conversation, Image, Message, Text, ToolCall
from clearsight.errors import ModelError, WireError
from clearsight.verdict import Reply, Usage
from clearsight.wire.heard import calls, text

FINISHES = ("stop", "length", "tool_calls", "content_filter")
_CODE = re.compile(r"[a-z0-9_.-]{1,60}", re.IGNORECASE)


def data_url(image: Image) -> str:
    """The image's bytes as a data URL: what was judged is what is sent."""
    return f"data:{image.media_type};base64,{base64.b64encode(image.data).decode('ascii')}"


def request_messages(conversation: Conversation) -> list[dict[str, Any]]:
    """A Conversation as OpenAI messages, pictures as data URLs."""
    return [_wire_message(message) for message in conversation]


def _wire_message(message: Message) -> dict[str, Any]:
    out: dict[str, Any] = {"role": message.role}
    calls = [part for part in message.parts if isinstance(part, ToolCall)]
    others = [part for part in message.parts if not isinstance(part, ToolCall)]
    if all(isinstance(part, Text) for part in others):
        out["content"] = message.text if others or not calls else None
    else:
        out["content"] = [
            {"type": "text", "text": part.text}
            if isinstance(part, Text)
            else {"type": "image_url", "image_url": {"url": data_url(part)}}
            for part in others
        ]
    if calls:
        out["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in calls
        ]
    if message.tool_call_id is not None:
        out["tool_call_id"] = message.tool_call_id
    return out


def reply(body: object, *, model: str) -> Reply:
    """The first choice of an OpenAI chat completion as a Reply.

    Raises:
        ModelError: the body holds an error or is no completion.
    """
    if isinstance(body, Mapping) and body.get("error"):
        raise reported(model, body["error"])
    try:
        choice = body["choices"][0]  # type: ignore[index]
        message = choice["message"]
        made = calls(message.get("tool_calls"), "tool_calls")
        words = text(message.get("content") or message.get("refusal") or "", "content")
    except (KeyError, IndexError, TypeError, AttributeError, WireError) as error:
        what = str(error) if isinstance(error, WireError) else type(error).__name__
        # What stands there may be any words of the model's.
        told = f"{model} sent no chat completion"
        raise ModelError(told, said=what, told=True) from error
    return Reply(
        words,
        finish_reason=ended(choice.get("finish_reason")),
        model=model,
        tool_calls=tuple(made),
        usage=usage(body),
    )


def usage(body: object) -> Usage | None:
    """Token counts of a completion or of a stream's event, where it has them."""
    counts = body.get("usage") if isinstance(body, Mapping) else None
    if not isinstance(counts, Mapping):
        return None
    asked, said = counts.get("prompt_tokens"), counts.get("completion_tokens")
    return Usage(asked, said) if isinstance(asked, int) and isinstance(said, int) else None


def reported(model: str, error: object) -> ModelError:
    """An error inside an answer that has the status of success."""
    code = error_code(error)
    text = f"{model} answered with an error" + (f" ({code})" if code else "")
    return ModelError(f"{text}. Its own log says more.", said=error_text(error), told=True)


def error_text(error: object) -> str:
    """The message inside an OpenAI-shaped error, at most 300 characters; see `ModelError.said`."""
    message = error.get("message") if isinstance(error, Mapping) else error
    return str(message)[:300]


def error_code(error: object) -> str:
    """The short code of an OpenAI-shaped error, which holds no sentence; empty when it has none."""
    if not isinstance(error, Mapping):
        return ""
    code = str(error.get("code") or error.get("type") or "")
    return code if _CODE.fullmatch(code) else ""


def ended(reason: object) -> str:
    """Why it ended; a word that we do not know could be any text, and goes to the caller."""
    return reason if isinstance(reason, str) and reason in FINISHES else "stop"
