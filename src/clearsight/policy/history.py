"""What a turn that was refused does to later requests of its conversation: the policy's own table.

Callers send the whole conversation with every request, so one refused turn comes back for ever.
Refusing each of those requests would lock the conversation; handing the turn on would let "go on"
draw out what was refused. `withhold` does neither: the rest is judged and answered without it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast, get_args

from clearsight.policy.table import Table
from clearsight.verdict import HISTORY, Finding, Stage

if TYPE_CHECKING:
    from clearsight.policy.rules import Rules

# "refuse": the request is refused as well. "withhold": the model does not get the turn, nor what
# was answered to it. "strict": the model gets it, and its answer must face the stricter threshold.
Treatment = Literal["refuse", "withhold", "strict"]
STRICTEST: tuple[Treatment, ...] = ("refuse", "withhold", "strict")
KEYS = ("keep_h", "answer", "unscannable", "refused")
# Found in any turn, however old, by what looks at all of a conversation. Only these are held
# against a request again; what else is refused is asked, and counts when it is asked again.
CONTENT = ("harassment", "hate", "illicit", "injection", "self-harm", "sexual", "violence")


@dataclass(frozen=True, slots=True)
class RefusedTurn:
    """How turns refused for one category are treated.

    Attributes:
        then: for as long as they come back.
        turns, minutes: so long "refuse" holds before that, in user turns since, or in time.
    """

    then: Treatment
    turns: int
    minutes: float

    def now(self, turns: int, minutes: float) -> Treatment:
        """The treatment of a turn so many turns and minutes ago."""
        return "refuse" if turns <= self.turns or minutes < self.minutes else self.then


@dataclass(frozen=True, slots=True)
class HistoryRules:
    """The table `history` of a preset.

    Attributes:
        keep_h: how long a refused turn is known; 0: old turns are judged like any other words.
        answer: for a turn whose answer was refused, not its words.
        unscannable: for a turn with a picture that could not be read.
        refused: by category; a finer one falls back to its parent, then to "default".
    """

    keep_h: float
    answer: Treatment
    unscannable: Treatment
    refused: Mapping[str, RefusedTurn]

    def of(self, category: str) -> RefusedTurn:
        while category:
            if category in self.refused:
                return self.refused[category]
            category = category.rpartition("/")[0]
        return self.refused["default"]

    def forgives(self, families: Collection[str], category: str) -> bool:
        """Whether this is not held again against turns that were refused for such families.

        "self-harm/intent" is forgiven where somebody spoke of "self-harm", if both are handed on;
        "self-harm/instructions" is not, where it is withheld.
        """
        return category.partition("/")[0] in families and self.of(category).then == "strict"

    def treatment(
        self, rule: str, categories: Sequence[str], *, turns: int, minutes: float
    ) -> Treatment:
        """What becomes of a refused turn now: the strictest of all that was found in it.

        Args:
            rule: that refused it.
            turns, minutes: since then.
        """
        if rule.startswith("fail_closed."):
            return self.unscannable
        if rule.startswith("after."):
            return self.answer
        return min(
            (self.of(category).now(turns, minutes) for category in categories),
            key=STRICTEST.index,
        )


def history_rules(table: Table) -> HistoryRules:
    """The checked table.

    Raises:
        PolicyError: a key is unknown, missing, or has a value that cannot be applied.
    """
    table.only(KEYS)
    refused = table.table("refused")
    return HistoryRules(
        keep_h=table.number("keep_h", 0, 100_000),
        answer=_treatment(table, "answer"),
        unscannable=_treatment(table, "unscannable"),
        refused={
            category: _refused(refused.table(category))
            for category in dict.fromkeys(("default", *refused.raw))
        },
    )


def _refused(table: Table) -> RefusedTurn:
    table.only(("then", "turns", "minutes"))
    return RefusedTurn(
        then=_treatment(table, "then"),
        turns=round(table.number("turns", 0, 10_000)) if "turns" in table.raw else 0,
        minutes=table.number("minutes", 0, 1e6) if "minutes" in table.raw else 0.0,
    )


def _treatment(table: Table, key: str) -> Treatment:
    return table.one_of(key, cast(tuple[Treatment, ...], get_args(Treatment)))


def stopping(rules: "Rules", stage: Stage, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Categories for which these findings alone would refuse, or hand over to a person."""
    out: dict[str, None] = {}
    for finding in findings:
        rule = rules.rule(finding.category)
        if rule is None or finding.detector == HISTORY or rules.switch(finding) is not None:
            continue
        there = rule.stage(stage, finding.detail)
        if there.action in ("refuse", "person") and finding.score >= there.at:
            out[finding.category] = None
    return tuple(out)


def content_families(categories: Iterable[str]) -> set[str]:
    """Of these, the kinds that are held against a request in whatever turn they stand."""
    families = {category.partition("/")[0] for category in categories}
    return {family for family in families if family in CONTENT or family.startswith("x-")}
