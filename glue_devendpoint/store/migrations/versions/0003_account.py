"""Functions, statistics, connections, tags, search, security configurations and policies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NAME = sa.String(255).with_variant(sa.String(255, collation="C"), "postgresql")
ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _create_what_hangs_on_the_catalog()
    _create_what_the_account_has()
    _create_policies()
    _create_search()


def _create_what_hangs_on_the_catalog() -> None:
    op.create_table(
        "functions",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        _parent("database_id", "databases.id"),
        sa.Column("name", NAME, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.UniqueConstraint("database_id", "name", name="uq_functions_database_id_name"),
    )
    op.create_table(
        "table_statistics",
        _parent("table_id", "tables.id", primary_key=True),
        sa.Column("column_name", sa.String(255), primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "partition_statistics",
        _parent("partition_id", "partitions.id", primary_key=True),
        sa.Column("column_name", sa.String(255), primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
    )


def _create_what_the_account_has() -> None:
    op.create_table(
        "connections",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("name", NAME, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("secrets", sa.Text),
        sa.UniqueConstraint("name", name="uq_connections_name"),
    )
    op.create_table(
        "tags",
        sa.Column("resource", sa.String(1024), primary_key=True),
        sa.Column("key", sa.String(128), primary_key=True),
        sa.Column("value", sa.String(256), nullable=False),
    )
    op.create_table(
        "security_configurations",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("name", NAME, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.UniqueConstraint("name", name="uq_security_configurations_name"),
    )


def _create_policies() -> None:
    op.create_table(
        "resource_policies",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("resource", sa.String(255), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("updated_at", sa.Float, nullable=False),
        sa.UniqueConstraint("resource", name="uq_resource_policies_resource"),
    )
    op.create_table(
        "identity_policies",
        sa.Column(
            "identity",
            sa.String(255),
            sa.ForeignKey("identities.name", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("document", sa.Text, nullable=False),
    )


def _create_search() -> None:
    op.create_table(
        "search_terms",
        sa.Column("term", sa.String(256), primary_key=True),
        _parent("table_id", "tables.id", primary_key=True),
    )
    op.create_index("ix_search_terms_table_id", "search_terms", ["table_id"])
    op.create_table(
        "search_tables",
        _parent("table_id", "tables.id", primary_key=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("columns", sa.Text, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("updated_at", sa.Float, nullable=False),
    )


def _parent(name: str, target: str, *, primary_key: bool = False) -> sa.Column[int]:
    reference = sa.ForeignKey(target, ondelete="CASCADE")
    return sa.Column(name, ROW_ID, reference, nullable=False, primary_key=primary_key)
