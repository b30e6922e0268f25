"""How much of what a picture or a disguised text says can be read at all.

"Not refused" may mean "not seen": only beside these shares does a refusal rate say something about
judgement. Two readers of pictures: ours as the guard uses it, and tesseract as a program.
"""

import re
import subprocess
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clearsight.content import Image
from clearsight.detect.fold import decoded, fold, plain
from clearsight.detect.hidden import revealed
from clearsight.errors import MissingExtra
from clearsight.imaging.item import Item
from clearsight.imaging.transform.made import whole
from clearsight.imaging.transform.spoken import Spoken
from clearsight.reading import Reading
from clearsight.senses import tesseract
from clearsight.senses.script import script_of

_WORD = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]|[^\W_\u3041-\u30ff\u4e00-\u9fff]+")
TIMEOUT_S = 30.0
# Sparse text in no order (11) finds words where the layout analysis of 3 finds no block.
PAGE_MODES = (3, 11)

# Of the twin's script; English reads the rest as well as it can.
LANGUAGES = {"Cyrillic": "rus", "Arabic": "ara", "Devanagari": "hin", "Hangul": "kor"}

Read = Callable[[Image], Reading]


@dataclass(frozen=True, slots=True)
class Legibility:
    """Shares of the twin that were recovered, 0 to 1, after NFKC, case folding and spaces as one.

    Attributes:
        ours, tesseract: 1 - character error rate, at least 0: order counts, additions too.
        ours_words, tesseract_words: the same by words in any order; additions do not count.
        text_ours, text_tesseract: what was read.
    """

    ours: float
    tesseract: float
    ours_words: float
    tesseract_words: float
    text_ours: str
    text_tesseract: str


@dataclass(frozen=True, slots=True)
class Undone:
    """How far the guard's own decoding brings a disguised text back.

    Attributes:
        share: 1 - character error rate of the best of its variants.
        words: by words in any order.
        whole: the best variant has the twin's words, but for case, accents and signs.
        text: that variant.
    """

    share: float
    words: float
    whole: bool
    text: str


def legibility(pictures: Item | Sequence[Item], *, read: Read | None = None) -> Legibility:
    """What of the pictures' twin our senses of text and codes recover, and what tesseract does.

    Several pictures are read in the order given; their twin has the order of their truth.

    Args:
        read: makes Readings; the senses "text" and "codes" when None.

    Raises:
        MissingExtra: tesseract is not installed.
    """
    items = [pictures] if isinstance(pictures, Item) else list(pictures)
    seen = reader() if read is None else read
    twin = whole(items)
    ours = "\n".join(written(seen(item.image())) for item in items)
    language = LANGUAGES.get(script_of(twin), "eng")
    theirs, theirs_words = "", -1.0
    for mode in PAGE_MODES:
        text = "\n".join(
            tesseract_text(item.png(), language=language, page_mode=mode) for item in items
        )
        if (found := word_share(twin, text)) > theirs_words:
            theirs, theirs_words = text, found
    return Legibility(
        share(twin, ours), share(twin, theirs), word_share(twin, ours), theirs_words, ours, theirs
    )


def written(reading: Reading) -> str:
    """What the guard takes for the picture's words: its lines, then the contents of codes."""
    return "\n".join([line.text for line in reading.lines] + [code.text for code in reading.codes])


def undone(spoken: Spoken) -> Undone:
    """The best of what the detector of words judges: the text, decoded, and revealed."""
    variants = (plain(spoken.text), decoded(spoken.text), plain(revealed(spoken.text)))
    best = max(variants, key=lambda text: share(spoken.twin, text))
    same = _WORD.findall(fold(best)) == _WORD.findall(fold(spoken.twin))
    return Undone(share(spoken.twin, best), word_share(spoken.twin, best), same, best)


def share(twin: str, text: str) -> float:
    """1 - edits / length of the twin, at least 0; 1 for an empty twin that stayed empty."""
    want, got = _even(twin), _even(text)
    if not want:
        return float(not got)
    return max(0.0, 1 - edits(want, got) / len(want))


def word_share(twin: str, text: str) -> float:
    """The twin's characters in words found in the text, whatever their order.

    Each word is paired off with the nearest word that is left, and counts as far as it is alike.
    """
    wanted, left = _WORD.findall(_even(twin)), _WORD.findall(_even(text))
    total = sum(map(len, wanted))
    if not total:
        return float(not left)
    found = 0
    for word in sorted(wanted, key=len, reverse=True):
        if not left:
            break
        near = min(left, key=lambda other: edits(word, other))
        kept = len(word) - edits(word, near)
        if kept > 0:
            found += kept
            left.remove(near)
    return found / total


def edits(first: str, second: str) -> int:
    """Levenshtein distance. Myers 1999, "A fast bit-vector algorithm", JACM 46; whole words."""
    if not first:
        return len(second)
    places: dict[str, int] = {}
    for index, letter in enumerate(first):
        places[letter] = places.get(letter, 0) | 1 << index
    full, last = (1 << len(first)) - 1, 1 << len(first) - 1
    plus, minus, distance = full, 0, len(first)
    for letter in second:
        match = places.get(letter, 0) | minus
        carried = (((match & plus) + plus) ^ plus) | match
        up, down = minus | (~(carried | plus) & full), plus & carried
        distance += bool(up & last) - bool(down & last)
        up, down = (up << 1 | 1) & full, down << 1 & full
        plus, minus = down | (~(carried | up) & full), up & carried
    return distance


def tesseract_text(png: bytes, *, language: str = "eng", page_mode: int = 3) -> str:
    """What tesseract reads in a picture, by itself.

    Raises:
        MissingExtra: tesseract is not installed.
        subprocess.SubprocessError: it failed, or took longer than TIMEOUT_S.
    """
    path = tesseract.program()
    if path is None:
        raise MissingExtra("tesseract is not installed; on Debian: apt-get install tesseract-ocr")
    command = [path, "-", "-", "-l", language, "--oem", "1", "--psm", str(page_mode)]
    environment = {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command, input=png, capture_output=True, timeout=TIMEOUT_S, check=True, env=environment
    )
    return done.stdout.decode("utf-8", "replace").strip()


def reader() -> Read:
    """Our senses of text and codes, as the guard uses them."""
    from clearsight.senses.codes import CodesSense
    from clearsight.senses.picture import Picture
    from clearsight.senses.text import TextSense

    text, codes = TextSense(), CodesSense()

    def read(image: Image) -> Reading:
        picture = Picture.decode(image)
        draft = Reading(image.digest, image.width_px, image.height_px)
        return codes.sense(picture, text.sense(picture, draft))

    return read


def _even(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
