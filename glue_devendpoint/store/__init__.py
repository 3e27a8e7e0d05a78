"""The database: one SQLAlchemy engine over SQLite (default) or PostgreSQL.

Here live the engine and its pragmas, the table definitions, transactions, the Alembic
migrations that run at start under a lock, and the leases by which several hosts over one
database agree who does a thing. Everything above asks for transactions from here; nothing
here knows what a Glue table or a job is for.
"""
