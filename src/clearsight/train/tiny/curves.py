"""Learning curves: JSON lines, TensorBoard event files and an SVG drawing.

The JSON lines are the record; the other two are made of the same numbers.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from clearsight.svg import Place, Svg

NAME = "curves.jsonl"
_COLOURS = ("#0072b2", "#d55e00", "#007a5a", "#a6478a", "#1a1a1a", "#8a6d00")
_DASHES = (None, "9 4", "3 3", "12 4 3 4", "1.5 4", "16 5")
_WIDTH, _LEFT, _TOP, _PLOT_W, _PLOT_H, _FOOT = 860.0, 74.0, 104.0, 740.0, 300.0, 58.0
_FAINT, _DIM = "#e3e3e3", "#4a4a4a"
_MOST_POINTS = 40  # of the training loss on paper: batches are of like length, and jump


class Curves:
    """The numbers of a run, step by step."""

    def __init__(self, folder: Path, start: int) -> None:
        """Go on at step `start`; what a killed run wrote past its checkpoint is dropped."""
        from torch.utils.tensorboard import SummaryWriter

        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._path = folder, folder / NAME
        kept = [one for one in read(self._path) if one["step"] < start]
        text = "".join(json.dumps(one) + "\n" for one in kept)
        self._path.write_text(text, encoding="utf-8")
        self._file = self._path.open("a", encoding="utf-8")
        self._events = SummaryWriter(str(folder / "tensorboard"), purge_step=start)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()
        self._events.close()

    def add(self, step: int, values: Mapping[str, float]) -> None:
        """Write the numbers of one step."""
        line = {"step": step, **{name: round(value, 6) for name, value in values.items()}}
        self._file.write(json.dumps(line) + "\n")
        for name, value in values.items():
            self._events.add_scalar(name, value, step)

    def flush(self) -> None:
        """Hand to the system what was added: a checkpoint must not be ahead of its curve."""
        self._file.flush()
        self._events.flush()

    def draw(self, title: str) -> None:
        """Write curves.svg."""
        self.flush()
        drawn = draw(read(self._path), title)
        (self._folder / "curves.svg").write_text(drawn, encoding="utf-8")


def read(path: Path) -> list[dict[str, Any]]:
    """All steps of a file; none when it is missing. A last line that was cut off is left out."""
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith("\n")]


def draw(steps: Sequence[Mapping[str, float]], title: str) -> str:
    """Losses over steps as SVG: the training loss smoothed, the development loss as measured."""
    names = [n for n in dict.fromkeys(k for one in steps for k in one) if n.startswith("loss")]
    lines = {name: [(one["step"], one[name]) for one in steps if name in one] for name in names}
    lines = {n: _smooth(line) if n == "loss" else line for n, line in lines.items() if line}
    end = max((int(one["step"]) for one in steps), default=0)
    high = max((value for line in lines.values() for _, value in line), default=1.0)
    told = "; ".join(f"{n} from {line[0][1]:.2f} to {line[-1][1]:.2f}" for n, line in lines.items())
    under = f"mean loss per learnt token over {end + 1} steps; training loss smoothed"
    svg = Svg(_WIDTH, _TOP + _PLOT_H + _FOOT, title, f"{under}. {told}.")
    svg.words(title, (20.0, 30.0), font_size=17.0, font_weight="600")
    svg.words(under, (20.0, 52.0), fill=_DIM)
    _axes(svg, end, high)
    at = 20.0
    for number, (name, line) in enumerate(lines.items()):
        look = {"stroke": _COLOURS[number % 6], "stroke_dasharray": _DASHES[number % 6]}
        svg.line((at, 81.0), (at + 26, 81.0), stroke_width=2.5, **look)
        svg.words(name, (at + 34, 86.0))
        at += 60 + 7.4 * len(name)
        svg.path([_place(one, end, high) for one in line], stroke_width=2, **look)
    return str(svg)


def _place(one: tuple[float, float], end: int, high: float) -> Place:
    return (_LEFT + one[0] / max(1, end) * _PLOT_W, _TOP + (1 - one[1] / high) * _PLOT_H)


def _axes(svg: Svg, end: int, high: float) -> None:
    for part in range(5):
        x, y = _LEFT + part / 4 * _PLOT_W, _TOP + (1 - part / 4) * _PLOT_H
        svg.line((_LEFT, y), (_LEFT + _PLOT_W, y), stroke=_FAINT)
        svg.words(f"{high * part / 4:.2f}", (_LEFT - 8, y + 5), text_anchor="end", fill=_DIM)
        svg.words(
            f"{end * part / 4:.0f}", (x, _TOP + _PLOT_H + 22), text_anchor="middle", fill=_DIM
        )
    svg.words("step", (_LEFT + _PLOT_W / 2, _TOP + _PLOT_H + 44), text_anchor="middle", fill=_DIM)


def _smooth(line: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Means of consecutive steps, at most _MOST_POINTS of them."""
    width = -(-len(line) // _MOST_POINTS)
    parts = [line[at : at + width] for at in range(0, len(line), width)]
    return [(part[-1][0], sum(value for _, value in part) / len(part)) for part in parts]
