"""Migrations: run once, under a lock, and never backward."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from glue_devendpoint import store as store_room
from glue_devendpoint.errors import DatabaseTooNew
from glue_devendpoint.store import schema
from glue_devendpoint.store.engine import Store, open_store
from glue_devendpoint.store.migrate import migrate, schema_version

OPEN_AND_MIGRATE = (
    "import sys\n"
    "from glue_devendpoint.store.engine import open_store\n"
    "from glue_devendpoint.store.migrate import migrate\n"
    "store = open_store(sys.argv[1]); migrate(store); store.close()\n"
)


@pytest.fixture
def empty_store(empty_database_url: str) -> Iterator[Store]:
    """A store over an empty database."""
    opened = open_store(empty_database_url)
    yield opened
    opened.close()


def declare_every_table() -> None:
    """Import every module of the store, so `schema.metadata` contains all tables."""
    for module in pkgutil.iter_modules(store_room.__path__, f"{store_room.__name__}."):
        importlib.import_module(module.name)


def test_the_migrated_schema_is_the_declared_one(empty_store: Store) -> None:
    declare_every_table()
    migrate(empty_store)

    with empty_store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = compare_metadata(context, schema.metadata)

    assert differences == []


def test_migrating_twice_changes_nothing(empty_store: Store) -> None:
    migrate(empty_store)
    before = schema_version(empty_store)

    migrate(empty_store)

    assert schema_version(empty_store) == before


def test_processes_that_start_together_do_not_race(
    empty_database_url: str, empty_store: Store
) -> None:
    command = [sys.executable, "-c", OPEN_AND_MIGRATE, empty_database_url]

    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]

    errors = [process.communicate()[1] for process in started]
    assert [process.returncode for process in started] == [0] * 4, errors
    assert schema_version(empty_store) is not None


def test_a_database_of_a_newer_version_is_refused(empty_store: Store) -> None:
    migrate(empty_store)
    with empty_store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseTooNew, match=r"newer version .*schema 9999.*pip install -U"):
        migrate(empty_store)


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("alembic.op.create_table", broken)
    with pytest.raises(RuntimeError, match="power cut"):
        migrate(empty_store)

    assert not inspect(empty_store.engine).has_table("leases")
    assert schema_version(empty_store) is None
