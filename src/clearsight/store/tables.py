"""The tables. Times are whole seconds since 1970, UTC; the migrations create what stands here."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

keys = Table(
    "keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),  # HMAC-SHA256 as hexadecimal
    Column("pepper", String(16), nullable=False),  # which pepper made the digest
    Column("label", Text, nullable=False),
    Column("policy", Text),
    Column("rights", JSON, nullable=False),
    Column("requests_per_minute", BigInteger),
    Column("tokens_per_minute", BigInteger),
    Column("images_per_minute", BigInteger),
    Column("pixels_per_minute", BigInteger),
    Column("created_s", BigInteger, nullable=False),
    Column("expires_s", BigInteger),
    Column("revoked_s", BigInteger),
)

# One row per key and quantity, for this minute and the one before: it never grows.
usage = Table(
    "usage",
    metadata,
    Column("key_id", String(16), ForeignKey("keys.id", ondelete="CASCADE"), primary_key=True),
    Column("what", String(16), primary_key=True),
    Column("minute", BigInteger, nullable=False),  # seconds since 1970 // 60
    Column("used", BigInteger, nullable=False),
    Column("before", BigInteger, nullable=False),  # used in the minute before
    Column("granted", BigInteger, nullable=False),  # by the last statement; RETURNING reads it
)

# Sealed turns; the key is made from an id that is not stored. See `responses`.
responses = Table(
    "responses",
    metadata,
    Column("id", String(64), primary_key=True),  # a hash of the id
    Column("owner", String(16), nullable=False),  # id of a key, empty where there are none
    Column("created_s", BigInteger, nullable=False),
    Column("expires_s", BigInteger, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
)

# One row per key or user that was refused; `account` says what the numbers mean.
ledger = Table(
    "ledger",
    metadata,
    Column("subject", String(120), primary_key=True),  # "key:ID", or "user:KEY:DIGEST"
    Column("at_s", Double, nullable=False),
    Column("asked", Double, nullable=False),
    Column("stopped", Double, nullable=False),
    Column("weight", Double, nullable=False),
    Column("step", String(16)),
    Column("since_s", Double, nullable=False),
    Column("until_s", Double, nullable=False),
    Column("trusted_until_s", Double, nullable=False),
)

# What the policy and people did about them; only ever added to.
ledger_acts = Table(
    "ledger_acts",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("subject", String(120), nullable=False, index=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("what", String(16), nullable=False),
    Column("by", String(100), nullable=False),
    Column("reason", Text, nullable=False),
)

# Turns that were refused: no word of them, and no name of whoever sent them. See `refused`.
refused = Table(
    "refused",
    metadata,
    Column("name", String(64), primary_key=True),  # keyed digest of scope, judge and turn
    Column("rule", Text, nullable=False),
    Column("categories", Text, nullable=False),
    Column("score", Double, nullable=False),
    Column("turns", Integer, nullable=False),
    Column("trace", String(64), nullable=False),
    Column("at_s", BigInteger, nullable=False, index=True),
)
