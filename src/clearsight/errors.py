"""Every error Clearsight raises, as one tree. Expected outcomes (a refusal, a timeout) are values.

ClearsightError
├── UsageError          the caller passed something that cannot work
│   ├── UnknownName     no detector, model, preset or sense has that name
│   └── PolicyError     a policy file that cannot be applied as written
├── IngestError         untrusted bytes or an address that we will not turn into an Image
├── WireError           JSON that is no conversation, or holds a part that we do not know
├── WeightsError        a weight file is missing or is not the file that was measured
├── StoreError          the database cannot be used, or is not ours to use
├── AuditError          the audit cannot be written, or was tampered with
├── Suspended           whoever asks is not answered now, for what was refused before
├── ModelError          the model behind the guard did not answer
└── MissingExtra        an optional package is needed for what was asked
"""


class ClearsightError(Exception):
    """Base of all errors here. The message says what was passed, what was expected, and the fix."""


class UsageError(ClearsightError):
    """The caller passed something that cannot work."""


class UnknownName(UsageError):
    """No part is registered under the name that was asked for."""

    def __init__(self, kind: str, name: str, known: list[str]) -> None:
        super().__init__(
            f"no {kind} is called {name!r}; known: {', '.join(sorted(known)) or 'none'}. "
            f"Check the spelling, or install the plug-in that provides it."
        )


class PolicyError(UsageError):
    """A policy file cannot be applied as written."""


class IngestError(ClearsightError):
    """Untrusted bytes or an address cannot become an Image.

    Attributes:
        code: stable machine-readable reason, such as "too_many_pixels" or "unknown_format".
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[type["IngestError"], tuple[str, str]]:
        # Crosses process borders from the decoding worker: the default pickling would lose `code`.
        return (IngestError, (self.code, str(self)))


class WireError(ClearsightError):
    """JSON that is not a conversation, or that holds a content part we do not know.

    Attributes:
        where: path inside the JSON, such as "messages[2].content[0]".
    """

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where


class WeightsError(ClearsightError):
    """A weight file is missing, or is not the file that was measured."""


class StoreError(ClearsightError):
    """The database or its pepper cannot be used. Nothing passes: whoever asked is not let in."""


class AuditError(ClearsightError):
    """The audit cannot be written or is not what was written. Nothing is answered unrecorded."""


class Suspended(ClearsightError):
    """Whoever asks is not answered now, for what was refused before.

    Attributes:
        retry_after_s: when it ends.
    """

    def __init__(self, message: str, *, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class ModelError(ClearsightError):
    """The model behind the guard did not answer.

    Attributes:
        retryable: whether asking again later may help.
        said: the endpoint's own words. Nobody judged them, and they may repeat what was asked:
            they are for the terminal of whoever runs the model, never for a caller or a log.
        told: the message is made of our own words and may be told to callers. A plug-in's message
            may quote what was asked, so that nobody is told it unless the plug-in says so.
    """

    def __init__(
        self, message: str, *, retryable: bool = False, said: str = "", told: bool = False
    ) -> None:
        super().__init__(message)
        self.retryable, self.said, self.told = retryable, said, told


class MissingExtra(ClearsightError):
    """An optional package is needed; the message holds the install line."""
