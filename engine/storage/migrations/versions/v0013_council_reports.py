"""Reports to the council on what was learnt from deviations, with their cases."""

import sqlalchemy as sa
from alembic import op

from engine.storage.columns import UTCDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "council_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_council_report_partnership_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_council_report_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_report")),
        sa.UniqueConstraint("item_id", name=op.f("uq_council_report_item_id")),
    )
    op.create_index("ix_council_report_partnership_id", "council_report", ["partnership_id"])
    op.create_table(
        "council_report_case",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["council_report.id"], name=op.f("fk_council_report_case_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_council_report_case_case_id")
        ),
        sa.PrimaryKeyConstraint("report_id", "case_id", name=op.f("pk_council_report_case")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_council_report_case_case_id", "council_report_case", ["case_id"])


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: history is never unmade")
