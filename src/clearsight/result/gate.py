"""Targets that a release must reach: the card's launch decision as data.

A target holds when the *interval* clears it, and a comparison when the interval of the difference
stays inside the margin (non-inferiority; Piaggio et al. 2012, CONSORT extension). What was not
measured, or lost too many samples to errors, fails: a gate that cannot see does not open.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from clearsight.errors import UsageError
from clearsight.result.compare import compare
from clearsight.result.lines import Folder
from clearsight.result.measure import BETTER
from clearsight.result.values import Comparison, Result

MOST_EXCLUDED = 0.02
State = Literal["reached", "not shown", "missed", "not measured"]
_COMMON = {"name", "task", "metric", "model"}
_TARGET = _COMMON | {"stack", "slice", "at_least", "at_most", "most_excluded"}
_MARGIN = _COMMON | {"first", "second", "margin"}


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on one number.

    Attributes:
        model, stack: of the runs that must reach it; "*" for every run of the task.
        slice: what the number is restricted to, {} for the whole task.
        at_least: the interval's lower end must reach it; at_most: its upper end must not pass it.
        most_excluded: share of samples without outcome that is still a measurement.
    """

    name: str
    task: str
    metric: str
    model: str = "*"
    stack: str = "*"
    slice: Mapping[str, str] = field(default_factory=dict)
    at_least: float | None = None
    at_most: float | None = None
    most_excluded: float = MOST_EXCLUDED


@dataclass(frozen=True, slots=True)
class Margin:
    """The second stack may be worse than the first by less than the margin, and no more."""

    name: str
    task: str
    metric: str
    first: str
    second: str
    margin: float
    model: str = "*"


@dataclass(frozen=True, slots=True)
class Gated:
    """One target held against one run, or one pair of runs.

    Attributes:
        state: "reached"; "not shown" where the estimate is on the right side and its interval is
            not, so that more samples may decide; "missed"; "not measured". One alone passes.
        run: id of the run that decided, "" where there was none.
        why: the figure and the bound, in words.
    """

    name: str
    state: State
    why: str
    run: str = ""

    @property
    def passed(self) -> bool:
        return self.state == "reached"


