"""Tags: the likeliest name is its words, an unsure one is "unknown"."""

import pytest

pytest.importorskip("torch", reason="the extra train is not installed")

import torch

from clearsight.errors import UsageError
from clearsight.models.tiny.tokens import Tokens
from clearsight.vlm import Features, VisionLanguageModel


def words(model: VisionLanguageModel, tokens: Tokens, name: str):  # type: ignore[no-untyped-def]
    ids = (tokens.encode(" " + name) + tokens.encode("\n") * 6)[:6]
    return model.decoder.embed_tokens.weight[torch.tensor(ids)]


@pytest.mark.parametrize(("bias", "name"), [(50.0, "cat"), (0.0, "unknown")])
def test_a_sure_name_is_said_and_an_unsure_one_is_not(
    model: VisionLanguageModel, tokens: Tokens, features: Features, bias: float, name: str
) -> None:
    model.tags.head.weight.data.zero_()
    model.tags.head.bias.data = torch.tensor([0.0, bias, 0.0])
    model.tags.threshold.fill_(0.6)
    model.tags.sharpness.fill_(1000.0)
    made = model.tags(features[0], model.decoder.embed_tokens.weight)
    torch.testing.assert_close(made[0], words(model, tokens, name), atol=1e-5, rtol=0)


def test_the_likeliest_name_is_told_alone(
    model: VisionLanguageModel, tokens: Tokens, features: Features
) -> None:
    shares = torch.tensor([[0.3, 0.4, 0.1, 0.2]]).half()
    given = Features(features.patches[:1], features.rgb[:1], shares)
    made = model.tags(given, model.decoder.embed_tokens.weight)
    torch.testing.assert_close(made[0], words(model, tokens, model.tags.names[1]))


def test_shares_sum_to_one(model: VisionLanguageModel, features: Features) -> None:
    shares = model.tags.probabilities(features)
    assert shares.shape == (3, 4)
    torch.testing.assert_close(shares.sum(1), torch.ones(3))


def test_given_shares_stand_in_for_the_heads_own(
    model: VisionLanguageModel, tokens: Tokens, features: Features
) -> None:
    given = Features(features.patches, features.rgb, torch.eye(4)[:3].half())
    made = model.tags(given, model.decoder.embed_tokens.weight)
    torch.testing.assert_close(made[2], words(model, tokens, "dog"))


def test_shares_of_another_list_are_an_error(
    model: VisionLanguageModel, features: Features
) -> None:
    given = Features(features.patches, features.rgb, torch.eye(3).half())
    with pytest.raises(UsageError, match='3 tags, but the model has 3 names and "unknown"'):
        model.tags.probabilities(given)


def test_inputs_are_whole_mean_and_a_coarse_grid(
    model: VisionLanguageModel, features: Features
) -> None:
    inputs = model.tags.inputs(features)
    assert inputs.shape == (3, 32 + 32 + 16 * 16 * 3)
    colours = inputs[:, 64:].view(3, 8, 8, 2, 2, 3)
    fine = features.rgb.float().view(3, 8, 8, 2, 2, 2, 2, 3)
    torch.testing.assert_close(colours[1, 3, 5, 1, 0], fine[1, 3, 5, 1, :, 0].mean(dim=(0, 1)))


def test_a_name_twice_is_an_error(model: VisionLanguageModel, tokens: Tokens) -> None:
    with pytest.raises(UsageError, match="2 names were given, 1 of them different"):
        model.set_tags(["cat", "cat"], tokens)
