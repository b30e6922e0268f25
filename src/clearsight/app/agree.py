"""Where several answers to one question differ: sentences whose facts the others do not bear out.

A model that samples states what it saw and what it made up in the same tone; what it made up
changes from answer to answer. Compared are numbers, currencies, names, colours and quoted words,
not wording.
Pure; nothing here knows which answer is right.
"""

import itertools
import re
import unicodedata
from collections.abc import Sequence

from clearsight.app.currencies import sums
from clearsight.app.sentences import ends

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_QUOTED = re.compile(r"[“\"«„「『]([^”\"»“」』]{2,60})[”\"»“」』]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_COUNTS = {
    word: number
    for number, words in {
        "0": "no none zero kein keine ninguno ninguna aucun aucune nenhum nenhuma",
        "1": "one ein eine uno una un une um uma один одна",
        "2": "two zwei dos deux dois duas два две दो اثنان",
        "3": "three drei tres trois três три तीन ثلاثة",
        "4": "four vier cuatro quatre quatro четыре चार أربعة",
        "5": "five fünf cinco cinq пять पाँच خمسة",
        "6": "six sechs seis шесть छह ستة", "7": "seven sieben siete sept sete семь सात سبعة",
        "8": "eight acht ocho huit oito восемь आठ ثمانية",
        "9": "nine neun nueve neuf nove девять नौ تسعة",
        "10": "ten zehn diez dix dez десять दस عشرة",
    }.items()
    for word in words.split()
}  # fmt: skip
# Articles say nothing about how many.
_ARTICLES = frozenset(["ein", "eine", "un", "une", "una", "uno", "um", "uma", "no"])
_COLOUR_WORDS = """
red rot rote roten rotes rojo roja rouge vermelho vermelha красный красная أحمر حمراء लाल
blue blau blaue blauen blaues azul bleu bleue синий синяя голубой أزرق زرقاء नीला नीली
green grün grüne grünen grünes verde vert verte зелёный зеленый зелёная أخضر خضراء हरा हरी
yellow gelb gelbe gelben amarillo amarilla jaune amarelo amarela жёлтый желтый أصفر صفراء पीला
black schwarz schwarze schwarzen negro negra noir noire preto preta чёрный черный أسود سوداء काला
white weiß weiße weißen blanco blanca blanc blanche branco branca белый белая أبيض بيضاء सफ़ेद
grey gray grau graue grauen gris cinza серый серая رمادي
brown braun braune braunen marrón marron castanho коричневый بني भूरा
orange naranja laranja оранжевый برتقالي नारंगी
pink rosa rose розовый وردي गुलाबी
purple violet lila violett morado roxo фиолетовый بنفسجي
"""
_COLOURS = {
    word: row.split()[0] for row in _COLOUR_WORDS.strip().splitlines() for word in row.split()
}
_HAN_COLOURS = re.compile("[红蓝绿黄黑白灰棕橙粉紫赤青緑黒茶]")


def facts(sentence: str) -> frozenset[str]:
    """Numbers, counted things, colours, quoted words, and names: capitals inside a sentence."""
    text = unicodedata.normalize("NFKC", sentence)
    found = {f"number {_plain(one)}" for one in _NUMBER.findall(text)}
    found |= {f"quoted {_bare(one)}" for one in _QUOTED.findall(text)}
    found |= {f"colour {one}" for one in _HAN_COLOURS.findall(text)}
    # What is quoted is compared as a whole, so that "The Harbour" is no name of its own.
    words = list(_WORD.finditer(_QUOTED.sub(" ", text)))
    for place, match in enumerate(words):
        word = match.group()
        lower = word.casefold()
        if lower in _COLOURS:
            found.add(f"colour {_COLOURS[lower]}")
        elif lower in _COUNTS and lower not in _ARTICLES:
            found.add(f"number {_COUNTS[lower]}")
        elif place and word[0].isupper() and len(word) > 1:
            found.add(f"name {lower}")
    return frozenset(found)


def _plain(number: str) -> str:
    """4,50 and 4.5 are one number; 12:30 stays a time."""
    plain = number.replace(",", ".")
    if plain.count(".") > 1 or ":" in plain:
        return plain
    return plain.rstrip("0").rstrip(".") if "." in plain else plain.lstrip("0") or "0"


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def sentences(text: str) -> list[str]:
    """The text cut at the ends of its sentences; joined they give it again."""
    cuts = [0, *(end for end in ends(text) if end < len(text)), len(text)]
    return [text[a:b] for a, b in itertools.pairwise(cuts) if a < b]


def unsupported(answer: str, others: Sequence[str]) -> list[bool]:
    """For each of the answer's sentences, whether a fact of it is missing from most others.

    Args:
        others: further answers to the same question; without any, nothing is known to differ.
    """
    known = [facts_of(one) for one in others]
    paid = [_sums(one) for one in others]
    return [
        any(2 * sum(fact in one for one in known) < len(known) for fact in facts(sentence))
        or any(
            2 * sum(_contradicts(one, number, money) for one in paid) > len(paid)
            for number, money in _sums(sentence).items()
        )
        for sentence in sentences(answer)
    ]


def _sums(text: str) -> dict[str, frozenset[str]]:
    """Numbers of sums, in one spelling, with all currencies that are named beside them."""
    found: dict[str, frozenset[str]] = {}
    for number, money in sums(text):
        found[_plain(number)] = found.get(_plain(number), frozenset()) | money
    return found


def _contradicts(known: dict[str, frozenset[str]], number: str, money: frozenset[str]) -> bool:
    """The same number of another currency; one without a currency leaves it open."""
    return number in known and not known[number] & money


def facts_of(text: str) -> frozenset[str]:
    """Facts of all sentences of a text."""
    return frozenset(fact for sentence in sentences(text) for fact in facts(sentence))


def marked(answer: str, doubtful: Sequence[bool], mark: str) -> str:
    """The answer with a mark before each doubtful sentence."""
    parts = []
    for sentence, doubt in zip(sentences(answer), doubtful, strict=True):
        body = sentence.lstrip()
        space = sentence[: len(sentence) - len(body)]
        parts.append(f"{space}{mark} {body}" if doubt and body else sentence)
    return "".join(parts)