def read_targets(text: str, where: str) -> tuple[Target | Margin, ...]:
    """The `[[target]]` and `[[non_inferior]]` tables of a gate file.

    Raises:
        UsageError: no TOML, an unknown key, a target without a bound or without a task.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{where} is not TOML: {error}") from error
    unknown = set(raw) - {"target", "non_inferior"}
    if unknown or not raw:
        raise UsageError(
            f"{where} holds {', '.join(sorted(unknown)) or 'nothing'}; expected [[target]] and "
            "[[non_inferior]] tables (docs/card.md)"
        )
    bounds = [_target(one, f"{where}: target {n}") for n, one in _tables(raw, "target", where)]
    pairs = [
        _margin(one, f"{where}: non_inferior {n}") for n, one in _tables(raw, "non_inferior", where)
    ]
    return (*bounds, *pairs)


def gate(targets: Sequence[Target | Margin], folders: Sequence[Folder]) -> list[Gated]:
    """Every target held against every run that it is about, in the order of the targets."""
    return [one for target in targets for one in _held(target, folders)]


def _tables(raw: Mapping[str, Any], key: str, where: str) -> Iterable[tuple[int, dict[str, Any]]]:
    found = raw.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise UsageError(f"{where}: write {key} as [[{key}]], once for each")
    return enumerate(found, 1)


def _target(raw: dict[str, Any], where: str) -> Target:
    _check(raw, _TARGET, ("task", "metric"), where)
    if not {"at_least", "at_most"} & set(raw):
        raise UsageError(f"{where} has no bound; give at_least, at_most or both")
    for key in ("at_least", "at_most", "most_excluded"):
        _check_number(raw, key, where)
    name = raw.pop("name", f"{raw['task']}: {raw['metric']}")
    return Target(name=name, **raw)


def _margin(raw: dict[str, Any], where: str) -> Margin:
    _check(raw, _MARGIN, ("task", "metric", "first", "second", "margin"), where)
    _check_number(raw, "margin", where)
    if raw["margin"] <= 0:
        raise UsageError(f"{where}: margin is {raw['margin']}, expected a number above 0")
    if raw["metric"] not in BETTER:
        raise UsageError(
            f"{where}: metric {raw['metric']!r} has no better side; one of {', '.join(BETTER)}"
        )
    name = raw.pop("name", f"{raw['task']}: {raw['metric']} of {raw['second']}")
    return Margin(name=name, **raw)


def _check(raw: Mapping[str, Any], known: set[str], needed: Sequence[str], where: str) -> None:
    unknown, missing = set(raw) - known, [key for key in needed if key not in raw]
    if unknown:
        raise UsageError(
            f"{where}: unknown key {sorted(unknown)[0]!r}; known: {', '.join(sorted(known))}"
        )
    if missing:
        raise UsageError(f"{where}: key {missing[0]!r} is missing")
    wrong = [k for k in known & set(raw) if k in _COMMON | {"stack"} and type(raw[k]) is not str]
    if wrong:
        raise UsageError(f"{where}: {wrong[0]} is {raw[wrong[0]]!r}, expected a word in quotes")


def _check_number(raw: Mapping[str, Any], key: str, where: str) -> None:
    value = raw.get(key, 0.0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise UsageError(f"{where}: {key} is {value!r}, expected a share from 0 to 1")


def _held(target: Target | Margin, folders: Sequence[Folder]) -> Iterator[Gated]:
    if isinstance(target, Margin):
        yield from _not_worse(target, folders)
        return
    runs = [f for f in folders if _about(target, f) and target.stack in ("*", f.run.stack)]
    if not runs:
        yield Gated(target.name, "not measured", f"no run of {_named(target)}")
    for folder in runs:
        yield _bounded(target, folder)


def _bounded(target: Target, folder: Folder) -> Gated:
    run = folder.run
    wanted = (target.metric, dict(target.slice))
    found = [one for one in folder.results if (one.metric, dict(one.slice)) == wanted]
    if run.status == "not_measured":
        return Gated(target.name, "not measured", run.why, run.id)
    if not found or found[0].estimate is None:
        return Gated(target.name, "not measured", "no sample answers it", run.id)
    one = found[0]
    share = one.excluded / (one.n + one.excluded)
    if share > target.most_excluded:
        why = f"{one.excluded} of {one.n + one.excluded} samples have no outcome, too many to judge"
        return Gated(target.name, "not measured", why, run.id)
    state: State = "missed"
    if _within(target, one.estimate, one.estimate):
        state = "reached" if _within(target, one.low, one.high) else "not shown"
    return Gated(target.name, state, f"{_shown(one)}; wanted {_wanted(target)}", run.id)


def _within(target: Target, low: float | None, high: float | None) -> bool:
    """Whether the bounds hold for these ends; an end that nobody knows holds no bound."""
    over = target.at_least is None or (low is not None and low >= target.at_least)
    under = target.at_most is None or (high is not None and high <= target.at_most)
    return over and under


def _not_worse(target: Margin, folders: Sequence[Folder]) -> Iterator[Gated]:
    of = {
        stack: {f.run.model: f for f in folders if _about(target, f) and f.run.stack == stack}
        for stack in (target.first, target.second)
    }
    models = sorted(set(of[target.first]) & set(of[target.second]))
    if not models:
        why = f"no model has runs of {target.task} in both {target.first} and {target.second}"
        yield Gated(target.name, "not measured", why)
    for model in models:
        first, second = of[target.first][model], of[target.second][model]
        found = compare(
            [((first.run, first.samples), (second.run, second.samples))], [target.metric]
        )
        one = found[0] if found and found[0].n else None
        if one is None or one.difference is None:
            yield Gated(target.name, "not measured", "no item in both", second.run.id)
            continue
        yield _held_within(target, one, second.run.id)


def _held_within(target: Margin, one: Comparison, run: str) -> Gated:
    better = BETTER[target.metric] > 0
    difference = one.difference or 0.0
    middle, worst = (difference, one.low) if better else (-difference, -one.high)
    state: State = "missed"
    if middle > -target.margin:
        state = "reached" if worst > -target.margin else "not shown"
    least = f"lower end above {-target.margin}" if better else f"upper end under {target.margin}"
    why = f"{difference:+.3f} [{one.low:+.3f}, {one.high:+.3f}] over {one.n} items; wanted {least}"
    return Gated(target.name, state, why, run)


def _about(target: Target | Margin, folder: Folder) -> bool:
    return folder.run.task == target.task and target.model in ("*", folder.run.model)


def _named(target: Target) -> str:
    model = "" if target.model == "*" else f" with {target.model}"
    stack = "" if target.stack == "*" else f" in stack {target.stack}"
    return f"{target.task}{model}{stack}"


def _shown(one: Result) -> str:
    low, high = (f"{end:.3f}" if end is not None else "?" for end in (one.low, one.high))
    return f"{one.estimate:.3f} [{low}, {high}], n {one.n}"


def _wanted(target: Target) -> str:
    bounds = []
    if target.at_least is not None:
        bounds.append(f"lower end at least {target.at_least}")
    if target.at_most is not None:
        bounds.append(f"upper end at most {target.at_most}")
    return " and ".join(bounds)
