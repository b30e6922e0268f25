"""Stands in for Debian's speechd module, so that Orca's words go to a file and not to a sound card.

The real speech dispatcher hangs where there is no sound card, and Orca with it.
"""

import os
import threading
from collections.abc import Callable
from typing import Any


class _Names:
    """Every attribute is its own name in lower case."""

    def __getattr__(self, name: str) -> str:
        return name.lower()


CallbackType = _Names()
PunctuationMode = _Names()
DataMode = _Names()
Priority = _Names()


class SSIPError(Exception):
    pass


class SSIPCommunicationError(SSIPError):
    pass


class SSIPCommandError(SSIPError):
    pass


class SSIPClient:
    """Writes what it is to speak, one utterance a line."""

    def __init__(self, *names: object, **options: object) -> None:
        self._log = os.environ["SPOKEN"]

    def speak(
        self, text: str, callback: Callable[..., None] | None = None, event_types: object = None
    ) -> None:
        with open(self._log, "a", encoding="utf-8") as log:
            log.write(text.replace("\n", " ") + "\n")
        if callback is not None:
            threading.Timer(0.01, callback, ["end"]).start()

    def char(self, char: str) -> None:
        self.speak(char)

    def key(self, key: str) -> None:
        self.speak(key)

    def cancel(self) -> None:
        with open(self._log, "a", encoding="utf-8") as log:
            log.write("<cancel/>\n")

    def list_output_modules(self) -> tuple[str, ...]:
        return ("fake",)

    def list_synthesis_voices(self) -> tuple[tuple[str, str, str], ...]:
        return (("English", "en", "none"),)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *arguments, **options: 0 if name.startswith("get_") else None
