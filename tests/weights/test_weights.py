"""The weights table, its check at load, and the files it speaks of."""

import json
import shutil
from pathlib import Path

import pytest

from clearsight import weights
from clearsight.errors import UnknownName, WeightsError

ROOT = Path(__file__).parents[2]
SUFFIXES = {".onnx", ".json", ".npz", ".bin", ".model", ".safetensors"}
SHIPPED = [name for name, weight in weights.table().items() if weight.place == "shipped"]
PACKAGED = [name for name, weight in weights.table().items() if weight.place == "package"]


@pytest.fixture
def user_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user folder in which the labels stand in for the optional weight."""
    labels = weights.table()["coco-labels"]
    fields = {field: getattr(labels, field) for field in labels.__slots__}
    row = weights.Weight(**{**fields, "name": "spare", "place": "user", "fix": "Fetch it anew."})
    monkeypatch.setattr(weights, "table", lambda: {"spare": row})
    monkeypatch.setenv("CLEARSIGHT_WEIGHTS", str(tmp_path))
    path = tmp_path / labels.file
    path.parent.mkdir()
    shutil.copy(Path(weights.__file__).parent / labels.file, path)
    return path


@pytest.mark.parametrize("name", SHIPPED + PACKAGED)
def test_every_file_that_must_be_there_is_the_file_of_the_table(name: str) -> None:
    assert weights.locate(name).stat().st_size == weights.table()[name].bytes
    assert weights.installed(name)


def test_no_shipped_file_is_missing_from_the_table() -> None:
    folder = Path(weights.__file__).parent
    on_disk = {path for path in folder.rglob("*") if path.suffix in SUFFIXES}
    assert on_disk == {weights.expected_path(name) for name in SHIPPED}


def test_a_good_copy_in_the_user_folder_is_found(user_copy: Path) -> None:
    assert weights.locate("spare") == user_copy


def test_a_tampered_copy_of_the_same_size_is_refused(user_copy: Path) -> None:
    good = weights.table()["spare"].sha256
    weights.locate("spare")
    user_copy.write_bytes(user_copy.read_bytes().replace(b"person", b"parson"))
    with pytest.raises(WeightsError, match=f"(?s){user_copy}.*sha256.*{good}.*Fetch it anew"):
        weights.locate("spare")


def test_a_cut_copy_is_refused_with_both_sizes(user_copy: Path) -> None:
    size = user_copy.stat().st_size
    user_copy.write_bytes(user_copy.read_bytes()[:-1])
    with pytest.raises(WeightsError, match=f"{size - 1} bytes, expected {size}"):
        weights.locate("spare")


def test_a_missing_optional_file_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEARSIGHT_WEIGHTS", str(tmp_path))
    assert not weights.installed("coco-centernet")
    with pytest.raises(WeightsError, match=r"missing.*scripts/install-objects"):
        weights.locate("coco-centernet")


def test_a_missing_package_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert not weights.installed("rapidocr-det")
    with pytest.raises(WeightsError, match=r"pip install.*rapidocr==3\.10\.0"):
        weights.locate("rapidocr-det")


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName, match=r"'centreface'.*centerface"):
        weights.locate("centreface")


def test_the_notice_names_every_weight_with_its_hash() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert [w.name for w in weights.table().values() if w.sha256 not in notice] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_licence_lies_beside_every_shipped_file(name: str) -> None:
    licence = weights.locate(name).parent / "LICENSE"
    assert "copyright" in licence.read_text(encoding="utf-8").lower()


def test_the_documentation_names_every_weight() -> None:
    text = (ROOT / "docs/weights.md").read_text(encoding="utf-8")
    assert [name for name in weights.table() if f"`{name}`" not in text] == []


def test_labels_are_plain_lower_case_words_in_the_order_of_the_outputs() -> None:
    labels = json.loads(weights.locate("imagenet-labels").read_text(encoding="utf-8"))
    assert len(labels) == 1000
    assert labels[285]["name"] == "Egyptian cat"
    assert labels[285]["hypernyms"] == ["cat", "animal"]
    assert labels[967]["hypernyms"] == ["coffee", "drink"]
    for label in labels:
        assert label["plain"] == label["hypernyms"][0]
        assert all(word and word == word.lower() for word in label["hypernyms"])


def test_labels_of_people_are_marked_so_that_they_are_never_spoken() -> None:
    labels = json.loads(weights.locate("imagenet-labels").read_text(encoding="utf-8"))
    people = {label["name"] for label in labels if label["person"]}
    assert {"groom", "scuba diver", "ballplayer"} <= people
    assert {label["name"] for label in labels if "person" in label["hypernyms"]} <= people
