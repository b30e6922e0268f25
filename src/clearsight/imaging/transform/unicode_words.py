"""Words in other characters of Unicode that look the same, look like nothing, or mean the same.

All keep what they cannot write. NFKC brings the first four back; the others need their tables.
"""

from clearsight.imaging.item import generator

# First capital and first small letter of alphabets that NFKC maps to ASCII.
_ALPHABETS = {
    "bold": (0x1D400, 0x1D41A), "bold italic": (0x1D468, 0x1D482), "sans": (0x1D5A0, 0x1D5BA),
    "sans bold": (0x1D5D4, 0x1D5EE), "sans italic": (0x1D608, 0x1D622),
    "monospace": (0x1D670, 0x1D68A), "bold script": (0x1D4D0, 0x1D4EA),
    "bold fraktur": (0x1D56C, 0x1D586),
}  # fmt: skip
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
_MARKS = "".join(map(chr, range(0x300, 0x315)))
# Letters of Cyrillic, Greek, Armenian and Lisu drawn like Latin ones in most fonts; chosen by eye
# and by their shapes in the code charts of Unicode 15.
LOOKALIKES = {
    "a": "аɑ", "c": "сϲ", "d": "ԁ", "e": "еҽ", "g": "ɡ", "h": "һ", "i": "іι", "j": "јϳ", "l": "ӏ",
    "n": "ո", "o": "оοօ", "p": "рρ", "q": "ԛ", "s": "ѕ", "u": "սυ", "v": "ѵν", "w": "ԝ", "x": "хχ",
    "y": "уү", "A": "АΑꓮ", "B": "ВΒꓐ", "C": "СϹꓚ", "D": "ꓓ", "E": "ЕΕꓰ", "F": "ꓝ", "G": "ꓖԌ",
    "H": "НΗꓧ", "I": "ІΙ", "J": "Јꓙ", "K": "КΚꓗ", "L": "ꓡ", "M": "МΜꓟ", "N": "Νꓠ", "O": "ОΟꓳ",
    "P": "РΡꓑ", "Q": "Ԛ", "S": "Ѕꓢ", "T": "ТΤꓔ", "U": "ꓴՍ", "V": "Ѵꓦ", "W": "Ԝꓪ", "X": "ХΧꓫ",
    "Y": "ҮΥꓬ", "Z": "Ζꓜ",
}  # fmt: skip


def full_width(text: str, seed: int) -> str:
    """Printable ASCII as full-width forms, the space as U+3000."""
    table = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
    return text.translate(table)


def mathematical(text: str, seed: int) -> str:
    """Latin letters from one of eight mathematical alphabets, by the seed."""
    names = list(_ALPHABETS)
    capital, small = _ALPHABETS[names[int(generator("mathematical", seed).integers(len(names)))]]
    table = {65 + n: capital + n for n in range(26)} | {97 + n: small + n for n in range(26)}
    return text.translate(table)


def circled(text: str, seed: int) -> str:
    """Latin letters and digits in circles."""
    table = {65 + n: 0x24B6 + n for n in range(26)} | {97 + n: 0x24D0 + n for n in range(26)}
    return text.translate(table | {48: 0x24EA} | {49 + n: 0x2460 + n for n in range(9)})


def parenthesised(text: str, seed: int) -> str:
    """Small Latin letters in parentheses, each one character; NFKC writes the parentheses out."""
    return text.lower().translate({97 + n: 0x249C + n for n in range(26)})


def zero_width(text: str, seed: int) -> str:
    """A character of no width between letters, after about every second."""
    random = generator("zero_width", seed)
    out = []
    for letter in text:
        out.append(letter)
        if random.random() < 0.5:
            out.append(_ZERO_WIDTH[int(random.integers(len(_ZERO_WIDTH)))])
    return "".join(out)


def piled(text: str, seed: int, *, most: int = 3) -> str:
    """One to `most` accents piled on every letter ("zalgo")."""
    random = generator("piled", seed)
    return "".join(
        letter
        + "".join(
            random.choice(list(_MARKS), random.integers(1, most + 1)) if letter.isalpha() else []
        )
        for letter in text
    )


def confusables(text: str, seed: int) -> str:
    """Every Latin letter that has one as its look-alike from another script."""
    return _alike(text, seed, 1.0)


def mixed_scripts(text: str, seed: int) -> str:
    """About every third such letter as a look-alike: words of two scripts."""
    return _alike(text, seed, 1 / 3)


def _alike(text: str, seed: int, share: float) -> str:
    random = generator("alike", share, seed)
    out = []
    for letter in text:
        others = LOOKALIKES.get(letter, "")
        swap = others and random.random() < share
        out.append(others[int(random.integers(len(others)))] if swap else letter)
    return "".join(out)


def tag_characters(text: str, seed: int) -> str:
    """Printable ASCII as tag characters (U+E0020 to U+E007E), which most programs do not show."""
    return "".join(chr(ord(c) + 0xE0000) if " " <= c <= "~" else c for c in text)


def variation_selectors(text: str, seed: int) -> str:
    """All bytes of the text (UTF-8) as variation selectors: nothing of it is to be seen."""
    return "".join(chr(0xFE00 + b if b < 16 else 0xE0100 + b - 16) for b in text.encode())
