"""The catalog's tables: databases, tables, table versions, partitions, and partition indexes.

Documents are stored as the JSON of the Glue API, without the members that reads add from the row
(`DatabaseName`, `CatalogId`, `VersionId`...). Deleting a table also deletes everything in it.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from glue_devendpoint.store.schema import metadata

# Sort names by code point everywhere, regardless of the PostgreSQL cluster's locale.
Name = String(255).with_variant(String(255, collation="C"), "postgresql")
Id = BigInteger().with_variant(Integer, "sqlite")

databases = Table(
    "databases",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("name", Name, nullable=False, unique=True),
    Column("document", Text, nullable=False),
    sqlite_autoincrement=True,
)

tables = Table(
    "tables",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("database_id", Id, ForeignKey("databases.id", ondelete="CASCADE"), nullable=False),
    Column("name", Name, nullable=False),
    Column("version", Integer, nullable=False),
    # JSON `[[name, type], ...]`: the partition keys, available without parsing the document.
    Column("partition_keys", Text, nullable=False),
    Column("document", Text, nullable=False),
    UniqueConstraint("database_id", "name"),
    sqlite_autoincrement=True,
)

table_versions = Table(
    "table_versions",
    metadata,
    Column("table_id", Id, ForeignKey("tables.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("document", Text, nullable=False),
    sqlite_with_rowid=False,
)

partition_shapes = Table(
    "partition_shapes",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("table_id", Id, ForeignKey("tables.id", ondelete="CASCADE"), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("document", Text, nullable=False),
    UniqueConstraint("table_id", "digest"),
    sqlite_autoincrement=True,
)

partitions = Table(
    "partitions",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("table_id", Id, ForeignKey("tables.id", ondelete="CASCADE"), nullable=False),
    # The values, encoded so that bytes sort like values; also identifies the partition.
    Column("key", LargeBinary, nullable=False),
    # 1 if a value can't be parsed as its key's type.
    Column("is_odd", Integer, nullable=False),
    Column("shape_id", Id),
    Column("document", Text, nullable=False),
    UniqueConstraint("table_id", "key"),
    sqlite_autoincrement=True,
)

Index(
    "ix_partitions_odd",
    partitions.c.table_id,
    sqlite_where=text("is_odd = 1"),
    postgresql_where=text("is_odd = 1"),
)

partition_indexes = Table(
    "partition_indexes",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("table_id", Id, ForeignKey("tables.id", ondelete="CASCADE"), nullable=False),
    Column("name", Name, nullable=False),
    # JSON `[name, ...]`: the indexed partition keys, in order.
    Column("keys", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("errors", Text),
    # Progress of the build: the key of the last partition added.
    Column("built_to", LargeBinary, nullable=False),
    Column("changed_at", Float, nullable=False),
    Index("ix_partition_indexes_table_id", "table_id"),
    sqlite_autoincrement=True,
)

partition_index_entries = Table(
    "partition_index_entries",
    metadata,
    Column(
        "index_id", Id, ForeignKey("partition_indexes.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("entry_key", LargeBinary, primary_key=True),
    Column("partition_id", Id, nullable=False),
    sqlite_with_rowid=False,
)
