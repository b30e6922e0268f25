"""A Clearsight model in its stack, as Inspect's model "clearsight/STACK/SPEC".

`inspect eval clearsight/identify --model clearsight/guarded/describer`. What the guard said goes
into `output.metadata["clearsight"]`, where scorers see it; pictures come from the store.
"""

import os
import time
from pathlib import Path
from typing import Any

from inspect_ai.model import (
    ChatCompletionChoice,
    ChatMessage,
    ChatMessageAssistant,
    GenerateConfig,
    ModelAPI,
    ModelOutput,
    ModelUsage,
    StopReason,
)
from inspect_ai.tool import ToolChoice, ToolInfo

from clearsight.errors import ModelError, UsageError
from clearsight.evals import stack
from clearsight.evals.bridge.ask import conversation
from clearsight.evals.score.signals import answer_of
from clearsight.evals.tasks.pictures import Pictures
from clearsight.models import close
from clearsight.plain import plain
from clearsight.verdict import Reply

PICTURES = "CLEARSIGHT_EVAL_PICTURES"
_STOPS: dict[str, StopReason] = {
    "stop": "stop", "length": "max_tokens", "tool_calls": "tool_calls",
    "content_filter": "content_filter",
}  # fmt: skip


class Provider(ModelAPI):
    """Inspect's model, with our Model inside.

    Args:
        model_name: "STACK/SPEC", such as "guarded/describer" or "bare/http:http://host/v1#name".
        api_key: for a model behind an endpoint.
    """

    def __init__(
        self,
        model_name: str,
        base_url: str | None = None,
        api_key: str | None = None,
        config: GenerateConfig | None = None,
        **model_args: Any,
    ) -> None:
        super().__init__(model_name, base_url, api_key, [], config or GenerateConfig())
        name, _, spec = model_name.partition("/")
        if not spec:
            raise UsageError(
                f"model clearsight/{model_name} names no model; expected clearsight/STACK/MODEL, "
                "as clearsight/guarded/describer"
            )
        key = api_key or os.environ.get("CLEARSIGHT_API_KEY")
        self.stacked = stack.make(name, spec, key)
        self.pictures = Pictures(picture_folder())

    async def generate(
        self,
        input: list[ChatMessage],
        tools: list[ToolInfo],
        tool_choice: ToolChoice,
        config: GenerateConfig,
    ) -> ModelOutput:
        """Ask; raises what the Model raises, which Inspect retries or records."""
        if tools:
            raise UsageError("clearsight tasks offer no tools, and this provider passes none on")
        began = time.perf_counter()
        reply = await self.stacked.model.reply(conversation(input, self.pictures))
        return output(self.model_name, reply, (time.perf_counter() - began) * 1000)

    def should_retry(self, ex: BaseException) -> bool:
        """Only what may go away by itself."""
        return isinstance(ex, ModelError) and ex.retryable

    async def aclose(self) -> None:
        """Close the model's connections."""
        await close(self.stacked.model)


def output(name: str, reply: Reply, wall_ms: float) -> ModelOutput:
    """A Reply as Inspect's output, with the guard's verdict beside it."""
    said = answer_of(reply)
    message = ChatMessageAssistant(content=reply.text, source="generate")
    choice = ChatCompletionChoice(
        message=message, stop_reason=_STOPS.get(reply.finish_reason, "unknown")
    )
    usage = None
    if reply.usage is not None:
        asked, told = reply.usage.prompt_tokens, reply.usage.completion_tokens
        usage = ModelUsage(input_tokens=asked, output_tokens=told, total_tokens=asked + told)
    kept = {"guard": plain(said.guard), "finish_reason": reply.finish_reason,
            "wall_ms": round(wall_ms, 1)}  # fmt: skip
    return ModelOutput(model=name, choices=[choice], usage=usage, metadata={"clearsight": kept})


def picture_folder() -> Path:
    """Where the pictures of items lie: named by the command, else in the user's cache."""
    named = os.environ.get(PICTURES)
    return Path(named) if named else Path.home() / ".cache/clearsight/eval-pictures"
