"""An index of when calls began, by which the console lists them and old ones are deleted."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
INDEX = "ix_calls_started_at"


def upgrade() -> None:
    """Make the index."""
    op.create_index(INDEX, "calls", ["started_at"], if_not_exists=True)
