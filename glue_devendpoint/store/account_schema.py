"""The tables for everything in an account except databases, tables, and partitions.

Connections, functions, column statistics, tags, the search index, security configurations, and
policies. Documents are JSON text, as in the rest of the catalog.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from glue_devendpoint.store.catalog_schema import Id, Name
from glue_devendpoint.store.schema import metadata

functions = Table(
    "functions",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("database_id", Id, ForeignKey("databases.id", ondelete="CASCADE"), nullable=False),
    Column("name", Name, nullable=False),
    Column("document", Text, nullable=False),
    UniqueConstraint("database_id", "name"),
)

table_statistics = Table(
    "table_statistics",
    metadata,
    Column("table_id", Id, ForeignKey("tables.id", ondelete="CASCADE"), primary_key=True),
    Column("column_name", String(255), primary_key=True),
    Column("document", Text, nullable=False),
)

partition_statistics = Table(
    "partition_statistics",
    metadata,
    Column("partition_id", Id, ForeignKey("partitions.id", ondelete="CASCADE"), primary_key=True),
    Column("column_name", String(255), primary_key=True),
    Column("document", Text, nullable=False),
)

connections = Table(
    "connections",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("name", Name, nullable=False, unique=True),
    Column("document", Text, nullable=False),
    Column("secrets", Text),  # a sealed JSON object, kept out of the document
)

tags = Table(
    "tags",
    metadata,
    Column("resource", String(1024), primary_key=True),  # ARN path, such as `connection/c`
    Column("key", String(128), primary_key=True),
    Column("value", String(256), nullable=False),
)

security_configurations = Table(
    "security_configurations",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("name", Name, nullable=False, unique=True),
    Column("document", Text, nullable=False),
)

resource_policies = Table(
    "resource_policies",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("resource", String(255), nullable=False, unique=True),  # ARN path: `catalog`
    Column("document", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
)

identity_policies = Table(
    "identity_policies",
    metadata,
    Column(
        "identity",
        String(255),
        ForeignKey("identities.name", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("document", Text, nullable=False),
)

# Tokens of table names, so that searching by name is fast in large catalogs.
search_terms = Table(
    "search_terms",
    metadata,
    Column("term", String(256), primary_key=True),
    Column("table_id", Id, ForeignKey("tables.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_search_terms_table_id", "table_id"),
)

# A table's other searchable text, in one row per table, to keep CreateTable fast.
search_tables = Table(
    "search_tables",
    metadata,
    Column("table_id", Id, ForeignKey("tables.id", ondelete="CASCADE"), primary_key=True),
    Column("words", Text, nullable=False),
    Column("columns", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
)
