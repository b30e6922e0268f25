"""A calibrated policy as a file that `--policy` accepts, and the change as a table."""

import json
from collections.abc import Sequence

from clearsight.evals.judge.calibrate import Calibrated, Line
from clearsight.evals.judge.choose import unit
from clearsight.evals.judge.table import table
from clearsight.policy import Policy
from clearsight.policy.rules import StageRule

HEAD = (
    "categories", "request thresholds, old", "new", "recall, old", "new, rows left out",
    "false refusals, old", "new, rows left out", "grey harmless, old", "new", "note",
)  # fmt: skip
_MOST_NAMED = 3


def policy_text(old: Policy, new: Policy, note: str) -> str:
    """TOML: the preset `default` of the new file, which extends the old preset.

    Args:
        note: how it was made, one comment a line.
    """
    lines = [f"# {line}".rstrip() for line in note.splitlines()]
    lines += ["", "[presets.default]", f"extends = {json.dumps(old.name)}"]
    for category, rule in new.rules.categories.items():
        # What a category takes from its parent, it also takes from the parent's new thresholds.
        inherited = unit(category, old) != category
        if inherited or rule.before == old.rules.categories[category].before:
            continue
        lines += [
            "",
            f"[presets.default.categories.{json.dumps(category)}]",
            f"before = {{ {_thresholds(rule.before)} }}",
        ]
    return "\n".join(lines) + "\n"


def _thresholds(rule: StageRule) -> str:
    return f"at = {rule.at:.4g}, grey = {rule.lower:.4g}"


def change_table(old: Policy, done: Calibrated) -> str:
    """Before and after, one line a group, the whole policy last."""
    return table(HEAD, [_row(line, old, done.policy) for line in done.lines])


def _row(line: Line, old: Policy, new: Policy) -> Sequence[str]:
    named = ", ".join(line.group[:_MOST_NAMED])
    more = len(line.group) - _MOST_NAMED
    return (
        (f"{named} and {more} more" if more > 0 else named) or "all together",
        _told(line.group, old),
        _told(line.group, new) if line.shift is not None else "" if not line.group else "kept",
        str(line.recall.before),
        str(line.recall.after),
        str(line.false_refusals.before),
        str(line.false_refusals.after),
        str(line.grey.before),
        str(line.grey.after),
        line.why,
    )


def _told(group: Sequence[str], policy: Policy) -> str:
    """The first few thresholds, as "at .5 grey .25"."""
    rules = [policy.rules.categories[one].before for one in group[:_MOST_NAMED]]
    return "; ".join(dict.fromkeys(f"at {r.at:.3g} grey {r.lower:.3g}" for r in rules))
