"""Words after a transform, with what they say: the text twin and the steps stay with them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words in another spelling or code.

    Attributes:
        text: as it is sent.
        twin: what it says.
        steps: names of the transforms and their seeds, oldest first.
    """

    text: str
    twin: str
    steps: tuple[tuple[str, int], ...] = ()
