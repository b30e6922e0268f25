"""Published answers with people's labels, kept apart by prompt and by model.

xstest_refusal_labels and msts_refusal_labels. Test rows are of prompts (sha256 of the prompt's id)
that no other row has, and of three models of which no row but test rows is used. Nothing was ever
chosen on test rows.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Part = Literal["fit", "dev", "test", "unused"]
FOLDS, TEST_FOLD, DEV_FOLD = 5, 0, 4
# Seen in no fitted and no development row.
HELD_OUT = ("mistralguard", "gemini-1.5-pro", "Qwen--Qwen2-VL-7B-Instruct")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One answer with what people called it.

    Attributes:
        label: whether it declines in whole or in part (xstest 2 and 3; msts 1.1 and 1.2).
        kind: the label as it stands in the set.
        first, other: what two annotators said, None without a second; for how far people agree.
    """

    id: str
    set: str
    cluster: str
    model: str
    language: str
    text: str
    label: bool
    kind: str
    first: bool | None = None
    other: bool | None = None

    @property
    def fold(self) -> int:
        return int(hashlib.sha256(f"refusal|{self.cluster}".encode()).hexdigest(), 16) % FOLDS

    @property
    def part(self) -> Part:
        if self.fold == TEST_FOLD:
            return "test"
        if self.model in HELD_OUT:
            return "unused"
        return "dev" if self.fold == DEV_FOLD else "fit"


def rows(data: Path) -> Iterator[Labelled]:
    """All labelled answers of both sets."""
    for raw in _read(data / "xstest_refusal_labels/responses.jsonl"):
        label = raw["final_label"]
        yield Labelled(
            str(raw["id"]), "xstest", f"x{raw['prompt_id']}", raw["model"], "english",
            raw["response"], label[0] != "1", label,
            raw["annotation_1"][:1] != "1", raw["annotation_2"][:1] != "1",
        )  # fmt: skip
    for raw in _read(data / "msts_refusal_labels/responses.jsonl"):
        both = [
            None if x is None else x[:3] in ("1.1", "1.2") for x in (raw["label_1"], raw["label_2"])
        ]
        yield Labelled(
            str(raw["id"]), "msts", f"m{raw['case_id']}",
            raw["model"].replace("openbmb/", "openbmb--"), raw["language"],
            raw["response"], raw["refusal"], raw["final_label"], *both,
        )  # fmt: skip


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
