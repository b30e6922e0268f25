"""From an adapter to what is served and what others load; each compared with what was trained.

    python -m clearsight.train.tiny.export --work WORK [--adapter FOLDER] [--out FOLDER]

    OUT/onnx         what `tiny:OUT/onnx` serves: int8, key-value cache (models.tiny.build)
    OUT/huggingface  LLaVA's class with the adapters merged (clearsight.vlm.stock); any trainer's
    OUT/export.json  agreement: ONNX in float32 and in int8 against PyTorch

Agreement is taken where it matters: at every token of the answers that the trained network gives to
rows of the dev split.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice, zip_longest
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.numpy import load_file

from clearsight.errors import UsageError
from clearsight.models.tiny.build import Adapter, write
from clearsight.models.tiny.engine import Built, Engine
from clearsight.models.tiny.graphs import Kind
from clearsight.models.tiny.picture import Pixels, square
from clearsight.models.tiny.prompt import Processor
from clearsight.models.tiny.tokens import Tokens
from clearsight.train.tiny.files import put
from clearsight.train.tiny.rows import read_rows
from clearsight.vlm import Config, Features, VisionLanguageModel
from clearsight.vlm.adapter import read_adapter
from clearsight.vlm.lora import merge_lora

SAMPLES, LIMIT = 48, 24


@dataclass(frozen=True, slots=True)
class Sample:
    """One question: its prompt, and its pictures in order."""

    prompt: list[int]
    pictures: list[Pixels]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A built folder against PyTorch, over the tokens of the answers that PyTorch gives.

    Attributes:
        samples, pictures, tokens: what was compared.
        slots_relative: largest relative difference of a picture's vectors (Frobenius).
        logits_most: largest difference of a logit.
        divergence: mean Kullback-Leibler divergence of the next token, nats.
        same_token: share of tokens where both say the same one is likeliest.
        same_answer: share of answers that are the same to the last token.
    """

    samples: int
    pictures: int
    tokens: int
    slots_relative: float
    logits_most: float
    divergence: float
    same_token: float
    same_answer: float


def run(work: Path, adapter: Path | None = None, out: Path | None = None) -> dict[str, Agreement]:
    """Write everything below WORK/export; the adapter is the last stage's unless given.

    Raises:
        WeightsError: bases or adapter are missing or damaged.
        UsageError: there are no dev rows to compare on.
    """
    adapter = adapter or work / "stages/dpo/adapter"
    out = out or work / "export"
    tokens = Tokens.load(work / "bases/tokenizer.json")
    model = trained(work / "bases", adapter)
    samples = list(asked(work, Processor(tokens, model.config.slots)))
    found = {}
    with tempfile.TemporaryDirectory(dir=work) as scratch:
        places: dict[Kind, Path] = {"float32": Path(scratch), "int8": out / "onnx"}
        for kind, folder in places.items():
            serve(work / "bases", adapter, tokens, folder, kind)
            found[kind] = agreement(model, Engine(Built.read(folder)), samples)
    _stock(model, tokens, out / "huggingface")
    told = {kind: asdict(each) for kind, each in found.items()}
    put(out / "export.json", json.dumps(told, indent=1) + "\n")
    return {str(kind): each for kind, each in found.items()}


def trained(bases: Path, adapter: Path) -> VisionLanguageModel:
    """The network with its adapters merged."""
    model: VisionLanguageModel = VisionLanguageModel(Config.read(adapter / "config.json"))
    model.eval()
    model.load_bases(bases)
    read_adapter(model, adapter)
    merge_lora(model.decoder)
    return model


def serve(bases: Path, adapter: Path, tokens: Tokens, out: Path, kind: Kind = "int8") -> Path:
    """The folder that `tiny` serves, from the bases that training used."""
    decoder, tower = (load_file(bases / f"{part}.safetensors") for part in ("decoder", "tower"))
    return write(decoder, tower, tokens, Adapter.read(adapter), out, kind)


def asked(work: Path, processor: Processor, most: int = SAMPLES) -> Iterator[Sample]:
    """Questions of the dev split, a row of each family in turn.

    Raises:
        UsageError: there are none.
    """
    files = sorted((work / "rows/dev").glob("*.jsonl"))
    families = [islice((row for row in read_rows(path) if row.turns), most) for path in files]
    turn = (row for rows in zip_longest(*families) for row in rows if row is not None)
    found = False
    for row in islice(turn, most):
        found = True
        seen = [each.text for each in row.seen]
        yield Sample(processor.prompt(row.turns, seen), [_pixels(work, p) for p in row.pictures])
    if not found:
        raise UsageError(f"{work / 'rows/dev'} holds no questions; build the data first")


def _pixels(work: Path, digest: str) -> Pixels:
    with Image.open(work / "pictures" / digest[:2] / f"{digest}.png") as picture:
        return square(picture)


@torch.no_grad()  # type: ignore[untyped-decorator]
def agreement(model: VisionLanguageModel, engine: Engine, samples: Sequence[Sample]) -> Agreement:
    """Compare; the answers are PyTorch's, greedy, at most 24 tokens."""
    slots, most, kl, same, equal = [0.0], [0.0], [0.0], [0], 0
    tokens = pictures = 0
    for number, sample in enumerate(samples):
        features = _features(model, sample.pictures)
        answer = model.generate([sample.prompt], [features], limit=LIMIT)[0]
        ids = [*sample.prompt, *answer]
        rows = list(range(len(sample.prompt) - 1, len(ids)))
        shown = [
            engine.slots(f"{number}.{place}", partial(np.asarray, pixels))
            for place, pixels in enumerate(sample.pictures)
        ]
        for own, theirs in zip(
            model.pictures(features).numpy() if features else (), shown, strict=True
        ):
            slots.append(float(np.linalg.norm(own - theirs) / np.linalg.norm(own)))
        wanted = model(torch.tensor([ids]), None, features)[0][rows]
        given = torch.from_numpy(engine.scores(ids, shown, rows))
        most.append(float((wanted - given).abs().max()))
        p, q = wanted.log_softmax(-1), given.log_softmax(-1)
        kl.append(float((p.exp() * (p - q)).sum()))
        same.append(int((wanted.argmax(-1) == given.argmax(-1)).sum()))
        equal += list(engine.answer(sample.prompt, shown, LIMIT)) == answer
        tokens, pictures = tokens + len(rows), pictures + len(shown)
    return Agreement(
        len(samples), pictures, tokens, max(slots), max(most), sum(kl) / tokens,
        sum(same) / tokens, equal / len(samples),
    )  # fmt: skip


def _features(model: VisionLanguageModel, pictures: Sequence[Pixels]) -> Features | None:
    """In float32, not rounded as those that are kept for training."""
    if not pictures:
        return None
    pixels = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2) / 255
    return Features(model.tower(pixels), model.tower.colours(pixels))


def _stock(model: VisionLanguageModel, tokens: Tokens, folder: Path) -> None:
    from clearsight.vlm.stock import save_stock

    save_stock(model, tokens, folder)


def main() -> int:
    parser = argparse.ArgumentParser(description="Export a trained adapter and compare.")
    parser.add_argument("--work", type=Path, required=True, help="folder of the training run")
    parser.add_argument("--adapter", type=Path, help="folder; default: the last stage's")
    parser.add_argument("--out", type=Path, help="folder to write; default: WORK/export")
    options = parser.parse_args()
    for kind, found in run(options.work, options.adapter, options.out).items():
        sys.stdout.write(f"{kind}: {json.dumps(asdict(found))}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
