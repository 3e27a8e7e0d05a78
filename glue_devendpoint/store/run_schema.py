"""The table of runs, which is also their queue. For now, runs are crawls; jobs will follow."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text

from glue_devendpoint.store.schema import metadata

runs = Table(
    "runs",
    metadata,
    Column("run_id", String(128), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("state", String(16), nullable=False),
    Column("assignment", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("started_at", Float),
    Column("ended_at", Float),
    Column("host_id", String(64)),
    Column("machine", String(255)),
    Column("claim", Integer, nullable=False),
    Column("pid", Integer),
    Column("birth", String(64)),
    Column("seen_at", Float),
    Column("stop_asked_at", Float),
    Column("progress", Text),
    Column("error", Text),
    Column("result", Text),
    Index("ix_runs_state", "state", "created_at"),
    Index("ix_runs_subject", "kind", "subject", "created_at"),
)
