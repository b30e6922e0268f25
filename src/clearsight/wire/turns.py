"""Chat messages as they are put together from another protocol's items."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Turns:
    """Grows a list of chat messages; what the assistant says in one go becomes one message."""

    messages: list[dict[str, Any]] = field(default_factory=list)

    def add(self, role: str, parts: list[dict[str, Any]], *, call_id: str | None = None) -> None:
        """Parts of one message, as chat has them.

        Args:
            call_id: for role "tool": which call this is the result of.
        """
        if role == "assistant" and self._goes_on():
            self.messages[-1]["content"] += parts
            return
        message: dict[str, Any] = {"role": role, "content": parts}
        self.messages.append(message if call_id is None else {**message, "tool_call_id": call_id})

    def call(self, call_id: str, name: str, arguments: str) -> None:
        """A tool call of the assistant, behind what it said before it."""
        if not self._open():
            self.messages.append({"role": "assistant", "content": []})
        function = {"name": name, "arguments": arguments}
        made = {"id": call_id, "type": "function", "function": function}
        self.messages[-1].setdefault("tool_calls", []).append(made)

    def _open(self) -> bool:
        return bool(self.messages) and self.messages[-1]["role"] == "assistant"

    def _goes_on(self) -> bool:
        # Words behind a call are a message of their own: chat puts calls last.
        return self._open() and "tool_calls" not in self.messages[-1]
