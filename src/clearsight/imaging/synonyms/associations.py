"""Things that stand for acts and ideas that no picture shows: the table `associations.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from clearsight.imaging.index.words import is_dense, phrase_forms


@cache
def table(language: str) -> Mapping[str, str]:
    """Word or phrase -> the English name of a thing that stands for it."""
    given = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {word: thing for thing, words in given.get(language, {}).items() for word in words}


def associated(phrase: str, language: str) -> str | None:
    """The thing that stands for a normal phrase, if there is one."""
    known = table(language)
    forms = [phrase] if is_dense(phrase) else phrase_forms(phrase, language)
    return next((known[form] for form in forms if form in known), None)
