"""A toy network on random weights; without PyTorch these tests are skipped."""

from dataclasses import dataclass

import pytest

pytest.importorskip("tokenizers", reason="the extra train is not installed")
pytest.importorskip("safetensors", reason="the extra train is not installed")
pytest.importorskip("torch", reason="the extra train is not installed")

import torch

from clearsight.models.tiny.prompt import Processor
from clearsight.models.tiny.tokens import Tokens
from clearsight.vlm import Config, Features, VisionLanguageModel


@dataclass(frozen=True)
class Turn:
    role: str
    text: str


def asked(text: str) -> tuple[Turn, ...]:
    return (Turn("user", text),)


@pytest.fixture(scope="session")
def tokens() -> Tokens:
    return Tokens.bytes()


@pytest.fixture(scope="session")
def processor(tokens: Tokens) -> Processor:
    return Processor(tokens, Config.toy().slots)


@pytest.fixture
def model(tokens: Tokens) -> VisionLanguageModel:
    torch.manual_seed(3)
    made: VisionLanguageModel = VisionLanguageModel(Config.toy(len(tokens))).eval()
    made.set_tags(["red apple", "cat", "dog"], tokens)
    return made


@pytest.fixture
def features(model: VisionLanguageModel) -> Features:
    """Of three pictures of noise."""
    pixels = torch.randint(0, 256, (3, 112, 112, 3), dtype=torch.uint8)
    made: Features = model.tower.features(pixels)
    return made
