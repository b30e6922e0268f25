"""Records as Parquet and back: the same records, with their schema, or an error."""

from dataclasses import replace
from pathlib import Path

import pytest

from clearsight.cli import main
from clearsight.errors import MissingExtra, UsageError
from clearsight.result import (
    Comparison,
    Result,
    Run,
    Sample,
    encode,
    measure,
    read_lines,
    read_parquet,
    write_folder,
    write_parquet,
)
from tests.result.support import run, sample

pytest.importorskip("pyarrow", reason="the extra [parquet] is not installed")

FULL = replace(
    sample(1, "refusal"), twin="i2", slices={"form": "typed", "language": "de"}, by="guard:before",
    span=(3, 9), style={"short": True, "no_leak": False}, correct=False,
    scores={"leak": True, "completeness": 0.25, "excess": None, "count": 1.0},
    images=("a" * 64, "b" * 64), wall_ms=12.5, category="illicit",
    extra={"later": [1, {"x": "ü"}]},
)  # fmt: skip
COMPARED = Comparison(
    "a", "b", "t", "refusal_rate", "better", None, -0.1, 0.1, 0.5, 1.0, 1, 2, 3, 4
)


def test_samples_come_back_as_they_were(tmp_path: Path) -> None:
    rows = [FULL, sample(2, "error"), replace(sample(3, "compliance"), correct=None)]
    assert write_parquet(tmp_path / "s.parquet", rows, Sample) == 3
    back = read_parquet(tmp_path / "s.parquet", Sample)
    assert [encode(one) for one in back] == [encode(one) for one in rows]
    assert {name: type(value) for name, value in back[0].scores.items()} == {
        "completeness": float, "count": float, "excess": type(None), "leak": bool,
    }  # fmt: skip


def test_runs_results_and_comparisons_come_back(tmp_path: Path) -> None:
    made = replace(run("guarded"), slices=("form",))
    results = list(measure(made, [sample(n, "refusal") for n in range(9)]))
    write_parquet(tmp_path / "r.parquet", [made], Run)
    write_parquet(tmp_path / "n.parquet", results, Result)
    write_parquet(tmp_path / "c.parquet", [COMPARED], Comparison)
    assert read_parquet(tmp_path / "r.parquet", Run) == [made]
    found = read_parquet(tmp_path / "n.parquet", Result)
    assert [encode(one) for one in found] == [encode(one) for one in results]
    assert read_parquet(tmp_path / "c.parquet", Comparison) == [COMPARED]


def test_a_table_reader_sees_columns_and_the_schema(tmp_path: Path) -> None:
    import pyarrow.parquet as files

    write_parquet(tmp_path / "s.parquet", [FULL], Sample)
    table = files.read_table(tmp_path / "s.parquet")
    assert table.schema.metadata[b"clearsight.schema"] == b"clearsight.sample/1"
    assert table["outcome"].to_pylist() == ["refusal"]
    assert dict(table["slices"].to_pylist()[0])["language"] == "de"
    assert str(table.schema.field("wall_ms").type) == "double"


@pytest.mark.parametrize("kind", [Run, Result, Comparison])
@pytest.mark.parametrize("rows", [[], [FULL]])
def test_other_records_are_an_error(tmp_path: Path, kind: type[Run], rows: list[Sample]) -> None:
    write_parquet(tmp_path / "s.parquet", rows, Sample)
    with pytest.raises(UsageError, match="this file holds other records"):
        read_parquet(tmp_path / "s.parquet", kind)


def test_a_file_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "s.parquet").write_text("{}")
    for name in ("s", "missing"):
        with pytest.raises(UsageError, match="cannot be read as Parquet"):
            read_parquet(tmp_path / f"{name}.parquet", Sample)


def test_without_pyarrow_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match=r"clearsight\[parquet\]"):
        write_parquet(tmp_path / "s.parquet", [FULL], Sample)


def test_a_folder_of_runs_is_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = [
        write_folder(tmp_path / "runs/harm/scripted" / stack, run(stack),
                     [sample(n, "refusal") for n in range(5)])
        for stack in ("bare", "guarded")
    ]  # fmt: skip
    for how in ("parquet", "jsonl"):
        assert main(["eval", "export", str(tmp_path), "--format", how]) == 0
    assert f"samples.parquet\t{10}" in capsys.readouterr().out
    wanted = [one for folder in folders for one in folder.samples]
    assert read_parquet(tmp_path / "export/samples.parquet", Sample) == wanted
    assert list(read_lines(tmp_path / "export/samples.jsonl", Sample)) == wanted
    assert not (tmp_path / "export/comparisons.parquet").exists()
