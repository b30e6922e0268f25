"""The ledger: accounts, and the history of what was done about them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "ledger",
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("at_s", sa.Double, nullable=False),
        sa.Column("asked", sa.Double, nullable=False),
        sa.Column("stopped", sa.Double, nullable=False),
        sa.Column("weight", sa.Double, nullable=False),
        sa.Column("step", sa.String(16)),
        sa.Column("since_s", sa.Double, nullable=False),
        sa.Column("until_s", sa.Double, nullable=False),
        sa.Column("trusted_until_s", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_ledger"),
    )
    op.create_table(
        "ledger_acts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_acts"),
    )
    op.create_index("ix_ledger_acts_subject", "ledger_acts", ["subject"])


def downgrade() -> None:
    """Drop both."""
    op.drop_table("ledger_acts")
    op.drop_table("ledger")
