"""`glue-devendpoint serve` as a process, for every test that needs a real one.

A server belongs to a home and a database. Tests that only call the API use the `server_url` of
`conftest.py` instead, which is the same server in a thread.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from glue_devendpoint.access.identities import OWNER, Credentials
from glue_devendpoint.config import load_config
from glue_devendpoint.endpoint import open_endpoint

REGION = "us-east-1"
STOP_SECONDS = 60
Process = subprocess.Popen[str]


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: its URL, its process, and the owner's keys."""

    process: Process
    url: str
    home: Path
    keys: Credentials
    region: str = REGION

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables for AWS clients."""
        return {
            "AWS_ENDPOINT_URL_GLUE": self.url,
            "AWS_ACCESS_KEY_ID": self.keys.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.keys.secret_access_key,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self) -> Any:
        """Return a boto3 client with the owner's keys."""
        return boto3.Session().client(
            "glue",
            endpoint_url=self.url,
            region_name=self.region,
            aws_access_key_id=self.keys.access_key_id,
            aws_secret_access_key=self.keys.secret_access_key,
        )


def start_serve(
    home: Path, *words: str, environ: Mapping[str, str] | None = None, stderr: int | None = None
) -> Process:
    """Start a server with a home on a free port. The caller stops it."""
    return subprocess.Popen(
        [sys.executable, "-m", "glue_devendpoint", "serve", "--port", "0",
         "--home", str(home), *words],
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        env=os.environ if environ is None else environ,
    )  # fmt: skip


def url_of(process: Process) -> str:
    """Wait until a server prints its URL."""
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"https?://\S+", line)
    assert found is not None, line
    return found.group()


@contextmanager
def serving(
    home: Path, database_url: str = "", environ: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Run a server with a home until the block ends. The block can kill it."""
    words = ["--database-url", database_url] if database_url else []
    process = start_serve(home, *words, environ=environ)
    try:
        url = url_of(process)
        yield Served(process, url, home, owner_keys(home, database_url))
    finally:
        process.terminate()
        process.communicate(timeout=STOP_SECONDS)


def owner_keys(home: Path, database_url: str = "") -> Credentials:
    """Return the keys of a home's owner."""
    settings = {"home": str(home), "database_url": database_url}
    endpoint = open_endpoint(load_config(settings, environ={}))
    keys = endpoint.identities.credentials(OWNER)
    endpoint.close()
    return keys


def without(prefix: str, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the environment without variables that start with a prefix."""
    return {name: value for name, value in environ.items() if not name.startswith(prefix)}
