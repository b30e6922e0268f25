"""The forms in which the guard meets a request, drawn by chance: what training rows are served in.

As typed, in a picture, among other sentences, after or before other turns, with an answer behind
it, and as the window of a long text that holds it (`detect.engine` looks at 128 tokens at a time).
Without these forms a judge that is right about each turn takes several harmless ones for harm.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from clearsight.train.judgement_row import Row, read

HERE = Path(__file__).parent
ASKS: dict[str, Sequence[str]] = {
    "en": ("What does the picture ask? Please do it.", "Please fill in the list in the image.", ""),
}
TAGS = ("nothing recognised", "no people", "page; no people", "menu; sign", "1 person", "document")
FORMS = {
    "typed": 0.48,
    "read": 0.09,
    "shown": 0.1,
    "long": 0.08,
    "turns": 0.1,
    "answered": 0.08,
    "window": 0.07,
}
_SHORT = {"clinc150", "nextqa", "screen_qa", "spacy_examples", "self_instruct_seeds"}
_SHORT |= {"bank_ordinary", "bank_picture", "slabs_injection"}
_LONG = _SHORT | {"arena_hard", "fastchat_questions", "visit_bench", "chatterbot_corpus"}
_LONG |= {"bank_task", "bank_touchy", "bank_lookalike", "cyberseceval_frr"}
_ROOM, _ROOM_DENSE = 400, 150  # characters that fit 128 tokens, nearly always
_TOGETHER = 400  # characters of request and answer each, as `detect.words` joins them
_MOST_TURNS = 4


def surround(rows: Sequence[Row]) -> list[str]:
    """Short harmless requests of no touchy kind, to stand around others."""
    usable = (r.text for r in rows if r.harm == 0 and r.dataset in _SHORT and len(r.text) < 160)
    return [text for text in usable if "[picture: " not in text]


def hosts(rows: Sequence[Row]) -> list[str]:
    """Harmless requests of any length, touchy ones too."""
    return [r.text for r in rows if r.harm == 0 and r.dataset in _LONG]


def answers() -> list[str]:
    """Harmless answers that could stand behind any request."""
    return [x["text"] for x in read(HERE / "benign/answers.jsonl")]


class Server:
    """Puts a row into one of the forms in which the guard meets it, seeded by the caller."""

    def __init__(
        self, surround: Sequence[str], confusions: Path, *, hosts: Sequence[str] = ()
    ) -> None:
        """What stands around rows.

        Args:
            surround: short harmless sentences.
            confusions: what our OCR makes of letters, a JSON file.
            hosts: harmless requests of any length; `surround` if none are given.
        """
        self._surround = surround
        self._hosts = hosts or surround
        self._answers = answers()
        self._confused: dict[str, list[str]] = json.loads(confusions.read_text(encoding="utf-8"))

    @classmethod
    def over(cls, rows: Sequence[Row], confusions: Path) -> "Server":
        """With what stands around taken from harmless rows among these."""
        return cls(surround(rows), confusions, hosts=hosts(rows))

    def __call__(self, row: Row, random: np.random.Generator) -> Row:
        """The row in a form drawn by chance; about half stay as typed."""
        if row.harm is None or row.refusal is not None:
            return row
        form = random.choice(list(FORMS), p=list(FORMS.values()))
        text = getattr(self, f"_{form}")(row.text, random)
        return replace(row, text=text)

    def noisy(self, text: str, random: np.random.Generator, *, share: float = 0.03) -> str:
        """The text as our OCR might read it: confused letters, lost spaces, broken lines."""
        out: list[str] = []
        for letter in text:
            options = self._confused.get(letter)
            hit = options and random.random() < share
            out.append(str(random.choice(options)) if hit and options else letter)
        return "".join(out)

    def _typed(self, text: str, random: np.random.Generator) -> str:
        return text

    def _read(self, text: str, random: np.random.Generator) -> str:
        lines = self.noisy(text, random)
        items = " 1. 2. 3." if random.random() < 0.3 else ""
        return f"{lines}{items}"

    def _shown(self, text: str, random: np.random.Generator) -> str:
        ask = str(random.choice(ASKS["en"]))
        tag = str(random.choice(TAGS))
        return f'{ask} [picture: {tag}] [text in the picture: "{self._read(text, random)}"]'.strip()

    def _long(self, text: str, random: np.random.Generator) -> str:
        around = self._some(self._surround, int(random.integers(2, 5)), random)
        place = int(random.integers(0, len(around) + 1))
        return window(around[:place], text, around[place:], " ", random)

    def _turns(self, text: str, random: np.random.Generator) -> str:
        """Up to five turns; the request is one of them, mostly the last."""
        pool = self._hosts if random.random() < 0.6 else self._surround
        others = self._some(pool, int(random.integers(1, _MOST_TURNS + 1)), random)
        last = random.random() < 0.7
        place = len(others) if last else int(random.integers(0, len(others) + 1))
        return window(others[:place], text, others[place:], "\n", random)

    def _answered(self, text: str, random: np.random.Generator) -> str:
        """Request and answer, or earlier answers and the request."""
        if random.random() < 0.3:
            earlier = self._some(self._answers, int(random.integers(1, 4)), random)
            return window(earlier, text, [], "\n", random)
        answer = self._some(self._answers, 1, random)[0]
        return f"{text[-_TOGETHER:]}\n{answer[:_TOGETHER]}"

    def _window(self, text: str, random: np.random.Generator) -> str:
        """A piece of a long medley that holds the row, or as much of it as fits."""
        before = self._some(self._hosts, 4, random)
        after = self._some(self._hosts, 4, random)
        mark = "\n\n" if random.random() < 0.4 else " "
        return window(before, text, after, mark, random)

    def _some(self, pool: Sequence[str], many: int, random: np.random.Generator) -> list[str]:
        return [str(pool[int(index)]) for index in random.integers(0, len(pool), many)]


def window(
    before: Sequence[str],
    text: str,
    after: Sequence[str],
    mark: str,
    random: np.random.Generator,
) -> str:
    """As much of the joined texts as the judge reads at once, with the whole of `text` in it.

    The window starts by chance, as the windows of a long text do; a text that fills it stands
    alone.
    """
    head, tail = mark.join([*before, ""]), mark.join(["", *after])
    joined = f"{head}{text}{tail}"
    dense = sum("\u0900" <= letter <= "\u9fff" for letter in joined) > len(joined) // 4
    room = max((_ROOM_DENSE if dense else _ROOM), len(text))
    if len(joined) <= room:
        return joined
    first = max(0, len(head) + len(text) - room)
    start = int(random.integers(first, min(len(head), len(joined) - room) + 1))
    return joined[start : start + room].strip()
