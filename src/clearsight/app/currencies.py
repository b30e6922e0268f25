"""Sums of money in a text, each with the currencies that its sign or word may stand for. Pure.

"$" is any dollar and "¥" yen or yuan, so "$5" and "5 US dollars" are no contradiction, and "$5"
and "5 EUR" are one. A number with no currency beside it contradicts nothing.
"""

import re
import unicodedata
from collections.abc import Mapping

# Codes of ISO 4217 that a sign or word stands for -> signs and words, in ten languages.
_TABLE = {
    "usd cad aud nzd hkd sgd": "$ dollar dollars dólar dólares dolar dollari доллар доллара "
    "долларов دولار डॉलर ドル",
    "usd": "usd us$ 美元 美金 米ドル", "cad": "cad c$ ca$ 加元", "aud": "aud a$ au$ 澳元",
    "nzd": "nzd nz$", "hkd": "hkd hk$ 港元 港币", "sgd": "sgd s$",
    "eur": "€ eur euro euros евро يورو यूरो 欧元 歐元 ユーロ",
    "gbp": "£ gbp quid 英镑 英鎊", "gbp egp": "pound pounds libra libras livre livres pfund фунт "
    "фунта фунтов جنيه جنيها पाउंड ポンド", "egp": "egp",
    "jpy cny": "¥ ￥", "jpy": "jpy yen yenes иена иен ين येन 円 日元",
    "cny": "cny rmb yuan yuans yuanes renminbi юань юаня юаней يوان युआन 元 块 人民币",
    "inr pkr": "rs rs. rupee rupees rupia rupias roupie roupies रुपये रुपया रुपए روبية рупий",
    "inr": "₹ inr", "pkr": "pkr", "krw": "₩ krw 韩元 ウォン",
    "rub": "₽ rub rouble roubles ruble rubles rublo rublos rubel рубль рубля рублей руб روبل",
    "chf": "chf sfr franken", "chf xaf xof": "franc francs franco francos франков فرنك",
    "sek nok dkk": "kr", "sek": "sek kronor", "nok dkk": "kroner", "nok": "nok", "dkk": "dkk",
    "pln": "pln zł zloty zlotys złoty złote złotych", "try": "₺ lira liras lirası",
    "sar qar": "riyal riyals ريال ريالا", "sar": "sar", "qar": "qar",
    "aed mad": "dirham dirhams درهم درهما", "aed": "aed", "mad": "mad",
    "mxn ars clp cop": "peso pesos", "mxn": "mxn", "brl": "r$ brl reais",
}  # fmt: skip
_WORDS: Mapping[str, frozenset[str]] = {
    word.casefold(): frozenset(codes.split())
    for codes, words in _TABLE.items()
    for word in words.split()
}
_DENSE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")


def _either(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_LETTERS = _either([word for word in _WORDS if word[-1].isalpha() and not _DENSE.search(word)])
_SIGNS = _either([word for word in _WORDS if not word[-1].isalpha() or _DENSE.search(word)])
_MONEY = re.compile(
    rf"(?:(?:(?<![^\W\d_])(?P<word>{_LETTERS})|(?P<sign>{_SIGNS}))\s?)?"
    r"(?P<number>\d+(?:[.,]\d+)*)(?![.,:]?\d)"
    rf"(?:\s?(?:(?P<after>{_LETTERS})(?![^\W\d_])|(?P<behind>{_SIGNS})))?"
)


def sums(text: str) -> frozenset[tuple[str, frozenset[str]]]:
    """Numbers as they stand, each with the codes (lower case) of what its currency may be."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    found = set()
    for match in _MONEY.finditer(folded):
        named = match["word"] or match["sign"] or match["after"] or match["behind"]
        if named:
            found.add((match["number"], _WORDS[named]))
    return frozenset(found)
