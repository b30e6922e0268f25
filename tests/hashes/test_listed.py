"""The list in a file: what matches, what is wrong with a file, and that changes are seen."""

import os
from pathlib import Path

import pytest
from PIL import Image

from clearsight.errors import UsageError
from clearsight.hashes import Hit, Prints
from clearsight.hashes.listed import Listed, make
from tests.hashes.support import drawn, listed, pdq, prints, sha256


@pytest.mark.parametrize("kind", ["md5", "sha1", "sha256"])
def test_a_file_is_known_by_its_digest_before_it_is_decoded(tmp_path: Path, kind: str) -> None:
    found = Prints.of(b"anything")
    path = listed(tmp_path / "a.csv", (kind, getattr(found, kind).upper()))
    assert Listed(path).match(found) == (Hit("test-list", "entry-0", kind),)
    assert Listed(path).match(Prints.of(b"another")) == ()


def test_a_picture_is_known_when_it_is_changed_turned_or_mirrored(tmp_path: Path) -> None:
    matcher = Listed(listed(tmp_path / "a.csv", ("pdq", pdq(drawn(1))), ("pdq", pdq(drawn(2)))))
    smaller = drawn(2).resize((300, 225)).transpose(Image.Transpose.ROTATE_90)
    (hit,) = matcher.match(prints(smaller, quality=60))
    assert (hit.entry, hit.kind) == ("entry-1", "pdq")
    assert 0 <= hit.distance <= 31
    assert matcher.match(prints(drawn(7))) == ()


def test_a_plain_surface_matches_nothing(tmp_path: Path) -> None:
    found = prints(Image.new("RGB", (200, 200), "blue"))
    path = listed(tmp_path / "a.csv", ("pdq", found.pictures[0].hash))
    assert Listed(path).match(found) == ()


def test_the_distance_can_be_set(tmp_path: Path) -> None:
    known = f"{int(pdq(drawn(1)), 16) ^ 0b111:064x}"
    path = listed(tmp_path / "a.csv", ("pdq", known))
    found = prints(drawn(1), quality=95)
    assert make(f"{path}#3", None).match(found)[0].distance == 3
    assert make(f"{path}#2", None).match(found) == ()


def test_a_file_that_changes_is_read_again_and_one_that_breaks_is_an_error(tmp_path: Path) -> None:
    path, found = listed(tmp_path / "a.csv"), Prints.of(b"x")
    matcher = Listed(path)
    assert matcher.match(found) == ()
    listed(path, ("sha256", sha256(b"x")))
    assert matcher.match(found) != ()
    path.write_text("list,entry,kind,hash\nbroken\n")
    os.utime(path, ns=(1, 1))
    with pytest.raises(UsageError, match="line 2: 1 values"):
        matcher.match(found)
    path.unlink()
    with pytest.raises(OSError, match="No such file"):
        matcher.match(found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected the first line list,entry,kind,hash"),
        ("a,b,c,d\n", "expected the first line"),
        ("list,entry,kind,hash\nx,y,phash,00\n", "line 2: kind 'phash', expected one of md5"),
        ("list,entry,kind,hash\nx,y,md5,00\n", "line 2: expected 32 hexadecimal digits for md5"),
        ("list,entry,kind,hash\n\nx,,md5," + "0" * 32, "line 3: list and entry must have a name"),
    ],
)
def test_a_mistake_in_a_list_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(UsageError, match=message):
        Listed(path)


@pytest.mark.parametrize("argument", ["absent.csv", "a.csv#x", "a.csv#256", "a.csv#-1"])
def test_what_cannot_be_a_list_is_an_error_at_the_start(tmp_path: Path, argument: str) -> None:
    listed(tmp_path / "a.csv")
    with pytest.raises(UsageError, match=r"cannot be read|0 to 255"):
        make(str(tmp_path / argument), None)
