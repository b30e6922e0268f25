"""Answers of every stage of `tiny` to the frozen measuring sets, and what they are worth.

    OMP_NUM_THREADS=1 python -m scripts.measure_tiny --work WORK --answer   (needs [train])
    python -m scripts.measure_tiny --work WORK --out DIR

The first writes WORK/answers, and what is there is kept; the second scores them and writes
tiny.json, tiny.md, tiny.svg and examples.md. Docs: docs/tiny.md, Measuring.
"""

import argparse
import json
import sys
from pathlib import Path

from clearsight.train.tiny.measured import BASE, Sets
from scripts.measures import tiny, tiny_text

SEED = 20261126


def main() -> int:
    """Answer or score, as the command line says."""
    parser = argparse.ArgumentParser(description="Measure the stages of tiny.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--answer", action="store_true", help="let the checkpoints answer")
    parser.add_argument(
        "--models", nargs="+", default=list(tiny.MODELS), help="stages to ask, or blend-50"
    )
    parser.add_argument("--no-ocr", action="store_true", help="without the text read in pictures")
    parser.add_argument("--dev", action="store_true", help="the dev split, to choose by")
    parser.add_argument("--most", type=int, default=0, help="rows of each set, 0 for all")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="the folder is a rehearsal's")
    parser.add_argument("--out", type=Path, help="folder of the tables")
    parser.add_argument("--about", default="", help="machine and date, for the drawing")
    given = parser.parse_args()
    if given.answer:
        _answer(given)
    if given.out:
        _score(given.work, given.out, given.about, "dev" if given.dev else "measure")
    return 0


def _answer(given: argparse.Namespace) -> None:
    from clearsight.train.tiny import answers
    from clearsight.train.tiny.stage import Setting
    from clearsight.train.tiny.team import together

    setting = Setting(given.work, quick=given.quick)
    for name in given.models:
        sets = "dev" if given.dev else "measure"
        together(given.processes, answers.run, setting, name, not given.no_ocr, given.most, sets)


def _score(work: Path, out: Path, about: str, sets: Sets) -> None:
    found = {model: tiny.judged(work, model, sets) for model in tiny.models(work, sets)}
    figures = list(tiny.figures(found))
    beside = list(tiny.beside_backbone(found)) if BASE in found else []
    out.mkdir(parents=True, exist_ok=True)
    text = f"{tiny_text.table(figures)}\n\n{tiny_text.beside_table(beside)}\n"
    (out / "tiny.md").write_text(text, encoding="utf-8")
    made = tiny_text.record(figures, beside)
    (out / "tiny.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    (out / "tiny.svg").write_text(tiny_text.drawing(figures, about), encoding="utf-8")
    last = [name for name in tiny.MODELS if name in found][-1]
    shown = tiny_text.examples(found[last], SEED, last)
    (out / "examples.md").write_text(shown, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    sys.exit(main())
