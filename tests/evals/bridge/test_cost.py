"""What keeps a sample cheap: no step that does nothing, and garbage collected seldom."""

import gc
from pathlib import Path

import pytest
from inspect_ai.solver import chain, generate

from clearsight.evals.bridge import run
from clearsight.evals.bridge.registry import built
from clearsight.evals.bridge.run import Asked, How, ask
from clearsight.evals.tasks.item import Item
from clearsight.evals.tasks.pictures import Pictures
from tests.evals.bridge.driver import TASK


@pytest.mark.parametrize("ours", [True, False])
def test_pictures_are_put_in_only_for_models_of_others(tmp_path: Path, ours: bool) -> None:
    made = built(TASK, [Item("a", "c", ("?",), "any")], Pictures(tmp_path), ours=ours)
    assert isinstance(made.solver, type(chain(generate(), generate()))) is not ours


def test_collection_is_as_before_when_a_run_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def fails(*given: object) -> None:
        seen.append(gc.get_threshold()[0])
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "_logs", fails)
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with pytest.raises(KeyboardInterrupt):
        ask([Asked(TASK, [], ("bare/x",))], How(tmp_path, Pictures(tmp_path)))
    assert seen[0] > before[0]
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, frozen)
