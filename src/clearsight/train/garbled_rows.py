"""Harmless text that no person reads at a glance: disguised sentences, codes, keys, typed noise.

Of disguised words the judge knew only hateful ones, and took any odd spelling for hate. What a
disguise says is judged after it is undone (`detect.hidden`, `detect.fold`); the garble itself says
nothing.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from clearsight.imaging.transform.words import TEXT_TRANSFORMS
from clearsight.train.judgement_row import Row

_SETS = {"bank_ordinary", "bank_picture", "bank_lookalike", "clinc150", "screen_qa"}
EACH = 70
NOISE = 500
_LETTERS = {
    "key": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-",
    "hex": "0123456789abcdef",
    "serial": "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-",
    "mash": "asdfghjklqwertyuiopzxcvbnm    ",
    "digits": "0123456789 -.",
    "signs": "!?#*+~<>|/\\=&%$§()[]{} ",
}
_BEFORE = ("", "", "What is this: ", "my key is ", "Decode ", "serial number ", "error ", "ID ")


def garbled(rows: Sequence[Row], seed: int) -> Iterator[Row]:
    """Harmless rows in every disguise, then noise of six kinds; the same every time."""
    random = np.random.default_rng(seed)
    plain = [r for r in rows if r.harm == 0 and r.dataset in _SETS and len(r.text) < 120]
    for name, change in sorted(TEXT_TRANSFORMS.items()):
        for index in random.permutation(len(plain))[:EACH]:
            text = change(plain[index].text, int(random.integers(1 << 30)))
            yield _row(text, f"{name}:{plain[index].cluster}")
    for number in range(NOISE):
        kind = sorted(_LETTERS)[number % len(_LETTERS)]
        size = int(random.integers(6, 60))
        letters = random.choice(list(_LETTERS[kind]), size)
        before = _BEFORE[int(random.integers(len(_BEFORE)))]
        yield _row(f"{before}{''.join(letters)}", f"noise:{number}")


def _row(text: str, cluster: str) -> Row:
    return Row(text, "garbled", cluster, "en", 0, 0, 0, 0, 0, 0)
