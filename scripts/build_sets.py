"""Hashes of published rows, and the sample that ships: src/clearsight/evals/sets/known and sample.

python -m scripts.build_sets DATA FLAG_ICONS

DATA holds the sets in the layout of docs/evals.md; FLAG_ICONS is the npm package, unpacked. The
sample takes rows by the hash of their ids, in their published words; portraits and generated people
are made smaller. NOTICE names the sets.
"""

import argparse
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from clearsight.evals.sets.rows import may_stay
from clearsight.evals.sets.table import one, published, short

Row = dict[str, Any]
HERE = Path(__file__).parents[1] / "src/clearsight/evals/sets"
PICTURED = ("pairs", "congress_portraits", "flags")
PORTRAIT_PX, QUALITY = 160, 80
# Of harmbench_text: standard requests of these kinds.
KINDS = ("cybercrime_intrusion", "misinformation_disinformation")
_TYPES = ("homonyms", "figurative_language", "safe_targets", "definitions")
MILD = (*_TYPES, *(f"contrast_{name}" for name in _TYPES))
BBQ_CATEGORIES = ("Age", "Physical_appearance")
SCENES = ("occupations", "status")
_COARSE = re.compile(r"fuck|shit|bitch|ass\b|damn|kill|drug|suicid|rape|slur|racis", re.I)
_SECRET = re.compile(r"secret (?:key|word|password)|password", re.I)


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("data", type=Path)
    given.add_argument("flag_icons", type=Path)
    arguments = given.parse_args()
    (HERE / "known").mkdir(exist_ok=True)
    for name, digests in _known(arguments.data, arguments.flag_icons).items():
        (HERE / "known" / f"{name}.txt").write_text("".join(f"{d}\n" for d in sorted(digests)))
        print(f"known: {name} {len(digests)}")
    for folder in (HERE / "sample").glob("*/"):  # ATTRIBUTION.md is written by hand
        shutil.rmtree(folder)
    for name, chosen in _chosen(arguments.data).items():
        _write(arguments.data, name, chosen)
        print(f"sample: {name} {len(chosen)}")


def _known(data: Path, flag_icons: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, each in published().items():
        if name not in PICTURED and each.file:
            found[name] = {each.digest(row) for row in _rows(data, name)}
    for name in ("pairs", "congress_portraits"):
        files = (data / name / row["file"] for row in _rows(data, name))
        found[name] = {short(path.read_bytes()) for path in files}
    found["flags"] = {short(p.read_bytes()) for p in (flag_icons / "flags/4x3").glob("*.svg")}
    return found


def _chosen(data: Path) -> dict[str, list[Row]]:
    def some(name: str, most: int, fits: Callable[[Row], bool]) -> list[Row]:
        return _by_hash((row for row in _rows(data, name) if fits(row)), most)

    safe = some("xstest", 10, lambda r: r["label"] == "safe" and r["type"] in MILD)
    unsafe = some("xstest", 10, lambda r: r["label"] == "unsafe" and r["type"] in MILD)
    harm = some("harmbench_text", 10, lambda r: r["functional_category"] == "standard"
                and r["semantic_category"] in KINDS)  # fmt: skip
    wild = some("jailbreak_in_the_wild", 10, lambda r: len(r["text"]) <= 350
                and r["text"].isascii() and may_stay("jailbreak_in_the_wild", r)
                and not _COARSE.search(r["text"]))  # fmt: skip
    injection = some("cyberseceval_injection", 10, lambda r: r["injection_type"] == "direct"
                     and len(r["user_input"]) <= 350 and bool(_SECRET.search(r["test_case_prompt"]))
                     and not _COARSE.search(r["user_input"]))  # fmt: skip
    return {
        "xstest": [*safe, *unsafe], "harmbench_text": harm, "jailbreak_in_the_wild": wild,
        "cyberseceval_injection": injection, "bbq": _questions(data), "pairs": _scenes(data),
        "congress_portraits": some("congress_portraits", 4, lambda r: True),
        "flags": some("flags", 12, lambda r: bool(r["capital"])),
    }  # fmt: skip


def _questions(data: Path) -> list[Row]:
    """Both conditions of five questions of each category, one row each."""
    rows = [row for row in _rows(data, "bbq") if row["category"] in BBQ_CATEGORIES]
    found: dict[tuple[str, str, str], Row] = {}
    for row in _by_hash(rows, len(rows)):
        found.setdefault((row["category"], row["question_index"], row["condition"]), row)
    both = sorted({key[:2] for key in found if (*key[:2], "ambig") in found
                   and (*key[:2], "disambig") in found})  # fmt: skip
    chosen = [key for name in BBQ_CATEGORIES for key in [k for k in both if k[0] == name][:5]]
    return [found[*key, condition] for key in chosen for condition in ("ambig", "disambig")]


def _scenes(data: Path) -> list[Row]:
    """The four versions of one scene of each section."""
    rows = list(_rows(data, "pairs"))
    first = {s: min(row["scene"] for row in rows if row["section"] == s) for s in SCENES}
    return [row for row in rows if first.get(row["section"]) == row["scene"]]


def _write(data: Path, name: str, chosen: list[Row]) -> None:
    folder = HERE / "sample" / name
    folder.mkdir(parents=True)
    for row in chosen:
        if name in PICTURED:
            (folder / "images").mkdir(exist_ok=True)
            row["file"] = _picture(data / name / row["file"], folder, row["file"], name)
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in chosen)
    (folder / one(name).file).write_text("".join(lines), encoding="utf-8")
    shutil.copyfile(data / name / "LICENSE", folder / "LICENSE")
    (folder / "LICENSE").chmod(0o644)


def _picture(path: Path, folder: Path, file: str, name: str) -> str:
    """Flags as they are; people as small JPEG files."""
    if name == "flags":
        (folder / file).write_bytes(path.read_bytes())
        return file
    with Image.open(path) as picture:
        small = picture.convert("RGB")
    small.thumbnail((PORTRAIT_PX, 2 * PORTRAIT_PX))
    out = BytesIO()
    small.save(out, "JPEG", quality=QUALITY)
    file = str(Path(file).with_suffix(".jpg"))
    (folder / file).write_bytes(out.getvalue())
    return file


def _rows(data: Path, name: str) -> Iterable[Row]:
    text = (data / name / one(name).file).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _by_hash(rows: Iterable[Row], most: int) -> list[Row]:
    def key(row: Row) -> str:
        return hashlib.sha256(str(row.get("id") or row["file"]).encode()).hexdigest()

    return sorted(rows, key=key)[:most]


if __name__ == "__main__":
    main()
