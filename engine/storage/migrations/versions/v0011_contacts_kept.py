"""The reporters' addresses that are kept, found without those that were removed."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kept = sa.text("email IS NOT NULL")
    op.create_index(
        "ix_contact_kept", "contact", ["case_id"], sqlite_where=kept, postgresql_where=kept
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: history is never unmade")
