"""The vault's values: what may be kept, what was agreed to, what is shown, and where one stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from clearsight.errors import UsageError

HOUR_S = 3600
DAY_S = 24 * HOUR_S

# Three consents, each given and withdrawn by itself; all are off until somebody gives them.
Purpose = Literal["text", "photo", "research"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)

Share = Literal["photo_and_chat", "photo", "nothing"]
SHARES: tuple[Share, ...] = get_args(Share)

Notice = Literal["", "explicit", "unchecked"]
State = Literal["asked", "offered", "accepted", "connected", "ended", "left", "expired"]
STATES: tuple[State, ...] = get_args(State)
OPEN: frozenset[State] = frozenset({"asked", "offered", "accepted", "connected"})
# What may follow what. A helper who passes or is lost brings the ticket back to "asked", at the
# place in the line that it had: nobody is ever dropped. From "expired" one may keep waiting.
NEXT: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        "asked": frozenset({"offered", "left", "expired"}),
        "offered": frozenset({"accepted", "asked", "left", "expired"}),
        "accepted": frozenset({"connected", "asked", "ended", "left"}),
        "connected": frozenset({"ended", "asked", "left"}),
        "expired": frozenset({"asked", "left"}),
        "ended": frozenset(),
        "left": frozenset(),
    }
)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long what was handed over stays; the sweeper applies it to what is stored already.

    Attributes:
        photo_after_s: photos, and words that only a helper was to see, stay so long after the
            session (its end, or the last sign of its user); 0 ends them with the session.
        photo_most_s: and never longer than this after they came; 0 stores no photo at all.
        text_s: words kept by consent, and the address for research; 0 keeps neither.
    """

    photo_after_s: int = HOUR_S
    photo_most_s: int = DAY_S
    text_s: int = 30 * DAY_S

    def __post_init__(self) -> None:
        for name, most in (("photo_after_s", DAY_S), ("photo_most_s", DAY_S),
                           ("text_s", 366 * DAY_S)):  # fmt: skip
            value: int = getattr(self, name)
            if not 0 <= value <= most:
                raise UsageError(f"retention {name} is {value}, expected 0 to {most} seconds")


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its answer, as it is kept."""

    question: str
    answer: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody said about one purpose.

    Attributes:
        at_s: when, seconds since 1970.
        wording: version and language of the words that were shown, and the times in them, such as
            "1/en/30d/24h".
    """

    purpose: Purpose
    given: bool
    at_s: float
    wording: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored for one session now, for whoever holds its token.

    Attributes:
        photos, texts: how many of each.
        photo_until_s, text_until_s: when the last of them goes, if nothing else happens; None
            when there is none. A photo's end moves while its session goes on.
        consents: those that are given.
        history: every change of them, oldest first.
        contact: the address for research, empty without one.
        waiting: whether a ticket of this session is open.
    """

    photos: int
    texts: int
    photo_until_s: float | None
    text_until_s: float | None
    consents: frozenset[Purpose]
    history: tuple[Consent, ...] = ()
    contact: str = field(default="", repr=False)
    waiting: bool = False

    @property
    def nothing(self) -> bool:
        """Whether nothing that was said or shown is stored."""
        return not (self.photos or self.texts or self.contact)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of a deletion, for the user to keep: numbers and a time, nothing of the content.

    Attributes:
        text: one line that `Keeper.check` recognises.
        at_s: when the key was destroyed, seconds since 1970.
        photos, texts: how many of each went with it.
        owed: the deletion is noted and not carried out yet.
    """

    text: str
    at_s: float
    photos: int
    texts: int
    owed: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known about a receipt.

    Attributes:
        genuine: whether this server made it.
        at_s, photos, texts: what it says; zeros when it is not genuine.
        left: how many rows of that session are stored (0 after a deletion).
        cleaned_s: when no file of the database held its bytes any more; None when the sweeper has
            not said so yet, or the receipt's row has gone (after 90 days).
    """

    genuine: bool
    at_s: float = 0.0
    photos: int = 0
    texts: int = 0
    left: int = 0
    cleaned_s: float | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where a ticket stands, for its user.

    Attributes:
        state: of the ticket; see NEXT.
        position: 1 for the next one, 0 when the ticket is not in the line.
        people_here: helpers who are present; 0 is "nobody is here yet".
        shared: what was chosen to be shown.
        waited_s: since the ticket was asked for.
        usual_wait_s: median wait of the last tickets that were accepted; None below five of them.
        notify: whether the user asked to be told when somebody is there.
    """

    state: State
    position: int
    people_here: int
    shared: Share
    waited_s: float
    usual_wait_s: float | None = None
    notify: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A photo as a helper sees it.

    Attributes:
        data: JPEG or PNG without metadata; the blurred one unless `whole` was asked for.
        blurred: whether it is.
        notice: why it is kept back and has to be announced before anything is seen: "explicit",
            "unchecked" (nobody looked whether it is), or "" for none.
    """

    data: bytes = field(repr=False)
    media_type: str
    blurred: bool
    notice: Notice


@dataclass(frozen=True, slots=True)
class Swept:
    """What one round of the sweeper did."""

    photos: int = 0
    texts: int = 0
    sessions: int = 0
    tickets: int = 0
    cleaned: bool = True
