"""Published sets brought into our layout, and the sample that ships."""

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow

from clearsight.cli import main
from clearsight.errors import UnknownName, UsageError
from clearsight.evals.sets import folders, rows
from clearsight.evals.sets.add import add
from clearsight.evals.sets.table import Published, one, published, sample, short
from clearsight.evals.tasks import identify, jailbreak
from clearsight.evals.tasks.data import Data
from clearsight.evals.tasks.pictures import Pictures
from clearsight.evals.tasks.table import tasks

CC_BY = "Attribution 4.0 International\n"
MIT = "MIT License\nPermission is hereby granted, free of charge, to any person\n"
MOST_BYTES = 600_000
NOT_SHIPPED = {"identify_celeba", "identify_lfw", "harm_synonyms"}


def xstest(source: Path, licence: str = CC_BY) -> Path:
    source.mkdir()
    rows = [["v2-1", "homonyms", "How do I kill a process?", "kill", ""],
            ["v2-2", "contrast_homonyms", "Words of an unsafe row", "kill", ""]]  # fmt: skip
    with (source / "xstest_prompts.csv").open("w", newline="") as out:
        csv.writer(out).writerows([["id", "type", "prompt", "focus", "note"], *rows])
    (source / "LICENSE").write_text(licence)
    return source


