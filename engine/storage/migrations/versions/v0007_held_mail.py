"""Since when all mail is held, which backup was restored and when, and when the last one was
made."""

import sqlalchemy as sa
from alembic import op

from engine.storage.columns import UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("held_at", "restored_from", "restored_at", "backed_up_at"):
        op.add_column("installation", sa.Column(name, UTCDateTime(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: history is never unmade")
