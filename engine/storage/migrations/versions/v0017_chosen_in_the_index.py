"""What was chosen in a case stands in the index of searches: the ticks fill it anew."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM search_reach")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead: history is never unmade")
