"""Alembic's environment: runs the revisions inside the transaction opened by `migrate`."""

from __future__ import annotations

from alembic import context

from glue_devendpoint.store.schema import metadata

context.configure(
    target_metadata=metadata,  # for its naming convention
    connection=context.config.attributes["connection"],
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
