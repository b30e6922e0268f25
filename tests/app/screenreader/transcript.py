"""What of a screen reader's speech is the page's: transcripts to compare, and their measure."""

import re
from collections.abc import Sequence

# What Orca says of itself and of the frame of a page, in whole utterances; it depends on how fast
# the page was there, and none of it is ours to say.
_OWN = re.compile(
    r"Browse mode|Focus mode|banner|form|main content|region .*|navigation .*|leaving .*|"
    r"List with \d+ items?\.|Loading\. Please wait\.|Page has .*|Finished loading .*|"
    r"(?:.* )?push button\."
)
_LEVEL = re.compile(r" heading level \d\.$")


def transcript(said: Sequence[str]) -> str:
    """The page's words as they were spoken, in order."""
    kept = (_LEVEL.sub("", one) for one in said if not _OWN.fullmatch(one))
    return " ".join(" ".join(kept).split())


def units(text: str) -> list[str]:
    """What is counted: words, or characters where words are not set apart."""
    return [part for one in text.split() for part in ([*one] if _unspaced(one) else [one])]


def _unspaced(word: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in word)


def share(spoken: str, answer: str) -> float:
    """Spoken words for each word of the answer; 1 when each is spoken once."""
    return len(units(spoken)) / len(units(answer))
