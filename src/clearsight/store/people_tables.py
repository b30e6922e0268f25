"""The tables of accounts and cohorts; times are whole seconds since 1970, UTC.

Tokens stand here as SHA-256 of 256 random bits: a copy of the database opens no session, no link
and no invitation. What could name a user of the assist page does not stand here: a member of a
cohort is the hash of a random cookie.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from clearsight.store.tables import metadata

NUMBER = BigInteger().with_variant(Integer, "sqlite")


def _person(*, nullable: bool = False) -> Column[str]:
    """The column that says whose row it is; the row goes with the person."""
    return Column(
        "person",
        String(16),
        ForeignKey("people.id", ondelete="CASCADE"),
        nullable=nullable,
        index=True,
    )


people = Table(
    "people",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("email", String(254), nullable=False, unique=True),  # lower case
    Column("handle", LargeBinary, nullable=False),  # what authenticators know the person by
    Column("role", String(16), nullable=False),
    Column("state", String(16), nullable=False),  # invited, active, disabled
    Column("created_s", BigInteger, nullable=False),
)

# Links and challenges: each is used once, and then the row is gone.
people_links = Table(
    "people_links",
    metadata,
    Column("name", String(64), primary_key=True),
    _person(nullable=True),  # none while nobody has said who they are
    Column("purpose", String(16), nullable=False),
    Column("browser", String(64)),  # hash of the cookie it is bound to
    Column("expires_s", BigInteger, nullable=False, index=True),
)

people_sessions = Table(
    "people_sessions",
    metadata,
    Column("id", String(16), primary_key=True),
    _person(),
    Column("name", String(64), nullable=False, unique=True),
    Column("coming", String(64), index=True),  # given out, not seen yet
    Column("coming_s", BigInteger, nullable=False),
    Column("gone", String(64), index=True),  # the one before; its use later on is a theft
    Column("turned_s", BigInteger, nullable=False),  # when `name` came into force
    Column("created_s", BigInteger, nullable=False),
    Column("seen_s", BigInteger, nullable=False),
    Column("how", String(16), nullable=False),  # mail, passkey, invitation
    Column("agent", String(80), nullable=False),
)

people_passkeys = Table(
    "people_passkeys",
    metadata,
    Column("id", String(1400), primary_key=True),  # credential id, base64url
    _person(),
    Column("public", LargeBinary, nullable=False),  # COSE key
    Column("uses", BigInteger, nullable=False),  # the authenticator's counter
    Column("label", String(60), nullable=False),
    Column("created_s", BigInteger, nullable=False),
    Column("used_s", BigInteger),
)

# How often something was tried in its window; `name` is a keyed hash of who or what.
people_tries = Table(
    "people_tries",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("until_s", BigInteger, nullable=False, index=True),
    Column("used", BigInteger, nullable=False),
)

# Only ever added to.
people_acts = Table(
    "people_acts",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("at_s", BigInteger, nullable=False),
    Column("actor", String(80), nullable=False),  # "operator" at the shell, or a person's id
    Column("whom", String(80), nullable=False, index=True),
    Column("what", String(24), nullable=False),
    Column("detail", Text, nullable=False),
)

cohorts = Table(
    "cohorts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("cap", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),  # open, stopped
    Column("created_s", BigInteger, nullable=False),
)


def _cohort() -> Column[str]:
    return Column(
        "cohort",
        String(40),
        ForeignKey("cohorts.name", ondelete="CASCADE"),
        nullable=False,
        index=True,
    )


# What a cohort is answered by, and from when on.
cohort_versions = Table(
    "cohort_versions",
    metadata,
    Column("id", NUMBER, primary_key=True),
    _cohort(),
    Column("number", BigInteger, nullable=False),
    Column("model", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("digest", String(64), nullable=False),  # of the policy's content
    Column("at_s", BigInteger, nullable=False),
)

cohort_invitations = Table(
    "cohort_invitations",
    metadata,
    Column("name", String(64), primary_key=True),
    _cohort(),
    Column("uses", BigInteger, nullable=False),  # left
    Column("expires_s", BigInteger, nullable=False),
)

cohort_members = Table(
    "cohort_members",
    metadata,
    Column("name", String(64), primary_key=True),  # hash of a cookie
    _cohort(),
    Column("place", NUMBER, nullable=False),  # in the order of joining
    Column("state", String(16), nullable=False),  # in, waiting
    Column("joined_s", BigInteger, nullable=False),
)

# Answers that were given, a row a version and day.
cohort_answers = Table(
    "cohort_answers",
    metadata,
    Column("version", NUMBER, ForeignKey("cohort_versions.id", ondelete="CASCADE"),
           primary_key=True),
    Column("day", BigInteger, primary_key=True),  # seconds since 1970 // 86400
    Column("answers", BigInteger, nullable=False),
)  # fmt: skip

cohort_feedback = Table(
    "cohort_feedback",
    metadata,
    Column("answer", String(32), primary_key=True),  # one verdict an answer
    Column("version", NUMBER, ForeignKey("cohort_versions.id", ondelete="CASCADE"),
           nullable=False, index=True),
    Column("member", String(64), nullable=False, index=True),
    Column("at_s", BigInteger, nullable=False),
    Column("right", Boolean, nullable=False),
    Column("reason", String(16), nullable=False),
)  # fmt: skip
