"""The vault (sessions, keys, sealed items, consents, receipts) and the line for a person."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
ONLY_ADDED_TO = {
    "sqlite": (
        "CREATE TRIGGER ticket_events_stay BEFORE UPDATE ON ticket_events BEGIN "
        "SELECT RAISE(ABORT, 'ticket_events is only added to'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION ticket_events_stay() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'ticket_events is only added to'; END$$",
        "CREATE TRIGGER ticket_events_stay BEFORE UPDATE ON ticket_events "
        "FOR EACH ROW EXECUTE FUNCTION ticket_events_stay()",
    ),
}


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "vault_sessions",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("created_s", sa.BigInteger, nullable=False),
        sa.Column("seen_s", sa.BigInteger, nullable=False),
        sa.Column("ended_s", sa.BigInteger),
        sa.Column("text_ok", sa.Boolean, nullable=False),
        sa.Column("photo_ok", sa.Boolean, nullable=False),
        sa.Column("research_ok", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_vault_sessions"),
    )
    _keys_and_items()
    _records()
    _line()


def _keys_and_items() -> None:
    unlogged = ["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else []
    op.create_table(
        "vault_keys",
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("master", sa.String(16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("session", name="pk_vault_keys"),
        sa.ForeignKeyConstraint(
            ["session"], ["vault_sessions.name"], name="fk_vault_keys_session", ondelete="CASCADE"
        ),
        prefixes=unlogged,
    )
    op.create_index("ix_vault_keys_master", "vault_keys", ["master"])
    op.create_table(
        "vault_items",
        sa.Column("id", number, nullable=False),
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
        sa.Column("created_s", sa.BigInteger, nullable=False),
        sa.Column("until_s", sa.BigInteger, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vault_items"),
        sa.ForeignKeyConstraint(
            ["session"], ["vault_sessions.name"], name="fk_vault_items_session", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_vault_items_session", "vault_items", ["session"])


def _records() -> None:
    op.create_table(
        "vault_consents",
        sa.Column("id", number, nullable=False),
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("given", sa.Boolean, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("wording", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vault_consents"),
        sa.ForeignKeyConstraint(
            ["session"],
            ["vault_sessions.name"],
            name="fk_vault_consents_session",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_vault_consents_session", "vault_consents", ["session"])
    op.create_table(
        "vault_receipts",
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("at_s", sa.BigInteger, nullable=False),
        sa.Column("photos", sa.Integer, nullable=False),
        sa.Column("texts", sa.Integer, nullable=False),
        sa.Column("cleaned_s", sa.BigInteger),
        sa.PrimaryKeyConstraint("number", name="pk_vault_receipts"),
    )
    op.create_index("ix_vault_receipts_at_s", "vault_receipts", ["at_s"])


def _line() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("session", sa.String(64)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("share", sa.String(16), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("asked_ms", sa.BigInteger, nullable=False),
        sa.Column("changed_ms", sa.BigInteger, nullable=False),
        sa.Column("helper", sa.String(64)),
        sa.Column("notify", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.ForeignKeyConstraint(
            ["session"], ["vault_sessions.name"], name="fk_tickets_session", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_tickets_session", "tickets", ["session"])
    op.create_index("ix_tickets_state", "tickets", ["state"])
    op.create_table(
        "ticket_events",
        sa.Column("id", number, nullable=False),
        sa.Column("ticket", sa.String(32), nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_events"),
        sa.ForeignKeyConstraint(
            ["ticket"], ["tickets.id"], name="fk_ticket_events_ticket", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_ticket_events_ticket", "ticket_events", ["ticket"])
    op.create_index("ix_ticket_events_at_ms", "ticket_events", ["at_ms"])
    op.create_table(
        "helpers_here",
        sa.Column("helper", sa.String(64), nullable=False),
        sa.Column("until_s", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("helper", name="pk_helpers_here"),
    )
    for statement in ONLY_ADDED_TO[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Drop them."""
    for name in ("helpers_here", "ticket_events", "tickets", "vault_receipts", "vault_consents",
                 "vault_items", "vault_keys", "vault_sessions"):  # fmt: skip
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ticket_events_stay()")
