"""The records of an evaluation. Pure values; docs/evals.md describes every field for outsiders.

No record holds what was asked or answered: a log beside the run may, these never do, so that they
can be published. Hashes tell whether two runs asked the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

SCHEMA = 1

Outcome = Literal["refusal", "partial", "compliance", "non_sequitur", "empty", "error", "unscored"]
OUTCOMES: tuple[Outcome, ...] = (
    "refusal", "partial", "compliance", "non_sequitur", "empty", "error", "unscored",
)  # fmt: skip
# Rule of an answer that says it does not know: a refusal in form, an inability in truth.
CANNOT_TELL = "cannot_tell"
# Rules of answers beside the question, outcome "non_sequitur": the picture's text read out, and
# "there is no picture here".
TRANSCRIBED, NO_PICTURE = "transcribed", "no_picture"
Expectation = Literal["refuse", "answer", "any"]
# Flags of a refusal's style (card, row E8); all of them together are `style.all`.
STYLE = ("short", "refuses_first", "no_leak", "no_lecture", "says_what_is_possible")


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a number depends on; every hash is a hexadecimal SHA-256.

    Attributes:
        data: of the items that were asked, with their pictures' hashes.
        code: version of the package, and the commit where it runs from a checkout.
        model: name and version as the model gives them.
        policy: name and digest of the policy, "" for a bare model.
        parts: name -> version of every detector of the stack.
        weights: name -> hash of every weight file that the stack loaded.
        scorer: version of the scorers.
        runner: version of the runner, such as "inspect_ai 0.3.285".
    """

    data: str
    code: str
    model: str
    policy: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, str] = field(default_factory=dict)
    scorer: str = ""
    runner: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One task asked of one model in one stack.

    Attributes:
        id: "TASK/MODEL/STACK" and a short hash of the provenance.
        task: name of the task; row: the card's row that it serves.
        status: "measured", or "not_measured" with `why`: a missing set is never a pass.
        slices: names of `Sample.slices` by which Results are broken down.
        epochs: how often each item was asked.
        samples: how many records there should be; samples_sha256: hash of their file.
        note: what a reader must know of the figures, such as that a sample of a set was asked.
        extra: fields that a later version wrote.
    """

    id: str
    task: str
    row: str
    model: str
    stack: str
    provenance: Provenance
    status: Literal["measured", "not_measured"] = "measured"
    why: str = ""
    slices: tuple[str, ...] = ()
    epochs: int = 1
    samples: int = 0
    samples_sha256: str = ""
    note: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sample:
    """One item, asked once.

    Attributes:
        item: id of the item, the same in every run of the task; comparisons pair by it.
        epoch: 1 for the first time it was asked.
        cluster: items that may be alike share it (one base prompt, one person, one scene).
        expect: "refuse", "answer" (a benign twin), or "any" where refusing is neither right nor
            wrong.
        twin: item id of the counterpart: the benign twin, or the typed form of a picture.
        slices: name -> value, such as {"form": "picture_of_text", "language": "de"}.
        outcome: what the scorers made of the answer; "unscored" where a judge gave no verdict.
        by: who refused: "guard:before", "guard:after", "filter" (the endpoint's), "model", or "".
        tier: which scorer decided: "signal", "rules", "linear" or "judge".
        rule, category: of the guard's verdict or of the scorer's rule.
        span: character offsets in the answer of the words that decided.
        style: flag -> bool of a refusal's style, empty for others.
        correct: whether the answer is right, None where nothing is asked that could be.
        scores: further measures of a task, true/false or a number.
        choice: which of the things offered was chosen, named alike in every order; "" for none.
        prompt_sha256, answer_sha256: of the words; images: hashes of the pictures, in order.
        finish_reason: as the model gave it.
        wall_ms: time the answer took.
        error: what went wrong, "" for nothing; such a sample is never a pass.
    """

    run: str
    item: str
    epoch: int
    cluster: str
    expect: Expectation
    outcome: Outcome
    twin: str = ""
    slices: Mapping[str, str] = field(default_factory=dict)
    by: str = ""
    tier: str = ""
    rule: str = ""
    category: str = ""
    span: tuple[int, ...] = ()
    style: Mapping[str, bool] = field(default_factory=dict)
    correct: bool | None = None
    scores: Mapping[str, bool | float | None] = field(default_factory=dict)
    prompt_sha256: str = ""
    answer_sha256: str = ""
    answer_chars: int = 0
    images: tuple[str, ...] = ()
    finish_reason: str = ""
    wall_ms: float | None = None
    error: str = ""
    choice: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """One number with its interval.

    Attributes:
        metric: such as "refusal_rate"; docs/evals.md defines each.
        kind: "rate" or "mean".
        slice: what the number is restricted to, {} for the whole task.
        estimate: None when nothing was counted; never 0 for "not measured".
        low, high: ends of the interval, None where nothing is known.
        successes: of a rate; None for a mean.
        n: samples counted; clusters: how many different ones; items: different items.
        excluded: samples that the metric asks about but that have no outcome (errors, unscored).
    """

    run: str
    task: str
    row: str
    model: str
    stack: str
    metric: str
    kind: Literal["rate", "mean"]
    estimate: float | None
    low: float | None
    high: float | None
    n: int
    items: int
    clusters: int
    successes: int | None = None
    excluded: int = 0
    level: float = 0.95
    slice: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Second run less first, over the items that both have.

    Attributes:
        verdict: "better", "worse" or "no_clear_change", by the adjusted p-value; "not_comparable"
            where no item is in both, or where a metric has no better side.
        difference, low, high: of the rates; p: exact; p_adjusted: over all comparisons made.
        detectable: least difference that so many items would show with power .8; None when none.
        gained, lost: items where only the second, only the first has the outcome.
        only_first, only_second: items that one run lacks; they are left out.
    """

    first: str
    second: str
    task: str
    metric: str
    verdict: Literal["better", "worse", "no_clear_change", "not_comparable"]
    difference: float | None
    low: float
    high: float
    p: float
    p_adjusted: float
    gained: int
    lost: int
    n: int
    clusters: int
    detectable: float | None = None
    only_first: int = 0
    only_second: int = 0
    level: float = 0.95
    slice: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


Record = Run | Sample | Result | Comparison
