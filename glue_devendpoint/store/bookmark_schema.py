"""The table of job bookmarks: one row per version of a job's bookmark."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from glue_devendpoint.store.catalog_schema import Id, Name
from glue_devendpoint.store.schema import metadata

job_bookmarks = Table(
    "job_bookmarks",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("job_name", Name, nullable=False),
    Column("version", Integer, nullable=False),
    # The version that the run read; a rewind to the run restores it.
    Column("began_at", Integer, nullable=False),
    Column("run", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("run_id", String(255)),
    Column("previous_run_id", String(255)),
    Column("state", Text, nullable=False),
    UniqueConstraint("job_name", "version"),
    Index("ix_job_bookmarks_run", "job_name", "run_id"),
)
