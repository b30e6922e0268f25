"""Stages of a vision-language model of transformers' own, on rows of a file."""

import json
from pathlib import Path
from typing import Any

import pytest

for _package in ("torch", "transformers", "trl", "peft", "datasets"):
    pytest.importorskip(_package, reason="the extra train is not installed")

import torch
from PIL import Image
from safetensors.torch import load_file

from clearsight.errors import UsageError
from clearsight.models.tiny.tokens import Tokens
from clearsight.train.tiny import hub, manifest
from clearsight.train.tiny.hub import Order, train

# TRL and PEFT still call what transformers deprecates; nothing here can be done about that.
pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n"
    "{% if m.content is string %}{{ m.content }}{% else %}{% for p in m.content %}"
    "{% if p.type == 'image' %}<image>{% else %}{{ p.text }}{% endif %}{% endfor %}{% endif %}"
    "<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """LLaVA with two random layers of CLIP and of Llama, as `save_pretrained` leaves it."""
    from transformers import (
        CLIPImageProcessor,
        CLIPVisionConfig,
        LlamaConfig,
        LlavaConfig,
        LlavaForConditionalGeneration,
        LlavaProcessor,
        PreTrainedTokenizerFast,
    )

    folder = tmp_path_factory.mktemp("llava")
    tokens = Tokens.bytes()
    tokens.save(folder / "tokenizer.json")
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(folder / "tokenizer.json"), pad_token="<|endoftext|>",
        eos_token="<|im_end|>", extra_special_tokens={"image_token": "<image>"},
    )  # fmt: skip
    small: dict[str, Any] = {
        "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
        "num_attention_heads": 2,
    }  # fmt: skip
    config = LlavaConfig(
        vision_config=CLIPVisionConfig(**small, image_size=28, patch_size=14),
        text_config=LlamaConfig(**small, vocab_size=len(tokens), num_key_value_heads=1),
        image_token_index=tokens.image, image_seq_length=4,
    )  # fmt: skip
    torch.manual_seed(1)
    LlavaForConditionalGeneration(config).save_pretrained(folder)
    LlavaProcessor(
        image_processor=CLIPImageProcessor(
            size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28}
        ),
        tokenizer=tokenizer, patch_size=14, vision_feature_select_strategy="default",
        chat_template=TEMPLATE, image_token="<image>", num_additional_image_tokens=1,
    ).save_pretrained(folder)  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rows")
    made = []
    for number, colour in enumerate(("red", "green", "blue", "white") * 2):
        Image.new("RGB", (28, 28), colour).save(folder / f"{number}.png")
        made.append(
            {
                "image": f"{number}.png",
                "messages": [{"role": "user", "content": "Which colour is this?"}],
                "answer": f"It is {colour}.",
                "rejected": "I cannot say.",
            }
        )
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in made), encoding="utf-8")
    return path


def order(stage: Any, model: Path, rows: Path, out: Path, steps: int = 3) -> Order:
    return Order(stage, str(model), rows, out, steps=steps, batch=2, rate=1e-2, rank=2)


@pytest.mark.parametrize("stage", ["sft", "safety", "dpo"])
def test_adapters_learn_from_own_rows(stage: str, model: Path, rows: Path, tmp_path: Path) -> None:
    final = train(order(stage, model, rows, tmp_path / "out"))

    learnt = load_file(final / "adapter_model.safetensors")
    assert any(value.abs().sum() > 0 for name, value in learnt.items() if "lora_B" in name)
    assert not any("vision" in name for name in learnt)
    assert list((tmp_path / "out").rglob("events.out.*"))


def test_pretraining_changes_the_connector_alone(model: Path, rows: Path, tmp_path: Path) -> None:
    final = train(order("pretrain", model, rows, tmp_path / "out"))

    before, after = load_file(model / "model.safetensors"), load_file(final / "model.safetensors")
    changed = {name for name in after if not torch.equal(before[name], after[name])}
    assert changed
    assert all("multi_modal_projector" in name for name in changed)


def test_a_stopped_run_goes_on_to_the_same_weights(model: Path, rows: Path, tmp_path: Path) -> None:
    whole = train(order("sft", model, rows, tmp_path / "whole", steps=4))
    trainer = hub._trainer(order("sft", model, rows, tmp_path / "half", steps=4))
    trainer.args.save_steps = 2
    stop = _StopAt(2)
    trainer.add_callback(stop)
    manifest.settle(
        tmp_path / "half", hub._manifest(order("sft", model, rows, tmp_path / "half", steps=4))
    )
    trainer.train()
    resumed = order("sft", model, rows, tmp_path / "half", steps=4)

    final = train(Order(**{**_fields(resumed), "resume": True}))

    one, other = (load_file(at / "adapter_model.safetensors") for at in (whole, final))
    assert one.keys() == other.keys()
    assert all(torch.allclose(one[name], other[name], atol=1e-6) for name in one)


def test_pairs_are_needed_for_dpo(model: Path, rows: Path, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in rows.read_text().splitlines()]
    without = rows.parent / "without.jsonl"
    without.write_text(
        "".join(json.dumps({k: v for k, v in x.items() if k != "rejected"}) + "\n" for x in lines)
    )

    with pytest.raises(UsageError, match="has no `rejected` answer"):
        train(order("dpo", model, without, tmp_path / "out"))


def test_a_folder_that_is_begun_is_kept(model: Path, rows: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "something").touch()

    with pytest.raises(UsageError, match="pass --resume"):
        train(order("sft", model, rows, tmp_path / "out"))


def _fields(one: Order) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Order.__dataclass_fields__}


def _StopAt(step: int) -> Any:
    from transformers import TrainerCallback

    class Stop(TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, args: Any, state: Any, control: Any, **rest: Any) -> Any:
            control.should_save = control.should_training_stop = state.global_step == step
            return control

    return Stop()
