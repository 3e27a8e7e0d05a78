"""The database: a SQLAlchemy engine on SQLite (the default) or PostgreSQL.

This package contains the engine and its pragmas, table definitions, transactions, the Alembic
migrations that run under a lock at startup, and the leases that let hosts sharing a database agree
on which of them does a task. The packages above get their transactions here. This package knows
nothing about what Glue tables or jobs mean.
"""
