"""What a policy is made of once it is read and checked: thresholds, switches, failure settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from clearsight.policy.history import HistoryRules
from clearsight.policy.ledger import LedgerRules
from clearsight.verdict import Action, Failure, Finding, Stage

Stream = Literal["windowed", "buffered"]


@dataclass(frozen=True, slots=True)
class StageRule:
    """What happens to one category at one stage.

    Attributes:
        action: what is done from `at` on.
        at: score from which `action` is taken.
        lower: "before" the grey band starts here; "after" this replaces `at` for the answer to a
            grey request. Never above `at`; equal to `at` when there is no such band.
    """

    action: Action
    at: float
    lower: float


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """One category at both stages.

    Attributes:
        wording: id of the text a user reads.
        detail_wording: another id for findings with this detail.
        detail_before: other thresholds of the request for findings with this detail.
    """

    before: StageRule
    after: StageRule
    wording: str
    detail_wording: Mapping[str, str]
    detail_before: Mapping[str, StageRule]

    def stage(self, stage: Stage, detail: str = "") -> StageRule:
        if stage == "after":
            return self.after
        return self.detail_before.get(detail, self.before)

    def wording_for(self, detail: str) -> str:
        return self.detail_wording.get(detail, self.wording)


@dataclass(frozen=True, slots=True)
class Switch:
    """An open question of the product: what it lets through when it is on.

    Attributes:
        on: True lets findings with one of `categories` and one of `details` pass.
    """

    name: str
    on: bool
    categories: tuple[str, ...]
    details: tuple[str, ...]

    def lets(self, finding: Finding) -> bool:
        return self.on and finding.category in self.categories and finding.detail in self.details


@dataclass(frozen=True, slots=True)
class OnFailure:
    """Three separate answers to three ways of not doing one's work."""

    error: Literal["refuse", "allow"]
    unscannable: Literal["refuse", "allow"]
    timeout: Literal["refuse", "allow"]

    def opens(self, failure: Failure) -> bool:
        kinds = {
            "error": self.error,
            "unscannable": self.unscannable,
            "timeout": self.timeout,
        }
        return kinds[failure.kind] == "allow"


@dataclass(frozen=True, slots=True)
class SelfDescription:
    """Whether and how a served model that sees says first what a picture shows.

    Attributes:
        low, high: asked when the highest score of a harm that a picture can turn is in [low, high).
        may_lower: how far a description may lower a score; 0 lets it raise only.
        pictures: how many of a request's pictures are described; more are "unscannable".
        max_tokens: of one description.
        options: further request fields, such as temperature.
    """

    ask: bool
    low: float
    high: float
    may_lower: float
    pictures: int
    max_tokens: int
    timeout_s: float
    prompt: str
    options: Mapping[str, str | int | float | bool]

    @property
    def max_chars(self) -> int:
        """Where a description is cut whose endpoint ignores the limit of tokens."""
        return 8 * self.max_tokens


@dataclass(frozen=True, slots=True)
class Rules:
    """A whole preset, checked.

    Attributes:
        blocking: False reports what would have happened and lets everything pass.
        own_refusal_at: score of ANSWER_REFUSES from which an answer counts as a refusal.
        own_refusal_hard: score from which a finding stops even an answer that reads as a refusal.
        wording: texts by language, then by id, with help line and offer of a person in place.
    """

    blocking: bool
    stream: Stream
    window_chars: int
    detector_timeout_s: float
    own_refusal_at: float
    own_refusal_hard: float
    switches: tuple[Switch, ...]
    categories: Mapping[str, CategoryRule]
    failures: Mapping[str, OnFailure]
    self_description: SelfDescription
    history: HistoryRules
    ledger: LedgerRules
    wording: Mapping[str, Mapping[str, str]]

    def rule(self, category: str) -> CategoryRule | None:
        """The rule of a category, else of its parent (`illicit/forgery` -> `illicit`)."""
        found = self.categories.get(category)
        if found is None and "/" in category:
            return self.rule(category.rpartition("/")[0])
        return found

    def on_failure(self, part: str) -> OnFailure:
        return self.failures.get(part, self.failures["default"])

    def switch(self, finding: Finding) -> Switch | None:
        """The first switch that lets this finding pass, None when none does."""
        return next((switch for switch in self.switches if switch.lets(finding)), None)
