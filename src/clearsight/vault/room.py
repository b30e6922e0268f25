"""How much the vault may hold, as an operator writes it: "all=2GiB session=64MiB"."""

import re
from dataclasses import dataclass

from clearsight.errors import UsageError

MIB = 1024 * 1024
GIB = 1024 * MIB
EXAMPLE = "all=2GiB session=64MiB"
_ONE = re.compile(r"(all|session)=(\d{1,6})(MiB|GiB)")
_FIELDS = {"all": "all_bytes", "session": "session_bytes"}


class NoRoom(UsageError):
    """The vault is full, so this was not kept."""

    def __init__(self, which: str, limit: int) -> None:
        super().__init__(
            f"this is not kept: {which} may hold {limit} bytes in the vault, and there is no room "
            f"left. Wait until something goes, or set CLEARSIGHT_VAULT_ROOM (such as {EXAMPLE!r})"
        )


@dataclass(frozen=True, slots=True)
class Room:
    """How many sealed bytes may be stored.

    Attributes:
        all_bytes: of all sessions together.
        session_bytes: of one.
    """

    all_bytes: int = 2 * GIB
    session_bytes: int = 64 * MIB

    def __post_init__(self) -> None:
        if not MIB <= self.session_bytes <= self.all_bytes:
            raise UsageError(
                f"the vault's room is {self.all_bytes} bytes in all and {self.session_bytes} for a "
                f"session; expected 1 MiB or more for a session, and no more than in all"
            )


def read_room(text: str | None) -> Room:
    """Room from text such as "all=2GiB session=64MiB"; what is left out stays as it is by default.

    Raises:
        UsageError: a word that is no size, or sizes that do not go together.
    """
    given: dict[str, int] = {}
    for word in (text or "").replace(",", " ").split():
        found = _ONE.fullmatch(word)
        if found is None:
            raise UsageError(
                f"the vault's room holds {word[:40]!r}; expected all=SIZE or session=SIZE in MiB "
                f"or GiB, such as {EXAMPLE!r}"
            )
        given[_FIELDS[found[1]]] = int(found[2]) * (GIB if found[3] == "GiB" else MIB)
    if "all_bytes" in given and "session_bytes" not in given:
        given["session_bytes"] = min(Room().session_bytes, given["all_bytes"])
    return Room(**given)


def write_room(room: Room) -> str:
    """The text that `read_room` reads."""
    return f"all={_size(room.all_bytes)} session={_size(room.session_bytes)}"


def _size(size: int) -> str:
    return f"{size // GIB}GiB" if size % GIB == 0 else f"{size // MIB}MiB"
