"""The format: what is written is read, what is damaged is told, what is newer is kept."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from clearsight.errors import UsageError
from clearsight.result import Result, Run, Sample, decode, encode, read_folder, read_lines
from clearsight.result.lines import RESULTS, SAMPLES, write_folder
from tests.result.support import run, sample

FULL = sample(
    1, slices={"form": "typed"}, by="guard:before", span=(0, 12), style={"short": True},
    correct=False, scores={"leak": True, "excess": 0.25, "unknown": None}, wall_ms=3.5,
)  # fmt: skip


def test_a_record_reads_back_as_it_was_written() -> None:
    assert decode(encode(FULL), Sample, "here") == FULL
    assert decode(encode(run(slices=("form",))), Run, "here") == run(slices=("form",))


def test_fields_of_a_later_minor_version_survive() -> None:
    line = encode(FULL)[:-1] + ',"invented_later":{"a":[1]}}'
    found = decode(line, Sample, "here")
    assert found.extra == {"invented_later": {"a": [1]}}
    assert encode(found) == line


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"schema": "clearsight.sample/2"}, "version 2.*install a newer"),
        ({"schema": "clearsight.run/1"}, "holds other records"),
        ({"outcome": "maybe"}, "outcome: 'maybe', expected one of refusal"),
        ({"epoch": "one"}, 'epoch: "one" is no int'),
        ({"epoch": True}, "epoch: true is no int"),
        ({"cluster": None}, "cluster: null is no str"),
        ({"span": [0, "x"]}, "span"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(change: dict[str, object], told: str) -> None:
    line = json.dumps({**json.loads(encode(FULL)), **change})
    with pytest.raises(UsageError, match=f"f.jsonl:7: .*{told}"):
        decode(line, Sample, "f.jsonl:7")


def test_a_missing_field_is_named() -> None:
    raw = json.loads(encode(FULL))
    del raw["item"]
    with pytest.raises(UsageError, match="field 'item' is missing"):
        decode(json.dumps(raw), Sample, "f:1")


@pytest.mark.parametrize("line", ["{", "[]", "7"])
def test_a_line_that_is_no_object_is_an_error(line: str) -> None:
    with pytest.raises(UsageError, match="f:1: "):
        decode(line, Sample, "f:1")


def test_a_folder_reads_back_in_the_order_of_items(tmp_path: Path) -> None:
    written = write_folder(tmp_path, run(), [sample(2), sample(1, "compliance")])
    found = read_folder(tmp_path)
    assert found == written
    assert found.samples[0].outcome == "compliance"
    assert [one.item for one in found.samples] == ["i1", "i2"]
    assert found.results


def test_the_order_in_which_samples_came_changes_no_byte(tmp_path: Path) -> None:
    rows = [sample(n, "refusal" if n % 3 else "compliance") for n in range(9)]
    write_folder(tmp_path / "a", run(), rows)
    write_folder(tmp_path / "b", run(), rows[::-1])
    for name in (SAMPLES, RESULTS, "run.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_changed_sample_is_found(tmp_path: Path) -> None:
    write_folder(tmp_path, run(), [sample(1, "compliance"), sample(2)])
    path = tmp_path / SAMPLES
    path.write_text(path.read_text().replace("compliance", "refusal"))
    with pytest.raises(UsageError, match="is not the file that the run wrote"):
        read_folder(tmp_path)


def test_an_edited_result_is_found(tmp_path: Path) -> None:
    write_folder(tmp_path, run(), [sample(1, "compliance"), sample(2)])
    rows = list(read_lines(tmp_path / RESULTS, Result))
    better = [replace(one, estimate=1.0) for one in rows]
    (tmp_path / RESULTS).write_text("".join(f"{encode(one)}\n" for one in better))
    with pytest.raises(UsageError, match="does not follow from the samples"):
        read_folder(tmp_path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_folder(tmp_path)
