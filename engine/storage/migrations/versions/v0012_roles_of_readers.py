"""In which role somebody read a deviation."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reading", sa.Column("role", sa.String(length=80), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: history is never unmade")
