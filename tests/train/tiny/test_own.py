"""Users' own rows: both forms are taken, and what is wrong is named with its place."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from clearsight.errors import UsageError
from clearsight.train.tiny.easel import path_of
from clearsight.train.tiny.own import read, take
from clearsight.train.tiny.rows import Row, Seen, Turn, read_rows, write_rows


def png(words: str = "", colour: str = "white") -> bytes:
    picture = Image.new("RGB", (320, 90), colour)
    if words:
        ImageDraw.Draw(picture).text((20, 20), words, fill="black", font_size=44)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def lines(folder: Path, *records: Any) -> Path:
    (folder / "a.png").write_bytes(png("HELLO 42"))
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_rows_are_taken_with_their_pictures_read(tmp_path: Path) -> None:
    asked = {"image": "a.png", "messages": [{"role": "user", "content": "What does it say?"}],
             "answer": "It says HELLO 42."}  # fmt: skip
    work = tmp_path / "work"
    taken = take(work, lines(tmp_path, asked), licence="CC0-1.0")
    assert taken.train + taken.dev == 1
    (row,) = [r for split in ("train", "dev") for r in read_rows(work / f"rows/{split}/own.jsonl")]
    assert row.turns == (Turn("user", "<image>What does it say?"),)
    assert "42" in row.seen[0].text
    assert row.licence == "CC0-1.0"
    assert path_of(work, row.pictures[0]).is_file()


def test_a_webdataset_gives_captions_and_conversations(tmp_path: Path) -> None:
    path = tmp_path / "shard.tar"
    about = {"messages": [{"role": "user", "content": "<image> Colour?"}], "answer": "Red.",
             "rejected": "Blue."}  # fmt: skip
    members = [("x/1.png", png(colour="red")), ("x/1.json", json.dumps(about).encode()),
               ("x/2.jpg", png(colour="blue")), ("x/2.txt", b"A blue field.\n")]  # fmt: skip
    with tarfile.open(path, "w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    first, second = read(path)
    assert (first.answer, first.rejected, len(first.pictures)) == ("Red.", "Blue.", 1)
    assert second.turns == (Turn("user", "<image>Describe this picture."),)
    assert second.answer == "A blue field."


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"image": "b.png", "answer": "x"}, "b.png cannot be read"),
        ({"image": "../a.png", "answer": "x"}, "outside"),
        ({"image": "a.png", "answer": ""}, '"answer" is'),
        ({"image": 3, "answer": "x"}, '"image" is'),
        ({"image": "a.png", "caption": "x"}, r"\['caption'\]"),
        ({"image": "a.png", "answer": "x", "rejected": "x"}, '"rejected" is'),
        ({"image": "a.png", "answer": "x", "messages": [{"role": "bot", "content": "?"}]},
         "a message is"),
        ({"image": "a.png", "answer": "x",
          "messages": [{"role": "user", "content": "<image><image>"}]}, "2 marks"),
        ({"image": "a.png", "answer": "x", "messages": [
            {"role": "user", "content": "?"}, {"role": "assistant", "content": "!"}]},
         "the last message"),
    ],
)  # fmt: skip
def test_a_row_that_is_wrong_is_named_with_its_line(tmp_path: Path, record: Any, said: str) -> None:
    path = lines(tmp_path, {"image": "a.png", "answer": "fine"}, record)
    with pytest.raises(UsageError, match=said) as caught:
        list(read(path))
    assert "rows.jsonl:2" in str(caught.value)


def test_no_picture_and_no_licence_are_errors(tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"not a picture")
    path = lines(tmp_path, {"image": "bad.png", "answer": "x"})
    with pytest.raises(UsageError, match="cannot be used"):
        take(tmp_path / "work", path, licence="MIT")
    with pytest.raises(UsageError, match="licence"):
        take(tmp_path / "work", path, licence=" ")
    with pytest.raises(UsageError, match=r"neither \.jsonl nor \.tar"):
        list(read(tmp_path / "bad.png"))


def test_a_picture_that_a_measuring_set_shows_is_left_out(tmp_path: Path) -> None:
    work = tmp_path / "work"
    path = lines(tmp_path, {"image": "a.png", "answer": "x"})
    take(work, path, licence="MIT")
    (row,) = [r for s in ("train", "dev") for r in read_rows(work / f"rows/{s}/own.jsonl")]
    shown = Row("m/1", "names", "names/what", row.turns, "x", row.pictures, (Seen(""),))
    write_rows(work / "measure" / "description.jsonl", [shown])
    taken = take(work, path, licence="MIT")
    assert (taken.train, taken.dev, taken.measured_elsewhere) == (0, 0, 1)
