"""Flat tables of expressions (TOML: kind -> list), each kind compiled to one expression."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from clearsight.detect.fold import fold


@cache
def table(name: str) -> Mapping[str, re.Pattern[str]]:
    """The packaged table `rules/NAME.toml` over folded text, by kind."""
    source = resources.files("clearsight.detect.rules").joinpath(f"{name}.toml")
    kinds: dict[str, list[str]] = tomllib.loads(source.read_text(encoding="utf-8"))
    return {kind: re.compile("|".join(map(fold, words))) for kind, words in kinds.items()}
