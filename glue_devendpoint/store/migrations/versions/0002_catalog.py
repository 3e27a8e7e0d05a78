"""Databases, tables, table versions, partitions and partition indexes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NAME = sa.String(255).with_variant(sa.String(255, collation="C"), "postgresql")
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "databases",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("name", NAME, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.UniqueConstraint("name", name="uq_databases_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tables",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        _parent("database_id", "databases", "tables"),
        sa.Column("name", NAME, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("partition_keys", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.UniqueConstraint("database_id", "name", name="uq_tables_database_id_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "table_versions",
        _parent("table_id", "tables", "table_versions"),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("table_id", "version", name="pk_table_versions"),
        sqlite_with_rowid=False,
    )
    _create_partitions()
    _create_partition_indexes()


def _create_partitions() -> None:
    op.create_table(
        "partition_shapes",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        _parent("table_id", "tables", "partition_shapes"),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.UniqueConstraint("table_id", "digest", name="uq_partition_shapes_table_id_digest"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "partitions",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        _parent("table_id", "tables", "partitions"),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("is_odd", sa.Integer, nullable=False),
        sa.Column("shape_id", ID),
        sa.Column("document", sa.Text, nullable=False),
        sa.UniqueConstraint("table_id", "key", name="uq_partitions_table_id_key"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_partitions_odd",
        "partitions",
        ["table_id"],
        sqlite_where=sa.text("is_odd = 1"),
        postgresql_where=sa.text("is_odd = 1"),
    )


def _create_partition_indexes() -> None:
    op.create_table(
        "partition_indexes",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        _parent("table_id", "tables", "partition_indexes"),
        sa.Column("name", NAME, nullable=False),
        sa.Column("keys", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("errors", sa.Text),
        sa.Column("built_to", sa.LargeBinary, nullable=False),
        sa.Column("changed_at", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_partition_indexes_table_id", "partition_indexes", ["table_id"])
    op.create_table(
        "partition_index_entries",
        _parent("index_id", "partition_indexes", "partition_index_entries"),
        sa.Column("entry_key", sa.LargeBinary, nullable=False),
        sa.Column("partition_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("index_id", "entry_key", name="pk_partition_index_entries"),
        sqlite_with_rowid=False,
    )


def _parent(column: str, parent: str, child: str) -> sa.Column[int]:
    return sa.Column(
        column,
        ID,
        sa.ForeignKey(f"{parent}.id", ondelete="CASCADE", name=f"fk_{child}_{column}"),
        nullable=False,
    )
