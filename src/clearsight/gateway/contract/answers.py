"""The schemas of all that the API answers. Held against real answers by tests/gateway."""

from collections.abc import Mapping

from clearsight.gateway.contract.model import STRING, WORDS, Schema, listed, one_of, optional, ref
from clearsight.verdict import MODERATION
from clearsight.wire.sent import FINISHES

COUNT: Schema = {"type": "integer", "minimum": 0}
ANY: Schema = {}


def made(
    properties: Mapping[str, Schema], *, more: bool = False, but: tuple[str, ...] = ()
) -> Schema:
    """An object that has all of these, or may lack some.

    Args:
        more: other fields too.
        but: which may be missing.
    """
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in but],
        "additionalProperties": more,
    }


_VERDICT: Mapping[str, Schema] = {
    "action": one_of("allow", "warn", "refuse", "person"),
    "category": WORDS,
    "rule": STRING,
    "notices": listed(made({"category": STRING, "text": STRING})),
    "bypassed": listed(STRING),
}
_ERROR = made({"message": STRING, "type": STRING, "param": WORDS, "code": STRING})
_CALL = made(
    {
        "id": STRING,
        "type": one_of("function"),
        "function": made({"name": STRING, "arguments": STRING}),
    }
)
_CHOICE = made(
    {
        "index": COUNT,
        "message": made(
            {
                "role": one_of("assistant"),
                "content": WORDS,
                "refusal": WORDS,
                "tool_calls": listed(_CALL),
            },
            but=("tool_calls",),
        ),
        "logprobs": {"type": "null"},
        "finish_reason": one_of(*FINISHES),
    }
)
_TEXT = made(
    {
        "type": one_of("output_text"),
        "text": STRING,
        "annotations": listed(ANY),
        "logprobs": listed(ANY),
    }
)
_SAID = made(
    {
        "id": STRING,
        "type": one_of("message"),
        "status": STRING,
        "role": one_of("assistant"),
        "content": listed(
            {"anyOf": [_TEXT, made({"type": one_of("refusal"), "refusal": STRING})]}, least=1
        ),
    }
)
_CALLED = made(
    {
        "id": STRING,
        "type": one_of("function_call"),
        "status": STRING,
        "call_id": STRING,
        "name": STRING,
        "arguments": STRING,
    }
)
_SPENT = made(
    {
        "input_tokens": COUNT,
        "input_tokens_details": made({"cached_tokens": COUNT, "cache_write_tokens": COUNT}),
        "output_tokens": COUNT,
        "output_tokens_details": made({"reasoning_tokens": COUNT}),
        "total_tokens": COUNT,
    }
)
_BLOCK: Schema = {
    "anyOf": [
        made({"type": one_of("text"), "text": STRING}),
        made(
            {"type": one_of("tool_use"), "id": STRING, "name": STRING, "input": {"type": "object"}}
        ),
    ]
}
_MODEL = made({"id": STRING, "object": one_of("model"), "created": COUNT, "owned_by": STRING})
_RESULT = made(
    {
        "flagged": {"type": "boolean"},
        "categories": made({name: {"type": "boolean"} for name in MODERATION}),
        "category_scores": made(
            {name: {"type": "number", "minimum": 0, "maximum": 1} for name in MODERATION}
        ),
        "category_applied_input_types": made(
            {name: listed(one_of("text", "image")) for name in MODERATION}
        ),
        "x_clearsight": {"type": "object"},
    }
)
ANSWERS: Mapping[str, Schema] = {
    "Error": made({"error": _ERROR}),
    "MessagesError": made(
        {
            "type": one_of("error"),
            "error": made({"type": STRING, "message": STRING, "code": STRING}),
            "request_id": STRING,
        }
    ),
    "Decided": {
        "description": "What the guard decided; `traces` only for keys with the right 'trace'.",
        **made(
            {
                "trace_id": STRING,
                **_VERDICT,
                "appeal": made({"reference": STRING, "address": one_of("/v1/appeals")}),
                "choices": listed(made(_VERDICT, more=True)),
                "usage_estimated": {"type": "boolean"},
                "traces": listed(optional({"type": "object"})),
            },
            but=(*_VERDICT, "appeal", "choices", "usage_estimated", "traces"),
            more=True,
        ),
    },
    "ChatCompletion": made(
        {
            "id": STRING,
            "object": one_of("chat.completion"),
            "created": COUNT,
            "model": STRING,
            "choices": listed(_CHOICE, least=1),
            "usage": made(
                {"prompt_tokens": COUNT, "completion_tokens": COUNT, "total_tokens": COUNT}
            ),
            "x_clearsight": ref("Decided"),
        }
    ),
    "Response": made(
        {
            "id": STRING,
            "object": one_of("response"),
            "created_at": COUNT,
            "status": one_of("completed", "incomplete"),
            "model": STRING,
            "previous_response_id": WORDS,
            "store": {"type": "boolean"},
            "output": listed({"anyOf": [_SAID, _CALLED]}, least=1),
            "usage": _SPENT,
            "x_clearsight": ref("Decided"),
        },
        more=True,
    ),
    "ResponseDeleted": made({"id": STRING, "object": one_of("response"), "deleted": one_of(True)}),
    "Message": made(
        {
            "id": STRING,
            "type": one_of("message"),
            "role": one_of("assistant"),
            "model": STRING,
            "content": listed(_BLOCK, least=1),
            "stop_reason": one_of("end_turn", "max_tokens", "tool_use", "refusal"),
            "stop_sequence": {"type": "null"},
            "usage": made({"input_tokens": COUNT, "output_tokens": COUNT}),
            "x_clearsight": ref("Decided"),
        }
    ),
    "Moderation": made(
        {
            "id": STRING,
            "model": STRING,
            "results": listed(_RESULT, least=1),
            "x_clearsight": {"type": "object"},
        }
    ),
    "Model": _MODEL,
    "Models": made({"object": one_of("list"), "data": listed(ref("Model"), least=1)}),
    "Appeal": made(
        {
            "object": one_of("appeal"),
            "reference": STRING,
            "request": STRING,
            "status": one_of("open", "granted", "upheld"),
            "created": COUNT,
        }
    ),
    "Health": made({"status": one_of("ok")}),
    "Readiness": made(
        {
            "status": one_of("ready", "not ready"),
            "problems": {"type": "object", "additionalProperties": STRING},
        }
    ),
}
