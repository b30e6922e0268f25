"""Names of persons in Chinese and Japanese answers, which have no capitals and no spaces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from clearsight.detect.name_tables import raw_table
from clearsight.detect.names import FLOOR, Named

_HAN = "\u4e00-\u9fff"
_KATA = "\u30a1-\u30fa\u30fc"
# The developers' own confidence in each sign, as in `detect.names`.
_SURNAME, _UNSURE, _FOREIGN = 0.3, 0.15, 0.45
_TITLE, _NAMED, _POINTED, _VERB, _BARE, _ALONE = 0.55, 0.6, 0.3, 0.45, 0.4, 0.05
_ELSEWHERE = 0.2
_NEAR = 14
_AROUND = 30
_STOP = re.compile("[。！？\n]")


@dataclass(frozen=True, slots=True)
class _Table:
    name: re.Pattern[str]
    loose: re.Pattern[str]
    unsure: frozenset[str]
    before: re.Pattern[str] | None
    titles: re.Pattern[str]
    named: re.Pattern[str]
    pointed: re.Pattern[str]
    verbs: re.Pattern[str]
    elsewhere: re.Pattern[str]
    things: re.Pattern[str]
    fictional: frozenset[str]


def _any(words: str) -> str:
    return "|".join(map(re.escape, words.split()))


@cache
def _chinese() -> _Table:
    t = raw_table("han")
    given = f"(?:(?![{t['grammar']}])[{_HAN}]){{1,2}}?"
    follows = f"(?=[^{_HAN}]|$|{t['verbs']}|和|与|及|{_any(t['titles'])})"
    surname = f"(?:{_any(t['double'])}|[{t['surnames']}{t['unsure']}])"
    sign = f"(?![{t['grammar']}叫像为示])[{_HAN}]"
    foreign = f"(?:{sign}){{1,6}}(?:[·•・](?:{sign}){{1,6}}){{1,3}}?{follows}"
    madam = f"[{_HAN}]{{2}}夫人"
    return _Table(
        re.compile(f"{foreign}|{madam}|{surname}{given}{follows}"),
        re.compile(f"[{_HAN}]{{2,4}}"),
        frozenset(t["unsure"]),
        re.compile(f"(?:{_any(t['before'])})$"),
        re.compile(f"\\s*(?:{_any(t['titles'])})"),
        re.compile(f"(?:{t['named']})$"),
        re.compile(f"(?:{t['pointed']})\\s*$"),
        re.compile(f"\\s*(?:{t['verbs']})"),
        re.compile(t["elsewhere"]),
        re.compile(f"[{t['things']}]$"),
        frozenset(t["fictional"].split()),
    )


@cache
def _japanese() -> _Table:
    t = raw_table("kana")
    foreign = f"[{_KATA}]{{2,10}}(?:・[{_KATA}]{{2,10}}){{1,3}}"
    native = f"(?:{_any(t['surnames'])})(?:[{_HAN}]{{1,3}})?"
    return _Table(
        re.compile(f"{foreign}|{native}"),
        re.compile(f"[{_HAN}{_KATA}]{{2,8}}"),
        frozenset(),
        None,
        re.compile(f"\\s*(?:{_any(t['titles'])})"),
        re.compile(f"(?:{t['named']})$"),
        re.compile(f"(?:{t['pointed']})\\s*$"),
        re.compile(f"\\s*(?:{t['verbs']})"),
        re.compile(t["elsewhere"]),
        re.compile(f"(?:{_any(t['things'])})$"),
        frozenset(t["fictional"].split()),
    )


def dense_names_in(text: str, *, japanese: bool, asked: float = 0.0) -> Iterator[Named]:
    """Names that a Chinese or Japanese text gives to a person; see `detect.names.names_in`."""
    table = _japanese() if japanese else _chinese()
    for found in table.name.finditer(text):
        score = _score(table, text, found, asked=asked)
        if score:
            before = text[max(0, found.start() - _NEAR) : found.start()]
            yield Named(found[0], round(score, 3), found.start(), found.end(), before)
    short = text.strip(" 。.!！\n")
    if asked and table.loose.fullmatch(short) and not table.things.search(short):
        start = text.find(short)
        yield Named(short, round(1 - (1 - _BARE) * (1 - asked), 3), start, start + len(short))


def _score(table: _Table, text: str, found: re.Match[str], *, asked: float) -> float:
    name = found[0]
    parts = re.split("[·•・]", name)
    if any(word in name for word in table.fictional) or _is_thing(table, name):
        return 0.0
    before = text[max(0, found.start() - _NEAR) : found.start()]
    after = text[found.end() : found.end() + 24]
    signs = [_form(table, name, parts), asked, _place(table, before)]
    signs.append(_TITLE if table.titles.match(after) else 0.0)
    signs.append(_TITLE if table.before is not None and table.before.search(before) else 0.0)
    signs.append(_VERB if table.verbs.match(after) else 0.0)
    signs.append(_BARE if _bare(table, text, found) else 0.0)
    left = 1.0
    for sign in signs:
        left *= 1 - sign
    if 1 - left < FLOOR:
        return 0.0
    return (1 - left) * (_ELSEWHERE if table.elsewhere.search(_sentence(text, found)) else 1.0)


def _is_thing(table: _Table, name: str) -> bool:
    sure = table.before is not None and len(name) > 2 and name[0] not in table.unsure
    return not sure and table.things.search(name) is not None


def _form(table: _Table, name: str, parts: list[str]) -> float:
    if len(parts) > 1:
        return _FOREIGN
    if name[0] in table.unsure:
        return _UNSURE if len(name) > 2 else _ALONE
    return _SURNAME if len(name) > 2 else _UNSURE


def _place(table: _Table, before: str) -> float:
    if table.named.search(before):
        return _NAMED
    return _POINTED if table.pointed.search(before) else 0.0


def _bare(table: _Table, text: str, found: re.Match[str]) -> bool:
    """Nothing but names stands in the text."""
    return len(text) <= 60 and not re.sub(
        r"[\s,，、。.·和与及と（）()0-9]", "", table.name.sub("", text)
    )


def _sentence(text: str, found: re.Match[str]) -> str:
    low, high = max(0, found.start() - _AROUND), found.end() + _AROUND
    start = max(text.rfind(mark, low, found.start()) for mark in "。！？\n")
    stop = _STOP.search(text, found.end(), high)
    before = text[max(start + 1, low) : found.start()]
    return f"{before} {text[found.end() : stop.start() if stop else high]}"
