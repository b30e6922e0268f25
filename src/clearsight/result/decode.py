"""Records <-> JSON objects. A record says what it is: {"schema": "clearsight.sample/1", ...}.

Within one major version fields are only ever added: an older reader keeps those that it does not
know in `extra` and writes them back; a newer major version is an error that says so.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from clearsight.errors import UsageError
from clearsight.result.values import SCHEMA, Comparison, Provenance, Record, Result, Run, Sample

KINDS: dict[str, type[Any]] = {
    "run": Run,
    "sample": Sample,
    "result": Result,
    "comparison": Comparison,
}
NAMES = {kind: name for name, kind in KINDS.items()}
# Worked out once: it takes longer than all the rest of a record.
HINTS = {kind: get_type_hints(kind) for kind in (*NAMES, Provenance)}
T = TypeVar("T", Run, Sample, Result, Comparison)


def encode(record: Record) -> str:
    """One line of JSON; the same record gives the same bytes."""
    out: dict[str, Any] = {"schema": f"clearsight.{NAMES[type(record)]}/{SCHEMA}"}
    for one in fields(record):
        if one.name == "extra":
            continue
        value = getattr(record, one.name)
        if value != _default(one):
            out[one.name] = _plain(value)
    out |= record.extra
    return json.dumps(out, ensure_ascii=False, separators=(",", ":"))


def decode(line: str, kind: type[T], where: str) -> T:
    """The record of one line.

    Args:
        where: file and line, for errors.

    Raises:
        UsageError: no JSON object, another kind of record, a newer major version, a field that is
            missing or of another type.
    """
    try:
        raw = json.loads(line)
    except ValueError as error:
        raise UsageError(f"{where}: not JSON ({error}); is the file cut off?") from error
    if not isinstance(raw, Mapping):
        raise UsageError(f"{where}: expected a JSON object, got {type(raw).__name__}")
    check_schema(raw.get("schema"), NAMES[kind], where)
    found: T = _record(kind, raw, where)
    return found


def check_schema(stated: object, wanted: str, where: str) -> None:
    """Whether these are such records, in a version that we read.

    Raises:
        UsageError: they are not.
    """
    name, _, version = str(stated).removeprefix("clearsight.").partition("/")
    if name != wanted or not version.isdigit():
        raise UsageError(
            f'{where}: schema is {stated!r}, expected "clearsight.{wanted}/{SCHEMA}"; '
            "this file holds other records"
        )
    if int(version) > SCHEMA:
        raise UsageError(
            f"{where}: written in version {version} of the format, this package reads up to "
            f"{SCHEMA}; install a newer clearsight"
        )


def _record(kind: type[Any], raw: Mapping[str, Any], where: str) -> Any:
    hints, given, known = HINTS[kind], {}, {one.name for one in fields(kind)}
    for one in fields(kind):
        if one.name == "extra":
            continue
        if one.name in raw:
            given[one.name] = _typed(raw[one.name], hints[one.name], f"{where}: {one.name}")
        elif one.default is MISSING and one.default_factory is MISSING:
            raise UsageError(f"{where}: field {one.name!r} is missing")
    if "extra" in known:
        given["extra"] = {k: v for k, v in raw.items() if k not in known and k != "schema"}
    return kind(**given)


def _typed(value: Any, hint: Any, where: str) -> Any:
    """The value as the type says.

    Raises:
        UsageError: it is of another type.
    """
    origin, inner = get_origin(hint), get_args(hint)
    if hint is Any:
        return value
    if origin in (Union, UnionType):
        return _one_of(value, inner, where)
    if origin is Literal:
        if value not in inner:
            raise UsageError(f"{where}: {value!r}, expected one of {', '.join(map(str, inner))}")
        return value
    if origin is tuple and isinstance(value, list):
        return tuple(_typed(item, inner[0], where) for item in value)
    if origin is not None and isinstance(value, Mapping) and len(inner) == 2:
        return {str(key): _typed(item, inner[1], where) for key, item in value.items()}
    if hint is Provenance and isinstance(value, Mapping):
        return _record(Provenance, value, where)
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and type(value) is hint:
        return value
    raise UsageError(f"{where}: {json.dumps(value)[:80]} is no {getattr(hint, '__name__', hint)}")


def _one_of(value: Any, hints: tuple[Any, ...], where: str) -> Any:
    if value is None and type(None) in hints:
        return None
    for hint in hints:
        if type(value) is hint:
            return value
    rest = [hint for hint in hints if hint is not type(None) and hint is not bool]
    return _typed(value, rest[0], where)


def _default(one: "Field[Any]") -> Any:
    if one.default_factory is not MISSING:
        return one.default_factory()
    return one.default


def _plain(value: Any) -> Any:
    if isinstance(value, Provenance):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(value[key]) for key in sorted(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return round(value, 6) if isinstance(value, float) else value
