"""The word lists beside the code, and sentences made from them."""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from clearsight.errors import UnknownName
from clearsight.imaging.render.pick import Pick

# The largest share is English; every language, English too, takes part in the rest.
_ENGLISH = 0.4


@lru_cache(maxsize=32)
def words(name: str) -> dict[str, Any]:
    """The lists of words/NAME.toml."""
    return tomllib.loads(
        (files("clearsight.imaging.render.words") / f"{name}.toml").read_text("utf-8")
    )


def languages() -> list[str]:
    """Codes of the languages that sentences are made in."""
    return list(words("sentences"))


def script(language: str) -> str:
    """Unicode script a language is written in, as fonts name it."""
    return str(_language(language)["script"])


def _language(code: str) -> dict[str, Any]:
    found = words("sentences").get(code)
    if found is None:
        raise UnknownName("language of sentences", code, languages())
    return dict(found)


def language(pick: Pick) -> str:
    """A language: English in two of five, else any."""
    return "en" if pick.chance(_ENGLISH) else pick.one(languages())


def clock(pick: Pick) -> str:
    """A time of day such as "17:45"."""
    return f"{pick.between(7, 21)}:{pick.between(0, 11) * 5:02d}"


def said(pick: Pick, code: str, kind: str) -> str:
    """One text of that kind ("templates", "greetings", "replies", "titles"), its slots filled."""
    lists = words("sentences").get(code) or _language(code)
    return _filled(pick, lists, pick.one(lists[kind]))


def _filled(pick: Pick, lists: dict[str, Any], text: str) -> str:
    for slot in ("place", "thing", "food", "name", "day"):
        if f"{{{slot}}}" in text:
            text = text.replace(f"{{{slot}}}", pick.one(lists[slot]))
    if "{time}" in text:
        text = text.replace("{time}", clock(pick))
    if "{n}" in text:
        text = text.replace("{n}", str(pick.between(2, 48)))
    return text[0].upper() + text[1:]


def sentences(pick: Pick, code: str, count: int) -> list[str]:
    """Sentences of one language, each of another form while there are enough forms."""
    lists = words("sentences").get(code) or _language(code)
    return [_filled(pick, lists, form) for form in pick.some(lists["templates"], count)]


def prose(pick: Pick, code: str, count: int) -> str:
    """Sentences of one language, in one paragraph."""
    joint = "" if script(code) in ("Han", "Hiragana") else " "
    return joint.join(sentences(pick, code, count))
