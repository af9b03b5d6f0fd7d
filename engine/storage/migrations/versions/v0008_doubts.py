"""How often a mail was in doubt, and when it was tried first."""

import sqlalchemy as sa
from alembic import op

from engine.storage.columns import UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    doubts = sa.Column("doubts", sa.Integer(), nullable=False, server_default="0")
    op.add_column("delivery", doubts)
    op.add_column("delivery", sa.Column("tried_at", UTCDateTime(), nullable=True))
    op.execute("UPDATE delivery SET doubts = 1 WHERE state = 'in_doubt'")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: history is never unmade")
