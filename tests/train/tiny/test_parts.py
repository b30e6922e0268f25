"""Schedule, batches, the time budget, the preference loss, the tag head's calibration."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from clearsight.errors import UsageError
from clearsight.models.tiny.prompt import Example
from clearsight.train.tiny.batches import BLOCK, Feed, Taken, part
from clearsight.train.tiny.clock import Clock
from clearsight.train.tiny.curves import draw
from clearsight.train.tiny.dpo import exchanged, preference
from clearsight.train.tiny.learnt import chosen, group
from clearsight.train.tiny.losses import NextToken, log_probabilities
from clearsight.train.tiny.manifest import begun, settle
from clearsight.train.tiny.perception import Looked, calibrated, cross_fitted
from clearsight.train.tiny.recipe import FULL, Recipe
from clearsight.train.tiny.rows import Row, Turn
from clearsight.train.tiny.tagged import NO_NAME
from clearsight.vlm import Config, VisionLanguageModel
from clearsight.vlm.lora import add_lora
from clearsight.vlm.model import Output

RECIPE = Recipe("r", "sft", ("connector",), 1.0, 1)


class Numbers:
    """A source of rows numbered from 0, endless."""

    def __init__(self) -> None:
        self.at = 0

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        self.at += 1
        return Row(str(self.at - 1), "f", "f", (Turn("user", "a"),), "b")

    def state(self) -> Any:
        return self.at

    def restore(self, state: Any) -> None:
        self.at = state


def take(row: Row) -> tuple[Taken, ...]:
    length = 3 + int(row.id) * 7 % 50
    return () if int(row.id) % 10 == 9 else (Taken(row.id, "f", Example([1] * length, []), ()),)


def ids(batch: list[tuple[Taken, ...]]) -> list[str]:
    return [made[0].row for made in batch]


def test_the_rate_rises_to_its_peak_and_falls() -> None:
    rates = [RECIPE.rate_at(step, 200) for step in range(200)]

    assert rates[0] == pytest.approx(0.1)
    assert max(rates) == pytest.approx(1.0)
    assert rates.index(max(rates)) in (9, 10)
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[-1] == pytest.approx(0.05, abs=0.01)


@pytest.mark.parametrize("left", [0, 1, 7, BLOCK, BLOCK + 3])
def test_a_feed_goes_on_where_another_one_was(left: int) -> None:
    one = Feed(Numbers(), take, 4, seed=5)
    for _ in range(left):
        one.draw()
    state = json.loads(json.dumps(one.state()))
    other = Feed(Numbers(), take, 4, seed=5)
    other.restore(state)

    assert [ids(one.draw()) for _ in range(2 * BLOCK)] == [
        ids(other.draw()) for _ in range(2 * BLOCK)
    ]


def test_batches_are_of_like_length_and_each_row_comes_once() -> None:
    feed = Feed(Numbers(), take, 4, seed=5)
    drawn = [feed.draw() for _ in range(BLOCK)]

    widths = [max(len(m[0]) for m in b) - min(len(m[0]) for m in b) for b in drawn]
    assert sum(widths) / BLOCK < 5  # 50 lengths in 16 batches
    assert len({row for batch in drawn for row in ids(batch)}) == 4 * BLOCK


def test_the_parts_of_a_batch_make_the_batch() -> None:
    batch = Feed(Numbers(), take, 4, seed=5).draw()

    shares = [part(batch, rank, 2) for rank in range(2)]
    assert sorted(one.row for share in shares for one in share) == sorted(ids(batch))


def test_what_is_left_of_the_budget_is_dealt_out_by_shares(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    path.write_text(json.dumps({"data": 20.0}))
    clock = Clock(path, 60, {"data": 5, "sft": 30, "dpo": 10})

    assert clock.minutes_for("sft") == pytest.approx(30)
    with clock.timed("sft"):
        pass
    assert clock.minutes_for("dpo") == pytest.approx(40, abs=0.01)
    assert set(json.loads(path.read_text())) == {"data", "sft"}


def test_the_preference_loss_is_that_of_the_paper() -> None:
    now, reference = torch.tensor([-1.0, -4.0]), torch.tensor([-2.0, -3.0])
    tokens = torch.tensor([2.0, 4.0])

    loss, margin = preference(now, reference, tokens, Recipe("d", "dpo", (), 1, 1, beta=0.5))
    assert margin.tolist() == [pytest.approx(0.5 * (1 - -1))]
    assert float(loss) == pytest.approx(math.log(1 + math.exp(-1.0)))
    per_token = Recipe("d", "dpo", (), 1, 1, beta=0.5, normalised=True)
    _, margin = preference(now, reference, tokens, per_token)
    assert margin.tolist() == [pytest.approx(0.5 * (0.5 - -0.25))]


def test_an_untrained_pair_has_the_loss_of_a_coin() -> None:
    same = torch.tensor([-1.0, -4.0, -2.0, -2.5])

    loss, margin = preference(same, same, torch.ones(4), RECIPE)
    assert float(loss) == pytest.approx(2 * math.log(2))
    assert margin.tolist() == [0.0, 0.0]


def test_log_probabilities_are_summed_over_each_answer() -> None:
    logits = torch.tensor([[0.0, 0.0], [0.0, 0.0], [math.log(3), 0.0]])
    made = Output(logits, torch.tensor([0, 1, 0]), torch.tensor([0, 0, 1]))

    summed, tokens = log_probabilities(made, 2)
    assert summed.tolist() == pytest.approx([2 * math.log(0.5), math.log(0.75)])
    assert tokens.tolist() == [2.0, 1.0]


def test_the_reference_is_put_in_and_taken_out_again() -> None:
    model = VisionLanguageModel(Config.toy())
    learning = chosen(model, ["connector"])
    name = next(iter(learning))
    before = learning[name].detach().clone()

    with exchanged(model, {name: torch.zeros_like(before)}):
        assert not dict(model.named_parameters())[name].any()
    assert torch.equal(dict(model.named_parameters())[name], before)


def test_groups_of_parameters_are_told_by_name() -> None:
    model = VisionLanguageModel(Config.toy())
    add_lora(model.decoder, rank=2, alpha=4)
    names = {group(name) for name, _ in model.named_parameters()}

    assert names == {"tower", "connector", "tags", "decoder", "lora"}
    learning = chosen(model, ["lora"])
    assert learning
    assert all("lora_" in name for name in learning)
    assert sum(p.requires_grad for p in model.parameters()) == len(learning)
    with pytest.raises(UsageError, match="vision"):
        chosen(model, ["vision"])


def test_the_head_is_judged_on_styles_it_did_not_see() -> None:
    made = torch.Generator().manual_seed(3)
    names = torch.arange(6).repeat(3)
    centres = torch.randn(6, 16, generator=made) * 2
    inputs = centres[names] + 0.3 * torch.randn(18, 16, generator=made)
    inputs[12:] = 0  # of the third style nothing can be told
    looked = Looked(inputs, names, ["a"] * 6 + ["b"] * 6 + ["c"] * 6)

    found = cross_fitted(looked, 6, seed=1)
    right = found.argmax(-1) == names
    assert right[:12].all()
    assert right[12:].sum() < 4


def test_the_threshold_lies_where_a_name_is_as_often_right_as_wrong() -> None:
    confidence = torch.linspace(0.01, 0.99, 99)
    probabilities = torch.stack([confidence, torch.zeros(99)], 1)
    names = torch.where(confidence > 0.6, 0, NO_NAME)

    threshold, sharpness = calibrated(probabilities, names)
    assert threshold == pytest.approx(0.6, abs=0.02)
    assert sharpness > 20


def test_a_manifest_names_what_changed(tmp_path: Path) -> None:
    made = {"recipe": {"minutes": 4.0}, "code": "a", "data": {"rows": "1"}}
    settle(tmp_path, made)
    settle(tmp_path, made)

    assert begun(tmp_path) == 4.0
    assert begun(tmp_path / "none") is None
    with pytest.raises(UsageError, match="another code and data"):
        settle(tmp_path, {**made, "code": "b", "data": {"rows": "2"}})


def test_a_curve_says_where_it_begins_and_ends() -> None:
    steps = [{"step": n, "loss": 4.0 - n / 10, **({"loss_dev": 3.5} if n < 2 else {})}
             for n in range(30)]  # fmt: skip

    svg = draw(steps, "Curve of a run")
    assert "loss from 4.00 to 1.10" in svg
    assert "loss_dev" in svg
    assert svg.count("<polyline") == 2


def test_the_recipes_of_a_stage_have_names_of_their_own() -> None:
    names = [recipe.name for recipes in FULL.values() for recipe in recipes]

    assert len(names) == len(set(names))
    assert all(name.split("/")[0] in FULL for name in names)


@pytest.mark.parametrize(
    ("evening", "weights"), [(0.0, (1, 1, 1, 1)), (1.0, (1, 1 / 3, 1 / 3, 1 / 3))]
)
def test_a_long_answer_can_count_like_a_short_one(
    evening: float, weights: tuple[float, ...]
) -> None:
    torch.manual_seed(0)
    logits, targets = torch.randn(4, 7), torch.tensor([1, 2, 3, 4])
    made = Output(logits, targets, torch.tensor([0, 1, 1, 1]))
    taken = [Taken(str(at), "", Example([], []), ()) for at in range(2)]
    loss = NextToken(lambda *_: made, evening)(None, taken)  # type: ignore[arg-type]
    each = torch.nn.functional.cross_entropy(logits, targets, reduction="none")
    torch.testing.assert_close(loss.total, (each * torch.tensor(weights)).sum())
    assert loss.count == pytest.approx(sum(weights))
