"""The tables of the vault and of the line for a person; times in milliseconds end in _ms.

Nothing readable of what was said or shown stands here: `sealed` opens with a session's data key,
and that key is stored only `wrapped` by the master key, which is not in the database.
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
)

from clearsight.store.tables import metadata

NUMBER = BigInteger().with_variant(Integer, "sqlite")

vault_sessions = Table(
    "vault_sessions",
    metadata,
    Column("name", String(64), primary_key=True),  # a hash of the token
    Column("created_s", BigInteger, nullable=False),
    Column("seen_s", BigInteger, nullable=False),  # the last sign of its user
    Column("ended_s", BigInteger),
    Column("text_ok", Boolean, nullable=False),
    Column("photo_ok", Boolean, nullable=False),
    Column("research_ok", Boolean, nullable=False),
)

# Apart from the sessions, and in PostgreSQL UNLOGGED: a wrapped key that was never written to the
# write-ahead log is in no log, replica or archive after it was deleted. See docs/privacy.md.
vault_keys = Table(
    "vault_keys",
    metadata,
    Column(
        "session",
        String(64),
        ForeignKey("vault_sessions.name", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("master", String(16), nullable=False, index=True),  # which master key wrapped it
    Column("wrapped", LargeBinary, nullable=False),
)

vault_items = Table(
    "vault_items",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column(
        "session",
        String(64),
        ForeignKey("vault_sessions.name", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("kind", String(16), nullable=False),  # photo, turns, contact, address
    Column("mark", String(32), nullable=False),  # tells items of a session apart; keyed
    Column("created_s", BigInteger, nullable=False),
    Column("until_s", BigInteger, nullable=False),  # as its user was told; settings may end sooner
    Column("sealed", LargeBinary, nullable=False),
)

vault_consents = Table(
    "vault_consents",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column(
        "session",
        String(64),
        ForeignKey("vault_sessions.name", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("purpose", String(16), nullable=False),
    Column("given", Boolean, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("wording", String(32), nullable=False),
)

# What was deleted when, in numbers; `session` is the hash of a token that opens nothing any more.
vault_receipts = Table(
    "vault_receipts",
    metadata,
    Column("number", String(32), primary_key=True),
    Column("session", String(64), nullable=False),
    Column("at_s", BigInteger, nullable=False, index=True),
    Column("photos", Integer, nullable=False),
    Column("texts", Integer, nullable=False),
    Column("cleaned_s", BigInteger),  # when no file of the database held its bytes any more
)

# A ticket outlives its session as numbers, for waiting times: who it was of is then gone.
tickets = Table(
    "tickets",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("session", String(64), ForeignKey("vault_sessions.name", ondelete="SET NULL"),
           index=True),
    Column("state", String(16), nullable=False, index=True),
    Column("share", String(16), nullable=False),
    Column("language", String(16), nullable=False),
    Column("reason", String(16), nullable=False),
    Column("asked_ms", BigInteger, nullable=False),  # its place in the line
    Column("changed_ms", BigInteger, nullable=False),
    Column("helper", String(64)),
    Column("notify", Boolean, nullable=False),
)  # fmt: skip

# Only ever added to; a trigger refuses changes. A state, or what else happened.
ticket_events = Table(
    "ticket_events",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("ticket", String(32), ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False,
           index=True),
    Column("at_ms", BigInteger, nullable=False, index=True),
    Column("actor", String(80), nullable=False),  # "user", "system" or "helper:ID"
    Column("what", String(16), nullable=False),
)  # fmt: skip

# Helpers say again and again that they are here; who is silent is not.
helpers_here = Table(
    "helpers_here",
    metadata,
    Column("helper", String(64), primary_key=True),
    Column("until_s", BigInteger, nullable=False),
)
