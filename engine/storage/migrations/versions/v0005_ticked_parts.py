"""When each part of a tick last did its work, since when one fails, and when the next tick is to
be."""

import sqlalchemy as sa
from alembic import op

from engine.storage.columns import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("installation", sa.Column("next_tick_at", UTCDateTime(), nullable=True))
    op.create_table(
        "ticked_part",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("fails_since", UTCDateTime(), nullable=True),
        sa.Column("failure", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_ticked_part")),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: history is never unmade")
