"""Checks every value of a preset; each message names the place, what stands there and the fix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast, get_args

from clearsight import wording
from clearsight.errors import PolicyError
from clearsight.policy.rules import CategoryRule, OnFailure, Rules, StageRule, Stream, Switch
from clearsight.verdict import CATEGORIES, Action

Choice = TypeVar("Choice", bound=str)

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
)
CATEGORY_KEYS = ("wording", "detail_wording", "before", "after")
TEXTS = (*wording.REFUSALS, *wording.WARNINGS)
OWN_PREFIX = "x-"  # categories that only a plug-in knows


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the file and where it stands, so that every complaint can say so."""

    raw: Mapping[str, Any]
    place: str

    def only(self, known: Sequence[str]) -> None:
        for key in self.raw:
            if key not in known:
                raise PolicyError(
                    f"{self.place}.{key}: unknown key; known: {', '.join(sorted(known))}. "
                    f"Check the spelling."
                )

    def table(self, key: str) -> "Table":
        """The table under `key`, empty when the key is absent."""
        value = self.raw.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, "a table")
        return Table(value, f"{self.place}.{key}")

    def text(self, key: str) -> str:
        value = self.raw.get(key)
        if not isinstance(value, str):
            raise self.wrong(key, "a text")
        return value

    def yes(self, key: str) -> bool:
        value = self.raw.get(key)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def number(self, key: str, least: float, most: float) -> float:
        value = self.raw.get(key)
        right = isinstance(value, int | float) and not isinstance(value, bool)
        if not right or not least <= cast(float, value) <= most:
            raise self.wrong(key, f"a number from {least:g} to {most:g}")
        return float(cast(float, value))

    def one_of(self, key: str, known: tuple[Choice, ...]) -> Choice:
        value = self.raw.get(key)
        if value not in known:
            raise self.wrong(key, f"one of {', '.join(known)}")
        return cast(Choice, value)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.raw.get(key)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(key, "a list of texts")
        return tuple(value)

    def wrong(self, key: str, expected: str) -> PolicyError:
        found = f"is {self.raw[key]!r}" if key in self.raw else "is missing"
        return PolicyError(f"{self.place}.{key} {found}; expected {expected}.")


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
    return CategoryRule(
        before=_stage(part("before"), "grey"),
        after=_stage(part("after"), "strict"),
        wording=words.one_of("wording", TEXTS),
        detail_wording={key: details.one_of(key, TEXTS) for key in details.raw},
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
