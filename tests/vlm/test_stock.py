"""Ours against transformers' own classes, and TRL's trainers on the folder."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("torch", reason="the extra train is not installed")
pytest.importorskip("transformers", reason="the extra train is not installed")

import torch
import transformers

from clearsight.errors import UsageError
from clearsight.models.tiny.picture import square
from clearsight.models.tiny.prompt import Processor
from clearsight.models.tiny.tokens import Tokens
from clearsight.vlm import Features, VisionLanguageModel
from clearsight.vlm.lora import add_lora
from tests.vlm.conftest import asked

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
ASKED = [{"type": "image"}, {"type": "text", "text": "What is this?"}]


def noise(width: int = 90, height: int = 60) -> Image.Image:
    values = np.random.default_rng(5).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(values)


@pytest.fixture
def folder(model: VisionLanguageModel, tokens: Tokens, tmp_path: Path) -> Path:
    from clearsight.vlm.stock import save_stock

    save_stock(model, tokens, tmp_path / "stock")
    return tmp_path / "stock"


def test_the_decoder_is_llama(model: VisionLanguageModel) -> None:
    sizes = model.config.decoder
    theirs = transformers.LlamaModel(
        transformers.LlamaConfig(
            vocab_size=sizes.vocabulary, hidden_size=sizes.width, intermediate_size=sizes.inner,
            num_hidden_layers=sizes.layers, num_attention_heads=sizes.heads,
            num_key_value_heads=sizes.kv_heads, rms_norm_eps=sizes.eps,
            rope_parameters={"rope_theta": sizes.theta, "rope_type": "default"},
        )
    ).eval()  # fmt: skip
    theirs.load_state_dict(model.decoder.state_dict())
    ids = torch.arange(20, 80)[None]
    own = model.decoder(model.decoder.embed_tokens(ids))
    torch.testing.assert_close(own, theirs(ids).last_hidden_state, atol=1e-5, rtol=1e-5)


def test_the_tower_is_dinov2(model: VisionLanguageModel) -> None:
    sizes = model.config.tower
    theirs = transformers.Dinov2Model(
        transformers.Dinov2Config(
            hidden_size=sizes.width, num_hidden_layers=sizes.layers, image_size=9 * 14,
            num_attention_heads=sizes.heads, mlp_ratio=2, patch_size=14,
        )
    ).eval()  # fmt: skip
    new = {"attention.query": "q_proj", "attention.key": "k_proj", "attention.value": "v_proj"}
    new["output.dense"] = "o_proj"  # they rename what the published files hold
    state = {}
    for name, value in model.tower.state_dict().items():
        found = next((old for old in new if old in name), None)
        state[name if found is None else name.replace(found, new[found])] = value
    missing, unexpected = theirs.load_state_dict(state, strict=False)
    assert (missing, unexpected) == (["embeddings.mask_token"], [])
    pictures = torch.rand(2, 3, 112, 112)
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    scaled = (pictures - mean.view(3, 1, 1)) / std.view(3, 1, 1)
    own = model.tower(pictures)
    torch.testing.assert_close(own, theirs(scaled).last_hidden_state, atol=1e-5, rtol=1e-5)


def test_the_folder_answers_as_we_do(
    model: VisionLanguageModel, processor: Processor, folder: Path
) -> None:
    model.decoder.norm.weight.data.mul_(1)
    theirs = transformers.AutoModelForImageTextToText.from_pretrained(folder).eval()
    prepare = transformers.AutoProcessor.from_pretrained(folder)
    text = prepare.apply_chat_template(
        [{"role": "user", "content": ASKED}], add_generation_prompt=True
    )
    given = prepare(text=text, images=[noise()], return_tensors="pt")
    prompt = processor.prompt(asked("<image>\nWhat is this?"))
    assert given["input_ids"][0].tolist() == prompt
    pixels = torch.tensor(square(noise()))[None].permute(0, 3, 1, 2) / 255
    torch.testing.assert_close(given["pixel_values"], pixels)
    features = Features(model.tower(pixels), model.tower.colours(pixels))
    with torch.no_grad():
        own = model(torch.tensor([prompt]), None, features)
        torch.testing.assert_close(theirs(**given).logits, own, atol=1e-5, rtol=1e-5)
    said = theirs.generate(**given, max_new_tokens=6)[0, len(prompt) :].tolist()
    assert said[: len(own)] == model.generate([prompt], [features], limit=6)[0][: len(own)]


def test_adapters_must_be_merged_first(model: VisionLanguageModel) -> None:
    from clearsight.vlm.stock import stock_model

    add_lora(model.decoder, rank=2)
    with pytest.raises(UsageError, match="merge_lora"):
        stock_model(model)


def rows(count: int = 4) -> Any:
    from datasets import Dataset
    from datasets import Image as Picture

    prompt = [{"role": "user", "content": ASKED}]
    said = [{"role": "assistant", "content": [{"type": "text", "text": "A cat."}]}]
    other = [{"role": "assistant", "content": [{"type": "text", "text": "I refuse."}]}]
    made = {"images": [noise()], "prompt": prompt, "completion": said}
    made |= {"chosen": said, "rejected": other}
    return Dataset.from_list([made] * count).cast_column("images", [Picture()])


@pytest.mark.parametrize("kind", ["SFT", "DPO"])
def test_trl_trains_on_the_folder(folder: Path, tmp_path: Path, kind: str) -> None:
    trl = pytest.importorskip("trl", reason="the extra train is not installed")
    peft = pytest.importorskip("peft", reason="the extra train is not installed")
    import clearsight.vlm.stock as _registers  # noqa: F401

    model = transformers.AutoModelForImageTextToText.from_pretrained(folder)
    settings = getattr(trl, f"{kind}Config")(
        output_dir=str(tmp_path / "out"), max_steps=2, per_device_train_batch_size=2,
        max_length=None, report_to=[], learning_rate=1e-2, use_cpu=True, bf16=False,
        gradient_checkpointing=False, logging_steps=1,
    )  # fmt: skip
    data = rows()
    drop = ["chosen", "rejected"] if kind == "SFT" else ["completion"]
    trainer = getattr(trl, f"{kind}Trainer")(
        model=model, args=settings, train_dataset=data.remove_columns(drop),
        processing_class=transformers.AutoProcessor.from_pretrained(folder),
        peft_config=peft.LoraConfig(r=4, target_modules=["q_proj", "v_proj"]),
    )  # fmt: skip
    trainer.train()
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    assert len(losses) == 2
    assert losses[1] < losses[0]
