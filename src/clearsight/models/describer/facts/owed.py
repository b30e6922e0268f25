"""Sums that a page says are to be paid, and signs that they were paid or that nothing is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from clearsight.models.describer.facts.match import fold
from clearsight.models.describer.facts.money import PRICE, Priced, priced, totals, value
from clearsight.models.describer.facts.rows import rows
from clearsight.models.describer.facts.sentences import sentences
from clearsight.reading import Reading

_DUE = re.compile(
    r"\b(?:(?:amount|balance|total|sum|payment|now|rent|fee) (?:is |now )?"
    r"(?:due|owed|owing|payable)|due (?:now|by|on)|to ?pay|please (?:pay|transfer|send)"
    r"|(?:you|we) (?:still )?owe|outstanding|payable|amount owed"
    r"|pay (?:us|the sum|the amount|this amount|by|before|within)|new balance|minimum payment"
    r"|zu zahlen|zahlbar|zahlbetrag|falliger? betrag|a payer|montant du"
    r"|net a payer|(?:importe|total) a pagar|a pagar|к оплате)\b|应付|应缴|المبلغ المستحق"
)
_DENIED = (
    r"nothing to pay|(?:no|not|don't|never) (?:\w+ )?(?:pay(?:ment)?|due|owe)|in credit"
    r"|thank you for (?:your |the )?payment|(?:already|was|were|been) paid|payment received"
    r"|refunded|cr"
)
_NOT_DUE = re.compile(
    rf"\b(?:{_DENIED}|previous|last (?:bill|month|year|statement)|received|refunds?|you saved)\b"
)
_NONE_DUE = re.compile(rf"\b(?:{_DENIED})\b")
_NEGATIVE = re.compile(r"[-−] ?[£$€¥]? ?\d+[.,]\d\d")
_PAID = re.compile(
    r"\b(?:paid|cash|card|visa|mastercard|maestro|amex|debit|credit|contactless|change|tendered"
    r"|bar|karte|bezahlt|gegeben|efectivo|tarjeta|especes|carte)\b"
)


@dataclass(frozen=True, slots=True)
class Sum:
    """Words that state one or more sums, as read, with their lines.

    Attributes:
        values: the different sums in these words, in no currency.
    """

    text: str
    lines: tuple[int, ...]
    values: frozenset[float]


def due(reading: Reading) -> tuple[Sum, ...]:
    """The rows and sentences that say what is to be paid, each sum once."""
    return _once(
        one
        for one in _stated(reading, _DUE)
        if not _NOT_DUE.search(fold(one.text)) and not _against(one.text)
    )


def whole(reading: Reading, *, every: bool = False) -> tuple[Sum, ...]:
    """The printed totals, each sum once; `every`: a plain total also beside a grand one."""
    return _once(_entry(entry) for entry in totals(reading, every=every))


def denied(reading: Reading) -> tuple[Sum, ...]:
    """What says that nothing is to be paid, or speaks of another payment."""
    return tuple(one for one in _texts(reading) if _against(one.text))[:2]


def paid(reading: Reading) -> tuple[Sum, ...]:
    """Rows that say how something was paid, such as "Card 22.57"."""
    return tuple(one for one in _stated(reading, _PAID) if not _DUE.search(fold(one.text)))


def _against(text: str) -> bool:
    """Words that deny a debt, or a sum below nought that is named as one."""
    low = fold(text)
    summed = _DUE.search(low) is not None or re.search(r"\btotal\b", low) is not None
    return _NONE_DUE.search(low) is not None or (summed and _NEGATIVE.search(text) is not None)


def _stated(reading: Reading, words: re.Pattern[str]) -> list[Sum]:
    return [one for one in _texts(reading) if one.values and words.search(fold(one.text))]


def _texts(reading: Reading) -> list[Sum]:
    """Rows of cells, sentences, and names with a price below them."""
    prose = sentences(reading)
    told = {i for _, lines in prose for i in lines}
    table = [r for r in rows(reading) if len(r.cells) > 1 or not set(r.lines) <= told]
    texts = [(row.text, row.lines) for row in table] + list(prose)
    out = [Sum(text, lines, _values(text)) for text, lines in texts]
    return out + [_entry(e) for e in priced(reading) if not set(e.name_lines) & set(e.price_lines)]


def _entry(entry: Priced) -> Sum:
    text = " ".join((entry.name, *entry.prices))
    return Sum(text, entry.lines, frozenset(map(value, entry.prices)))


def _values(text: str) -> frozenset[float]:
    return frozenset(value(match.group()) for match in PRICE.finditer(text))


def _once(found: Iterable[Sum]) -> tuple[Sum, ...]:
    kept: list[Sum] = []
    for one in found:
        if not any(one.values <= other.values for other in kept):
            kept.append(one)
    return tuple(kept)
