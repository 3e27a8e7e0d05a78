"""Migrations: upgrade the database schema with Alembic, once and under a lock.

The whole upgrade is one write transaction. A crash leaves the old schema, and a second host that
starts at the same time waits and then finds nothing to do.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from glue_devendpoint.errors import DatabaseTooNew
from glue_devendpoint.store.engine import Store

SCRIPTS = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 5_138_008


def migrate(store: Store) -> None:
    """Upgrade the schema to the newest version known to this code."""
    scripts = _scripts()
    with store.read() as connection:
        if _current(connection) == scripts.get_current_head():
            return
    with store.write() as connection:
        if store.dialect == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        current = _current(connection)
        if current == scripts.get_current_head():
            return
        _refuse_newer(current, scripts, store)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def schema_version(store: Store) -> str | None:
    """Return the revision of the database schema."""
    with store.read() as connection:
        return _current(connection)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(current: str | None, scripts: ScriptDirectory, store: Store) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        url = store.engine.url.render_as_string(hide_password=True)
        raise DatabaseTooNew(
            f"the database {url} was written by a newer version of glue-devendpoint "
            f"(schema {current}); upgrade this installation: pip install -U glue-devendpoint"
        )
