"""Editions of plans: what each import changed, so that any day can be told and the newest one taken
back; what people answered about a plan's files, and which plan it follows."""

import sqlalchemy as sa
from alembic import op

from engine.storage.columns import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("takes_back", sa.Integer(), nullable=True),
        sa.Column("plan_before", sa.JSON(), nullable=False),
        sa.Column("cases", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_edition_plan_id")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_edition_by")),
        sa.ForeignKeyConstraint(["takes_back"], ["edition.id"], name=op.f("fk_edition_takes_back")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
    )
    op.create_index("ix_edition_plan_id", "edition", ["plan_id"], unique=False)
    op.create_table(
        "edition_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_change_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_change")),
    )
    op.create_index("ix_edition_change_edition_id", "edition_change", ["edition_id"], unique=False)
    op.add_column("plan", sa.Column("follows", sa.String(length=80), nullable=True))
    op.add_column("plan", sa.Column("answers", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column(
        "plan_entry", sa.Column("gone", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: history is never unmade")
