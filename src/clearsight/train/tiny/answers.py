"""What a checkpoint answers to the frozen measuring sets, as JSON lines; nothing is scored here.

WORK/measure/CELL.jsonl    rows (`clearsight.train.tiny.data`)
WORK/answers/STAGE/CELL.jsonl   {"id", "answer", "tokens"}, in the order of the rows
WORK/answers-dev/...            the same of rows of the dev split, by which a choice may be made

STAGE is "base" for the model before any stage: connector and adapters have learnt nothing yet, and
to text alone it answers as the packaged language model does.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from tqdm import tqdm

from clearsight.errors import UsageError
from clearsight.train.tiny import blend
from clearsight.train.tiny.features import Kept
from clearsight.train.tiny.files import put
from clearsight.train.tiny.measured import BASE, Sets, cells, folder_of
from clearsight.train.tiny.recipe import STAGES
from clearsight.train.tiny.rows import Row
from clearsight.train.tiny.stage import Rig, Setting, after
from clearsight.train.tiny.team import Team

LONGEST = 64  # tokens of an answer
_AT_ONCE = 16


def model_of(setting: Setting, name: str) -> Rig:
    """The model of a name: "base", a stage, or "blend-25", a quarter of the way to `safety`.

    Raises:
        UsageError: nothing has that name, or its stage did not end yet.
    """
    if name == BASE:
        return after(setting, None)
    if name.startswith(blend.NAME):
        return blend.rig(setting, blend.share(name))
    for stage in STAGES:
        if stage == name:
            return after(setting, stage)
    told = f"{BASE}, {', '.join(STAGES)}, {blend.NAME}1 to {blend.NAME}99"
    raise UsageError(f"no model is named {name!r}; there are: {told}")


def run(
    team: Team, setting: Setting, name: str, ocr: bool = True, most: int = 0,
    sets: Sets = "measure",
) -> None:  # fmt: skip
    """Answer every row of every cell that is not answered yet; processes share the cells.

    Args:
        name: of the model.
        ocr: whether the model is told the text read in pictures; without, the folder's name ends
            in "-no-ocr".
        most: rows of each cell, 0 for all; which ones hangs on their ids alone.
    """
    rig, kept = model_of(setting, name), Kept(setting.work)
    rig = replace(rig, processor=replace(rig.processor, ocr=ocr))
    folder = folder_of(setting.work, sets) / (name if ocr else f"{name}-no-ocr")
    for cell, found in list(cells(setting.work, sets).items())[team.rank :: team.size]:
        out = folder / f"{cell}.jsonl"
        if not out.is_file():
            rows = some(found, most)
            told = answers(rig, kept, rows, f"{name} {cell}")
            lines = [
                {"id": row.id, "answer": rig.tokens.decode(ids).strip(), "tokens": len(ids)}
                for row, ids in zip(rows, told, strict=True)
            ]
            put(out, "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines))
    team.wait()


def some(rows: Sequence[Row], most: int) -> list[Row]:
    """At most so many rows, chosen by the hash of their ids, in their order; 0 for all."""
    ranked = sorted(row.id for row in rows)
    ranked.sort(key=lambda one: hashlib.sha256(one.encode()).hexdigest())
    chosen = set(ranked[: most or None])
    return [row for row in rows if row.id in chosen]


def answers(rig: Rig, kept: Kept, rows: Sequence[Row], about: str) -> list[list[int]]:
    """Tokens of the greedy answer to each row; prompts of like length together."""
    prompts = [rig.processor.prompt(row.turns, [one.text for one in row.seen]) for row in rows]
    order = sorted(range(len(rows)), key=lambda at: len(prompts[at]))
    found: dict[int, list[int]] = {}
    groups = [order[at : at + _AT_ONCE] for at in range(0, len(order), _AT_ONCE)]
    for group in tqdm(groups, desc=about, mininterval=5):
        features = [kept.of(rows[at].pictures) for at in group]
        made = rig.model.generate([prompts[at] for at in group], features, limit=LONGEST)
        found.update(zip(group, made, strict=True))
    return [found[at] for at in range(len(rows))]
