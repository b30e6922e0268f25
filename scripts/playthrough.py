"""Ten everyday tasks of people who cannot see, asked on the page with the built-in model.

Run from the repository: python -m scripts.playthrough > docs/playthrough.md. Pictures are rendered
with known values, or photos out of scikit-image; questions and judgements: playthrough.toml.
A judgement holds for the very answer that it was made of: another answer is listed as not judged.
"""

import argparse
import asyncio
import io
import re
import sys
import tempfile
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage import data
from starlette.testclient import TestClient

from clearsight import gateway
from clearsight.deployment import Deployment, ServeSettings
from clearsight.imaging.render import render
from clearsight.imaging.wear import wear
from clearsight.server import application
from clearsight.stats import Rate
from scripts.everyday import play as everyday
from scripts.page_answers import ask, digest

SOURCE = Path(__file__).with_suffix(".toml")
LABELS = ("helpful", "partly", "cannot tell", "wrong")
SEED, WEAR = 7, "mild"
SEEDS = {"scene": 17}  # the first one from 7 that is a room


@dataclass(frozen=True)
class Asked:
    """One question on the page; `warned` is what was said before the answer."""

    task: str
    picture: str
    question: str
    answer: str
    warned: str
    held: str
    label: str
    confident: bool


def picture(spec: str, folder: Path) -> bytes:
    """ "photo:NAME" out of scikit-image, else a renderer's name, worn as by a phone."""
    kind, _, name = spec.rpartition(":")
    made = getattr(data, name)() if kind == "photo" else _rendered(name)
    out = io.BytesIO()
    Image.fromarray(made).convert("RGB").save(out, "JPEG", quality=92)
    (folder / f"{name}.jpg").write_bytes(out.getvalue())
    return out.getvalue()


def _rendered(name: str) -> NDArray[np.uint8]:
    seed = SEEDS.get(name, SEED)
    return wear(render(name, seed), seed, WEAR).pixels


def play(client: TestClient, table: dict[str, Any], folder: Path) -> list[Asked]:
    """Every question of every task, each on a page of its own."""
    out = []
    for task, pictures in table.items():
        for spec, questions in pictures.items():
            sent = picture(spec, folder)
            for question, judged in questions.items():
                out.append(one(client, task, spec, sent, question, judged))
                print(f"{task}: {question} -> {out[-1].answer}", file=sys.stderr)
    return out


def one(
    client: TestClient, task: str, spec: str, sent: bytes, question: str, judged: list[str]
) -> Asked:
    """One question, with the judgement if it was made of this very answer."""
    got = ask(client, sent, question)
    label, of = judged or ["", ""]
    label = label if of == digest(got.answer) else "not judged"
    sure = not _hedged(got.answer)
    return Asked(task, spec, question, got.answer, got.warned, got.held, label, sure)


def _hedged(answer: str) -> bool:
    """Whether the answer itself says that it may not be so; what it quotes says nothing."""
    own = re.sub(r"“[^”]*”", "", answer)
    doubts = r"\b(?:perhaps|may|might|could be|looks like|cannot|can't|do not|not sure)\b"
    return re.search(doubts, own, re.IGNORECASE) is not None


def report(asked: list[Asked]) -> str:
    """The page of the documentation."""
    counts = Counter(one.label for one in asked)
    sure = [one for one in asked if one.label == "wrong" and one.confident]
    lines = [f"| {name} | {counts[name]} |" for name in (*LABELS, "not judged") if counts[name]]
    wrong, bold = Rate(counts["wrong"], len(asked)), Rate(len(sure), len(asked))
    head = INTRODUCTION.format(
        n=len(asked), lines="\n".join(lines), wrong=_rate(wrong), bold=_rate(bold)
    )
    return head + "".join(_task(name, asked) for name in dict.fromkeys(a.task for a in asked))


def _rate(rate: Rate) -> str:
    return f"{rate.successes} of {rate.n} [{rate.low:.2f}, {rate.high:.2f}]"


def _task(name: str, asked: list[Asked]) -> str:
    rows = [
        f"| {one.picture} | {one.question} | {_cell(one)} | {one.label} |"
        for one in asked
        if one.task == name
    ]
    return f"\n## {name}\n\n| picture | asked | answered | judged |\n|---|---|---|---|\n" + (
        "\n".join(rows) + "\n"
    )


def _cell(one: Asked) -> str:
    parts = (f"*{one.warned}*" if one.warned else "", f"*{one.held}*" if one.held else "",
             one.answer)  # fmt: skip
    return " ".join(part for part in parts if part).replace("|", "\\|")


INTRODUCTION = """# Ten everyday tasks

What the page answers with the built-in model, `describer`, which reads text, counts faces, names
colours and a few things. Made by `python -m scripts.playthrough`: pictures are rendered with
known values (seed 7, worn mildly as by a phone) or photos of scikit-image; every question goes
through the real page without scripts and the policy `assistive`. The questions were written
before the answers were seen; the describer has been mended by them since.
**The judgements are the developers'**, against the known values:
*helpful* (answers it), *partly*, *cannot tell* (says so, or says what it lacks), *wrong* (it is
not so, or something else is said in its place). Words in italics were said before the answer: a
warning, or advice on the photo, which was then sent anyway. What is not understood word by word is
answered with the nearest that can be read, and called that ([describer.md](describer.md)).

| judged | n = {n} |
|---|---|
{lines}

Wrong: {wrong}. Wrong without a word of doubt: {bold}. Intervals are of 95 %. Ten tasks are a look:
they are no sample of what people ask.
"""


def main() -> None:
    gateway.configure()  # logs go to stderr
    given = _parser().parse_args()
    with tempfile.TemporaryDirectory() as name:
        settings = ServeSettings(
            database=f"sqlite:///{name}/keys.db", pepper="p" * 64, policy="assistive"
        )
        deployment = Deployment(settings)
        asyncio.run(deployment.store.migrate())
        with TestClient(
            application(deployment), "http://localhost", client=("127.0.0.1", 1)
        ) as client:
            if given.everyday:
                played = everyday.play(client, given.seed, given.half, given.folder)
                print(everyday.report(played), end="")
                to_judge = [(x.answered.answer, x.label, f"{x.picture} | {x.question} | {x.blunt}")
                            for x in played]  # fmt: skip
            else:
                table = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
                asked = play(client, table, given.folder or Path(name))
                print(report(asked), end="")
                to_judge = [(x.answer, x.label, x.question) for x in asked]
    if any(label == "not judged" for _, label, _ in to_judge):
        for answer, label, about in to_judge:
            print(f"{digest(answer)} {label}: {about}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--everyday", action="store_true", help="the second, larger round")
    parser.add_argument("--seed", type=int, default=everyday.SEED)
    parser.add_argument("--half", choices=("tuned", "held"), default=everyday.HALF)
    parser.add_argument("--folder", type=Path, help="keep the pictures here")
    return parser


if __name__ == "__main__":
    main()
