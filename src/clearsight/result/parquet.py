"""Records as Parquet, one file a kind, for tools that read tables. Needs the extra `[parquet]`.

Every field is a column, also at its default; the file says which records it holds in its metadata,
as the JSON lines do: `clearsight.schema` is "clearsight.sample/1". Mappings are maps; a task's own
scores are a map to {number, flag}, of which one is set; fields of later versions are one column of
JSON, `extra`. What is read back is decoded, and so checked, like a line of JSON.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from types import ModuleType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from clearsight.errors import MissingExtra, UsageError
from clearsight.result.decode import HINTS, NAMES, check_schema, decode
from clearsight.result.values import SCHEMA, Comparison, Provenance, Result, Run, Sample

T = TypeVar("T", Run, Sample, Result, Comparison)
_SCHEMA = b"clearsight.schema"


def write_parquet(path: Path, records: Iterable[T], kind: type[T]) -> int:
    """Write the file whole, or leave the old one; returns how many records it holds.

    Raises:
        MissingExtra: pyarrow is not installed.
    """
    arrow, files = _arrow()
    rows = [_row(record) for record in records]
    hints = HINTS[kind]
    columns = [
        arrow.field(one.name, _type(arrow, one.name, hints[one.name])) for one in fields(kind)
    ]
    stated = f"clearsight.{NAMES[kind]}/{SCHEMA}".encode()
    schema = arrow.schema(columns, metadata={_SCHEMA: stated})
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    files.write_table(arrow.Table.from_pylist(rows, schema=schema), aside, compression="zstd")
    aside.replace(path)
    return len(rows)


def read_parquet(path: Path, kind: type[T]) -> list[T]:
    """The records of a file, as they were written.

    Raises:
        MissingExtra: pyarrow is not installed.
        UsageError: no such file, no Parquet, other records, or a newer version of them.
    """
    arrow, files = _arrow()
    try:
        table = files.read_table(path)
    except (OSError, arrow.ArrowException) as error:
        raise UsageError(f"{path} cannot be read as Parquet: {error}") from error
    stated = (table.schema.metadata or {}).get(_SCHEMA, b"").decode(errors="replace")
    check_schema(stated, NAMES[kind], str(path))
    hints = HINTS[kind]
    found = []
    for number, row in enumerate(table.to_pylist(), 1):
        raw = {name: _back(name, value, hints.get(name)) for name, value in row.items()}
        raw = {"schema": stated, **raw.pop("extra", {}), **raw}
        found.append(decode(json.dumps(raw), kind, f"{path}, row {number}"))
    return found


def _arrow() -> tuple[ModuleType, ModuleType]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra(
            "Parquet needs pyarrow, which is not installed; run: "
            "pip install 'clearsight[parquet]', or export JSON lines"
        ) from error
    return pyarrow, pyarrow.parquet


def _type(arrow: ModuleType, name: str, hint: Any) -> Any:
    """The column type of a field."""
    origin, inner = get_origin(hint), get_args(hint)
    if name == "extra":
        return arrow.string()
    if hint is Provenance:
        hints = HINTS[Provenance]
        return arrow.struct([arrow.field(n, _type(arrow, n, h)) for n, h in hints.items()])
    if origin is tuple:
        return arrow.list_(_type(arrow, name, inner[0]))
    if origin is not None and origin not in (Union, UnionType, Literal):
        value = arrow.struct([("number", arrow.float64()), ("flag", arrow.bool_())])
        mixed = get_origin(inner[1]) in (Union, UnionType)
        return arrow.map_(arrow.string(), value if mixed else _type(arrow, name, inner[1]))
    plain = next(one for one in (inner or (hint,)) if one is not type(None))
    simple = {int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}
    return simple.get(plain, arrow.string())


def _row(record: Run | Sample | Result | Comparison) -> dict[str, Any]:
    row = {one.name: _out(getattr(record, one.name)) for one in fields(record)}
    if isinstance(record, Sample):
        row["scores"] = [(name, _score(value)) for name, value in sorted(record.scores.items())]
    row["extra"] = json.dumps(dict(record.extra), ensure_ascii=False, sort_keys=True)
    return row


def _out(value: Any) -> Any:
    if isinstance(value, Provenance):
        return {one.name: _out(getattr(value, one.name)) for one in fields(value)}
    return sorted(value.items()) if isinstance(value, Mapping) else value


def _score(value: bool | float | None) -> dict[str, bool | float | None]:
    flag = value if isinstance(value, bool) else None
    return {"number": None if flag is not None else value, "flag": flag}


def _back(name: str, value: Any, hint: Any) -> Any:
    """A column's value as it stands in JSON."""
    if name == "extra":
        return json.loads(value)
    if hint is Provenance:
        hints = HINTS[Provenance]
        return {n: _back(n, one, hints.get(n)) for n, one in value.items()}
    if name == "scores":
        return {n: one["number"] if one["flag"] is None else one["flag"] for n, one in value}
    if isinstance(value, list) and get_origin(hint) is not tuple:
        return dict(value)
    return value
