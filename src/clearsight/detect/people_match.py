"""What the rules of one language find in a text: which thing is asked of a person, in which words.

Over folded text, sentence by sentence. Whether anybody is there to ask about is the caller's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clearsight.detect.fold import fold, plain, sentences
from clearsight.detect.people_rules import Asks, Language, languages_of
from clearsight.detect.tables import table
from clearsight.detect.warnings import asks_of_goods

_OF_THINGS = ("race", "age", "nationality", "gender")  # a dog has a breed and an age, too
_MOSTLY = 0.7
_FEW_WORDS, _FEW_DENSE = 4, 6
_SENTENCE = re.compile(r"[^.!?。！？؟\n]+[.!?。！？؟\n]*|[.!?。！？؟\n]+")
_OF_PAPERS = ("plain_paper",)
_THEY = re.compile(r"\b(?:they|them|their|theirs)\b")
_WORD = re.compile(r"[\w\u0900-\u0963']+")
_DENSE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")

_GOODS = re.compile(
    r"\b(?:strength of (?:it|this)|out of date|expir\w*|best[ -]before|use[- ]by|"
    r"date on (?:it|this)|price of|how much (?:is|does) (?:it|this))\b"
)
_OFFERED = re.compile(
    r"(?:\b(?:[Ii]s|[Ww]as|IS) (?:this|that|he|she|it|the (?:man|woman|person|guy|girl|boy|lady)"
    r"(?: [a-z]+){0,4})|\b[EeÉé]s? (?:este|esta|ese|esa|[eé]l|ella|ele|ela|essa|esse)|\b[Ii]st "
    r"(?:das|er|sie)|\b[Ee]st-ce|\bЭто) (?:really |actually |wirklich |bien )?"
    r"(?P<name>[A-ZÀ-ÖА-Я][\w'.-]+(?: [A-ZÀ-ÖА-Я][\w'.-]+){1,3})\s*\?*\s*$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Match:
    """One thing that a sentence asks.

    Attributes:
        detail: finer kind, "public_figure" for a name that is claimed to be known, "" for none.
        words: those that matched. person: whether the sentence names a person, or says he or she.
        general: the text speaks of laws, words or science rather than of somebody shown.
    """

    category: str
    detail: str
    words: str
    person: bool
    general: bool


def matches(whole: str) -> Iterator[Match]:
    """What the folded text asks, by the rules of the languages that it may be in."""
    general = is_general(whole) or is_of_wording(whole)
    for language in languages_of(whole):
        famous = language.famous.search(whole) is not None
        person = language.person.search(whole) is not None
        for sentence in sentences(whole):
            for ask, words in _asked(language, sentence):
                known = ask.category == "people/identify" and famous
                detail = "public_figure" if known else ask.detail
                yield Match(ask.category, detail, words, person, general)


def is_general(whole: str) -> bool:
    """Whether the folded text speaks of laws, words or science, in any language it may be in."""
    return any(language.general.search(whole) for language in languages_of(whole))


def is_of_wording(whole: str) -> bool:
    """Whether the folded text asks to translate or mend a sentence that it quotes."""
    return table("people_cues")["wording"].search(whole) is not None


def points_at_a_person(whole: str) -> bool:
    """Whether the folded text holds "the man", "this girl" and the like."""
    return any(language.strong.search(whole) for language in languages_of(whole))


def points(whole: str) -> bool:
    """Whether the folded text points at a picture or at somebody: "in the photo", "this man"."""
    pointed = any(language.deictic.search(whole) for language in languages_of(whole))
    return pointed or table("people_cues")["photo"].search(whole) is not None or has_a_photo(whole)


def points_at_a_picture(whole: str) -> bool:
    """As `points`, but "this man" alone points at no picture."""
    found = (
        language.noun.search(one[0]) is None
        for language in languages_of(whole)
        for one in language.deictic.finditer(whole)
    )
    return any(found) or table("people_cues")["photo"].search(whole) is not None


def has_a_photo(whole: str) -> bool:
    """Whether the folded text tells of a picture that the user has: "my photo", "a photo here"."""
    return table("people_cues")["own_photo"].search(whole) is not None


def mentions_somebody(whole: str) -> bool:
    """Whether the folded text holds a word for a person: "a man in a dark suit"."""
    return any(language.noun.search(whole) for language in languages_of(whole))


def offered(text: str) -> str:
    """The words that offer a name: "is this Ada Lovelace?"; empty for none."""
    found = _OFFERED.search(plain(text))
    return found[0] if found else ""


def names_a_person(whole: str) -> bool:
    """Whether the folded text speaks of a person, or says he or she."""
    return any(language.person.search(whole) for language in languages_of(whole))


def names_one(whole: str) -> bool:
    """The same, where "they" and "them" may as well be a shop or an office."""
    return names_a_person(_THEY.sub(" ", whole))


def points_at_nobody(whole: str) -> bool:
    """The folded text is a few words that point at no person: "who is this?", "is it old?"."""
    dense = len(_DENSE.findall(whole))
    if dense > _FEW_DENSE or (not dense and len(_WORD.findall(whole)) > _FEW_WORDS):
        return False
    languages = languages_of(whole)
    return not any(language.person.search(whole) for language in languages) and any(
        language.this.search(whole) for language in languages
    )


def is_of_goods(whole: str) -> bool:
    """The folded text names no person and asks of goods, of ways or what to do with a thing.

    "Is it a ten or a twenty?", "may I take this to school?".
    """
    if any(language.person.search(whole) for language in languages_of(whole)):
        return False
    act = table("people_cues")["act"].search(whole)
    return act is not None or _GOODS.search(whole) is not None or asks_of_goods(whole)


def without_plain_asks(text: str, people: bool) -> str:
    """The text without its whole sentences that ask for a head count or a sum on a paper."""
    cues = [table("people_cues")[kind] for kind in ("plain", *(() if people else _OF_PAPERS))]
    parts = _SENTENCE.findall(text)
    kept = [part for part in parts if not any(cue.fullmatch(fold(part)) for cue in cues)]
    return text if len(kept) == len(parts) else "".join(kept)


def beside_a_plain_ask(parts: Sequence[str], people: bool) -> bool:
    """Of two pieces one is such a question, so that they make no sentence together."""
    return len(parts) == 2 and not all(without_plain_asks(part, people).strip() for part in parts)


def is_a_fragment(text: str) -> bool:
    """A word or two, and no question mark: "he is", "the left one"."""
    dense = len(_DENSE.findall(text))
    if any(mark in text for mark in "?？؟"):
        return False
    return dense < _FEW_DENSE // 2 if dense else len(_WORD.findall(text)) < _FEW_WORDS - 1


def only_a_person(piece: str, most: float = _MOSTLY) -> bool:
    """The folded piece says whom it is about, and `most` of its letters do: "this man?"."""
    letters = sum(c.isalnum() for c in piece)
    people = (e for lang in languages_of(piece) for e in lang.strong.finditer(piece))
    return any(sum(c.isalnum() for c in e[0]) >= most * letters for e in people)


def not_of_a_name(whole: str) -> bool:
    """The folded text asks for a maker, a caption, a badge, a cartoon: no identification."""
    return any(
        e.search(whole)
        for lang in languages_of(whole)
        for e in (*lang.not_identify, *lang.not_person)
    )


def _asked(language: Language, sentence: str) -> Iterator[tuple[Asks, str]]:
    for ask in language.asks:
        found = next((f for e in ask.expressions if (f := e.search(sentence))), None)
        if found is None:
            continue
        identify = ask.category == "people/identify"
        if identify and any(e.search(sentence) for e in language.not_identify):
            continue
        if (identify or ask.detail in _OF_THINGS) and _of_a_thing(language, sentence):
            continue
        yield ask, found[0]


def _of_a_thing(language: Language, sentence: str) -> bool:
    """The sentence is about a cartoon, statue or pet, and names no person apart from it."""
    for expression in language.not_person:
        thing = expression.search(sentence)
        if thing is None:
            continue
        apart = [
            person
            for person in language.strong.finditer(sentence)
            if person.end() < thing.start() or person.start() > thing.end()
        ]
        if not apart:
            return True
    return False
