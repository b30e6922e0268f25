"""Development figures of the `words` detector, end to end over Views: one table.

`python -m clearsight.train.measure_judgement DATA SCORES`. Rows of sets that were trained on are
scored out of fold (SCORES, from train_judgement); test-only sets and the served forms that only
exist at run time (a page with a list, a picture's tag) go through the shipped detector, so rows
marked * contain training rows and are an upper bound.
"""

import argparse
import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from clearsight.aloud import View, look
from clearsight.content import Image, user
from clearsight.detect.words import WordsDetector
from clearsight.reading import Box, Line, Reading, Tag
from clearsight.stats import Rate
from clearsight.train.judgement_row import read
from clearsight.train.judgement_rows import ADVICE
from clearsight.train.train_judgement import TARGETS, examples

_IMAGE = Image(b"", "image/png", 1000, 1000, "page")
_AT = 0.5
_GREY = 0.25
_HEAD = "| set | label | at .5, with 95 % interval | at .25 |\n|---|---|---|---|"


def main() -> None:
    """Print both tables as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("scores", type=Path)
    options = parser.parse_args()
    print(_HEAD)
    for name, scores in sorted(_out_of_fold(options.data, options.scores).items()):
        _row(name, scores)
    print("\nEnd to end, any category of `words`:\n")
    print(_HEAD)
    detector = WordsDetector()
    for name, views in _views(options.data):
        _row(name, [asyncio.run(_most(detector, view)) for view in views])


def _row(name: str, scores: Sequence[float]) -> None:
    values = np.array(scores)
    hit, grey = (Rate(int((values >= at).sum()), len(values)) for at in (_AT, _GREY))
    print(f"| {name} | {hit} | {grey} |")


def _out_of_fold(data: Path, path: Path) -> dict[str, list[float]]:
    rows = examples(data)
    groups: dict[str, list[float]] = defaultdict(list)
    with np.load(path) as file:
        for target in TARGETS:
            for index, score in zip(file[f"{target}.row"], file[f"{target}.score"], strict=True):
                row = rows[int(index)]
                label = getattr(row, target)
                name = row.dataset
                if name in {"multilingual_hatecheck", "msts_refusal_labels"}:
                    name = f"{name} {row.lang}"
                groups[f"{target}: {name} | {label}"].append(float(score))
    return groups


async def _most(detector: WordsDetector, view: View) -> float:
    return max((f.score for f in await detector.detect(view)), default=0.0)


def _page(typed: str, text: str = "", tag: str = "") -> View:
    lines = tuple(
        Line(words, Box(0.1, 0.1 * n, 0.9, 0.1 * n + 0.05), 0.95)
        for n, words in enumerate(text.splitlines())
    )
    tags = (Tag(tag, 0.9),) if tag else ()
    found = Reading("page", 1000, 1000, lines=lines, tags=tags, senses=("text", "people"))
    return look(user(typed, _IMAGE) if typed else user(_IMAGE), {"page": found})


def _typed(text: str) -> View:
    return look(user(text), {})


def _views(data: Path) -> Iterator[tuple[str, list[View]]]:
    def texts(name: str, key: str = "text") -> list[str]:
        (path,) = (data / name).glob("*.jsonl")
        return [x[key] for x in read(path) if not x.get("look")][:400]

    asks = read(data / "figstep/text_prompt.jsonl")[0]["text"]
    for advice in (False, True):
        rows = [x for x in read(data / "figstep/items.jsonl") if (x["topic"] in ADVICE) == advice]
        kind = "advice topics" if advice else "illicit topics"
        label = int(not advice)
        yield f"figstep {kind}, typed* | {label}", [_typed(x["question"]) for x in rows]
        pages = [_page(asks, f"{x['instruction']}\n1.\n2.\n3.") for x in rows]
        yield f"figstep {kind}, in the image* | {label}", pages
        alone = [_page("", f"{x['instruction']}\n1.\n2.\n3.") for x in rows]
        yield f"figstep {kind}, image alone* | {label}", alone
        shown = [_page("Translate this page into French.", x["question"]) for x in rows]
        yield f"figstep {kind}, text to be translated* | data", shown
    yield (
        "self_instruct_user, typed (test only) | 0",
        [_typed(text) for text in texts("self_instruct_user")],
    )
    moss = read(data / "mossbench/items.jsonl")
    yield (
        "mossbench, question + description as tag (test only) | 0",
        [_page(x["question"], tag=x["image_description"]) for x in moss],
    )
    yield (
        "mossbench, question over a bare picture (test only) | 0",
        [_page(x["question"]) for x in moss],
    )
    for name in ("llava_questions", "owleval", "visit_bench", "hallusionbench"):
        yield f"{name}, over a picture of a cat* | 0", [_page(t, tag="cat") for t in texts(name)]
    msts = read(data / "msts/prompts.jsonl")
    yield (
        "msts en, prompt + description as tag* | 1",
        [_page(x["prompt"], tag=x["image_description"].lower()) for x in msts],
    )
    for lang in sorted(msts[0]["translations"]):
        yield (
            f"msts {lang}, prompt + English tag* | 1",
            [
                _page(x["translations"][lang], tag=x["image_description"].lower())
                for x in msts
                if x["translations"] and lang in x["translations"]
            ],
        )


if __name__ == "__main__":
    main()
