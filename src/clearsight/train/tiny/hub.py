"""A stage of any vision-language model that transformers loads, on rows of one's own.

`pretrain` trains the connector alone, in full; `sft` and `safety` train low-rank adapters on the
right answers; `dpo` on pairs of answers. TRL's trainers do the work (Hugging Face TRL, Apache-2.0):
these stages run on GPUs and under accelerate as any script of TRL's does. Where rows hold an OCR
text it is part of the question's words: no expert is added to a model that can read.

OUT/checkpoint-*, OUT/runs (TensorBoard), OUT/final (adapters, or the whole model of pretrain)
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from clearsight.errors import UsageError
from clearsight.train.tiny import manifest
from clearsight.train.tiny.own import Own, read
from clearsight.train.tiny.recipe import Stage
from clearsight.train.tiny.rows import MARK

# What the part between vision and language is called in transformers' models.
CONNECTORS = ("multi_modal_projector", "connector", "merger", "mm_projector", "aligner")
# Linear layers of the language model, as most decoders name them; vision has others.
_LINEAR = r".*(language_model|text_model|layers).*\.(q|k|v|o|gate|up|down)_proj"
_VISION = r".*(vision|visual|image).*"
RATES: Mapping[Stage, float] = {"pretrain": 1e-3, "sft": 2e-4, "safety": 1e-4, "dpo": 5e-6}
_SAVES = 10  # checkpoints in a run
_PACKAGES = ("torch", "transformers", "trl", "peft", "datasets", "accelerate")


@dataclass(frozen=True, slots=True)
class Order:
    """What to train; fields as the options of `clearsight train STAGE`."""

    stage: Stage
    model: str
    data: Path
    out: Path
    steps: int = 200
    batch: int = 4
    rate: float | None = None
    rank: int = 16
    seed: int = 7
    resume: bool = False


def train(order: Order) -> Path:
    """Train and save; returns the folder of what was learnt.

    Raises:
        UsageError: rows or model do not fit the stage, or OUT is begun and `resume` is not set.
    """
    from transformers import set_seed

    if order.out.exists() and any(order.out.iterdir()) and not order.resume:
        raise UsageError(f"{order.out} is not empty; pass --resume to go on, or another --out")
    if not order.data.is_file():
        raise UsageError(f"{order.data} is no file; --data names a .jsonl or .tar of rows")
    manifest.settle(order.out, _manifest(order))
    set_seed(order.seed)
    trainer = _trainer(order)
    begun = any(order.out.glob("checkpoint-*"))
    trainer.train(resume_from_checkpoint=begun or None)
    final = order.out / "final"
    trainer.save_model(str(final))
    trainer.processing_class.save_pretrained(str(final))
    return final


def _trainer(order: Order) -> Any:
    import torch
    from transformers import AutoModelForImageTextToText, AutoProcessor
    from trl import DPOConfig, DPOTrainer, SFTConfig, SFTTrainer

    try:
        processor = AutoProcessor.from_pretrained(order.model)
        model = AutoModelForImageTextToText.from_pretrained(order.model, dtype=torch.float32)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{order.model} is no vision-language model that transformers can load: {error}"
        ) from error
    rows, given = _dataset(order), _given(order)
    adapters = None
    if order.stage == "pretrain":
        _connector_alone(model)
    else:
        adapters = _adapters(order.rank)
    if order.stage == "dpo":
        return DPOTrainer(
            model, args=DPOConfig(**given, beta=0.1, max_length=None), train_dataset=rows,
            processing_class=processor, peft_config=adapters,
        )  # fmt: skip
    # A limit would cut the places of pictures off: huggingface/trl#4289.
    return SFTTrainer(
        model, args=SFTConfig(**given, max_length=None), train_dataset=rows,
        processing_class=processor, peft_config=adapters,
    )  # fmt: skip


def _given(order: Order) -> dict[str, Any]:
    """Arguments of either trainer."""
    import torch

    return {
        "output_dir": str(order.out),
        "max_steps": order.steps,
        "per_device_train_batch_size": order.batch,
        "learning_rate": RATES[order.stage] if order.rate is None else order.rate,
        "lr_scheduler_type": "cosine",
        "warmup_steps": max(1, order.steps // 20),
        "logging_steps": 1,
        "save_steps": max(1, order.steps // _SAVES),
        "save_total_limit": 2,
        "report_to": ["tensorboard"],
        "seed": order.seed,
        "data_seed": order.seed,
        "bf16": torch.cuda.is_available(),
        "use_cpu": not torch.cuda.is_available(),
        "logging_nan_inf_filter": False,
        "remove_unused_columns": False,
        "activation_checkpointing": torch.cuda.is_available(),
    }


def _adapters(rank: int) -> Any:
    from peft import LoraConfig

    return LoraConfig(
        r=rank, lora_alpha=2 * rank, target_modules=_LINEAR, exclude_modules=_VISION,
        task_type="CAUSAL_LM",
    )  # fmt: skip


def _connector_alone(model: Any) -> None:
    """Freeze everything but the part between vision and language.

    Raises:
        UsageError: the model has none under a name that is known here.
    """
    found = 0
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(any(part in CONNECTORS for part in name.split(".")))
        found += parameter.requires_grad
    if not found:
        parts = ", ".join(name for name, _ in model.named_children())
        raise UsageError(
            f"no connector was found in {type(model).__name__} (its parts: {parts}); "
            f"known names: {', '.join(CONNECTORS)}. Start with the stage sft instead"
        )


def _dataset(order: Order) -> Any:
    """The rows as TRL's trainers read them.

    Raises:
        UsageError: there are none, or a row does not fit the stage.
    """
    from datasets import Dataset

    made = [_record(row, order) for row in read(order.data)]
    if not made:
        raise UsageError(f"{order.data} holds no rows")
    return Dataset.from_list(made)


def _record(row: Own, order: Order) -> dict[str, Any]:
    prompt = [{"role": turn.role, "content": _content(turn.text)} for turn in row.turns]
    answer = [{"role": "assistant", "content": row.answer}]
    images = [_picture(data, row.where) for data in row.pictures]
    made: dict[str, Any] = {"images": images, "prompt": prompt}
    if order.stage != "dpo":
        return {**made, "completion": answer}
    if row.rejected is None:
        raise UsageError(
            f"{row.where} has no `rejected` answer; dpo learns from pairs: "
            'give each row "answer" (better) and "rejected" (worse)'
        )
    return {**made, "chosen": answer, "rejected": [{"role": "assistant", "content": row.rejected}]}


def _picture(data: bytes, where: str) -> Any:
    try:
        with Image.open(BytesIO(data)) as image:
            return image.convert("RGB")
    except OSError as error:
        raise UsageError(f"{where}: a picture cannot be read: {error}") from error


def _content(text: str) -> list[dict[str, str]]:
    """Words and places of pictures, as chat templates of processors take them."""
    parts: list[dict[str, str]] = []
    for number, words in enumerate(text.split(MARK)):
        parts += [{"type": "image"}] if number else []
        parts += [{"type": "text", "text": words.strip()}] if words.strip() else []
    return parts


def _manifest(order: Order) -> dict[str, Any]:
    told = {key: str(value) for key, value in asdict(order).items() if key not in ("resume", "out")}
    data = manifest.files_hash([order.data])
    return {"order": told, "data": data, "versions": {name: version(name) for name in _PACKAGES}}
