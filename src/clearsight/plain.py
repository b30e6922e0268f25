"""Words as plain JSON values, for traces, results and logs; and the words that JSON holds."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any


def plain(value: object) -> Any:
    """Dataclasses become objects, tuples lists; bytes (of pictures) become their length.

    Raises:
        TypeError: a value that has no JSON form.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    if isinstance(value, float):
        return round(value, 4)
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def strings(written: str) -> str:
    """Keys and values of JSON without escapes, one a line; the text itself when it is not JSON."""
    try:
        # Pairs rather than a dict: of a repeated key every value counts.
        return "\n".join(_leaves(json.loads(written, object_pairs_hook=list)))
    except (ValueError, RecursionError):
        return written


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    elif value is not None:
        yield str(value)
