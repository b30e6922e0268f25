"""Builds `detect/rules/common_words.txt` from harmless text of our own, for `detect/likely.py`.

    python -m clearsight.train.common_words

Sources: the banks and twins in train/benign, the rules of intent, people and warnings, the names
of given persons left out. One line in twenty of the banks and twins is held out, so that the
undoing of obfuscation can be measured on sentences whose words were not counted.
"""

import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from clearsight.detect.likely import WORD, key

HERE = Path(__file__).resolve().parent
RULES = HERE.parent / "detect" / "rules"
OUT = RULES / "common_words.txt"
MOST = {"en": 4600, "de": 850, "es": 850, "fr": 850, "pt": 850, "ru": 700, "ar": 600, "hi": 500}
HELD_OUT = 13  # of 256: one line in twenty
# Words in a rule that stand alone: what touches a metacharacter may be a piece of a word.
_WHOLE = re.compile(r"(?<![\w\\)\].*+?{}])[^\W\d_]{3,}(?![\w(\[.*+?{}])")


def main() -> None:
    """Write the table: one line a language, most frequent words first."""
    lines = []
    for language, most in MOST.items():
        ranked = _ranked(language)[:most]
        lines.append(f"{language}: {' '.join(ranked)}\n")
        print(language, len(ranked))
    OUT.write_text("".join(lines), encoding="utf-8")


def held_out(text: str) -> bool:
    """Whether a line of the banks was left out of the table."""
    return hashlib.sha256(text.encode()).digest()[0] < HELD_OUT


def rows(language: str) -> Iterator[str]:
    """The texts of the banks and twins of a language."""
    kinds = ("bank_en_*", "twins_*") if language == "en" else (f"bank_{language}",)
    for kind in kinds:
        for path in sorted((HERE / "benign").glob(f"{kind}.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                yield json.loads(line)["text"]


def _ranked(language: str) -> list[str]:
    counts: Counter[str] = Counter()
    for text in rows(language):
        if not held_out(text):
            counts.update(key(word) for word in WORD.findall(text))
    counts.update({word for text in _rules(language) for word in _words(text)})
    return sorted((w for w in counts if _is_word(w, language)), key=lambda w: (-counts[w], w))


def _words(rule: str) -> list[str]:
    return [key(word) for word in _WHOLE.findall(re.sub(r"\\[a-zA-Z]", " ", rule))]


def _rules(language: str) -> Iterator[str]:
    for kind in ("intent", "people"):
        path = RULES / kind / f"{language}.toml"
        yield from _strings(tomllib.loads(path.read_text(encoding="utf-8")))
    if language == "en":
        path = HERE.parent / "imaging" / "synonyms" / "associations.toml"
        yield from _strings(tomllib.loads(path.read_text(encoding="utf-8")).get("en", {}))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _is_word(word: str, language: str) -> bool:
    latin = word.isascii()
    return latin == (language not in ("ru", "ar", "hi")) and (len(word) > 1 or word in "aiyoеàсвик")


if __name__ == "__main__":
    main()
