"""Which mails are in somebody's hands."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    held = sa.text("lease_until IS NOT NULL")
    op.create_index(
        "ix_delivery_held", "delivery", ["lease_until"], sqlite_where=held, postgresql_where=held
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: history is never unmade")
