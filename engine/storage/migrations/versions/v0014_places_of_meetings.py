"""Where meetings are held."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meeting", sa.Column("place", sa.String(200), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: history is never unmade")
