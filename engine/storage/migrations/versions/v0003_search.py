"""The index of searches; empty, for ticks fill it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_mark",
        sa.Column("mark", sa.String(length=160), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("cases", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("mark", "block", name=op.f("pk_search_mark")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_reach",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("last_event", sa.Integer(), nullable=False),
        sa.Column("last_case", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_reach")),
    )
    op.create_table(
        "search_again",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_search_again_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_again")),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: history is never unmade")
