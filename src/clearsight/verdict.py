"""What detectors report, what the policy decides, and what comes back. Pure values."""

from dataclasses import dataclass
from typing import Literal

from clearsight.content import ToolCall
from clearsight.reading import Box

Stage = Literal["before", "after"]
Action = Literal["allow", "warn", "refuse", "person"]
FailureKind = Literal["error", "timeout", "unscannable"]

# omni-moderation's thirteen, then ours (design, section 5). `illicit/...` may carry more detail.
MODERATION = (
    "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit",
    "illicit/violent", "self-harm", "self-harm/intent", "self-harm/instructions", "sexual",
    "sexual/minors", "violence", "violence/graphic",
)  # fmt: skip
ILLICIT_DETAIL = ("illicit/weapons", "illicit/drugs", "illicit/cyber", "illicit/fraud")
PEOPLE = ("people/identify", "people/sensitive_trait", "people/ungrounded")
ABUSE = ("injection", "captcha", "geolocate", "privacy")
WARNINGS = ("medical", "mobility", "allergen", "poison", "electric_fire", "money_id")
CATEGORIES = MODERATION + ILLICIT_DETAIL + PEOPLE + ABUSE + WARNINGS

HISTORY = "history"  # reports that a turn was refused before
# Not a harm: a detector of answers reports it so that a model's own refusal can pass.
ANSWER_REFUSES = "answer/refusal"


@dataclass(frozen=True, slots=True)
class Region:
    """A place in a picture.

    Attributes:
        message, part: indices of the Image part in the conversation.
    """

    message: int
    part: int
    box: Box


@dataclass(frozen=True, slots=True)
class Where:
    """Where the evidence stands.

    Attributes:
        message, part: indices into the conversation (the answer is the last message).
        span: character offsets (start, end) in that Text part.
        box: region of that Image part, the first one.
        regions: all regions of pictures that drove the finding: lines of text, faces, things, or
            whole pictures.
    """

    message: int
    part: int
    span: tuple[int, int] | None = None
    box: Box | None = None
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A Detector's report; never a decision.

    Attributes:
        category: one of CATEGORIES (or an `illicit/...` detail), or ANSWER_REFUSES.
        score: calibrated probability 0..1 that the category applies.
        detail: finer kind that a policy switch may name, such as "public_figure", "emotion",
            "race", "gender", "age".
        evidence: the words that drove it, shortest first, at most a handful.
    """

    category: str
    score: float
    where: Where
    detector: str
    version: str
    detail: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A detector or sense that did not do its work; the policy says what that means.

    Attributes:
        part: "detector:NAME", "sense:NAME" or "model:NAME".
        detail: type of the error and its message, without content of the conversation.
    """

    part: str
    kind: FailureKind
    detail: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A short explained no, in the user's language, saying what is possible instead."""

    text: str
    language: str
    category: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning that goes beside an answer, never into it (card, row B3)."""

    category: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The policy's decision with its reason.

    Attributes:
        action: what happens now. "person": hand over to a person, with `refusal` as the wording.
        category: the category that decided, None when nothing did.
        rule: id of the policy rule, such as "before.illicit.refuse" or "fail_closed.detector:x".
        reason: one sentence for an engineer.
        score: score of the deciding Finding, 0 when nothing did.
        findings: what it rests on.
        notices: warnings to show beside the answer.
        grey: the request is in the grey band: the answer must face the stricter threshold.
        bypassed: failures that an explicit setting let through, recorded, never silent.
    """

    action: Action
    category: str | None
    rule: str
    reason: str
    score: float = 0.0
    findings: tuple[Finding, ...] = ()
    refusal: Refusal | None = None
    notices: tuple[Notice, ...] = ()
    grey: bool = False
    bypassed: tuple[Failure, ...] = ()

    @property
    def stops(self) -> bool:
        """Whether the model's words must not reach the user."""
        return self.action in ("refuse", "person")


@dataclass(frozen=True, slots=True)
class Known:
    """An earlier turn that was judged before: its message in what was sent, the trace of then, the
    rule that refused it (empty: none did), and what that means now: "refuse", "withhold", "strict",
    or "recalled": it was not judged again, and what was found then counts again.
    """

    message: int
    trace: str
    rule: str
    now: str


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the pipeline in the trace.

    Attributes:
        name: "history", "read", "before", "described", "model", "after"; of a nested guard
            "guard/before" and so on.
        inputs: digests of what went in (hex SHA-256 of images; of the text as UTF-8).
        wall_ms: elapsed time.
        known: earlier turns that were judged before.
    """

    name: str
    inputs: tuple[str, ...]
    wall_ms: float
    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()
    verdict: Verdict | None = None
    note: str = ""
    known: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything that happened to one request: no content but each Finding's few words of evidence,
    which logs leave out.

    Attributes:
        id: random, also given to the caller.
        policy: name and digest of the policy, such as "default@3fa9c1d2".
    """

    id: str
    policy: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the model's endpoint counted them."""

    prompt_tokens: int
    completion_tokens: int


def added(one: Usage | None, other: Usage | None) -> Usage | None:
    """Both together; None when there is neither."""
    if one is None or other is None:
        return one or other
    prompt = one.prompt_tokens + other.prompt_tokens
    return Usage(prompt, one.completion_tokens + other.completion_tokens)


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes back from any Model.

    Attributes:
        text: the answer, or the refusal's wording.
        refusal: set when a guard refused; `text` then equals `refusal.text`, or, when a stream was
            cut, the words that had been released before.
        verdict: the last Verdict of the outermost guard; None from a bare model.
        trace: None from a bare model.
        finish_reason: "stop", "length", "tool_calls" or "content_filter".
        model: name of the model that answered; empty when none was asked.
        usage: None when the model does not count tokens.
        spent: tokens that a guard asked of the model besides the answer, None for none.
    """

    text: str
    refusal: Refusal | None = None
    verdict: Verdict | None = None
    trace: Trace | None = None
    finish_reason: str = "stop"
    model: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    usage: Usage | None = None
    spent: Usage | None = None


@dataclass(frozen=True, slots=True)
class Delta:
    """One piece of a streamed answer; the last one has the whole Reply and no text. `wording`: the
    text is a refusal's. `notices`: the warnings known so far; they belong before this text, which
    may be empty.
    """

    text: str = ""
    reply: Reply | None = None
    wording: bool = False
    notices: tuple[Notice, ...] = ()
