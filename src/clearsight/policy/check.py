"""Checks every value of a preset; each message names the place, what stands there and the fix."""

from collections.abc import Mapping
from typing import cast, get_args

from clearsight import wording
from clearsight.errors import PolicyError
from clearsight.policy.history import HistoryRules, history_rules
from clearsight.policy.ledger import ledger_rules
from clearsight.policy.rules import (
    CategoryRule,
    OnFailure,
    Rules,
    SelfDescription,
    StageRule,
    Stream,
    Switch,
)
from clearsight.policy.table import Table
from clearsight.verdict import CATEGORIES, Action

PRESET_KEYS = (
    "blocking",
    "stream",
    "window_chars",
    "detector_timeout_s",
    "own_refusal",
    "helpline",
    "person_on_call",
    "switches",
    "categories",
    "failures",
    "self_description",
    "history",
    "ledger",
)
SELF_DESCRIPTION_KEYS = (
    "ask",
    "low",
    "high",
    "may_lower",
    "pictures",
    "max_tokens",
    "timeout_s",
    "prompt",
    "options",
)
CATEGORY_KEYS = ("wording", "detail_wording", "before", "detail_before", "after")
TEXTS = (*wording.REFUSALS, *wording.WARNINGS)
OWN_PREFIX = "x-"  # categories that only a plug-in knows


def preset_rules(
    preset: Table,
    definitions: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]],
    texts: Mapping[str, Mapping[str, str]],
) -> Rules:
    """A merged preset as Rules.

    Raises:
        PolicyError: a key is unknown, missing, or has a value that cannot be applied.
    """
    preset.only(PRESET_KEYS)
    own = preset.table("own_refusal")
    own.only(("at", "hard"))
    return Rules(
        blocking=preset.yes("blocking"),
        stream=preset.one_of("stream", cast(tuple[Stream, ...], get_args(Stream))),
        window_chars=round(preset.number("window_chars", 1, 100_000)),
        detector_timeout_s=preset.number("detector_timeout_s", 0.01, 600),
        own_refusal_at=own.number("at", 0, 1),
        own_refusal_hard=own.number("hard", 0, 1),
        switches=_switches(preset.table("switches"), definitions),
        categories=_categories(preset.table("categories")),
        failures=_failures(preset.table("failures")),
        self_description=_self_description(preset.table("self_description")),
        history=_history(preset.table("history")),
        ledger=ledger_rules(preset.table("ledger")),
        wording=wording.filled(
            texts,
            _helpline(preset.table("helpline")),
            person_on_call=preset.yes("person_on_call"),
        ),
    )


def switch_definitions(table: Table) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """What each switch matches: its categories and the details of findings."""
    out: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for name in table.raw:
        one = table.table(name)
        one.only(("categories", "details"))
        for category in one.texts("categories"):
            _known_category(category, one)
        out[name] = (one.texts("categories"), one.texts("details"))
    return out


def _switches(
    table: Table, definitions: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
) -> tuple[Switch, ...]:
    table.only(tuple(definitions))
    return tuple(
        Switch(name, name in table.raw and table.yes(name), categories, details)
        for name, (categories, details) in sorted(definitions.items())
    )


def _helpline(table: Table) -> dict[str, str]:
    table.only((*wording.LANGUAGES, "any"))
    return {language: table.text(language) for language in table.raw}


def _known_category(category: str, place: Table) -> None:
    parent = category.partition("/")[0]
    if not (category in CATEGORIES or parent in CATEGORIES or category.startswith(OWN_PREFIX)):
        raise PolicyError(
            f"{place.place}: unknown category {category!r}; known: {', '.join(CATEGORIES)}, more "
            f"detail below one of them, or {OWN_PREFIX}NAME for a plug-in's own."
        )


def _history(table: Table) -> HistoryRules:
    refused = table.table("refused")
    for category in refused.raw:
        family = any(known.startswith(f"{category}/") for known in CATEGORIES)
        if category != "default" and not family:
            _known_category(category, refused)
    return history_rules(table)


def _categories(table: Table) -> dict[str, CategoryRule]:
    rules: dict[str, CategoryRule] = {}
    for category in dict.fromkeys((*CATEGORIES, *table.raw)):
        _known_category(category, table)
        rules[category] = _category(table, category)
    return rules


def _category(table: Table, category: str) -> CategoryRule:
    """One category's rule; what it leaves out comes from its parent."""
    own = table.table(category)
    own.only(CATEGORY_KEYS)
    parent = table.table(category.partition("/")[0])

    def part(key: str) -> Table:
        raw = {**parent.table(key).raw, **own.table(key).raw}
        return Table(raw, f"{own.place}.{key}")

    words = own if "wording" in own.raw else Table(parent.raw, own.place)
    details = part("detail_wording")
    # A category with thresholds of its own is not loosened by its parent's for one detail.
    finer = own.table("detail_before") if "before" in own.raw else part("detail_before")

    def finer_stage(detail: str) -> StageRule:
        raw = {**part("before").raw, **finer.table(detail).raw}
        return _stage(Table(raw, finer.at(detail)), "grey")

    return CategoryRule(
        before=_stage(part("before"), "grey"),
        after=_stage(part("after"), "strict"),
        wording=words.one_of("wording", TEXTS),
        detail_wording={key: details.one_of(key, TEXTS) for key in details.raw},
        detail_before={detail: finer_stage(detail) for detail in finer.raw},
    )


def _stage(table: Table, lower: str) -> StageRule:
    table.only(("action", "at", lower))
    action = table.one_of("action", cast(tuple[Action, ...], get_args(Action)))
    if action == "allow" and "at" not in table.raw:
        return StageRule("allow", 1.0, 1.0)
    at = table.number("at", 0, 1)
    low = table.number(lower, 0, at) if lower in table.raw else at
    return StageRule(action, at, low)


def _failures(table: Table) -> dict[str, OnFailure]:
    out: dict[str, OnFailure] = {}
    fallback = table.table("default").raw
    for part in dict.fromkeys(("default", *table.raw)):
        if part != "default" and part.partition(":")[0] not in ("detector", "sense", "model"):
            raise PolicyError(
                f"{table.place}.{part}: expected default, detector:NAME, sense:NAME or model:NAME."
            )
        one = Table({**fallback, **table.table(part).raw}, f"{table.place}.{part}")
        one.only(("on_error", "on_unscannable", "on_timeout"))
        out[part] = OnFailure(
            error=one.one_of("on_error", ("refuse", "allow")),
            unscannable=one.one_of("on_unscannable", ("refuse", "allow")),
            timeout=one.one_of("on_timeout", ("refuse", "allow")),
        )
    return out


def _self_description(table: Table) -> SelfDescription:
    table.only(SELF_DESCRIPTION_KEYS)
    options = table.table("options")
    for key, value in options.raw.items():
        if not isinstance(value, str | int | float | bool):
            raise options.wrong(key, "a text, a number, true or false")
    high = table.number("high", 0, 1)
    return SelfDescription(
        ask=table.yes("ask"),
        low=table.number("low", 0, high),
        high=high,
        may_lower=table.number("may_lower", 0, 1),
        pictures=round(table.number("pictures", 1, 100)),
        max_tokens=round(table.number("max_tokens", 1, 4096)),
        timeout_s=table.number("timeout_s", 0.01, 600),
        prompt=table.text("prompt"),
        options=dict(options.raw),
    )
