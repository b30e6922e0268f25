"""`clearsight imaging`: pictures to a folder, truth to standard output, errors that help."""

import json
from pathlib import Path

import pytest
from PIL import Image

from clearsight.cli import main
from clearsight.imaging.index import Sources, build
from tests.imaging.test_index import put


def printed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_render_writes_a_picture_for_each_seed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["imaging", "render", "sign", "--seed", "5", "--count", "2", "--out", str(tmp_path)])
        == 0
    )

    records = printed(capsys)
    assert [record["seed"] for record in records] == [5, 6]
    assert all(Path(str(record["file"])).is_file() for record in records)


def test_render_takes_parts_and_wear(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = ["--out", str(tmp_path), "--wear", "mild"]
    assert main(["imaging", "render", "sign", "--set", "text=Mind the step", *out]) == 0

    (record,) = printed(capsys)
    assert record["truth"]["message"] == "Mind the step"  # type: ignore[index]
    assert record["steps"]


def test_a_wrong_renderer_lists_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["imaging", "render", "sgin", "--out", str(tmp_path)]) == 2
    assert "receipt" in capsys.readouterr().err


def test_a_part_without_a_value_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["imaging", "render", "sign", "--set", "message"]) == 2
    assert "PART=VALUE" in capsys.readouterr().err


def test_words_are_respelled_with_their_twin(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["imaging", "transform", "Mind the step", "rot13"]) == 0
    assert printed(capsys)[0]["twin"] == "Mind the step"


def test_words_are_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["imaging", "transform", "Mind the step", "wrapped", "--out", str(tmp_path)]) == 0
    assert printed(capsys)[0]["truth"]["text"] == "Mind the step"  # type: ignore[index]


def test_a_transform_into_several_pictures_writes_all_and_a_sheet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "sheet.png"
    out = ["--out", str(tmp_path / "o"), "--sheet", str(sheet)]
    assert main(["imaging", "transform", "one two three four", "split_words", *out]) == 0

    assert len(printed(capsys)) == len(list((tmp_path / "o").iterdir())) > 1
    assert sheet.is_file()


def test_a_picture_is_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "in.png"
    Image.new("RGB", (60, 30), "red").save(source)
    out = ["--text", "red", "--out", str(tmp_path)]

    assert main(["imaging", "transform", str(source), "rotated_90", *out]) == 0

    (record,) = printed(capsys)
    assert record["truth"] == {"text": "red"}
    with Image.open(str(record["file"])) as picture:
        assert picture.height > picture.width


def test_a_picture_whose_words_are_unknown_cannot_be_drawn_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("RGB", (60, 30), "red").save(tmp_path / "in.png")

    assert main(["imaging", "transform", str(tmp_path / "in.png"), "curved"]) == 2
    assert "--text" in capsys.readouterr().err


def test_a_wrong_transform_lists_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["imaging", "transform", "words", "nope"]) == 2
    assert "rot13" in capsys.readouterr().err


def test_synonyms_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path / "own", "bomb", 1, name="bomb", language="en")
    build(tmp_path / "index", Sources(own=(tmp_path / "own",)))
    (tmp_path / "in.jsonl").write_text('{"id": 1, "text": "what is a bomb calorimeter"}\n')
    names = ("in.jsonl", "out.jsonl", "pictures", "index", "s.png")
    source, target, pictures, index, sheet = (str(tmp_path / name) for name in names)
    options = ["--pictures", pictures, "--index", index, "--workers", "1", "--sheet", sheet]

    assert main(["imaging", "synonyms", source, "-o", target, *options]) == 0

    record = json.loads(Path(target).read_text())
    assert [slot["phrase"] for slot in record["slots"]] == ["bomb"]
    assert "1 rows, 1 with pictures" in capsys.readouterr().err
    assert Path(sheet).is_file()


def test_a_missing_index_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 1, "text": "a"}\n')
    rows = [str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "out.jsonl")]

    assert main(["imaging", "synonyms", *rows, "--index", str(tmp_path / "none")]) == 2
    assert "install-pictures" in capsys.readouterr().err
