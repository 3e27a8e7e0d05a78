"""A pytest session's environment: a temporary home, one Spark driver, a new catalog per test."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from glue_devendpoint.access.client_environment import client_environment
from glue_devendpoint.access.identities import OWNER
from glue_devendpoint.config import as_environment, environment_variable, load_config
from glue_devendpoint.endpoint import open_endpoint
from glue_devendpoint.errors import HomeError
from glue_devendpoint.home import Home, open_home
from glue_devendpoint.server.loopback import serving
from glue_devendpoint.spark.driver import Driver
from glue_devendpoint.spark.metastore.gateway import glue_client
from glue_devendpoint.spark.session import SessionPlan, warehouse
from glue_devendpoint.spark.warmup import EmptyCatalog
from glue_devendpoint.store.engine import sqlite_url

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

BUCKETS_FOLDER = "GLUE_BUCKETS_FOLDER"
SMALL = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2"}


@dataclass(frozen=True, slots=True)
class Bucket:
    """A local bucket: jobs use its URI, tests can look at its folder."""

    name: str
    path: Path

    @property
    def uri(self) -> str:
        """The bucket's URI for jobs: `s3://name`."""
        return f"s3://{self.name}"


class World:
    """What the fixtures of one pytest session share."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch) -> None:
        own_home = load_config().home_folder
        self._config = load_config({"home": str(root), "database_url": ""})
        self._home = open_home(root)
        _share_classes(self._home, own_home)
        self._numbers = itertools.count(1)
        self._driver: Driver | None = None
        self._has_catalog = False
        self._patch = patch
        for name, value in as_environment(self._config).items():
            patch.setenv(name, value)
        patch.setenv(BUCKETS_FOLDER, str(self._home.buckets))

    def session(self) -> SparkSession:
        """Return the session; the first call starts Spark."""
        if self._driver is None:
            self._driver = Driver(self._config, self._client)
            environ = dict(os.environ)
            settings = SMALL | dict(self._config.spark_conf)
            self._driver.prepare(SessionPlan(app_name="pytest", settings=settings), environ)
            for name, value in environ.items():
                self._patch.setenv(name, value)
        return self._driver.session()

    def new_bucket(self) -> Bucket:
        """Create an empty bucket."""
        name = f"test-bucket-{next(self._numbers)}"
        path = self._home.buckets / name
        path.mkdir()
        if self._driver is not None:
            self._driver.mount_buckets()
        return Bucket(name, path)

    @contextmanager
    def new_catalog(self) -> Iterator[Any]:
        """Serve an endpoint with an empty database; yields a boto3 client for it."""
        database_url = sqlite_url(self._home.root / f"catalog-{next(self._numbers)}.db")
        config = load_config({"home": str(self._home.root), "database_url": database_url})
        endpoint = open_endpoint(config)
        self._forget_leavings()
        try:
            with serving(endpoint) as url, pytest.MonkeyPatch.context() as patch:
                now = endpoint.clock.now().timestamp()
                secret = endpoint.capabilities.issue(OWNER, "pytest", now, pid=os.getpid())
                patch.setenv(environment_variable("database_url"), database_url)
                for name, value in client_environment(
                    url, secret, config.region, os.environ
                ).items():
                    patch.setenv(name, value)
                self._connect(has_catalog=True)
                yield glue_client()
                self._connect(has_catalog=False)
        finally:
            endpoint.close()

    def close(self) -> None:
        """Stop Spark if it is running."""
        if self._driver is not None:
            self._driver.close()

    def _client(self) -> Any:
        return glue_client() if self._has_catalog else EmptyCatalog()

    def _connect(self, *, has_catalog: bool) -> None:
        self._has_catalog = has_catalog
        if self._driver is None:
            return
        self._driver.connect(self._client)
        if self._driver.is_running():
            tables = self._driver.session()._jsparkSession.sessionState().catalog()
            tables.invalidateAllCachedTables()

    def _forget_leavings(self) -> None:
        """Remove the managed tables and the bookmarks of an earlier test."""
        for folder in (warehouse(self._home), self._home.root / "bookmarks"):
            shutil.rmtree(folder, ignore_errors=True)


def _share_classes(home: Home, other: Path) -> None:
    """Link a new home to the classes in another home's cache, which speed up Spark's start."""
    with contextlib.suppress(HomeError):
        shared = open_home(other).cache / "classes"
        (home.cache / "classes").symlink_to(shared, target_is_directory=True)
