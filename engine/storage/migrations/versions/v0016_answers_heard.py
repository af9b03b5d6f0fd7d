"""Whether whoever reported has heard of the answer."""

import sqlalchemy as sa
from alembic import op

from engine.storage.columns import UTCDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heard",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("became", sa.String(length=20), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_heard_event_id")),
        sa.PrimaryKeyConstraint("event_id", "way", name=op.f("pk_heard")),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: history is never unmade")
