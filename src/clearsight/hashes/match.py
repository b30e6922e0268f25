"""What a matcher is given, what it gives, and its protocol."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from clearsight.content import Image


@dataclass(frozen=True, slots=True)
class Perceptual:
    """A picture's PDQ hashes.

    Attributes:
        hash: 64 hexadecimal digits.
        turned: of the seven turns and mirror images of the picture.
        quality: 0..100; under 50 (plain surfaces) a hash says little, and matches mean nothing.
    """

    hash: str
    turned: tuple[str, ...]
    quality: int


@dataclass(frozen=True, slots=True)
class Prints:
    """The hashes of one upload, hexadecimal; never its bytes or pixels.

    Attributes:
        md5, sha1, sha256: of the file as it was sent.
        pictures: of each picture that was decoded from it and is large enough to have a hash;
            empty while nothing has been decoded.
        decoded: whether `pictures` has been filled.
    """

    md5: str
    sha1: str
    sha256: str
    pictures: tuple[Perceptual, ...] = ()
    decoded: bool = False

    @classmethod
    def of(cls, data: bytes) -> "Prints":
        """Of a file that nobody has decoded yet."""
        # Lists name known files by MD5 and SHA-1; nothing is secured by them here.
        md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
        sha1 = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        return cls(md5, sha1, hashlib.sha256(data).hexdigest())

    def seen(self, images: Sequence[Image]) -> "Prints":
        """With the hashes of what was decoded."""
        # Loads numpy, which a process without matchers may do without.
        from clearsight.hashes.pdq import perceptual

        found = tuple(one for image in images if (one := perceptual(image.data)) is not None)
        return replace(self, pictures=found, decoded=True)


@dataclass(frozen=True, slots=True)
class Hit:
    """An upload that a list names.

    Attributes:
        list: name of the list; the only part that is ever logged.
        entry: the list's own name for the known picture.
        kind: "md5", "sha1", "sha256" or "pdq".
        distance: bits that differ, 0 for a file that is the same.
    """

    list: str
    entry: str
    kind: str
    distance: int = 0


@runtime_checkable
class HashMatcher(Protocol):
    """Compares hashes with a list.

    `match` is called twice for an upload that passes: with the hashes of the file before anything
    is decoded, then with those of its pictures too. It may block, within the time limit, and may
    be called from several threads at once. Whatever it raises keeps the picture out.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def match(self, prints: Prints) -> Sequence[Hit]: ...
