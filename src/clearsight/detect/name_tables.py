"""Word lists that tell a person's name from other words: one TOML file per script, loaded once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from clearsight.detect.fold import fold
from clearsight.language import WORDS

SCRIPTS = ("Latin", "Cyrillic", "Arabic", "Devanagari")
_CASED = ("Latin", "Cyrillic")
Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Names:
    """The lists of one script, folded; a phrase is one string of words with single spaces.

    Attributes:
        cased: the script has capital letters.
        given: common given names. `titles`: words before a name.
        verbs, verbs_weak: behind a name; only a person does the first. `verbs_before`: before it.
        persons: words for a person. `copula`, `hedges`, `articles`, `particles`: as in grammar.
        named, pointed: phrases right before a name; a thing may follow the second.
        keys: labels of a name in a list or JSON. `places`: "(left)" behind a name.
        apart: a name behind these is a place, an author, a brand.
        elsewhere: somewhere in the sentence, they make the name one of a work or a statue.
        pets: in front of the name, they make it a pet's.
        things, not_names, common: words (or pairs) that no person's name holds; `unlike` joins two.
        ordinary: words of the lists that start no name where there are no capitals.
        leading: words in capitals that may stand before a name. `beside`: in an answer of names.
        tails: what a lone unknown word must stand behind to be looked at.
    """

    cased: bool
    given: Words
    titles: Words
    verbs: Words
    verbs_weak: Words
    verbs_before: Words
    persons: Words
    copula: Words
    hedges: Words
    named: Words
    pointed: Words
    keys: Words
    places: Words
    articles: Words
    apart: Words
    particles: Words
    elsewhere: Words
    pets: Words
    things: Words
    not_names: Words
    common: Words
    ordinary: Words
    leading: Words
    beside: Words
    unlike: Words
    tails: Words


@cache
def names_of(script: str) -> Names:
    """The table of one of `SCRIPTS`."""
    lists = raw_table(script.lower())
    words = {
        kind: frozenset(
            fold(part).strip() for part in (text.split("|") if "|" in text else text.split())
        )
        for kind, text in lists.items()
    }
    given = words["given"]
    if script == "Latin":
        known = {fold(word) for code in WORDS if code != "hi" for word in WORDS[code].split()}
        words["common"] |= known - given - words["particles"]
    for kind in ("verbs_before", "pets"):
        words.setdefault(kind, frozenset())
    words = {kind: found - {""} for kind, found in words.items()}
    return Names(
        script in _CASED,
        **words,
        ordinary=_union(
            words, "common verbs verbs_weak hedges titles keys persons elsewhere copula apart"
        ),
        leading=words["titles"]
        | words["articles"]
        | _union(words, "hedges common copula persons pointed verbs_before keys") - given,
        beside=_union(words, "titles places hedges copula pointed keys"),
        unlike=_union(words, "things common"),
        tails=frozenset(phrase.split()[-1] for phrase in words["named"])
        | words["articles"]
        | words["hedges"]
        | frozenset(':"\n*(,'),
    )


def _union(words: dict[str, Words], kinds: str) -> Words:
    return frozenset().union(*(words[kind] for kind in kinds.split()))


def raw_table(name: str) -> dict[str, str]:
    """The packaged file `rules/names/NAME.toml` as it stands."""
    source = resources.files("clearsight.detect.rules").joinpath("names", f"{name}.toml")
    table: dict[str, str] = tomllib.loads(source.read_text(encoding="utf-8"))
    return table
