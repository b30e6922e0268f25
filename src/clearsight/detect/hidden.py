"""Words carried by codes that a model can read and a person does not: undone before judgement.

HTML entities, percent and backslash escapes, base64, Unicode tag characters (ASCII shifted by
U+E0000) and variation selectors that carry bytes.
"""

import base64
import binascii
import html
import re
from urllib.parse import unquote

_TAG = re.compile("[\U000e0020-\U000e007e]+")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2}.*){2}", re.DOTALL)
_BASE64 = re.compile(r"(?<![\w+/])[A-Za-z0-9+/_-]{16,}={0,2}(?![\w+/=])")
_WORDY = 0.8  # share of letters and spaces from which decoded bytes are words


def revealed(text: str) -> str:
    """The text with what it encodes in place of the code; the same text when it encodes nothing."""
    text = _TAG.sub(lambda found: f" {_shifted(found[0])} ", text)
    text = _SELECTORS.sub(lambda found: f" {_selected(found[0])} ", text)
    text = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
    text = html.unescape(text) if "&" in text else text
    text = unquote(text) if _PERCENT.search(text) else text
    return _BASE64.sub(lambda found: _unpacked(found[0]), text)


def _shifted(text: str) -> str:
    return "".join(chr(ord(letter) - 0xE0000) for letter in text)


def _selected(text: str) -> str:
    codes = [ord(letter) for letter in text]
    data = bytes(c - 0xFE00 if c <= 0xFE0F else c - 0xE0100 + 16 for c in codes)
    return data.decode("utf-8", "ignore")


def _unpacked(written: str) -> str:
    padded = written.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        words = base64.b64decode(padded + "=" * (-len(padded) % 4), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return written
    letters = sum(c.isalpha() or c.isspace() for c in words)
    return words if words and letters >= _WORDY * len(words) else written
