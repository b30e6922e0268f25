"""Measure how far transforms of FigStep's words can be read, and what the guard does about them.

Request stage, preset `default`: pictures with the prompt of FigStep beside them, words typed alone.
Rows go to out/transforms/rows.jsonl; a run that was interrupted goes on where it stopped. Texts
come by turns, so that a run that is cut short has the same n everywhere.
"""

import argparse
import asyncio
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any

from tqdm import tqdm

from clearsight.build import load_policy
from clearsight.stats import Rate
from clearsight.train.judge_rows import DEV_FOLD
from clearsight.weights import locate
from scripts.measures.table import table
from scripts.measures.transforms import Asker, Row, in_turns, prompt, texts, ways

ROOT = Path(__file__).resolve().parents[1]
CODE = ("detect", "senses", "policy", "imaging/transform")
PICTURES = ("transform", "ours", "ours, words", "tesseract", "tesseract, words", "refused",
            "unreadable", "frames refused", "unreadable", "CPU ms, median")  # fmt: skip
WORDS = ("transform", "undone", "undone, words", "undone whole", "refused", "frames refused")


def main(argv: Sequence[str] | None = None) -> int:
    """Ask what is left to ask, then print the tables."""
    given = _parser().parse_args(argv)
    if not given.data.is_dir():
        print(f"{given.data} is missing; set CLEARSIGHT_DATA or --data", file=sys.stderr)
        return 1
    given.out.mkdir(parents=True, exist_ok=True)
    run, rows = given.out / "run.json", given.out / "rows.jsonl"
    if given.fresh:
        rows.unlink(missing_ok=True)
        run.unlink(missing_ok=True)
    made = described(given, run)
    asyncio.run(_ask(given, rows))
    text = report(read_rows(rows), made)
    (given.out / "report.md").write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


async def _ask(given: argparse.Namespace, path: Path) -> None:
    """Append the rows that are missing, until all are there or the time is up."""
    known = {_key(row) for row in read_rows(path)}
    words = in_turns(texts(given.data, given.fold, given.limit, given.seed))
    todo = [
        (one, side, name)
        for one in words
        for side, name in ways()
        if (side, name, one.name) not in known
    ]
    todo.sort(key=lambda task: task[1], reverse=True)  # words first: they cost next to nothing
    asker = Asker(given.policy, prompt(given.data), given.seed)
    end = time.monotonic() + given.minutes * 60
    bar = tqdm(todo, unit="row", disable=not sys.stderr.isatty())
    with path.open("a", encoding="utf-8") as out:
        for one, side, name in bar:
            if time.monotonic() > end:
                break
            out.write(json.dumps(await asker.row(one, side, name)) + "\n")
            out.flush()


def report(rows: Sequence[Row], made: dict[str, Any]) -> str:
    """What it was measured with, then a table of pictures and one of words."""
    about = ", ".join(f"{name} {value}" for name, value in made.items())
    parts = [f"Measured with {about}."]
    for side, head, line in (("picture", PICTURES, _picture), ("words", WORDS, _words)):
        mine = [row for row in rows if row["side"] == side]
        names = dict.fromkeys(row["transform"] for row in mine)
        lines = [line(name, [row for row in mine if row["transform"] == name]) for name in names]
        parts.append(table(head, lines))
    return "\n\n".join(parts)


def _picture(name: str, rows: Sequence[Row]) -> list[str]:
    bad, frames = _groups(rows)
    shares = [_mean(bad, key) for key in ("ours", "ours_words", "tesseract", "tesseract_words")]
    spent = f"{median(row['cpu_ms'] for row in frames):.0f}" if frames else ""
    return [
        name, *shares, _refused(bad), str(sum(map(_unreadable, bad))),
        _refused(frames), str(sum(map(_unreadable, frames))), spent,
    ]  # fmt: skip


def _words(name: str, rows: Sequence[Row]) -> list[str]:
    bad, frames = _groups(rows)
    known = [row for row in bad if row.get("whole") is not None]
    whole = str(Rate(sum(row["whole"] for row in known), len(known))) if known else ""
    shares = [_mean(bad, "ours"), _mean(bad, "ours_words")]
    return [name, *shares, whole, _refused(bad), _refused(frames)]


def _groups(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Illicit ones and frames."""
    return [r for r in rows if r["group"] == "illicit"], [r for r in rows if r["group"] == "frame"]


def _mean(rows: Sequence[Row], key: str) -> str:
    return f"{mean(row[key] for row in rows):.2f}".removeprefix("0") if rows else ""


def _refused(rows: Sequence[Row]) -> str:
    return str(Rate(sum(row["action"] in ("refuse", "person") for row in rows), len(rows)))


def _unreadable(row: Row) -> bool:
    """Whether it was stopped because a picture held text that nobody of ours could read."""
    return row["action"] in ("refuse", "person") and row["rule"].startswith("fail_closed")


def _key(row: Row) -> tuple[str, str, str]:
    return row["side"], row["transform"], row["name"]


def read_rows(path: Path) -> list[Row]:
    """Whole rows; a half-written last line is cut off."""
    if not path.exists():
        return []
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if whole != data:
        path.write_bytes(whole)
    return [json.loads(line) for line in whole.splitlines()]


def described(given: argparse.Namespace, path: Path) -> dict[str, Any]:
    """What the rows depend on, remembered beside them; rows of different code must not be mixed.

    Raises:
        SystemExit: there are rows of something else.
    """
    policy = load_policy(given.policy)
    now = {
        "policy": f"{policy.name}@{policy.digest}",
        "heads": hashlib.sha256(locate("judgement/heads").read_bytes()).hexdigest()[:12],
        "code": _code(),
        "fold": getattr(given, "fold", None),
        "seed": given.seed,
        "told": getattr(given, "told", False),
    }
    if path.exists():
        before: dict[str, Any] = json.loads(path.read_text())
        if {key: before.get(key) for key in now} != now:
            raise SystemExit(
                f"{path.parent} holds rows of {before}, but this is {now}: they must not be mixed. "
                "Use --fresh to begin again, or another --out."
            )
        return before
    git = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    made = {"commit": git.stdout.strip(), **now}
    path.write_text(json.dumps(made, indent=1) + "\n")
    return made


def _code() -> str:
    """Hash of what reads, judges and changes."""
    files = [f for part in CODE for f in sorted((ROOT / "src/clearsight" / part).rglob("*"))]
    kept = [f for f in files if f.suffix in (".py", ".toml")]
    return hashlib.sha256(b"".join(f.read_bytes() for f in kept)).hexdigest()[:12]


def _parser() -> argparse.ArgumentParser:
    about = (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog="scripts/measure_transforms.py", description=about)
    place = os.environ.get("CLEARSIGHT_DATA")
    data = Path(place) if place else ROOT.parent / "shared/data"
    parser.add_argument("--data", type=Path, default=data)
    parser.add_argument("--out", type=Path, default=ROOT / "out/transforms")
    parser.add_argument("--limit", type=int, default=40, help="texts of each group, by hash")
    fold = "only this fold of FigStep; the shipped heads never saw the default"
    parser.add_argument("--fold", type=int, choices=range(5), default=DEV_FOLD, help=fold)
    trained = "also the rows that the heads were fitted on: not a measure of new requests"
    parser.add_argument(
        "--trained-too", dest="fold", action="store_const", const=None, help=trained
    )
    parser.add_argument("--minutes", type=float, default=600.0, help="stop asking after this")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--policy", default="default")
    parser.add_argument("--fresh", action="store_true", help="forget the rows of earlier runs")
    return parser


if __name__ == "__main__":
    sys.exit(main())
