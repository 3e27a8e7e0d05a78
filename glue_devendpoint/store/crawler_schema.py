"""The tables of crawlers, classifiers, and the files that earlier crawls saw."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table, Text

from glue_devendpoint.store.catalog_schema import Id, Name
from glue_devendpoint.store.schema import metadata

crawlers = Table(
    "crawlers",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("name", Name, nullable=False, unique=True),
    Column("document", Text, nullable=False),
)

classifiers = Table(
    "classifiers",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("name", Name, nullable=False, unique=True),
    Column("document", Text, nullable=False),
)

crawler_fingerprints = Table(
    "crawler_fingerprints",
    metadata,
    Column("crawler_id", Id, ForeignKey("crawlers.id", ondelete="CASCADE"), primary_key=True),
    Column("location", String(2048), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
