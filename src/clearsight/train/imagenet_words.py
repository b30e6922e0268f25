"""Plain English words for the 1000 ImageNet labels.

Label order and names come from timm's tables, the classes above a label from WordNet 3.0, and which
of them a person would say from `plain_words.txt`, which is ours.
"""

import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TypedDict

from clearsight.errors import WeightsError

_INFO = "timm/data/_info/imagenet_synset"
_NOUNS = "./usr/share/wordnet/data.noun"


class Label(TypedDict):
    """One of the 1000 entries, in the order of the network's outputs."""

    synset: str
    name: str
    plain: str
    hypernyms: list[str]
    person: bool


@dataclass
class PlainWords:
    """The hand-made table.

    Attributes:
        classes: everyday word by WordNet class.
        chains: everyday words by label, nearest first.
        people: labels that must never be spoken.
    """

    classes: dict[str, str] = field(default_factory=dict)
    chains: dict[str, list[str]] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)

    def add(self, head: str, items: list[str]) -> None:
        if head == "people":
            self.people.update(items)
        elif head == "WordNet":
            pairs = (item.partition("=") for item in items)
            self.classes.update({name: word or name for name, _, word in pairs})
        else:
            for item in items:
                name, equals, word = item.partition("=")
                own = word if equals else name.partition("#")[0].lower()
                wider = head.split(" > ")
                self.chains[name] = [own, *(w for w in wider if w != own)] if own else wider


def read_plain_words(text: str) -> PlainWords:
    """Parse `plain_words.txt`; its head describes the format."""
    words = PlainWords()
    for line in text.splitlines():
        if line and not line.startswith("#"):
            head, _, items = line.partition(": ")
            words.add(head, [item.strip() for item in items.split(";")])
    return words


def read_nouns(text: str) -> dict[str, tuple[str, str]]:
    """First word and first hypernym (an offset, or "") by offset; format: wndb(5WN)."""
    nouns: dict[str, tuple[str, str]] = {}
    for line in text.splitlines():
        if line.startswith("  "):
            continue
        fields = line.partition(" | ")[0].split()
        pointers = fields[5 + 2 * int(fields[3], 16) :]
        above = [pointers[k + 1] for k in range(0, len(pointers), 4) if pointers[k][0] == "@"]
        nouns[fields[0]] = (fields[4], above[0] if above else "")
    return nouns


def above(nouns: dict[str, tuple[str, str]], offset: str) -> Iterator[str]:
    """The WordNet classes from an offset upwards, the label's own first."""
    while offset:
        word, offset = nouns[offset]
        yield word


def read_deb_file(package: Path, member: str) -> str:
    """One text file out of a Debian package (an `ar` archive that holds a `tar.xz`)."""
    data = package.read_bytes()
    position = len(b"!<arch>\n")
    while position < len(data):
        header = data[position : position + 60]
        name, size = header[:16].decode().strip(" /"), int(header[48:58])
        if name == "data.tar.xz":
            body = lzma.decompress(data[position + 60 : position + 60 + size])
            with tarfile.open(fileobj=io.BytesIO(body)) as tar:
                file = tar.extractfile(member)
                if file is not None:
                    return file.read().decode("utf-8")
        position += 60 + size + size % 2
    raise WeightsError(f"{package} holds no {member}; use the pinned package")


def plain_chain(name: str, key: str, words: PlainWords, classes: list[str]) -> list[str]:
    """Everyday words of a label, nearest first: by hand, else by WordNet.

    Raises:
        WeightsError: neither the hand-made table nor WordNet gives a word.
    """
    by_hand = words.chains.get(key, words.chains.get(name))
    chain = by_hand or [words.classes[word] for word in classes if word in words.classes]
    if not chain:
        raise WeightsError(f"label {key!r} has no everyday word; add a line to plain_words.txt")
    return list(dict.fromkeys(chain))


def build(timm: Path, wordnet: Path) -> bytes:
    """The labels as JSON, one a line.

    Args:
        timm: the timm wheel.
        wordnet: Debian's wordnet-base package.
    """
    with zipfile.ZipFile(timm) as wheel:
        synsets = wheel.read(f"{_INFO}s.txt").decode().split()
        lemmas = wheel.read(f"{_INFO}_to_lemma.txt").decode().splitlines()
    names = dict(line.split("\t") for line in lemmas)
    nouns = read_nouns(read_deb_file(wordnet, _NOUNS))
    words = read_plain_words((files("clearsight.train") / "plain_words.txt").read_text("utf-8"))
    labels: list[Label] = []
    for k, synset in enumerate(synsets):
        name = names[synset].split(", ")[0]
        key = f"{name}#{k}"
        chain = plain_chain(name, key, words, list(above(nouns, synset[1:])))
        person = bool({name, key} & words.people)
        labels.append(
            Label(synset=synset, name=name, plain=chain[0], hypernyms=chain, person=person)
        )
    rows = ",\n".join(json.dumps(label, ensure_ascii=False) for label in labels)
    return f"[\n{rows}\n]\n".encode()
