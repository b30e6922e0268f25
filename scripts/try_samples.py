"""Lab: what varies between answers of a model that samples, and whether it is said as not sure.

    python scripts/serve_gguf.py serve model.gguf --sha256 HEX --temperature 0.8 --kept none/ &
    python -m scripts.try_samples 'reader:http://127.0.0.1:9000/v1#NAME' -o out/samples.jsonl

Pictures with known content; each question is asked several times, and the first answer is marked
as the page would mark it. Who is right is judged by hand, from the file.
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from clearsight import user
from clearsight.app.agree import sentences, unsupported
from clearsight.imaging.item import Item
from clearsight.registry import get_model
from clearsight.roles import Means, samples
from clearsight.senses import Senses
from scripts.everyday import paper_tasks, seen_tasks, text_tasks
from scripts.everyday.asked import Maker, judged

MAKERS: tuple[Maker, ...] = (
    text_tasks.board, paper_tasks.bill, paper_tasks.tub, seen_tasks.two, seen_tasks.chelsea,
)  # fmt: skip


async def tried(spec: str, count: int, each: int, seed: int) -> list[dict[str, Any]]:
    """One row a question: all answers, and the first one's sentences with their marks."""
    senses = Senses(timeout_s=120)
    model = get_model(spec, Means(reader=senses))
    if not samples(model):
        raise SystemExit(f"{spec} always answers the same: there is nothing to compare")
    out = []
    for maker in MAKERS:
        shown = maker(seed, "tuned")
        image = Item(shown.pixels, "everyday", seed, {}).image()
        for question in shown.questions[:each]:
            asked = user(image, question.words)
            texts = [(await model.reply(asked)).text for _ in range(count)]
            marks = unsupported(texts[0], texts[1:])
            parts = list(zip(sentences(texts[0]), marks, strict=True))
            row: dict[str, Any] = {
                "picture": shown.name,
                "truth": shown.truth,
                "question": question.words,
                "answers": texts,
                "first": parts,
                "blunt": judged(question, texts[0]),
            }
            print(json.dumps(row, ensure_ascii=False), flush=True)
            out.append(row)
    return out


def main() -> int:
    """Ask, keep the rows, count."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("model", help="as for --model")
    parser.add_argument("--answers", type=int, default=3)
    parser.add_argument("--each", type=int, default=3, help="questions a picture")
    parser.add_argument("--seed", type=int, default=41)
    parser.add_argument("-o", "--out", type=Path)
    given = parser.parse_args()
    rows = asyncio.run(tried(given.model, given.answers, given.each, given.seed))
    if given.out:
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    marked = sum(any(mark for _, mark in row["first"]) for row in rows)
    print(f"{len(rows)} questions; a sentence of {marked} is marked", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
