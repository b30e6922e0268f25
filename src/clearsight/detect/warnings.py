"""Questions whose answer deserves a warning: medicine, walking, allergens, poison, power, money.

Rules in ten languages over the question; labels, hazard signs and papers of money or identity are
also known by the text in the picture. A warning never stops an answer unless the policy says so.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from clearsight.aloud import View
from clearsight.detect.fold import fold
from clearsight.detect.request import Passage, passages
from clearsight.verdict import WARNINGS, Finding

_ASKED = 0.9
_LABEL = 0.7  # the picture shows such a label, the question does not name it
# A row is searched only in text of its script, which spares most of the work. Japanese is told from
# Chinese by its kana.
_HAN, _KANA = "[\u4e00-\u9fff]", "[\u3041-\u30ff]"
_WRITTEN = {
    "zh": re.compile(f"(?s)^(?!.*{_KANA}).*{_HAN}"),
    "ja": re.compile(_KANA),
    "ar": re.compile("[\u0600-\u06ff]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    "en": re.compile("[a-z]"),
}
_LATIN = "en"

Rows = tuple[tuple[str, re.Pattern[str]], ...]


@cache
def _rules() -> Mapping[str, Rows]:
    """Kind -> (script's language, expression over folded text); see rules/warnings.toml."""
    source = resources.files("clearsight.detect.rules").joinpath("warnings.toml")
    kinds: dict[str, dict[str, list[str]]] = tomllib.loads(source.read_text(encoding="utf-8"))
    return {
        kind: tuple(
            (code if code in _WRITTEN else _LATIN, re.compile("|".join(map(fold, rows))))
            for code, rows in by_language.items()
        )
        for kind, by_language in kinds.items()
    }


def _scripts(folded: str) -> frozenset[str]:
    return frozenset(code for code, letters in _WRITTEN.items() if letters.search(folded))


def _search(rows: Rows, folded: str, scripts: frozenset[str]) -> re.Match[str] | None:
    found = (rule.search(folded) for code, rule in rows if code in scripts)
    return next((match for match in found if match), None)


def asks_of_goods(folded: str) -> bool:
    """Whether folded words ask of medicine, ways, food, poison, power or money."""
    scripts = _scripts(folded)
    return any(_search(_rules()[category], folded, scripts) for category in WARNINGS)


class WarningsDetector:
    """Reports the categories of `verdict.WARNINGS`, before the answer."""

    name = "warnings"
    version = "2"

    async def detect(self, view: View) -> Sequence[Finding]:
        if view.stage == "after":
            return ()
        out: dict[str, Finding] = {}
        for passage in passages(view):
            typed = passage.spans[0].source == "typed"
            folded = fold(passage.text)
            scripts = _scripts(folded)
            for category in WARNINGS:
                # A menu with mushrooms on it asks nothing: text in a picture has rules of its own.
                rows = _rules().get(category if typed else f"{category}_text", ())
                found = _search(rows, folded, scripts)
                if found and (typed or category not in out):
                    score = _ASKED if typed else _LABEL
                    out[category] = self._finding(category, passage, score, found[0])
        return [out[category] for category in WARNINGS if category in out]

    def _finding(self, category: str, passage: Passage, score: float, words: str) -> Finding:
        evidence = (words.strip()[:80],)
        where = passage.where(words)
        return Finding(category, score, where, self.name, self.version, evidence=evidence)


def make() -> WarningsDetector:
    """The entry point `warnings`."""
    return WarningsDetector()
