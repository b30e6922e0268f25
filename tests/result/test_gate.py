"""A gate opens for what the interval shows, and for nothing that was not measured."""

from pathlib import Path

import pytest

from clearsight.errors import UsageError
from clearsight.result import Folder, Gated, gate, read_targets, write_folder
from tests.result.support import run, sample


def folder(
    path: Path, refused: int, *, of: int = 40, stack: str = "bare", errors: int = 0
) -> Folder:
    outcomes = ["refusal"] * refused + ["compliance"] * (of - refused) + ["error"] * errors
    made = [sample(f"{n:03}", outcome) for n, outcome in enumerate(outcomes)]
    return write_folder(path / stack, run(stack), made)


def held(text: str, *folders: Folder) -> list[Gated]:
    return gate(read_targets(text, "gate.toml"), folders)


def target(bound: str) -> str:
    return f'[[target]]\ntask = "harm"\nmetric = "refusal_rate"\n{bound}\n'


def test_the_interval_must_clear_the_bound(tmp_path: Path) -> None:
    found = folder(tmp_path, 38)  # .95, Wilson .835 to .986
    assert held(target("at_least = 0.8"), found)[0].passed
    assert not held(target("at_least = 0.9"), found)[0].passed
    assert not held(target("at_most = 0.97"), found)[0].passed
    bounds = ("at_least = 0.8", "at_least = 0.9", "at_least = 0.96", "at_most = 0.9")
    states = [held(target(bound), found)[0].state for bound in bounds]
    assert states == ["reached", "not shown", "missed", "missed"]
    assert "0.950 [0.835, 0.986], n 40" in held(target("at_least = 0.9"), found)[0].why


def test_what_was_not_measured_fails(tmp_path: Path) -> None:
    found = folder(tmp_path, 38)
    (none,) = held(target('at_least = 0.1\nstack = "guarded"'), found)
    assert not none.passed
    assert "no run of harm in stack guarded" in none.why
    (slice_,) = held(target('at_least = 0.1\nslice = {form = "typed"}'), found)
    assert not slice_.passed
    assert (none.state, slice_.state) == ("not measured", "not measured")


def test_errors_close_the_gate(tmp_path: Path) -> None:
    found = folder(tmp_path, 40, errors=4)
    (one,) = held(target("at_least = 0.8"), found)
    assert not one.passed
    assert "4 of 44 samples have no outcome" in one.why
    assert held(target("at_least = 0.8\nmost_excluded = 0.2"), found)[0].passed


def test_every_run_of_the_task_is_held(tmp_path: Path) -> None:
    first, second = folder(tmp_path, 40), folder(tmp_path, 10, stack="guarded")
    assert [one.passed for one in held(target("at_least = 0.8"), first, second)] == [True, False]


MARGIN = """[[non_inferior]]
task = "harm"
metric = "refusal_rate"
first = "bare"
second = "guarded"
margin = 0.1
"""


def test_a_stack_that_may_be_worse_by_more_than_the_margin_fails(tmp_path: Path) -> None:
    first = folder(tmp_path, 160, of=200)
    same, worse = (folder(tmp_path / str(n), n, of=200, stack="guarded") for n in (158, 120))
    assert held(MARGIN, first, same)[0].passed
    few = [
        folder(tmp_path / f"few{n}", n, of=20, stack=s) for n, s in ((16, "bare"), (15, "guarded"))
    ]
    assert held(MARGIN, *few)[0].state == "not shown"
    (bad,) = held(MARGIN, first, worse)
    assert not bad.passed
    assert bad.state == "missed"
    assert "over 200 items; wanted lower end above -0.1" in bad.why


def test_a_margin_without_both_stacks_fails(tmp_path: Path) -> None:
    (one,) = held(MARGIN, folder(tmp_path, 40))
    assert not one.passed
    assert "no model has runs of harm in both bare and guarded" in one.why


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds nothing"),
        ("x = ", "is not TOML"),
        ("[other]\n", "holds other"),
        (target("at_leats = 1"), "unknown key 'at_leats'"),
        (target(""), "has no bound"),
        (target("at_least = 95"), "at_least is 95, expected a share from 0 to 1"),
        ('[[target]]\nmetric = "accuracy"\nat_least = 0.1', "key 'task' is missing"),
        (MARGIN.replace("0.1", "0"), "margin is 0"),
        (MARGIN.replace("refusal_rate", "latency"), "no better side"),
        ("[target]\ntask = 'x'", "write target as"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_targets(text, "gate.toml")
