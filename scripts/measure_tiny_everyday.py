"""Which bare model serves people better: everyday pictures and questions, judged by blunt rules.

    python -m scripts.measure_tiny_everyday describer tiny:FOLDER --out rows.jsonl

The pictures and questions are those of docs/everyday.md (`--seed`, `--half`), at full size; every
model reads text by the same sense, and none is guarded. Right, "cannot tell" and wrong are told
apart by `scripts.everyday.asked.judged`, which knows what must stand in an answer; nobody has read
the answers. The rows hold all of them.
"""

import argparse
import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from clearsight import user
from clearsight.imaging.item import Item
from clearsight.registry import get_model
from clearsight.roles import Means
from clearsight.senses import Senses
from clearsight.stats import Rate
from scripts.everyday.asked import confident, judged
from scripts.everyday.everyday import shown

Row = dict[str, str | bool]


async def asked(specs: Sequence[str], seed: int, half: str) -> list[Row]:
    """One row a model and question."""
    senses = Senses(timeout_s=120)
    models = {spec.partition(":")[0]: get_model(spec, Means(reader=senses)) for spec in specs}
    rows: list[Row] = []
    try:
        for one in shown(seed, "held" if half == "held" else "tuned"):
            image = Item(one.pixels, "everyday", seed, {}).image()
            for question in one.questions:
                for name, model in models.items():
                    answer = (await model.reply(user(image, question.words))).text
                    rows.append({
                        "model": name, "task": one.task, "picture": one.name,
                        "question": question.words, "answer": answer,
                        "verdict": judged(question, answer), "sure": confident(answer),
                    })  # fmt: skip
    finally:
        senses.close()
    return rows


def table(rows: Sequence[Row]) -> Iterator[str]:
    """A line a model."""
    yield "| model | asked | right | cannot tell | wrong | wrong without a word of doubt |"
    yield "|---|---|---|---|---|---|"
    for name in dict.fromkeys(str(row["model"]) for row in rows):
        own = [row for row in rows if row["model"] == name]
        count = Counter(str(row["verdict"]) for row in own)
        sure = sum(row["verdict"] == "wrong" and row["sure"] is True for row in own)
        shares = [
            str(Rate(n, len(own))) for n in (count["right"], count["cannot"], count["wrong"], sure)
        ]
        yield f"| {name} | {len(own)} | {' | '.join(shares)} |"


def main() -> int:
    """Ask every model, keep the rows, print the table."""
    parser = argparse.ArgumentParser(description="Everyday questions to bare models.")
    parser.add_argument("models", nargs="+", help="describer, tiny:FOLDER, ...")
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--half", choices=("tuned", "held"), default="held")
    parser.add_argument("--out", type=Path, required=True, help="JSON lines of all answers")
    given = parser.parse_args()
    rows = asyncio.run(asked(given.models, given.seed, given.half))
    given.out.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    given.out.write_text(lines, encoding="utf-8")
    sys.stdout.write("\n".join(table(rows)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
