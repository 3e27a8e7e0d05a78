"""Transactions: all or nothing, readers never wait, writers queue."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from glue_devendpoint.errors import ConfigError, StoreError, WouldWait
from glue_devendpoint.store.engine import Store, open_store, sqlite_url
from glue_devendpoint.store.migrate import migrate
from glue_devendpoint.store.schema import settings


def _put(store: Store, name: str) -> None:
    with store.write() as connection:
        connection.execute(insert(settings).values(name=name, value="x"))


def _names(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.execute(select(settings.c.name)).scalars())


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        connection.execute(insert(settings).values(name="a", value="x"))
        raise ZeroDivisionError

    assert _names(store) == []


def test_a_reader_keeps_its_snapshot_while_somebody_writes(sqlite_store: Store) -> None:
    with sqlite_store.read() as reader:
        before = reader.execute(select(settings.c.name)).all()
        _put(sqlite_store, "later")
        after = reader.execute(select(settings.c.name)).all()

    assert before == after == []
    assert _names(sqlite_store) == ["later"]


def test_writers_of_many_threads_and_two_engines_all_succeed(database_url: str) -> None:
    stores = [open_store(database_url), open_store(database_url)]
    migrate(stores[0])

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: _put(stores[n % 2], f"name-{n}"), range(100)))

    assert len(_names(stores[0])) == 100
    for store in stores:
        store.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(sqlite_url(tmp_path / "db"))
    migrate(opened)
    yield opened
    opened.close()


def _put_at_once(store: Store, name: str) -> None:
    with store.write_without_waiting() as connection:
        connection.execute(insert(settings).values(name=name, value="x"))


def test_a_write_that_need_not_wait_is_made_at_once(sqlite_store: Store) -> None:
    _put_at_once(sqlite_store, "a")

    assert _names(sqlite_store) == ["a"]


def test_a_write_that_must_not_wait_gives_up_while_a_thread_writes(sqlite_store: Store) -> None:
    with sqlite_store.write(), pytest.raises(WouldWait):
        _put_at_once(sqlite_store, "a")

    _put_at_once(sqlite_store, "b")
    assert _names(sqlite_store) == ["b"]


def test_a_write_that_must_not_wait_gives_up_while_another_process_writes(
    sqlite_store: Store, tmp_path: Path
) -> None:
    other = open_store(sqlite_url(tmp_path / "db"))

    with other.write(), pytest.raises(WouldWait):
        _put_at_once(sqlite_store, "a")

    _put_at_once(sqlite_store, "b")
    assert _names(sqlite_store) == ["b"]
    other.close()


def test_a_write_that_fails_at_once_leaves_nothing_and_lets_others_write(
    sqlite_store: Store,
) -> None:
    with pytest.raises(ZeroDivisionError), sqlite_store.write_without_waiting() as connection:
        connection.execute(insert(settings).values(name="a", value="x"))
        raise ZeroDivisionError

    _put(sqlite_store, "b")
    assert _names(sqlite_store) == ["b"]


def test_writes_at_once_leave_the_checkpoint_to_one_that_waits(
    sqlite_store: Store, tmp_path: Path
) -> None:
    large = "x" * 1_000_000  # about 250 pages

    for number in range(200):
        row = {"name": f"name-{number}", "value": large}
        try:
            with sqlite_store.write_without_waiting() as connection:
                connection.execute(insert(settings).values(row))
        except WouldWait:
            with sqlite_store.write() as connection:
                connection.execute(insert(settings).values(row))

    assert len(_names(sqlite_store)) == 200
    assert (tmp_path / "db-wal").stat().st_size < 150_000_000


def test_where_each_commit_waits_for_the_disk_nothing_is_written_at_once(tmp_path: Path) -> None:
    store = open_store(sqlite_url(tmp_path / "db"), durability="full")

    with pytest.raises(WouldWait):
        _put_at_once(store, "a")

    store.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_where_the_database_is_a_server_nothing_is_written_at_once(store: Store) -> None:
    with pytest.raises(WouldWait):
        _put_at_once(store, "a")


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("not a url", "isn't a database URL"),
        ("mysql://host/db", "use sqlite or postgresql"),
        ("sqlite://", "must name a SQLite file"),
    ],
)
def test_a_url_that_cannot_be_ours_is_refused_in_one_line(url: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as refused:
        open_store(url)

    assert "\n" not in str(refused.value)


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(StoreError, match="isn't responding") as refused:
        open_store("postgresql://glue:hush@127.0.0.1:9/none")

    assert "hush" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_store_pulls_in_neither_spark_nor_jupyter(tmp_path: Path) -> None:
    import subprocess

    program = (
        "import sys, glue_devendpoint.store.engine, glue_devendpoint.store.migrate\n"
        "assert not {'pyspark', 'jupyter_server', 'tornado'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", program], check=True)


def test_durability_full_flushes_each_commit(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "db")

    with closing(open_store(url, durability="full")) as store, store.read() as connection:
        level = connection.execute(text("PRAGMA synchronous")).scalar()

    assert level == 2


def test_a_file_that_is_locked_whole_makes_a_write_give_up_at_once(
    sqlite_store: Store, tmp_path: Path
) -> None:
    sqlite_store.close()  # closes its connections; the next use opens new ones
    other = sqlite3.connect(tmp_path / "db", isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(WouldWait):
        _put_at_once(sqlite_store, "a")

    other.close()
    _put_at_once(sqlite_store, "b")
    assert _names(sqlite_store) == ["b"]
