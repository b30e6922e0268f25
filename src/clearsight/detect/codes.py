"""Words written as numbers, signs or base32 and base64: hexadecimal, octal, decimal, binary, Morse.

What does not decode to likely words stays: hashes, keys, serial numbers, lists of numbers.
"""

import base64
import binascii
import re
from collections.abc import Callable

from clearsight.detect.likely import WORD, key, letters_share, likely
from clearsight.detect.spelt import LIKELY

WORDY = 0.8  # share of letters from which decoded bytes are words
_APART = r"[\s,:;_-]{0,2}"
_HEX = re.compile(
    rf"(?<![\w#])(?:0x|\\x|%)?[0-9a-fA-F]{{2}}(?:{_APART}(?:0x|\\x)?[0-9a-fA-F]{{2}}){{5,}}(?!\w)"
)
_BINARY = re.compile(r"(?<![\w.])[01]{7,8}(?:[\s,]*[01]{7,8}){3,}(?![\w.])")
_NUMBERS = re.compile(r"(?<![\w.])\d{2,3}(?:[\s,;_-]{1,2}\d{2,3}){5,}(?![\w.])")
_MORSE = re.compile(r"(?<!\S)[.\-_·•−–—]{1,6}(?:[ \t/|\n]+[.\-_·•−–—]{1,6}(?!\S)){4,}")
_BASE64 = re.compile(r"(?<![\w+/])[A-Za-z0-9+/_-]{16,}={0,2}(?![\w+/=])")
_BASE32 = re.compile(r"(?<!\w)[A-Z2-7]{16,}={0,6}(?![\w=])")
_SIGNS = str.maketrans("_·•−–—", "-..---")
_MORSE_SIGNS = (
    ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- "
    "-..- -.-- --.. ----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----. .-.-.- --..-- "
    "..--.. -.-.-- -....- .----. -..-. ---... .-..-."
)
_MORSE_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,?!-'/:\""
_LETTERS = dict(zip(_MORSE_SIGNS.split(" "), _MORSE_LETTERS, strict=True))


def numbers_read(text: str) -> str:
    """Hexadecimal, binary, decimal or octal codes of letters, and Morse, as words."""
    for pattern, read in _READERS:
        if pattern.search(text):
            text = pattern.sub(lambda found, read=read: read(found[0]) or found[0], text)  # type: ignore[misc]
    return text


def bases_read(text: str, carries: Callable[[str], bool]) -> str:
    """Base64 and base32 as words, or as text that itself `carries` words."""
    text = _BASE32.sub(lambda found: _based(found[0], _base32, carries), text)
    return _BASE64.sub(lambda found: _based(found[0], _base64, carries), text)


def _based(written: str, decode: Callable[[str], bytes], carries: Callable[[str], bool]) -> str:
    try:
        words = decode(written.rstrip("=")).decode("utf-8")
    except (binascii.Error, ValueError):
        return written
    if not words or not all(letter.isprintable() or letter.isspace() for letter in words):
        return written
    return words if _wordy(words) or carries(words) else written


def _base64(written: str) -> bytes:
    padded = written.replace("-", "+").replace("_", "/") + "=" * (-len(written) % 4)
    return base64.b64decode(padded, validate=True)


def _base32(written: str) -> bytes:
    return base64.b32decode(written + "=" * (-len(written) % 8))


def _wordy(words: str) -> bool:
    return letters_share("".join(words.split())) >= WORDY


def _hexadecimal(written: str) -> str:
    digits = re.sub(r"0x|\\x|[^0-9a-fA-F]", "", written)
    return _text(bytes.fromhex(digits)) if len(digits) % 2 == 0 else ""


def _binary(written: str) -> str:
    groups = re.findall("[01]+", written)
    wide = 7 if {len(group) for group in groups} == {7} else 8
    digits = "".join(groups)
    if len(digits) % wide:
        return ""
    return _text(bytes(int(digits[n : n + wide], 2) for n in range(0, len(digits), wide)))


def _decimal(written: str) -> str:
    groups = re.findall(r"\d+", written)
    for base in (10, 8):
        try:
            codes = [int(group, base) for group in groups]
        except ValueError:
            continue
        if max(codes) < 256 and (words := _text(bytes(codes))):
            return words
    return ""


def _text(data: bytes) -> str:
    """The bytes as likely words; "" when they are none."""
    try:
        words = data.decode("utf-8")
    except ValueError:
        return ""
    return words if _wordy(words) and _likely(words) else ""


def _likely(words: str) -> bool:
    """Whether most letters of three and more are in likely words; scripts without tables pass."""
    found = [key(word) for word in WORD.findall(words)]
    tabled = [word for word in found if len(word) > 2]
    if not tabled:
        return not words.isascii() and bool(found)
    table = likely()
    good = sum(
        len(word)
        for word in tabled
        if word in table.words or not "a" <= word[0] <= "z" or table.each(word) >= LIKELY
    )
    return 2 * good >= sum(map(len, tabled))


def _morse(written: str) -> str:
    words = []
    for part in re.split(r"\s*[/|\n]\s*|[ \t]{2,}", written.translate(_SIGNS)):
        letters = [_LETTERS.get(sign, "") for sign in part.split()]
        if not all(letters):
            return ""
        words.append("".join(letters))
    text = " ".join(word for word in words if word)
    return text if len(set(text)) > 3 and _likely(text) else ""


_READERS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (_BINARY, _binary),
    (_HEX, _hexadecimal),
    (_NUMBERS, _decimal),
    (_MORSE, _morse),
)
