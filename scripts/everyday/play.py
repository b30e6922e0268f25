"""The second playthrough: every question of a round through the page, judged and counted.

`python -m scripts.playthrough --everyday` asks a round by its seed: seeds that have a file in
rounds/ are asked as it says, others by the makers' own wordings. Judgements stand in judged.toml by
picture and question, each with the digest of the answer that it was made of.
"""

import io
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from starlette.testclient import TestClient

from clearsight.imaging.item import Pixels
from clearsight.stats import Rate
from scripts.everyday import written
from scripts.everyday.asked import Half, confident, judged
from scripts.everyday.everyday import shown
from scripts.measures.table import table
from scripts.page_answers import Answered, ask, digest

SEED: int = 6
HALF: Half = "held"
JUDGED = Path(__file__).with_name("judged.toml")
_BUSY, _TRIES = "took too long", 4
LABELS = ("helpful", "partly", "cannot tell", "refused", "wrong")


@dataclass(frozen=True, slots=True)
class Played:
    """One question with its answer.

    Attributes:
        label: the developers' judgement, or "not judged".
        blunt: the automatic one: right, cannot or wrong.
    """

    task: str
    picture: str
    question: str
    truth: str
    answered: Answered
    label: str
    blunt: str

    @property
    def sure(self) -> bool:
        return confident(self.answered.answer)


def play(client: TestClient, seed: int, half: Half, folder: Path | None) -> list[Played]:
    """Every question of a round; pictures are left in `folder` for who judges."""
    known = tomllib.loads(JUDGED.read_text(encoding="utf-8")) if JUDGED.is_file() else {}
    out: list[Played] = []
    for one in written.shown(seed) if written.written(seed) else shown(seed, half):
        sent = encoded(one.pixels)
        if folder is not None:
            (folder / f"{one.name.replace(':', '-')}.jpg").write_bytes(sent)
        for question in one.questions:
            got = _asked(client, sent, question.words)
            label, of = known.get(one.name, {}).get(question.words, ["", ""])
            label = label if of == digest(got.answer) else "not judged"
            blunt = judged(question, got.answer)
            out.append(Played(one.task, one.name, question.words, one.truth, got, label, blunt))
            print(f"{one.name}: {question.words} -> {got.answer}", file=sys.stderr)
    return out


def _asked(client: TestClient, sent: bytes, question: str) -> Answered:
    """Asked again when the machine was too busy to check in time: that is no answer."""
    got = ask(client, sent, question)
    for _ in range(_TRIES - 1):
        if _BUSY not in got.answer:
            break
        got = ask(client, sent, question)
    return got


def encoded(pixels: Pixels) -> bytes:
    """JPEG, as a phone would send it."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=92)
    return out.getvalue()


def report(played: Sequence[Played]) -> str:
    """Counts by task, then every answer that is wrong, with what is so."""
    tasks = list(dict.fromkeys(one.task for one in played))
    lines = [_line(task, [one for one in played if one.task == task]) for task in tasks]
    lines.append(_line("all", played))
    head = ("task", "questions", *LABELS, "wrong and sure")
    wrong = [one for one in played if one.label == "wrong"]
    sure = [one for one in wrong if one.sure]
    parts = [
        HEAD.strip(),
        table(head, lines),
        f"Wrong: {_rate(len(wrong), len(played))}. Wrong without a word of doubt: "
        f"{_rate(len(sure), len(played))}.",
    ]
    if wrong:
        rows = [[one.picture, one.question, one.answered.answer.replace("|", "\\|")]
                for one in wrong]  # fmt: skip
        parts.append("What was wrong:\n\n" + table(("picture", "asked", "answered"), rows))
    return "\n\n".join(parts) + "\n"


HEAD = """# Ten everyday tasks, a second time

A larger round beside [playthrough.md](playthrough.md): menus, medicine, clothes, timetables,
letters, screens, rooms, fridge labels, money and groups, on pictures that are made by a seed: our
renderers with seeds of their own, papers in layouts that they do not have (two columns, stickers,
settings, price tags, a departure screen; some in Chinese, Spanish, German, French), and photos of
scikit-image. Made by `python -m scripts.playthrough --everyday`; every question goes through the
page and the policy `assistive`. Each question has wordings to mend by and wordings that were
written before any answer was seen and not asked while mending (`--half`). **The judgements are the
developers'**, against what is known: *helpful*, *partly* (half of it, or said as what comes
nearest), *cannot tell* (says so; also "I do not see it, I may miss it"), *refused* (the guard
refuses what it should not; who somebody is and how they feel is rightly refused, and counted as
"cannot tell"), *wrong*. `scripts/everyday/judged.toml` holds each judgement with the digest of its
answer.
"""


def _line(name: str, played: Sequence[Played]) -> list[str]:
    counts = Counter(one.label for one in played)
    sure = sum(one.label == "wrong" and one.sure for one in played)
    return [name, str(len(played)), *(str(counts[label]) for label in LABELS), str(sure)]


def _rate(count: int, n: int) -> str:
    rate = Rate(count, n)
    return f"{count} of {n} [{rate.low:.3f}, {rate.high:.3f}]"
