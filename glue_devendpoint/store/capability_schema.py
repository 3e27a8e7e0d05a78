"""The table of capabilities: secrets, their identities, and when they expire."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Integer, String, Table

from glue_devendpoint.store.schema import metadata

capabilities = Table(
    "capabilities",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column(
        "access_key_id",
        String(128),
        ForeignKey("identities.access_key_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("purpose", String(255), nullable=False, index=True),
    Column("created_at", Float, nullable=False),
    Column("expires_at", Float),
    Column("machine", String(255), nullable=False),
    Column("pid", Integer),
)
