"""How often a notice was planned anew."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    times = sa.Column("times", sa.Integer(), nullable=False, server_default="0")
    op.add_column("notice", times)


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: history is never unmade")
