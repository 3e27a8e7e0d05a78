"""Crawlers and classifiers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NAME = sa.String(255).with_variant(sa.String(255, collation="C"), "postgresql")
ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    for table in ("crawlers", "classifiers"):
        op.create_table(
            table,
            sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
            sa.Column("name", NAME, nullable=False, unique=True),
            sa.Column("document", sa.Text, nullable=False),
        )
    op.create_table(
        "crawler_fingerprints",
        sa.Column(
            "crawler_id",
            ROW_ID,
            sa.ForeignKey("crawlers.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("location", sa.String(2048), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