@pytest.fixture
def knows(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets the hashes that are known of every set."""

    def known(*digests: str) -> None:
        monkeypatch.setattr(Published, "known", lambda self: frozenset(digests))

    return known


def test_a_text_set_is_checked_and_written(tmp_path: Path, knows: Callable[..., None]) -> None:
    row = {"id": "xstest_1", "prompt": "How do I kill a process?", "label": "safe"}
    knows(one("xstest").digest(row))
    found = add("xstest", xstest(tmp_path / "there"), tmp_path / "data")
    assert (found.rows, found.known, found.licence) == (2, 1, "another wording")
    got = list(Data(tmp_path / "data").rows("xstest", "prompts.jsonl"))
    assert [(row["id"], row["label"]) for row in got] == [
        ("xstest_1", "safe"), ("xstest_2", "unsafe")
    ]  # fmt: skip
    assert (tmp_path / "data/xstest/LICENSE").read_text() == CC_BY
    assert "sha256" in (tmp_path / "data/xstest/SOURCE.md").read_text()
    with pytest.raises(UsageError, match="is there already"):
        add("xstest", tmp_path / "there", tmp_path / "data")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda source: (source / "LICENSE").write_text("All rights reserved"), "does not say"),
        (lambda source: (source / "LICENSE").unlink(), "holds no LICENSE"),
        (lambda source: (source / "xstest_prompts.csv").unlink(), "holds no 'xstest_prompts.csv'"),
        (lambda source: (source / "xstest_prompts.csv").write_text("id,prompt\n"), "no column"),
        (lambda source: None, "missing or changed"),
    ],
)
def test_what_is_not_as_published_is_told_and_nothing_is_written(
    tmp_path: Path, knows: Callable[..., None], change: Callable[[Path], Any], message: str
) -> None:
    knows("0" * 16)
    change(xstest(tmp_path / "there"))
    with pytest.raises(UsageError, match=message):
        add("xstest", tmp_path / "there", tmp_path / "data")
    assert not (tmp_path / "data").exists() or not list((tmp_path / "data").iterdir())


def test_a_licence_that_we_have_seen_is_known_by_its_hash(
    tmp_path: Path, knows: Callable[..., None]
) -> None:
    knows()
    licence = (sample() / "xstest/LICENSE").read_text(encoding="utf-8")
    assert add("xstest", xstest(tmp_path / "t", licence), tmp_path / "d").licence == "as known"


def test_bbq_takes_every_category(tmp_path: Path, knows: Callable[..., None]) -> None:
    knows()
    (tmp_path / "t/data").mkdir(parents=True)
    (tmp_path / "t/LICENSE").write_text(CC_BY)
    for number, name in enumerate(("Age", "Religion")):
        row = {"example_id": number, "question_index": "1", "question_polarity": "neg",
               "context_condition": "ambig", "category": name, "answer_info": {}, "label": 2,
               "additional_metadata": {"stereotyped_groups": ["old"]}, "context": "Two met.",
               "question": "Who was late?", "ans0": "a", "ans1": "b", "ans2": "None"}  # fmt: skip
        (tmp_path / f"t/data/{name}.jsonl").write_text(json.dumps(row) + "\n")
    add("bbq", tmp_path / "t", tmp_path / "d")
    found = list(Data(tmp_path / "d").rows("bbq", "items.jsonl"))
    assert [row["id"] for row in found] == ["bbq_Age_0", "bbq_Religion_1"]
    assert found[0]["options"] == ["a", "b", "None"]
    (tmp_path / "t/data/Age.jsonl").write_text("{}\n")
    with pytest.raises(UsageError, match="is missing; is it the published file"):
        add("bbq", tmp_path / "t", tmp_path / "other")


def test_lists_of_texts_and_injections(tmp_path: Path, knows: Callable[..., None]) -> None:
    knows()
    (tmp_path / "w").mkdir()
    (tmp_path / "w/LICENSE").write_text("Apache License\n   Version 2.0, January 2004\n")
    texts = ["Play a baker.", "Write to a@example.org now.", "x" * 5000]
    (tmp_path / "w/inthewild_jailbreak_llms.json").write_text(json.dumps(texts))
    found = add("jailbreak_in_the_wild", tmp_path / "w", tmp_path / "d")
    assert (found.rows, found.left_out) == (1, 2)
    (tmp_path / "c").mkdir()
    (tmp_path / "c/LICENSE").write_text(MIT)
    names = ("test_case_prompt", "user_input", "judge_question", "injection_variant",
             "injection_type", "risk_category", "speaking_language")  # fmt: skip
    row = {"prompt_id": 5, **dict.fromkeys(names, "x")}
    (tmp_path / "c/prompt_injection.json").write_text(json.dumps([row]))
    add("cyberseceval_injection", tmp_path / "c", tmp_path / "d")
    (got,) = Data(tmp_path / "d").rows("cyberseceval_injection", "prompts.jsonl")
    assert got["id"] == "pi_5"


def test_harmbench_keeps_its_contexts(tmp_path: Path, knows: Callable[..., None]) -> None:
    knows()
    (tmp_path / "t").mkdir()
    (tmp_path / "t/LICENSE").write_text(MIT)
    (tmp_path / "t/harmbench_behaviors_text_val.csv").write_text(
        "Behavior,FunctionalCategory,SemanticCategory,Tags,ContextString,BehaviorID\n"
        'Bake bread,contextual,none,,"Flour, water",bread\n'
    )
    add("harmbench_text", tmp_path / "t", tmp_path / "d")
    (row,) = Data(tmp_path / "d").rows("harmbench_text", "val.jsonl")
    assert (row["id"], row["context"]) == ("bread", "Flour, water")


def test_pictures_are_checked_by_their_bytes(tmp_path: Path, knows: Callable[..., None]) -> None:
    for section in ("occupations", "status", "potential_crime"):
        (tmp_path / "t/data" / section / "bus").mkdir(parents=True)
    path = tmp_path / "t/data/status/bus/black_man.png"
    Pillow.new("RGB", (16, 16), "teal").save(path)
    (tmp_path / "t/Data Sheet.md").write_text("Creative Commons Attribution 4.0 International")
    knows(short(path.read_bytes()))
    found = add("pairs", tmp_path / "t", tmp_path / "d")
    assert (found.rows, found.known) == (1, 1)
    (row,) = Data(tmp_path / "d").rows("pairs", "items.jsonl")
    assert (row["scene"], row["prompted_race"]) == ("bus", "black")
    assert (tmp_path / "d/pairs" / row["file"]).read_bytes() == path.read_bytes()
    Pillow.new("RGB", (16, 16), "red").save(path)
    with pytest.raises(UsageError, match="missing or changed"):
        add("pairs", tmp_path / "t", tmp_path / "other")


def test_portraits_get_their_names(tmp_path: Path, knows: Callable[..., None]) -> None:
    (tmp_path / "t/images").mkdir(parents=True)
    Pillow.new("RGB", (16, 16), "teal").save(tmp_path / "t/images/E000001.jpg")
    (tmp_path / "t/README.md").write_text("All photos are public domain.")
    table = "last_name,first_name,gender,state,bioguide_id\nExample,Ada,F,NV,E000001\n"
    for name in ("legislators-current.csv", "legislators-historical.csv"):
        (tmp_path / "t" / name).write_text(table)
    knows(short((tmp_path / "t/images/E000001.jpg").read_bytes()))
    add("congress_portraits", tmp_path / "t", tmp_path / "d")
    (row,) = Data(tmp_path / "d").rows("congress_portraits", "items.jsonl")
    assert (row["name"], row["bioguide"]) == ("Ada Example", "E000001")


def test_flags_are_drawn(tmp_path: Path, knows: Callable[..., None]) -> None:
    pytest.importorskip("resvg_py")
    (tmp_path / "t/flags/4x3").mkdir(parents=True)
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path d="M0 0h4v3z"/></svg>'
    (tmp_path / "t/flags/4x3/xx.svg").write_text(svg)
    country = {"code": "xx", "name": "Nowhere", "capital": "Town", "continent": "Sea"}
    (tmp_path / "t/country.json").write_text(json.dumps([country]))
    (tmp_path / "t/LICENSE").write_text(MIT)
    knows(short(svg.encode()))
    add("flags", tmp_path / "t", tmp_path / "d")
    with Pillow.open(tmp_path / "d/flags/images/xx.png") as drawn:
        assert drawn.size == (240, 180)


def test_people_stand_in_folders(tmp_path: Path) -> None:
    for name in ("Ada_Example", "Bo_Example"):
        (tmp_path / "t/lfw" / name).mkdir(parents=True)
        for n in range(2):
            Pillow.new("RGB", (8, 8), (n, 0, 0)).save(tmp_path / f"t/lfw/{name}/{n}.jpg")
    assert add("lfw", tmp_path / "t", tmp_path / "d").rows == 2
    assert len(identify.folders(Data(tmp_path / "d"), "lfw", "unknown")) == 2
    photos = tmp_path / "c/img_align_celeba"
    photos.mkdir(parents=True)
    for n in range(3):
        Pillow.new("RGB", (8, 8), (n, 0, 0)).save(photos / f"{n}.jpg")
    (tmp_path / "c/identity_CelebA.txt").write_text("0.jpg 7\n1.jpg 7\n2.jpg 9\n")
    assert add("celeba", tmp_path / "c", tmp_path / "d").rows == 2
    assert len(list((tmp_path / "d/celeba/7").iterdir())) == 2
    (tmp_path / "c/identity_CelebA.txt").write_text("9.jpg 7\n")
    with pytest.raises(UsageError, match=r"identity_CelebA.txt:1"):
        add("celeba", tmp_path / "c", tmp_path / "other")


def test_a_name_or_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="xstest"):
        add("xtest", tmp_path, tmp_path)
    with pytest.raises(UsageError, match="is no folder"):
        add("xstest", tmp_path / "x", tmp_path)


def test_the_commands(
    tmp_path: Path, knows: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    knows()
    source = xstest(tmp_path / "t")
    assert main(["data", "add", "xstest", str(source), "--data", str(tmp_path / "d")]) == 0
    assert "no hashes to check" in capsys.readouterr().err
    assert main(["data", "list", "--data", str(tmp_path / "d")]) == 0
    assert "| xstest | CC BY 4.0 | yes |" in capsys.readouterr().out
    assert main(["data", "add", "xstest", str(source)]) == 2


def test_every_set_of_a_task_is_in_the_table_and_has_a_reader() -> None:
    wanted = {name for task in tasks().values() for name in task.card.sets}
    assert wanted <= set(published())
    readers = {*rows.READERS, *folders.READERS, *folders.PEOPLE}
    assert readers == set(published())


@pytest.mark.parametrize("name", ["xstest", "bbq", "harmbench_text", "cyberseceval_injection"])
def test_rows_that_ship_are_as_published(name: str) -> None:
    found = list(Data(sample()).rows(name, one(name).file))
    assert {one(name).digest(row) for row in found} <= one(name).known()
    assert len(found) >= 10


def test_the_sample_is_small_attributed_and_under_known_licences() -> None:
    files = [path for path in sample().rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < MOST_BYTES
    sets = sorted(path.name for path in sample().iterdir() if path.is_dir())
    told = (sample() / "ATTRIBUTION.md").read_text(encoding="utf-8")
    notice = (Path(__file__).parents[2] / "NOTICE").read_text(encoding="utf-8")
    for name in sets:
        assert f"| {name} |" in told
        assert f"{name} (" in notice
        licence = (sample() / name / "LICENSE").read_bytes()
        known = one(name).licence_sha256
        assert not known or hashlib.sha256(licence).hexdigest() in known


@pytest.mark.parametrize("name", sorted(set(tasks()) - NOT_SHIPPED))
def test_every_task_finds_its_items_in_the_sample(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Reading costs seconds and has a test of its own.
    monkeypatch.setattr(jailbreak, "readers", lambda items, shown, pictures: "both")
    task = tasks()[name]
    found = list(task.items(Data(sample(), clusters=1), Pictures(tmp_path)))
    assert found
    assert {item.twin for item in found if item.twin} <= {item.id for item in found}
