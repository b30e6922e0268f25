"""When the served model is asked what a picture shows, and how far its words may move a score.

A picture can hold words that steer whoever describes it. So a description may raise what was
found, and lowers it by `may_lower` at most. See design, section 2, "Its limit".
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from clearsight.policy.rules import Rules
from clearsight.verdict import HISTORY, Finding, Verdict

# What a picture can turn from harmless to harmful, or back; no picture turns "who is this?".
TURNED = ("harassment", "hate", "illicit", "self-harm", "sexual", "violence")
_PIXELS = ("image", "explicit_image")  # details of findings that rest on pixels, not on words


def unsure(rules: Rules, verdict: Verdict) -> bool:
    """Whether a request over a picture lies in the band in which the model is asked first."""
    asked = rules.self_description
    if not asked.ask or verdict.rule.startswith("fail_closed."):
        return False
    if verdict.stops and not (asked.may_lower and _turns(verdict.category or "")):
        return False
    scores = [finding.score for finding in verdict.findings if _counts(rules, finding)]
    return asked.low <= max(scores, default=0.0) < asked.high


def merged(
    blind: Iterable[Finding], described: Sequence[Finding], *, may_lower: float
) -> tuple[Finding, ...]:
    """The findings of both looks, one a category and detail.

    Args:
        blind: what was found without the description.
        described: what was found with it; its evidence is left out, since the description is
            never shown.
    """
    best = _best(described)
    out: dict[tuple[str, str], Finding] = {}
    for key, finding in _best(blind).items():
        score = best[key].score if key in best else 0.0
        lowest = finding.score - may_lower if _turns(finding.category) else finding.score
        out[key] = replace(finding, score=round(max(lowest, min(finding.score, score)), 4))
    for key, finding in best.items():
        if key not in out or finding.score > out[key].score:
            out[key] = replace(finding, evidence=())
    return tuple(out.values())


def _best(findings: Iterable[Finding]) -> dict[tuple[str, str], Finding]:
    best: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        key = (finding.category, finding.detail)
        if key not in best or best[key].score < finding.score:
            best[key] = finding
    return best


def _counts(rules: Rules, finding: Finding) -> bool:
    if finding.detector == HISTORY:
        return False
    rule = rules.rule(finding.category)
    stops = rule is not None and rule.before.action in ("refuse", "person")
    return stops and _turns(finding.category) and finding.detail not in _PIXELS


def _turns(category: str) -> bool:
    return category.partition("/")[0] in TURNED
