"""Questions whose answer deserves a warning: medicine, walking, allergens, poison, power, money.

Rules in ten languages over the question; drug labels and allergen lists are also known by the
text in the picture. A warning never stops an answer unless the policy says so.
"""

from collections.abc import Sequence

from clearsight.aloud import View
from clearsight.detect.fold import fold
from clearsight.detect.request import Passage, passages
from clearsight.detect.tables import table
from clearsight.verdict import WARNINGS, Finding

_ASKED = 0.9
_LABEL = 0.7  # the picture shows such a label, the question does not name it


class WarningsDetector:
    """Reports the categories of `verdict.WARNINGS`, before the answer."""

    name = "warnings"
    version = "1"

    async def detect(self, view: View) -> Sequence[Finding]:
        if view.stage == "after":
            return ()
        rules = table("warnings")
        out: list[Finding] = []
        for category in WARNINGS:
            best: Finding | None = None
            for passage in passages(view):
                typed = passage.spans[0].source == "typed"
                # A menu with mushrooms on it asks nothing: text in a picture has rules of its own.
                rule = rules[category] if typed else rules.get(f"{category}_text")
                found = rule.search(fold(passage.text)) if rule else None
                asked, shown = (found, None) if typed else (None, found)
                if asked:
                    best = self._finding(category, passage, _ASKED, asked[0])
                elif shown and best is None:
                    best = self._finding(category, passage, _LABEL, shown[0])
            out += [best] if best else []
        return out

    def _finding(self, category: str, passage: Passage, score: float, words: str) -> Finding:
        evidence = (words.strip()[:80],)
        where = passage.where(words)
        return Finding(category, score, where, self.name, self.version, evidence=evidence)


def make() -> WarningsDetector:
    """The entry point `warnings`."""
    return WarningsDetector()
