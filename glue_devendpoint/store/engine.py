"""The database: its SQLAlchemy engine and the kinds of transaction.

SQLite runs in WAL mode, so readers never wait for the writer. A write transaction takes the write
lock when it begins (BEGIN IMMEDIATE), so two processes queue instead of failing with a stale
snapshot. PostgreSQL uses psycopg 3.

On SQLite, small writes can be tried without waiting, so the event loop can run them itself. They
use a connection that neither queues for the write lock nor runs checkpoints.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from glue_devendpoint.errors import ConfigError, StoreError, WouldWait

BUSY_TIMEOUT_MS = 30_000
# Each checkpoint flushes to disk; at SQLite's default of 1000 pages, it dominates commit time.
CHECKPOINT_PAGES = 8000
# After this many, one write runs in a thread and can checkpoint. A small write adds ~12 pages.
WRITES_WITHOUT_CHECKPOINT = 100


class Store:
    """The database; opens transactions."""

    def __init__(self, engine: Engine, hasty: Engine | None = None) -> None:
        self.engine = engine
        # SQLite waits by polling with growing delays; threads of this process queue here instead.
        self._writer = threading.Lock() if engine.dialect.name == "sqlite" else None
        # Its connections never wait for another process or for the disk.
        self._hasty = hasty
        self._hasty_writes = 0

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a read transaction on a consistent snapshot."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a write transaction: all of its changes are stored, or none."""
        with self._writer or nullcontext(), self.engine.connect() as connection:
            if self._writer:
                connection = connection.execution_options(sqlite_begin="IMMEDIATE")
            with connection.begin():
                yield connection

    @contextmanager
    def write_without_waiting(self) -> Iterator[Connection]:
        """Open a write transaction immediately, or raise `WouldWait` without changing anything."""
        if self._hasty is None or self._writer is None or not self._writer.acquire(blocking=False):
            raise WouldWait
        try:
            self._hasty_writes = (self._hasty_writes + 1) % WRITES_WITHOUT_CHECKPOINT
            if not self._hasty_writes:
                raise WouldWait
            with ExitStack() as opened:
                try:
                    connection = opened.enter_context(self._hasty.connect())
                    opened.enter_context(connection.begin())
                except (DBAPIError, sqlite3.OperationalError) as err:
                    if _is_busy(err):
                        raise WouldWait from err
                    raise
                yield connection
        finally:
            self._writer.release()

    def ping(self) -> None:
        """Raise StoreError unless the database responds."""
        try:
            with self.read() as connection:
                connection.execute(text("SELECT 1"))
        except DBAPIError as err:
            raise _unreachable(self.engine.url, err.orig or err) from err
        except sqlite3.DatabaseError as err:
            raise _unreachable(self.engine.url, err) from err

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        if self._hasty is not None:
            self._hasty.dispose()


def open_store(database_url: str, *, durability: str = "normal") -> Store:
    """Open the database at a URL; raise an error if it doesn't respond."""
    url = database_url_of(database_url)
    if _is_sqlite(url):
        # With full durability, every commit waits for the disk.
        is_flushed = durability == "full"
        hasty = None if is_flushed else _sqlite_engine(url, durability, waits=False)
        store = Store(_sqlite_engine(url, durability), hasty)
    else:
        store = Store(_postgresql_engine(url))
    store.ping()
    return store


def sqlite_url(path: Path) -> str:
    """Return the URL of a SQLite file."""
    return URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


def database_url_of(database_url: str) -> URL:
    """Parse a database URL and set the driver."""
    try:
        url = make_url(database_url)
    except ArgumentError as err:
        raise ConfigError(
            f"invalid setting: database_url {database_url!r} isn't a database URL; "
            "use sqlite:////path/to/file or postgresql://user:password@host/name"
        ) from err
    backend = url.get_backend_name()
    if backend == "postgresql" or backend == "postgres":
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return url
    raise ConfigError(f"invalid setting: database_url uses {backend!r}; use sqlite or postgresql")


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _is_busy(err: Exception) -> bool:
    """Whether SQLite couldn't lock the file, for any of its reasons."""
    code = getattr(getattr(err, "orig", err), "sqlite_errorcode", 0)
    return code & 0xFF == sqlite3.SQLITE_BUSY


def _sqlite_engine(url: URL, durability: str, *, waits: bool = True) -> Engine:
    if not url.database or url.database == ":memory:":
        raise ConfigError("invalid setting: database_url must name a SQLite file, not memory")
    timeout = BUSY_TIMEOUT_MS if waits else 0
    engine = create_engine(
        url,
        # The most recently used connection has the warmest cache.
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={"timeout": timeout / 1000},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we send BEGIN ourselves, below
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {timeout}")
        _switch_to_wal(cursor, timeout / 1000)
        cursor.execute(f"PRAGMA synchronous = {durability.upper()}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA cache_size = -16384")
        cursor.execute("PRAGMA temp_store = MEMORY")
        cursor.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES if waits else 0}")
        cursor.close()

    # Connections that don't wait are used only for writes.
    usual = "DEFERRED" if waits else "IMMEDIATE"

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        kind = connection.get_execution_options().get("sqlite_begin", usual)
        statement = f"BEGIN {kind}"
        try:
            # Straight to the driver: every request begins a transaction.
            connection.connection.cursor().execute(statement)
        except sqlite3.Error as err:
            raise DBAPIError.instance(statement, None, err, sqlite3.Error) from err

    return engine


def _switch_to_wal(cursor: sqlite3.Cursor, seconds: float) -> None:
    """Switch to WAL, retrying because SQLite doesn't wait when two processes do it at once."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as err:
            if not _is_busy(err) or time.monotonic() >= deadline:
                raise
        time.sleep(0.01)


def _postgresql_engine(url: URL) -> Engine:
    try:
        return create_engine(
            url,
            pool_pre_ping=True,
            hide_parameters=True,
            pool_size=10,
            max_overflow=20,
            connect_args={"connect_timeout": 5},
        )
    except (ModuleNotFoundError, NoSuchModuleError) as err:
        raise ConfigError(
            "database_url uses PostgreSQL, but its driver isn't installed; "
            "run: pip install 'glue-devendpoint[postgres]'"
        ) from err


def _unreachable(url: URL, err: BaseException) -> StoreError:
    reason = " ".join(str(err).split())
    return StoreError(
        f"the database {url.render_as_string(hide_password=True)} isn't responding: {reason}"
    )
