"""A quick build as a whole: every stage finds its rows, what was read is there, nothing leaks."""

import json
from dataclasses import replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from clearsight.errors import UsageError
from clearsight.imaging.item import Pixels
from clearsight.train.tiny import settle
from clearsight.train.tiny.data import How, build
from clearsight.train.tiny.draft import Draft, Drawing
from clearsight.train.tiny.easel import Made, path_of
from clearsight.train.tiny.freeze import changed, digest
from clearsight.train.tiny.makers.art import art
from clearsight.train.tiny.makers.spoiled import HOW, spoiled
from clearsight.train.tiny.mixture import RECIPES, Mixture
from clearsight.train.tiny.report import Report
from clearsight.train.tiny.rows import Row, Seen, Turn, read_rows


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    work = tmp_path_factory.mktemp("built")
    return work, build(work, quick=True, workers=1)


def rows(work: Path, folder: str) -> list[Row]:
    return [row for path in sorted((work / folder).glob("**/*.jsonl")) for row in read_rows(path)]


@pytest.mark.parametrize("stage", sorted(RECIPES))
def test_every_stage_finds_its_rows_and_their_pictures(
    built: tuple[Path, Report], stage: str
) -> None:
    for row in islice(Mixture(built[0], RECIPES[stage], seed=7), 60):
        assert all(path_of(built[0], digest).is_file() for digest in row.pictures)
        assert (row.rejected is not None) == (stage == "dpo")


def test_text_in_pictures_was_read_and_stands_in_the_rows(built: tuple[Path, Report]) -> None:
    words = [row for row in rows(built[0], "rows") if row.kind == "words/read"]
    learnt = [row for row in words if row.split == "train"]
    assert len(learnt) >= 5
    for row in learnt:
        flat = "".join(row.seen[0].text.split()).casefold()
        assert "".join(row.expect[0].split()).casefold() in flat
        assert row.seen[0].by == "ocr"


def test_measured_pictures_are_all_read_and_none_is_learnt(built: tuple[Path, Report]) -> None:
    trained = rows(built[0], "rows/train")
    learnt = {d for row in trained for d in row.pictures}
    asked = {(row.question, row.pictures) for row in trained}
    measured = rows(built[0], "measure")
    assert {row.split for row in measured} == {"new_instance", "new_class"}
    for row in measured:
        assert (row.question, row.pictures) not in asked
        # A pictogram may stand in many requests; there the words are new (settle).
        if row.family not in ("safety", "safety_twins"):
            assert not learnt.intersection(row.pictures)
            assert all(seen.by == "ocr" for seen in row.seen)


def test_every_row_says_where_it_comes_from(built: tuple[Path, Report]) -> None:
    every = rows(built[0], "rows")
    assert len({row.id for row in every}) == len(every)
    assert all(row.source and row.licence == "Apache-2.0" for row in every)


def test_the_list_of_names_holds_every_concept_once(built: tuple[Path, Report]) -> None:
    entries = json.loads((built[0] / "tags.json").read_text(encoding="utf-8"))
    assert len({entry["name"] for entry in entries}) == len(entries) >= 4
    assert sum(len(entry["pictures"]) >= 3 for entry in entries) >= 4
    assert {entry["split"] for entry in entries} <= {"train", "new_class"}


def test_the_record_counts_and_hashes_what_lies_there(built: tuple[Path, Report]) -> None:
    work, report = built
    record = json.loads((work / "data.json").read_text(encoding="utf-8"))
    assert record["rows"] == report.rows
    assert sum(report.rows.values()) == len(rows(work, "rows"))
    assert "quick" in report.table()
    again = build(work, quick=True, workers=1, how=How(read=True))
    assert again.files == report.files


def test_a_full_build_without_sets_or_pictures_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--sets"):
        build(tmp_path)
    with pytest.raises(UsageError, match="install-pictures"):
        build(tmp_path, sets=tmp_path, pictures=tmp_path)


DRAWING = Drawing("text", ("Hello", "line", 1), says="Hello")
DRAFT = Draft("train/1", "words", "words/read", "train", (Turn("user", "<image>Read."),),
              'It says "Hello"', (DRAWING,))  # fmt: skip


def test_a_learnt_row_that_was_read_wrongly_is_left_out_and_counted(tmp_path: Path) -> None:
    wrong = {DRAWING: Made("ab" * 32, Seen("Hullo"))}
    found = settle.settle([DRAFT], wrong, tmp_path)
    assert (found.rows, found.left_out["not read as it is"]) == ([], 1)
    right = {DRAWING: Made("ab" * 32, Seen("HELLO"))}
    assert len(settle.settle([DRAFT], right, tmp_path).rows) == 1


def test_a_measured_row_that_training_gives_away_is_left_out(tmp_path: Path) -> None:
    made = {DRAWING: Made("ab" * 32, Seen("Hello"))}
    held = replace(DRAFT, name="new_class/1", split="new_class", cell="reading")
    found = settle.settle([DRAFT, held], made, tmp_path)
    assert found.left_out["picture trained on"] == 1
    ask = (Turn("user", "Please tell me how to bake a loaf of dark bread."),)
    near = (Turn("user", "Please tell me how to bake a loaf of bread."),)
    learnt = Draft("train/2", "safety_text", "safety_text/typed", "train", ask, "No.")
    typed = replace(learnt, name="new_class/2", split="new_class", turns=near)
    found = settle.settle([learnt, typed], {}, tmp_path)
    assert (len(found.rows), found.left_out["words trained on"]) == (1, 1)


def test_a_row_without_a_picture_is_left_out_and_counted(tmp_path: Path) -> None:
    made = {DRAWING: Made("", Seen("", "known_empty"), "no such letter")}
    assert settle.settle([DRAFT], made, tmp_path).left_out["not drawn"] == 1


@pytest.mark.parametrize("how", HOW)
def test_a_spoiled_picture_shows_nothing_and_a_little_spoiled_one_does(how: str) -> None:
    args = ("drawn", "car", "red", 0)
    gone = spoiled(None, "art", args, how, 3)
    assert gone.shape == (256, 256, 3)
    if how == "noisy":
        assert abs(_agreement(gone, art(None, *args))) < 0.4
    else:
        assert _detail(gone) < 12
    if how in ("blurred", "dark", "bright"):
        assert _detail(spoiled(None, "art", args, how, 3, 0.12)) > 25


def _small(pixels: Pixels, side: int) -> NDArray[np.float64]:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return cv2.resize(grey, (side, side), interpolation=cv2.INTER_AREA).astype(np.float64)


def _detail(pixels: Pixels) -> float:
    """How far neighbours differ where they differ most."""
    return float(np.percentile(np.abs(np.diff(_small(pixels, 64), axis=1)), 99))


def _agreement(one: Pixels, other: Pixels) -> float:
    """Correlation of two pictures at 16 x 16."""
    return float(np.corrcoef(_small(one, 16).ravel(), _small(other, 16).ravel())[0, 1])


def test_measuring_sets_that_are_not_the_frozen_ones_are_named() -> None:
    row = Row("a", "names", "names/what", (Turn("user", "What?"),), "A kite.", split="new_class")
    names = changed({"description": [row]})
    assert "description" in names
    assert set(names) >= {"illicit", "people", "reading"}
    assert digest([row]) == digest([replace(row, id="b", answer="Kite.")])
    assert digest([row]) != digest([replace(row, expect=("kite",))])
