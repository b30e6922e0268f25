"""Turns that were refused, by keyed digest."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "refused",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("categories", sa.Text, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("trace", sa.String(64), nullable=False),
        sa.Column("at_s", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_refused"),
    )
    op.create_index("ix_refused_at_s", "refused", ["at_s"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("refused")
