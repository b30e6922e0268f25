"""Words as the index compares them: case, plurals, head nouns; one small rule set per language."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from clearsight.language import NEIGHBOURS, WORDS

DENSE = re.compile("[\u3041-\u30ff\u3400-\u9fff\u0e01-\u0e4e]")
_PUNCTUATION = re.compile(r"[^\w\s'+#]|_")
_SPACE = re.compile(r"\s+")
HEAD_FIRST = frozenset({"es", "fr", "pt", "it", "vi", "ms", "th"})
# Behind these words stands what only describes the head noun.
_SYLLABLES = frozenset({"vi"})
_BREAK_WORDS = """of for in on with from to at by about into onto without against under over near
    de del du des d da do dos das para por con avec pour sans en sur von für mit aus im"""
_BREAKS = frozenset(_BREAK_WORDS.split())
_ENGLISH = {
    "children": "child", "feet": "foot", "geese": "goose", "knives": "knife", "leaves": "leaf",
    "lives": "life", "men": "man", "mice": "mouse", "people": "person", "teeth": "tooth",
    "thieves": "thief", "wives": "wife", "wolves": "wolf", "women": "woman", "halves": "half",
}  # fmt: skip
# (language, ending of an inflected form, what it stands for); the index decides which form exists.
_ENDINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (("ies", "y"), ("es", ""), ("s", ""), ("'s", ""), ("s'", ""), ("ing", ""),
           ("ing", "e"), ("ed", ""), ("ed", "e")),
    "de": (("innen", "in"), ("en", ""), ("en", "e"), ("er", ""), ("n", ""), ("e", ""), ("s", ""),
           ("es", "")),
    "es": (("ces", "z"), ("es", ""), ("s", "")),
    "fr": (("eaux", "eau"), ("aux", "al"), ("s", ""), ("x", ""), ("es", "")),
    "pt": (("ões", "ão"), ("ais", "al"), ("ns", "m"), ("es", ""), ("s", "")),
    "it": (("chi", "co"), ("ghe", "ga"), ("i", "o"), ("i", "e"), ("e", "a")),
    "nl": (("en", ""), ("s", ""), ("'s", "")),
}  # fmt: skip
_UMLAUTS = str.maketrans("äöü", "aou")
_SHORTEST = 3
_COMPOUND = 4


@cache
def common(language: str) -> frozenset[str]:
    """Words of a language that are never shown: articles, pronouns, auxiliaries and the like."""
    return frozenset(f"{WORDS.get(language, '')} {NEIGHBOURS.get(language, '')}".split())


def normal(text: str) -> str:
    """Lower case, one space between words, no punctuation: what terms are compared by."""
    bare = _PUNCTUATION.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    return _SPACE.sub(" ", bare).strip()


def is_dense(text: str) -> bool:
    """Whether words are written without spaces (Chinese, Japanese, Thai)."""
    return DENSE.search(text) is not None


def forms(word: str, language: str = "en") -> list[str]:
    """The word itself, then what it may be an inflected form of, likeliest first."""
    found = [word]
    if language == "en" and word in _ENGLISH:
        found.append(_ENGLISH[word])
    for ending, instead in _ENDINGS.get(language, ()):
        stem = word[: -len(ending)]
        enough = len(stem) + (language != "en") * len(instead) >= _SHORTEST
        if word.endswith(ending) and enough:
            found.append(stem + instead)
            if language == "en" and ending in ("ing", "ed") and stem[-2:-1] == stem[-1:]:
                found.append(stem[:-1])
    if language == "de":
        found += [form.translate(_UMLAUTS) for form in found if form.translate(_UMLAUTS) != form]
    return [form for form in dict.fromkeys(found) if form == word or len(form) >= _SHORTEST]


def name_words(name: str, language: str = "en") -> list[str]:
    """The words of a normal name that may find it; none where spaces part syllables."""
    return [] if language in _SYLLABLES else [word for word in name.split(" ") if len(word) > 2]


def name_head(name: str, language: str = "en") -> str:
    """The head noun of a normal name: "knife" of "kitchen knife"; "" where it names two things."""
    words = name.split(" ")
    if language == "en" and "and" in words:
        return ""
    core = words[: next((n for n, w in enumerate(words) if n and w in _BREAKS), len(words))]
    return core[0] if language in HEAD_FIRST else core[-1]


def phrase_forms(phrase: str, language: str = "en") -> list[str]:
    """The normal phrase, then with its last, or head first also its first, word inflected."""
    if is_dense(phrase) or not phrase:
        return [phrase] if phrase else []
    words = phrase.split(" ")
    last = [" ".join([*words[:-1], form]) for form in forms(words[-1], language)]
    first = [" ".join([form, *words[1:]]) for form in forms(words[0], language)]
    return list(dict.fromkeys([phrase, *last, *(first if language in HEAD_FIRST else ())]))


def heads(phrase: str, language: str = "en") -> Iterator[str]:
    """Shorter phrases that a picture may be found by, nearest to the whole first.

    "a large kitchen knife for fish" gives "large kitchen knife", "kitchen knife", "knife". German
    compounds give their ends, texts without spaces their longest parts.
    """
    if is_dense(phrase):
        yield from _dense_parts(phrase)
        return
    words = phrase.split(" ")
    skipped = common(language)
    start = next((n for n, word in enumerate(words) if word not in skipped), len(words))
    words = words[start:]
    stop = next((n for n, w in enumerate(words) if n and w in _BREAKS), len(words))
    core = words[:stop]
    sizes = range(len(core), 0, -1)
    if language in HEAD_FIRST:
        parts = [" ".join(core[:size]) for size in sizes]
    else:
        parts = [" ".join(core[-size:]) for size in sizes]
    yield from (part for part in parts if part != phrase)
    if language in ("de", "nl", "sv", "da") and core:
        word = core[-1]
        yield from (word[n:] for n in range(_COMPOUND, len(word) - _COMPOUND + 1))


def _dense_parts(phrase: str) -> Iterator[str]:
    """Substrings of at least two signs, longest first, later ones (nearer the head) first."""
    bare = phrase.replace(" ", "")
    for size in range(min(len(bare) - 1, 8), 1, -1):
        for start in range(len(bare) - size, -1, -1):
            yield bare[start : start + size]
