"""Accounts of volunteers and staff, and cohorts of anonymous users."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TABLES = (
    "people",
    "people_links",
    "people_sessions",
    "people_passkeys",
    "people_tries",
    "people_acts",
    "cohorts",
    "cohort_versions",
    "cohort_invitations",
    "cohort_members",
    "cohort_answers",
    "cohort_feedback",
)


def upgrade() -> None:
    """Make the tables."""
    _accounts()
    _counts()
    _cohorts()
    _members()
    _answers()


def downgrade() -> None:
    """Drop them."""
    for name in reversed(TABLES):
        op.drop_table(name)


def _accounts() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("handle", sa.LargeBinary, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("created_s", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("email", name="uq_people_email"),
    )
    op.create_table(
        "people_links",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("person", sa.String(16)),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("browser", sa.String(64)),
        sa.Column("expires_s", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name="fk_people_links_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("name", name="pk_people_links"),
    )
    op.create_index("ix_people_links_person", "people_links", ["person"])
    op.create_index("ix_people_links_expires_s", "people_links", ["expires_s"])
    op.create_table(
        "people_sessions",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("person", sa.String(16), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("coming", sa.String(64)),
        sa.Column("coming_s", sa.BigInteger, nullable=False),
        sa.Column("gone", sa.String(64)),
        sa.Column("turned_s", sa.BigInteger, nullable=False),
        sa.Column("created_s", sa.BigInteger, nullable=False),
        sa.Column("seen_s", sa.BigInteger, nullable=False),
        sa.Column("how", sa.String(16), nullable=False),
        sa.Column("agent", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name="fk_people_sessions_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_people_sessions"),
        sa.UniqueConstraint("name", name="uq_people_sessions_name"),
    )
    op.create_index("ix_people_sessions_person", "people_sessions", ["person"])
    op.create_index("ix_people_sessions_coming", "people_sessions", ["coming"])
    op.create_index("ix_people_sessions_gone", "people_sessions", ["gone"])


def _counts() -> None:
    op.create_table(
        "people_passkeys",
        sa.Column("id", sa.String(1400), nullable=False),
        sa.Column("person", sa.String(16), nullable=False),
        sa.Column("public", sa.LargeBinary, nullable=False),
        sa.Column("uses", sa.BigInteger, nullable=False),
        sa.Column("label", sa.String(60), nullable=False),
        sa.Column("created_s", sa.BigInteger, nullable=False),
        sa.Column("used_s", sa.BigInteger),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name="fk_people_passkeys_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_people_passkeys"),
    )
    op.create_index("ix_people_passkeys_person", "people_passkeys", ["person"])
    op.create_table(
        "people_tries",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("until_s", sa.BigInteger, nullable=False),
        sa.Column("used", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_people_tries"),
    )
    op.create_index("ix_people_tries_until_s", "people_tries", ["until_s"])
    op.create_table(
        "people_acts",
        sa.Column("id", number, nullable=False),
        sa.Column("at_s", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("whom", sa.String(80), nullable=False),
        sa.Column("what", sa.String(24), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people_acts"),
    )
    op.create_index("ix_people_acts_whom", "people_acts", ["whom"])


def _cohorts() -> None:
    op.create_table(
        "cohorts",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("cap", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("created_s", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_cohorts"),
    )
    op.create_table(
        "cohort_versions",
        sa.Column("id", number, nullable=False),
        sa.Column("cohort", sa.String(40), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("policy", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at_s", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort"], ["cohorts.name"], name="fk_cohort_versions_cohort", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cohort_versions"),
    )
    op.create_index("ix_cohort_versions_cohort", "cohort_versions", ["cohort"])
    op.create_table(
        "cohort_invitations",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("cohort", sa.String(40), nullable=False),
        sa.Column("uses", sa.BigInteger, nullable=False),
        sa.Column("expires_s", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort"], ["cohorts.name"], name="fk_cohort_invitations_cohort", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("name", name="pk_cohort_invitations"),
    )
    op.create_index("ix_cohort_invitations_cohort", "cohort_invitations", ["cohort"])


def _members() -> None:
    op.create_table(
        "cohort_members",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("cohort", sa.String(40), nullable=False),
        sa.Column("place", number, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("joined_s", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort"], ["cohorts.name"], name="fk_cohort_members_cohort", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("name", name="pk_cohort_members"),
    )
    op.create_index("ix_cohort_members_cohort", "cohort_members", ["cohort"])


def _answers() -> None:
    op.create_table(
        "cohort_answers",
        sa.Column("version", number, nullable=False),
        sa.Column("day", sa.BigInteger, nullable=False),
        sa.Column("answers", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["version"],
            ["cohort_versions.id"],
            name="fk_cohort_answers_version",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version", "day", name="pk_cohort_answers"),
    )
    op.create_table(
        "cohort_feedback",
        sa.Column("answer", sa.String(32), nullable=False),
        sa.Column("version", number, nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("at_s", sa.BigInteger, nullable=False),
        sa.Column("right", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(
            ["version"],
            ["cohort_versions.id"],
            name="fk_cohort_feedback_version",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("answer", name="pk_cohort_feedback"),
    )
    op.create_index("ix_cohort_feedback_version", "cohort_feedback", ["version"])
    op.create_index("ix_cohort_feedback_member", "cohort_feedback", ["member"])
