"""Pictures and text in, text out."""

import pytest

pytest.importorskip("torch", reason="the extra train is not installed")

import torch

from clearsight.errors import UsageError
from clearsight.models.tiny.prompt import Example, Processor
from clearsight.vlm import Batch, Features, VisionLanguageModel, collate
from tests.vlm.conftest import asked


def batch(processor: Processor, features: Features) -> Batch:
    """One picture, none, two."""
    examples = [
        processor.example(asked("<image>\nWhat is this?"), "A cat.", ["STOP"]),
        processor.example(asked("Hello"), "Hi."),
        processor.example(asked("<image><image>\nSame?"), "No."),
    ]
    return collate(examples, [features[0], None, features[1:]])


def test_logits_are_made_at_labelled_places_only(
    model: VisionLanguageModel, processor: Processor, features: Features
) -> None:
    one = batch(processor, features)
    made = model(one.input_ids, one.attention_mask, one.features, one.labels)
    whole = model(one.input_ids, one.attention_mask, one.features)
    rows, places = (one.labels[:, 1:] >= 0).nonzero(as_tuple=True)
    torch.testing.assert_close(made.logits, whole[rows, places])
    assert made.targets.tolist() == one.labels[one.labels >= 0].tolist()
    assert made.rows.bincount().tolist() == [7, 4, 4]


def test_the_loss_is_the_mean_of_the_log_probabilities(
    model: VisionLanguageModel, processor: Processor, features: Features
) -> None:
    one = batch(processor, features)
    each = model.log_probability(one)
    torch.testing.assert_close(model.loss(one), -each.sum() / 15)


def test_each_picture_fills_its_own_places(
    model: VisionLanguageModel, processor: Processor, features: Features
) -> None:
    one = batch(processor, features)
    embedded = model.embed(one.features, one.input_ids)
    shown = model.pictures(features)
    filled = [embedded[row][one.input_ids[row] == 16] for row in (0, 2)]
    torch.testing.assert_close(torch.cat(filled), shown.flatten(0, 1))


def test_a_picture_too_few_is_an_error(
    model: VisionLanguageModel, processor: Processor, features: Features
) -> None:
    example = processor.example(asked("<image><image>"), "A cat.")
    with pytest.raises(UsageError, match=r"keeps 46 places .* but 1 pictures fill 23"):
        model.loss(collate([example], [features[0]]))


def test_answers_of_a_batch_are_those_of_each_alone(
    model: VisionLanguageModel, processor: Processor, features: Features
) -> None:
    # Without training all logits are nearly alike: larger vectors make the choice depend on input.
    model.decoder.norm.weight.data.mul_(30)
    prompts = [processor.prompt(asked("<image>\nWhat?")), processor.prompt(asked("A long hello"))]
    together = model.generate(prompts, [features[0], None], limit=8)
    alone = [
        model.generate([prompt], [shown], limit=8)[0]
        for prompt, shown in zip(prompts, [features[0], None], strict=True)
    ]
    assert together == alone
    assert all(answer and 16 not in answer for answer in together)


def test_an_answer_ends_at_the_end_and_holds_no_picture(
    model: VisionLanguageModel, processor: Processor, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = iter([65, 66, 2, 67])

    def logits(hidden: object) -> object:
        made = torch.zeros(1, len(processor.tokens))
        made[0, 16], made[0, next(wanted)] = 9.0, 5.0
        return made

    monkeypatch.setattr(model.decoder, "logits", logits)
    assert model.generate([processor.prompt(asked("Hello"))], [None], limit=50) == [[65, 66]]


def test_a_few_steps_learn_one_sample(
    model: VisionLanguageModel, processor: Processor, features: Features
) -> None:
    model.freeze(decoder=False)
    one = batch(processor, features)
    parameters = [each for each in model.parameters() if each.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=3e-3)
    losses = []
    for _ in range(30):
        loss = model.loss(one)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.3 * losses[0]
    assert all(each.grad is None for each in model.tower.parameters())


def test_nothing_to_collate_is_an_error() -> None:
    with pytest.raises(UsageError, match="0 samples"):
        collate([], [])
    with pytest.raises(UsageError, match="1 samples and 0 features"):
        collate([Example([1], [1])], [])
