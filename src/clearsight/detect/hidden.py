"""Words carried by codes that a model can read and a person does not: undone before judgement.

HTML entities, percent and backslash escapes, base64, base32, numbers for letters, Morse, Unicode
tag characters (ASCII shifted by U+E0000) and variation selectors that carry bytes, also nested.
"""

import html
import re
from urllib.parse import unquote

from clearsight.detect.codes import bases_read, numbers_read
from clearsight.detect.fold import decoded, plain

_TAG = re.compile("[\U000e0020-\U000e007e]+")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2}.*){2}", re.DOTALL)
_LEVELS = 3


def revealed(text: str) -> str:
    """The text with what it encodes in place of the code; the same text when it encodes nothing.

    What was inside is read further, up to three levels of codes, then as `fold.decoded` reads.
    """
    return _revealed(text, _LEVELS)


def _revealed(text: str, levels: int) -> str:
    read = _one_level(text, levels) if levels else text
    return text if read == text else decoded(_revealed(read, levels - 1))


def _one_level(text: str, levels: int) -> str:
    text = _TAG.sub(lambda found: _parted(found, _shifted(found[0])), text)
    text = _SELECTORS.sub(lambda found: f" {_selected(found[0])} ", text)
    text = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
    text = html.unescape(text) if "&" in text else text
    text = unquote(text) if _PERCENT.search(text) else text
    return bases_read(numbers_read(text), lambda words: _carries(words, levels - 1))


def _carries(words: str, levels: int) -> bool:
    """Whether decoded bytes hold further codes, while levels are left, or disguised words."""
    return _revealed(words, levels) != words or decoded(words) != plain(words)


def _parted(found: re.Match[str], words: str) -> str:
    """Apart from visible words, but not from letters that ASCII, and so a tag, cannot be."""
    before = found.string[max(0, found.start() - 1) : found.start()]
    after = found.string[found.end() : found.end() + 1]
    left = "" if not before.isascii() and before.isalpha() else " "
    right = "" if not after.isascii() and after.isalpha() else " "
    return f"{left}{words}{right}"


def _shifted(text: str) -> str:
    return "".join(chr(ord(letter) - 0xE0000) for letter in text)


def _selected(text: str) -> str:
    codes = [ord(letter) for letter in text]
    data = bytes(c - 0xFE00 if c <= 0xFE0F else c - 0xE0100 + 16 for c in codes)
    return data.decode("utf-8", "ignore")
