"""Job bookmarks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NAME = sa.String(255).with_variant(sa.String(255, collation="C"), "postgresql")
ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "job_bookmarks",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("job_name", NAME, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("began_at", sa.Integer, nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("run_id", sa.String(255)),
        sa.Column("previous_run_id", sa.String(255)),
        sa.Column("state", sa.Text, nullable=False),
        sa.UniqueConstraint("job_name", "version", name="uq_job_bookmarks_job_name_version"),
    )
    op.create_index("ix_job_bookmarks_run", "job_bookmarks", ["job_name", "run_id"])
