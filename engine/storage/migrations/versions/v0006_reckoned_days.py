"""How far the due days of a partnership's cases have been reckoned anew since its closed days
changed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("partnership", sa.Column("reckoned_to", sa.Integer(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: history is never unmade")
