"""Capabilities: URL secrets that authenticate as an identity."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "capabilities",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column(
            "access_key_id",
            sa.String(128),
            sa.ForeignKey(
                "identities.access_key_id",
                ondelete="CASCADE",
                name="fk_capabilities_access_key_id",
            ),
            nullable=False,
        ),
        sa.Column("purpose", sa.String(255), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float),
        sa.Column("machine", sa.String(255), nullable=False),
        sa.Column("pid", sa.Integer),
    )
    op.create_index("ix_capabilities_access_key_id", "capabilities", ["access_key_id"])
    op.create_index("ix_capabilities_purpose", "capabilities", ["purpose"])
