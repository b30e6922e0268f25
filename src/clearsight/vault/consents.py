"""The words of the three consents, by version and language; see consents.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from clearsight.errors import UnknownName, UsageError
from clearsight.vault.words import DAY_S, HOUR_S, PURPOSES, Purpose, Retention

MOST_CONTACT = 200


@cache
def _table() -> Mapping[str, Any]:
    text = files("clearsight.vault").joinpath("consents.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def newest() -> str:
    """The version that is shown now."""
    return str(_table()["newest"])


def versions() -> list[str]:
    """Every version that was ever shown."""
    return [name for name in _table() if name != "newest"]


def languages(version: str) -> list[str]:
    """Codes of the languages that a version is written in."""
    return list(_table()[version])


def words(language: str, keep: Retention, version: str | None = None) -> dict[Purpose, str]:
    """What a user is asked, with the times that hold here.

    Raises:
        UnknownName: not written in that language.
    """
    texts = _table()[version or newest()]
    if language not in texts:
        raise UnknownName("language of the consents", language, list(texts))
    times = {
        "text_days": _rounded(keep.text_s, DAY_S),
        "photo_hours": _rounded(keep.photo_most_s, HOUR_S),
    }
    return {purpose: texts[language][purpose].format(**times) for purpose in PURPOSES}


def wording(language: str, keep: Retention) -> str:
    """How a record names the words that were shown and the times in them: "1/en/30d/24h".

    Raises:
        UnknownName: not written in that language.
    """
    version = newest()
    if language not in _table()[version]:
        raise UnknownName("language of the consents", language, languages(version))
    days, hours = _rounded(keep.text_s, DAY_S), _rounded(keep.photo_most_s, HOUR_S)
    return f"{version}/{language}/{days}d/{hours}h"


def checked_contact(purpose: Purpose, given: bool, contact: str) -> str:
    """The address that goes with a consent.

    Raises:
        UsageError: missing for "research", given for another purpose, or too long.
    """
    contact = contact.strip()
    needed = purpose == "research" and given
    if needed != bool(contact) or len(contact) > MOST_CONTACT or not contact.isprintable():
        raise UsageError(
            f"the consent {purpose!r} came with an address of {len(contact)} characters; expected "
            f"1 to {MOST_CONTACT} printable ones to give 'research', and none otherwise"
        )
    return contact


def _rounded(seconds: int, unit: int) -> str:
    """In units, upwards: nobody is told less than what is kept."""
    return str(-(-seconds // unit))
