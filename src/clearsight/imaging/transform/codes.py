"""Words in codes that a model can undo: base64, hexadecimal, entities, percent signs, rot13.

All bring back every character of any text (HTML knows no entities for control characters).
"""

import base64
import codecs
from urllib.parse import quote


def base_64(text: str, seed: int) -> str:
    """RFC 4648 of its UTF-8."""
    return base64.b64encode(text.encode()).decode()


def hexadecimal(text: str, seed: int) -> str:
    """Bytes of its UTF-8, two digits each, spaces between."""
    return text.encode().hex(" ")


def rot13(text: str, seed: int) -> str:
    """Latin letters moved by half the alphabet."""
    return codecs.encode(text, "rot13")


def backwards(text: str, seed: int) -> str:
    """Characters in reverse."""
    return text[::-1]


def html_entities(text: str, seed: int) -> str:
    """Every character as a numeric HTML entity."""
    return "".join(f"&#{ord(letter)};" for letter in text)


def percent(text: str, seed: int) -> str:
    """Every byte of its UTF-8 as a percent escape, letters too; plain spaces as %20."""
    return "".join(f"%{byte:02X}" for byte in text.encode())


def url_encoded(text: str, seed: int) -> str:
    """As an address carries it: only what has to be is escaped."""
    return quote(text)


def json_escaped(text: str, seed: int) -> str:
    """Every UTF-16 unit as a \\u escape."""
    units = text.encode("utf-16-be").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))
