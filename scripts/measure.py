"""Measure the guard on published data: what it refuses, what it lets pass, and by which rule.

The request stage is asked of every case (`Guard.check`: no model); `--answers` of each condition
also go through the describer and the judgement of its answer. Rows (ids and verdicts, no content)
go to out/measure/SET.jsonl; a run that was interrupted goes on where it stopped.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from clearsight.build import load_policy
from clearsight.train.judge_rows import DEV_FOLD
from clearsight.weights import locate
from scripts.measures.cases import SETS, TRAINED, Case
from scripts.measures.table import report
from scripts.measures.work import Row, ask, tasks

ROOT = Path(__file__).resolve().parents[1]


def main(argv: Sequence[str] | None = None) -> int:
    """Ask what is left to ask, then print the tables."""
    given = _parser().parse_args(argv)
    if not given.data.is_dir():
        print(f"{given.data} is missing; set CLEARSIGHT_DATA or --data", file=sys.stderr)
        return 1
    given.out.mkdir(parents=True, exist_ok=True)
    _check_run(given.out / "run.json", _described(given), fresh=given.fresh)
    rows: list[Row] = []
    for name in given.sets:
        rows += _measured(name, given)
    text = report(rows) + _warning(given)
    (given.out / "report.md").write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


def _measured(name: str, given: argparse.Namespace) -> list[Row]:
    """All rows of a set, the missing ones asked now."""
    target = given.out / f"{name}.jsonl"
    if given.fresh:
        target.unlink(missing_ok=True)
    asked = [
        c for c in SETS[name](given.data) if given.fold is None or c.fold in (None, given.fold)
    ]
    cases = sample(asked, given.limit, given.seed)
    shown = [case for case in cases if case.picture or name == "xstest"]
    answered = frozenset(case.key for case in sample(shown, given.answers, given.seed))
    done = _read(target)
    known = {(row["key"], row["stage"]) for row in done}
    wanted = {(case.key, "request") for case in cases} | {(key, "answer") for key in answered}
    todo = [
        task
        for task in tasks(cases, answered)
        if any(
            (case.key, stage) in wanted - known
            for case in task.cases
            for stage in ("request", "answer")
        )
    ]
    bar = tqdm(total=len(todo), desc=name, unit="picture", disable=not sys.stderr.isatty())
    with target.open("a", encoding="utf-8") as out, bar:
        for found in ask(todo, policy=given.policy, workers=given.workers):
            new = [row for row in found if (row["key"], row["stage"]) not in known]
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in new)
            out.flush()
            bar.update()
    return [row for row in _read(target) if (row["key"], row["stage"]) in wanted]


def _warning(given: argparse.Namespace) -> str:
    """Which rows of sets that are trained on were asked, and what that means."""
    trained = " and ".join(name for name in given.sets if name in TRAINED)
    if not trained:
        return ""
    if given.fold is None:
        return (
            f"\n\nThe judgement of words was fitted on rows of {trained}: these figures say how it "
            "treats what it has seen, not what is new (docs/lab.md has those by folds)."
        )
    return (
        f"\n\nOf {trained} only fold {given.fold} was asked, whose clusters the heads never saw. "
        "The rules of intent were written with these sets in view."
    )


def sample(cases: Iterable[Case], most: int | None, seed: int) -> list[Case]:
    """At most `most` cases of each condition and group, chosen by hash; order kept."""
    listed = list(cases)
    if most is None:
        return listed
    chosen: set[str] = set()
    for part in {(case.condition, case.group) for case in listed}:
        mine = [case for case in listed if (case.condition, case.group) == part]
        # The name alone is hashed, so that all conditions of one picture are chosen together.
        chosen |= {c.key for c in sorted(mine, key=lambda case: _hash(case, seed))[:most]}
    return [case for case in listed if case.key in chosen]


def _hash(case: Case, seed: int) -> str:
    # Questions of one set about a photo: whole photos are taken.
    return hashlib.sha256(f"{seed}|{case.set}|{case.name}".encode()).hexdigest()


def _read(path: Path) -> list[Row]:
    """Whole rows; a half-written last line is cut off."""
    if not path.exists():
        return []
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if whole != data:
        path.write_bytes(whole)
    return [json.loads(line) for line in whole.splitlines()]


def _described(given: argparse.Namespace) -> dict[str, Any]:
    """What the rows depend on; rows of different code or policy must not be mixed."""
    policy = load_policy(given.policy)
    git = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    )
    heads = locate("judgement/heads").read_bytes()
    return {
        "commit": git.stdout.strip(),
        "policy": f"{policy.name}@{policy.digest}",
        "heads": hashlib.sha256(heads).hexdigest()[:12],
        "fold": given.fold,
    }


def _check_run(path: Path, now: dict[str, Any], *, fresh: bool) -> None:
    """Remember what the rows were made with, or stop when it has changed."""
    if path.exists() and not fresh:
        before = json.loads(path.read_text())
        if before != now:
            raise SystemExit(
                f"{path.parent} holds rows of {before}, but this is {now}: they must not be mixed. "
                "Use --fresh to begin again, or another --out."
            )
    path.write_text(json.dumps(now, indent=1) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/measure", description=__doc__.split("\n")[0])
    place = os.environ.get("CLEARSIGHT_DATA")
    data = Path(place) if place else ROOT.parent / "shared/data"
    parser.add_argument("--data", type=Path, default=data)
    parser.add_argument("--out", type=Path, default=ROOT / "out/measure")
    parser.add_argument("--sets", nargs="+", choices=list(SETS), default=list(SETS))
    parser.add_argument("--limit", type=int, help="cases of each condition and group, by hash")
    parser.add_argument("--answers", type=int, default=20, help="of them also answered")
    fold = "of sets that are trained on, only this fold; the shipped heads never saw the default"
    parser.add_argument("--fold", type=int, choices=range(5), default=DEV_FOLD, help=fold)
    trained = "also the rows that the heads were fitted on: not a measure of new requests"
    parser.add_argument(
        "--trained-too", dest="fold", action="store_const", const=None, help=trained
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--policy", default="default")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--fresh", action="store_true", help="forget the rows of earlier runs")
    return parser


if __name__ == "__main__":
    sys.exit(main())
