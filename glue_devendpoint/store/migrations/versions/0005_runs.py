"""Runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("run_id", sa.String(128), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("assignment", sa.Text, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("started_at", sa.Float),
        sa.Column("ended_at", sa.Float),
        sa.Column("host_id", sa.String(64)),
        sa.Column("machine", sa.String(255)),
        sa.Column("claim", sa.Integer, nullable=False),
        sa.Column("pid", sa.Integer),
        sa.Column("birth", sa.String(64)),
        sa.Column("seen_at", sa.Float),
        sa.Column("stop_asked_at", sa.Float),
        sa.Column("progress", sa.Text),
        sa.Column("error", sa.Text),
        sa.Column("result", sa.Text),
    )
    op.create_index("ix_runs_state", "runs", ["state", "created_at"])
    op.create_index("ix_runs_subject", "runs", ["kind", "subject", "created_at"])
