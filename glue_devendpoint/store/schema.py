"""The endpoint's own tables: leases, hosts, identities, settings, and events."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Integer, MetaData, String, Table, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("term", Integer, nullable=False),
    Column("expires_at", Float, nullable=False),
)

hosts = Table(
    "hosts",
    metadata,
    Column("host_id", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("url", String(2048), nullable=False),
    Column("machine", String(255), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("version", String(32), nullable=False),
    Column("started_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("authorities", Text, nullable=False, server_default=""),
)

identities = Table(
    "identities",
    metadata,
    Column("access_key_id", String(128), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("secret", String(1024), nullable=False),
    Column("is_owner", Integer, nullable=False),
    Column("created_at", Float, nullable=False),
)

settings = Table(
    "settings",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("value", Text, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column(
        "seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    ),
    Column("time", Float, nullable=False),
    Column("actor", String(2048), nullable=False),
    Column("operation", String(128), nullable=False),
    Column("resource", Text, nullable=False),
    Column("before_version", String(64)),
    Column("after_version", String(64)),
    Column("detail", Text),
    sqlite_autoincrement=True,
)
